import { setImmediate as settled } from 'node:timers/promises'

import type { Message, NewMessage } from '@parley/core/schemas'
import t from 'tap'

import { ApiError, networkError } from '../src/api.ts'
import { Store } from '../src/store.ts'
import type { Outgoing } from '../src/store/state.ts'
import { emptyThread } from '../src/store/threads.ts'
import { memoryStorage, Unsent, type UnsentStorage } from '../src/unsent.ts'
import { message } from './factories.ts'

type Answer = (body: NewMessage) => Promise<Message>

function setUp(answer: Answer, storage: UnsentStorage = memoryStorage()) {
  const store = new Store((flush) => flush())
  store.dispatch({
    event: 'local.threadOpened',
    data: { ...emptyThread('1'), loading: null, hasOlder: false },
  })
  const posted: string[] = []
  const unsent = new Unsent({
    storage,
    post(body) {
      posted.push(body.text ?? '')
      return store.load(
        () => answer(body),
        (data) => [{ event: 'message.created', data }],
      )
    },
    dispatch: (event) => store.dispatch(event),
    state: () => store.state,
    retryMs: 1,
  })
  function waiting(): readonly Outgoing[] {
    return store.state.outgoing.get('1') ?? []
  }
  function until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      if (holds()) return resolve()
      const stop = store.api.subscribe(() => {
        if (!holds()) return
        stop()
        resolve()
      })
    })
  }
  return { store, unsent, posted, waiting, until, storage }
}

function outgoing(clientId: string, change: Partial<Outgoing> = {}): Outgoing {
  return {
    body: { chatId: '1', clientId, text: clientId },
    userId: '7',
    createdAt: new Date().toISOString(),
    heldUntil: 0,
    state: 'waiting',
    problem: null,
    files: [],
    ...change,
  }
}

let lastId = 0
async function accepted({ clientId, text }: NewMessage): Promise<Message> {
  lastId += 1
  return message(lastId, { clientId, text: text ?? null, direction: 'out', status: 'queued' })
}

t.test('a message is shown at once, and the server settles it', async (t) => {
  const { store, unsent, waiting, until, storage } = setUp(accepted)
  unsent.add(outgoing('a'))
  t.match(waiting(), [{ body: { clientId: 'a' } }])
  await until(() => waiting().length === 0)
  t.match(store.state.threads.get('1')?.messages, [{ clientId: 'a', status: 'queued' }])
  await settled()
  t.strictSame(await storage.all(), [])
})

t.test('messages of a chat go out one after the other', async (t) => {
  const answers: (() => void)[] = []
  const { unsent, posted, waiting, until } = setUp(async (body) => {
    await new Promise<void>((resolve) => answers.push(resolve))
    return accepted(body)
  })
  unsent.add(outgoing('a'))
  unsent.add(outgoing('b'))
  t.strictSame(posted, ['a'])
  answers[0]?.()
  await until(() => waiting().length === 1)
  await settled()
  answers[1]?.()
  await until(() => waiting().length === 0)
  t.strictSame(posted, ['a', 'b'])
})

t.test('while it is held it can be taken back, and it leaves no trace', async (t) => {
  const { unsent, posted, waiting, storage } = setUp(accepted)
  unsent.add(outgoing('a', { state: 'held', heldUntil: Date.now() + 60_000 }))
  t.strictSame(posted, [])
  t.equal(unsent.takeBack('1', 'a')?.body.text, 'a')
  t.strictSame(waiting(), [])
  t.strictSame(await storage.all(), [])
  t.equal(unsent.takeBack('1', 'a'), null)
})

t.test('a further message sends the one that was held: the person has moved on', async (t) => {
  const { unsent, posted, waiting, until } = setUp(accepted)
  unsent.add(outgoing('a', { state: 'held', heldUntil: Date.now() + 60_000 }))
  unsent.add(outgoing('b', { state: 'held', heldUntil: Date.now() + 60_000 }))
  await until(() => waiting().length === 1)
  t.strictSame(posted, ['a'])
  unsent.sendNow('1', 'b')
  await until(() => waiting().length === 0)
  t.strictSame(posted, ['a', 'b'])
})

t.test('without a network it waits and is tried again with the same id', async (t) => {
  let failures = 2
  const ids: string[] = []
  const { unsent, waiting, until } = setUp(async (body) => {
    ids.push(body.clientId)
    failures -= 1
    if (failures >= 0) throw networkError()
    return accepted(body)
  })
  unsent.add(outgoing('a'))
  await until(() => waiting().length === 0)
  t.strictSame(ids, ['a', 'a', 'a'])
})

t.test('an ended session holds messages back until there is another', async (t) => {
  let isSignedIn = false
  const { unsent, waiting, until } = setUp(async (body) => {
    if (!isSignedIn) throw new ApiError({ status: 401, code: 'unauthorized' })
    return accepted(body)
  })
  unsent.add(outgoing('a'))
  t.equal(waiting()[0]?.state, 'waiting')
  isSignedIn = true
  unsent.pump()
  await until(() => waiting().length === 0)
  t.pass('sent after signing in')
})

t.test('a refusal stays with its reason, and does not hold up the next message', async (t) => {
  const refusal = { status: 409, code: 'chat_moved_on', detail: 'Bo has answered since' }
  const { unsent, waiting, until, posted } = setUp(async (body) => {
    if (body.text === 'a' && body.seenMessageId) throw new ApiError(refusal)
    return accepted(body)
  })
  unsent.add(outgoing('a', { body: { chatId: '1', clientId: 'a', text: 'a', seenMessageId: '5' } }))
  unsent.add(outgoing('b'))
  await until(() => waiting().length === 1)
  t.match(waiting(), [{ state: 'refused', problem: { code: 'chat_moved_on' } }])
  unsent.sendAnyway('1', 'a')
  await until(() => waiting().length === 0)
  t.strictSame(posted, ['a', 'b', 'a'])
})

t.test('a reload brings back what was not sent, of this person only', async (t) => {
  const storage = memoryStorage()
  await storage.put(outgoing('later', { createdAt: new Date(Date.now() - 1000).toISOString() }))
  await storage.put(outgoing('first', { createdAt: new Date(Date.now() - 2000).toISOString() }))
  await storage.put(outgoing('theirs', { userId: '8' }))
  await storage.put(outgoing('old', { createdAt: '2020-01-01T00:00:00.000Z' }))
  const { unsent, posted, waiting, until } = setUp(accepted, storage)
  await unsent.restore('7')
  await until(() => waiting().length === 1)
  t.strictSame(posted, ['first', 'later'])
  t.match(waiting(), [
    { body: { clientId: 'old' }, state: 'refused', problem: { code: 'too_old' } },
  ])
  await settled()
  t.match(await storage.all(), [{ userId: '8' }, { body: { clientId: 'old' } }])
})
