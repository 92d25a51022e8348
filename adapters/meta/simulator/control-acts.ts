/** Control API: what people, businesses and the platform do. */
import { createHmac } from 'node:crypto'

import type { Control, ControlCall, ControlRoute } from './control.ts'
import { GraphError } from './graph-error.ts'
import { storeMedium } from './media.ts'
import type { Act, Happening } from './part.ts'
import type { Person } from './state.ts'
import { textOf } from './text.ts'
import { createPerson, findAccount, openThread, partOf } from './world.ts'
import type { World } from './world.ts'

export const controlActs: Readonly<Record<string, ControlRoute>> = {
  'POST people': ({ world }, { body }) => {
    const { name } = body
    if (typeof name !== 'string' || name.trim() === '') throw wrong('name is missing')
    const person = createPerson(world, { ...(body as Partial<Person>), name })
    world.changed()
    return person
  },
  'PATCH people': ({ world }, { body, rest }) => {
    const person = personOf(world, rest)
    for (const name of [
      'name',
      'handle',
      'phone',
      'isPhoneHidden',
      'isOnline',
      'blocked',
      'hasWhatsapp',
    ])
      if (body[name] !== undefined) Object.assign(person, { [name]: body[name] })
    world.changed()
    return person
  },
  'POST acts': act,
  'POST happenings': happen,
  'POST media': upload,
  'POST callbacks': callBack,
}

/** A customer does something: `{ account, person, kind, … }`. */
function act({ world }: Control, { body }: ControlCall): object {
  const account = accountOf(world, body)
  const person = personOf(world, textOf(body['person']))
  const thread = openThread(world, account, person)
  const { account: _account, person: _person, ...rest } = body
  const id = partOf(world, account.channel).life.act(world, thread, rest as unknown as Act)
  return { id: id ?? null, thread: thread.id, identity: thread.identity }
}

/** Something happens beside the app: `{ account, kind, … }`. */
function happen({ world }: Control, { body }: ControlCall): object {
  const account = accountOf(world, body)
  const { account: _account, ...happening } = body
  const { life } = partOf(world, account.channel)
  life.happen(world, account, happening as unknown as Happening)
  return { ok: true }
}

/** The body is the file; its type is the content type, its name `?name=`. */
function upload({ world }: Control, { request, query }: ControlCall): object {
  if (request.body.length === 0) throw wrong('the body is empty')
  const { id, mime, name, size, sha256 } = storeMedium(
    world,
    {
      bytes: request.body,
      mime: request.headers['content-type'] ?? 'application/octet-stream',
      name: query.get('name') ?? 'file',
    },
    7 * 86_400_000,
  )
  return { id, mime, name, size, sha256 }
}

/** Meta's two callbacks about a person: `{ name: 'deauthorize' | 'data-deletion', userId }`. */
async function callBack({ world, webhookUrl }: Control, { body }: ControlCall): Promise<object> {
  const name = textOf(body['name'])
  if (name !== 'deauthorize' && name !== 'data-deletion') throw wrong('name is not a callback')
  const payload = Buffer.from(
    JSON.stringify({
      user_id: textOf(body['userId']),
      algorithm: 'HMAC-SHA256',
      issued_at: Math.floor(world.now() / 1000),
    }),
  ).toString('base64url')
  const signed = createHmac('sha256', world.app.secret).update(payload).digest('base64url')
  const response = await fetch(`${webhookUrl}/${name}`, {
    method: 'POST',
    body: new URLSearchParams({ signed_request: `${signed}.${payload}` }),
    signal: AbortSignal.timeout(5_000),
  })
  return { status: response.status, body: await response.text() }
}

function accountOf(
  world: World,
  body: ControlCall['body'],
): ReturnType<typeof findAccount> & object {
  const account = findAccount(world, textOf(body['account']))
  if (!account) throw wrong('account is unknown')
  return account
}

function personOf(world: World, id: string): Person {
  const person = world.state.people.find((each) => each.id === id)
  if (!person) throw wrong('person is unknown')
  return person
}

function wrong(message: string): GraphError {
  return new GraphError({ code: 100, message })
}
