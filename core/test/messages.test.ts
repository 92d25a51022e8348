import t from 'tap'

import { listMessages } from '../src/index.ts'
import { startParrot } from './parrot.ts'
import { startKernel } from './rig.ts'
import { addChat, addConnection, addMessage, counted } from './seeds.ts'

const kernel = await startKernel(t, { adapters: startParrot().adapters })
const chat = await addChat(kernel, await addConnection(kernel, 'parrot', 'A'))
const said: string[] = []
for (let day = 1; day <= 9; day++)
  said.push(await addMessage(kernel, chat.id, { sentAt: `2026-03-0${day}T12:00:00Z` }))

async function around(at: string, limit = 4): Promise<string[]> {
  const { items } = await listMessages(kernel, chat.id, { at, limit })
  return items.map(({ id }) => id)
}

t.test(
  'a thread opens at a day: what was said then, with what came before and after',
  async (t) => {
    const [, , third, fourth, fifth, sixth] = said
    t.same(await around('2026-03-05T00:00:00Z'), [said[6], sixth, fifth, fourth])
    t.same(await around('2026-03-04T12:00:01Z'), [said[6], sixth, fifth, fourth])
    t.same(await around('2026-03-04T00:00:00Z', 2), [fifth, fourth])
    t.same(await around('2026-03-04T00:00:00Z', 1), [fourth])
    t.ok(third)
  },
)

t.test('before the first message is the first one, after the last one the end', async (t) => {
  t.same(await around('2020-01-01T00:00:00Z', 2), [said[1], said[0]])
  t.same(await around('2030-01-01T00:00:00Z', 2), [said[8], said[7]])
})

t.test('a page of a thread takes at most three statements', async (t) => {
  for (const query of [{}, { at: '2026-03-05T00:00:00Z' }, { around: said[4]! }]) {
    const { statements } = await counted(kernel, (watched) =>
      listMessages(watched, chat.id, { limit: 4, ...query }),
    )
    t.ok(statements.length <= 3, `${statements.length}`)
  }
})
