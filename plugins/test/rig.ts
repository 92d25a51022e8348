/** The server for tests, on a real database: two people are signed in, requests go in without a socket. */
import type { Kernel } from '@parley/core'
import type { InjectOptions } from 'fastify'

import { type KernelOptions, startKernel } from '../../core/test/rig.ts'
import { account } from '../src/account.ts'
import { auth } from '../src/auth.ts'
import { type App, createServer } from '../src/http.ts'
import { setup } from '../src/setup.ts'
import { tokens } from '../src/tokens.ts'
import { users } from '../src/users.ts'

export interface RigOptions extends KernelOptions {
  /** The plugins under test, registered after auth. */
  routes?: (app: App) => unknown
  /** False leaves the database without people. */
  people?: boolean
}
interface Test {
  teardown(work: () => unknown): void
}
export interface Answer {
  status: number
  headers: Record<string, unknown>
  // a test reads what it expects
  body: any
  text: string
}
/** Somebody who calls the API. */
export interface Caller {
  id: string
  email: string
  password: string
  accessToken: string
  refreshToken: string
  call(method: string, path: string, more?: InjectOptions): Promise<Answer>
  get(path: string, more?: InjectOptions): Promise<Answer>
  post(path: string, body?: unknown, more?: InjectOptions): Promise<Answer>
  patch(path: string, body: unknown, more?: InjectOptions): Promise<Answer>
  delete(path: string, more?: InjectOptions): Promise<Answer>
}
export interface Rig {
  kernel: Kernel
  app: App
  /** The first person, an admin, and an agent. */
  admin: Caller
  agent: Caller
  /** Nobody: no token. */
  stranger: Caller
  signUp(name: string): Promise<Caller>
}

export async function startRig(t: Test, options: RigOptions = {}): Promise<Rig> {
  const env = { REGISTRATION: 'open', ...options.env }
  const kernel = await startKernel(t, { ...options, env })
  const app = await startApp(t, kernel, options)
  return withPeople(kernel, app, options)
}

/** A server on a kernel that is there already: a second process, in a test of two. */
export async function startApp(t: Test, kernel: Kernel, options: RigOptions = {}): Promise<App> {
  const app = createServer(kernel)
  await app.register(tokens)
  await app.register(auth)
  await app.register(account)
  await app.register(users)
  await app.register(setup)
  await options.routes?.(app)
  await app.ready()
  t.teardown(() => app.close())
  return app
}

async function withPeople(kernel: Kernel, app: App, { people = true }: RigOptions): Promise<Rig> {
  const stranger = callerOf(app, nobody)
  async function signUp(name: string): Promise<Caller> {
    return signUpTo(app, name)
  }
  const admin = people ? await signUp('Ada Admin') : stranger
  const agent = people ? await signUp('Ben Agent') : stranger
  return { kernel, app, admin, agent, stranger, signUp }
}
const nobody = { id: '', email: '', password: '', accessToken: '', refreshToken: '' }

async function signUpTo(app: App, name: string): Promise<Caller> {
  const person = {
    email: `${name.toLowerCase().replaceAll(' ', '.')}@example.com`,
    password: `${name} likes long passwords`,
    name,
  }
  const { status, body, text } = await callerOf(app, nobody).post('/api/auth/register', person, {
    headers: { 'x-token-delivery': 'body' },
  })
  if (status !== 201) throw new Error(text)
  return callerOf(app, { ...person, ...body, id: body.user.id })
}

type Person = Pick<Caller, 'id' | 'email' | 'password' | 'accessToken' | 'refreshToken'>

/** The same person at another server. */
export function callerOf(app: Pick<App, 'inject'>, person: Person): Caller {
  async function call(method: string, url: string, more: InjectOptions = {}): Promise<Answer> {
    const response = await app.inject({
      method: method as 'GET',
      url,
      ...more,
      headers: {
        ...(person.accessToken && { authorization: `Bearer ${person.accessToken}` }),
        ...more.headers,
      },
    })
    const isJson = String(response.headers['content-type']).includes('json')
    return {
      status: response.statusCode,
      headers: response.headers,
      body: isJson && response.payload ? response.json() : undefined,
      text: response.payload,
    }
  }
  return {
    ...person,
    call,
    get: (path, more) => call('GET', path, more),
    post: (path, body = {}, more = {}) => call('POST', path, { payload: body as object, ...more }),
    patch: (path, body, more = {}) => call('PATCH', path, { payload: body as object, ...more }),
    delete: (path, more) => call('DELETE', path, more),
  }
}
