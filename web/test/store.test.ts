import type { Chat } from '@parley/core/schemas'
import fc from 'fast-check'
import t from 'tap'

import { Store } from '../src/store.ts'
import { type AppEvent, applyEvent } from '../src/store/apply-event.ts'
import { compareChats, formatFilters, matches, parseFilters } from '../src/store/filters.ts'
import { emptyState, type State } from '../src/store/state.ts'
import { at, chat } from './factories.ts'

const me = '7'
const signedIn: State = { ...emptyState, meId: me }

function apply(state: State, ...events: readonly AppEvent[]): State {
  return events.reduce(applyEvent, state)
}

/** A view as the server would give it. */
function fetched(key: string, chats: readonly Chat[], limit = 1000): AppEvent {
  const filters = parseFilters(key)
  const all = chats
    .filter((each) => matches(filters, each, me))
    .toSorted((a, b) => compareChats(filters, a, b))
  return {
    event: 'local.viewLoaded',
    data: {
      key,
      chats: all.slice(0, limit),
      nextCursor: all.length > limit ? 'more' : null,
      more: false,
    },
  }
}

const anyChat = fc
  .record({
    id: fc.integer({ min: 1, max: 30 }),
    status: fc.constantFrom(
      'open' as const,
      'pending' as const,
      'snoozed' as const,
      'closed' as const,
    ),
    assignee: fc.constantFrom(null, { id: me, name: 'Me' }, { id: '8', name: 'Bo' }),
    labels: fc.subarray(['vip', 'late']),
    unreadCount: fc.integer({ min: 0, max: 2 }),
    lastAt: fc.integer({ min: 0, max: 40 }),
    waitingSince: fc.option(fc.integer({ min: 0, max: 40 })),
    closesAt: fc.option(fc.integer({ min: 0, max: 40 })),
  })
  .map(({ id, lastAt, waitingSince, closesAt, ...rest }) =>
    chat(id, {
      ...rest,
      lastMessageAt: at(lastAt),
      waitingSince: waitingSince === null ? null : at(waitingSince),
      window: {
        state: closesAt === null ? 'closed' : 'open',
        closesAt: closesAt === null ? null : at(closesAt),
        allows: [],
      },
    }),
  )
const keys = [
  '',
  'assigneeId=me',
  'assigneeId=none',
  'label=vip',
  'status=closed',
  'status=all&unread=true',
  'sort=waiting',
  'sort=window',
  'sort=unread',
  'status=all&waiting=true',
].map((key) => formatFilters(parseFilters(key)))

t.test('a view after any events is the view that would be fetched now', async () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(anyChat, { selector: (each) => each.id, maxLength: 20 }),
      fc.array(anyChat, { maxLength: 20 }),
      fc.constantFrom(...keys),
      (before, changes, key) => {
        const live = apply(
          apply(signedIn, fetched(key, before)),
          ...changes.map((data): AppEvent => ({ event: 'chat.updated', data })),
        )
        const now = new Map([...before, ...changes].map((each) => [each.id, each]))
        const again = apply(signedIn, fetched(key, [...now.values()]))
        for (const id of live.views.get(key)?.ids ?? []) {
          if (live.chats.get(id) !== now.get(id)) return false
        }
        return String(live.views.get(key)?.ids) === String(again.views.get(key)?.ids)
      },
    ),
    { numRuns: 300 },
  )
})

t.test('pages join without doubling what moved up meanwhile', async (t) => {
  const chats = Array.from({ length: 10 }, (_, index) => chat(index + 1))
  let state = apply(signedIn, fetched('', chats, 5))
  t.strictSame(state.views.get('')?.ids, ['10', '9', '8', '7', '6'])
  const moved = chat(2, { lastMessageAt: at(100) })
  state = apply(state, { event: 'chat.updated', data: moved })
  t.strictSame(state.views.get('')?.ids, ['2', '10', '9', '8', '7', '6'])
  const page = [5, 4, 3, 2, 1].map((id) => (id === 2 ? moved : chat(id)))
  state = apply(state, {
    event: 'local.viewLoaded',
    data: { key: '', chats: page, nextCursor: null, more: true },
  })
  t.strictSame(state.views.get('')?.ids, ['2', '10', '9', '8', '7', '6', '5', '4', '3', '1'])
})

t.test('a chat below the loaded part is left to the next page', async (t) => {
  const chats = Array.from({ length: 10 }, (_, index) => chat(index + 1))
  const state = apply(signedIn, fetched('', chats, 5), {
    event: 'chat.created',
    data: chat(40, { lastMessageAt: at(2) }),
  })
  t.notOk(state.views.get('')?.ids.includes('40'))
  t.ok(state.chats.has('40'))
})

t.test('a text search keeps its rows, and only their content changes', async (t) => {
  const state = apply(
    signedIn,
    { event: 'local.viewLoading', data: { key: 'q=ana', more: false } },
    {
      event: 'local.viewLoaded',
      data: { key: 'q=ana', chats: [chat(1), chat(2)], nextCursor: null, more: false },
    },
    { event: 'chat.updated', data: chat(3) },
    { event: 'chat.updated', data: chat(2, { status: 'closed', lastMessageAt: at(99) }) },
  )
  t.strictSame(state.views.get('q=ana')?.ids, ['1', '2'])
  t.equal(state.chats.get('2')?.status, 'closed')
})

t.test('a contact and a connection change in every chat that shows them', async (t) => {
  const state = apply(signedIn, fetched('', [chat(1), chat(2)]), {
    event: 'contact.updated',
    data: {
      id: '2',
      name: 'Zoë',
      handle: 'zoe',
      avatarUrl: null,
      details: {},
      identities: [],
      createdAt: at(0),
    },
  })
  t.equal(state.chats.get('2')?.contact.name, 'Zoë')
  t.equal(state.chats.get('1')?.contact.name, 'Person 1')
})

t.test('one does not see oneself type', async (t) => {
  const typing = { chatId: '1', contact: false, on: true, mode: 'reply' }
  const state = apply(
    signedIn,
    { event: 'typing.changed', data: { ...typing, user: { id: me, name: 'Me' } } },
    { event: 'typing.changed', data: { ...typing, user: { id: '8', name: 'Bo' } } },
    { event: 'typing.changed', data: { ...typing, contact: true, user: null } },
    { event: 'typing.changed', data: { ...typing, contact: true, on: false, user: null } },
  )
  t.match(state.typing.get('1'), [{ userId: '8', name: 'Bo', mode: 'reply' }])
})

t.test('an unknown kind of event changes nothing', async (t) => {
  const event = { event: 'weather.changed', data: {} } as unknown as AppEvent
  t.equal(applyEvent(signedIn, event), signedIn)
})

t.test(
  'events of one frame are one change, and a fetch never undoes what came while it ran',
  async (t) => {
    const frames: (() => void)[] = []
    const store = new Store((run) => frames.push(run))
    function flush(): void {
      for (const frame of frames.splice(0)) frame()
    }
    let changes = 0
    store.api.subscribe(() => {
      changes += 1
    })
    store.enqueue({ event: 'chat.updated', data: chat(1) })
    store.enqueue({ event: 'chat.updated', data: chat(2) })
    t.equal(store.state.chats.size, 0)
    flush()
    t.equal(changes, 1)
    const { promise, resolve } = Promise.withResolvers<Chat>()
    const loading = store.load(
      () => promise,
      (data) => [{ event: 'chat.updated', data }],
    )
    store.enqueue({ event: 'chat.updated', data: chat(1, { status: 'closed' }) })
    flush()
    resolve(chat(1, { status: 'open' }))
    await loading
    t.equal(store.state.chats.get('1')?.status, 'closed')
  },
)
