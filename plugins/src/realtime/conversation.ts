/** What one socket says: hello first, then a few kinds of frames. Nothing else is understood, and errors are codes, never texts. */
import type { Presence, Refusal, Signals } from '@parley/core'
import { ClientFrame } from '@parley/core/schemas'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { WebSocket } from 'ws'

import { isTooDeep } from '../json-body.ts'
import { authenticate } from '../tokens.ts'
import { Client, closeSocket, createBucket } from './client.ts'
import { encode } from './frames.ts'
import { type Hub, maySocket } from './hub.ts'

const helloWithinMs = 5000
const pingEveryMs = 20_000
const mistakesAtMost = 3

export interface Surroundings {
  readonly app: FastifyInstance
  readonly request: FastifyRequest
  readonly hub: Hub
  readonly presence: Presence
  /** Passes an agent's typing on to the contact. */
  readonly signals?: Pick<Signals, 'typing'>
  /** Called once, when it is known who speaks, or when they left. */
  readonly settled: () => void
}
type Frame = Static<typeof ClientFrame>
type Said<T extends Frame['type']> = Extract<Frame, { type: T }>

// by name in a map of our own: a type such as "constructor" finds nothing
const schemas = new Map(
  ClientFrame.anyOf.map((schema) => [schema.properties.type.const as string, schema as TSchema]),
)

export class Conversation {
  #socket: WebSocket
  #around: Surroundings
  #client: Client | undefined
  #queue: Promise<void> = Promise.resolve()
  #mayPass = createBucket()
  #mistakes = 0
  #isAlive = true
  #typingIn: string | undefined
  #helloTimer: NodeJS.Timeout
  #pingTimer: NodeJS.Timeout

  constructor(socket: WebSocket, around: Surroundings) {
    this.#socket = socket
    this.#around = around
    this.#helloTimer = setTimeout(() => closeSocket(socket, 'unauthorized'), helloWithinMs)
    this.#pingTimer = setInterval(() => this.#ping(), pingEveryMs)
    socket.on('message', (data: Buffer, isBinary) => this.#hear(data, isBinary))
    socket.on('pong', () => {
      this.#isAlive = true
    })
    socket.on('close', () => this.#end())
  }

  #hear(data: Buffer, isBinary: boolean): void {
    this.#isAlive = true
    if (isBinary) return closeSocket(this.#socket, 'binary')
    if (!this.#mayPass()) return closeSocket(this.#socket, 'loud')
    const text = data.toString()
    // one after the other: what follows hello waits until it is known who speaks
    this.#queue = this.#queue.then(() => this.#obey(text)).catch((error) => this.#fail(error))
  }

  async #obey(text: string): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) return
    const frame = read(text)
    if (frame === 'confused') return closeSocket(this.#socket, 'confused')
    if (typeof frame === 'string') return this.#refuse(frame)
    if (frame.type === 'hello') return this.#client ? this.#refuse('greeted') : this.#greet(frame)
    if (!this.#client) return closeSocket(this.#socket, 'unauthorized')
    return this.#follow(this.#client, frame)
  }

  #follow(client: Client, frame: Exclude<Frame, Said<'hello'>>): void | Promise<void> {
    switch (frame.type) {
      case 'token':
        return this.#renew(client, frame.token)
      case 'viewing':
        return this.#around.presence.view(client.id, frame.chatId)
      case 'typing':
        return this.#type(client, frame)
      case 'ping':
        return client.push(Buffer.from('{"type":"pong"}'))
    }
  }

  async #greet({ token, cursor }: Said<'hello'>): Promise<void> {
    const { app, request, hub, presence, settled } = this.#around
    const known = await authenticate(app, token)
    if (!maySocket(known.user)) return closeSocket(this.#socket, 'forbidden')
    const { type, position } = await hub.place(cursor)
    const client = new Client(this.#socket, request.raw.socket, known)
    this.#client = client
    client.position = position
    if (!hub.add(client)) return closeSocket(this.#socket, 'crowded')
    clearTimeout(this.#helloTimer)
    settled()
    client.push(Buffer.from(JSON.stringify({ type, cursor: String(position) })))
    for (const person of presence.list())
      client.push(encode('presence.changed', null, JSON.stringify(person)))
    presence.enter(client.id, client.user)
    hub.replay(client).catch((error: unknown) => this.#fail(error))
  }

  async #renew(client: Client, token: string): Promise<void> {
    const { user, claims } = await authenticate(this.#around.app, token)
    if (user.id !== client.user.id) return closeSocket(this.#socket, 'unauthorized')
    client.renew(user, claims)
  }

  #type(client: Client, { chatId, on, mode }: Said<'typing'>): void {
    const isNote = mode === 'note'
    this.#typingIn = on ? chatId : undefined
    this.#around.app.kernel.bus.publish('typing', {
      chatId,
      user: { id: client.user.id, name: client.user.name },
      contact: false,
      on,
      mode: isNote ? 'note' : 'reply',
    })
    // the contact must not see that colleagues talk about them
    if (!isNote) this.#around.signals?.typing(chatId, on)
  }

  #refuse(code: string): void {
    if (++this.#mistakes >= mistakesAtMost) return closeSocket(this.#socket, 'confused')
    this.#socket.send(JSON.stringify({ type: 'error', code }))
  }

  /** A refusal is about the token; anything else is our trouble, and the client comes again. */
  #fail(error: unknown): void {
    const isRefused = (error as Refusal).name === 'Refusal' && (error as Refusal).statusCode === 401
    if (!isRefused) this.#around.request.log.warn({ err: error }, 'a socket failed')
    closeSocket(this.#socket, isRefused ? 'unauthorized' : 'busy')
  }

  #ping(): void {
    if (!this.#isAlive) return this.#socket.terminate()
    this.#isAlive = false
    this.#socket.ping()
  }

  #end(): void {
    clearTimeout(this.#helloTimer)
    clearInterval(this.#pingTimer)
    this.#around.settled()
    const client = this.#client
    if (!client) return
    if (this.#typingIn) this.#type(client, { type: 'typing', chatId: this.#typingIn, on: false })
    this.#around.hub.remove(client)
    this.#around.presence.leave(client.id)
    client.dispose()
  }
}

function read(text: string): Frame | 'confused' | 'unknown_type' | 'invalid' {
  let frame: unknown
  try {
    frame = JSON.parse(text)
  } catch {
    return 'confused'
  }
  if (typeof frame !== 'object' || frame === null || isTooDeep(frame)) return 'confused'
  const schema = schemas.get(String((frame as { type?: unknown }).type))
  if (!schema) return 'unknown_type'
  return Value.Check(schema, frame) ? (frame as Frame) : 'invalid'
}
