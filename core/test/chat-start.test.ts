import t from 'tap'

import { findChats, startChat } from '../src/index.ts'
import { startParrot } from './parrot.ts'
import { startKernel } from './rig.ts'
import { addChat, addConnection, addUser } from './seeds.ts'

const kernel = await startKernel(t, { adapters: startParrot().adapters })
const ada = await addUser(kernel, 'Ada', 'admin')
const room = await addConnection(kernel, 'parrot', 'A')

t.test('a chat is started once, whoever starts it', async (t) => {
  const [first, ...others] = await Promise.all(
    [1, 2, 3].map(() => startChat(kernel, { connectionId: room, identity: ' +49 151 777 ' })),
  )
  t.equal([first!, ...others].filter(({ isNew }) => isNew).length, 1)
  t.ok(others.every(({ chatId }) => chatId === first!.chatId))
  t.match((await findChats(kernel, [first!.chatId], ada.id))[0], {
    identity: '+49 151 777',
    contact: { name: '+49 151 777' },
    lastMessage: null,
    lastMessageAt: null,
    unreadCount: 0,
  })
  await t.rejects(startChat(kernel, { connectionId: '999999', identity: 'x' }), {
    code: 'not_found',
  })
  await t.rejects(startChat(kernel, { connectionId: room, identity: ' \0 ' }), {
    code: 'invalid',
    errors: [{ pointer: '/identity' }],
  })
})

t.test(
  'where a contact must write first nobody is started, but a known one is found',
  async (t) => {
    const { adapters } = startParrot({ capabilities: { startChat: 'never' } })
    const shy = { ...kernel, adapters }
    await t.rejects(startChat(shy, { connectionId: room, identity: 'stranger' }), {
      code: 'unsupported',
      statusCode: 422,
    })
    const known = await addChat(kernel, room, { identity: 'known' })
    t.same(await startChat(shy, { connectionId: room, identity: 'known' }), {
      chatId: known.id,
      isNew: false,
    })
  },
)

t.test('an address is looked for in every form that its channel knows', async (t) => {
  const adapter = kernel.adapters.byChannel.get('parrot')!
  function addresses(typed: string): string[] {
    const digits = typed.replaceAll(/\D/g, '')
    return digits ? [digits, `9${digits}`] : []
  }
  const phone = {
    ...kernel,
    adapters: { ...kernel.adapters, byChannel: new Map([['parrot', { ...adapter, addresses }]]) },
  }
  const known = await addChat(kernel, room, { identity: '9555' })
  t.same(await startChat(phone, { connectionId: room, identity: '5-55' }), {
    chatId: known.id,
    isNew: false,
  })
  const { chatId } = await startChat(phone, { connectionId: room, identity: '(123) 456' })
  t.equal((await findChats(kernel, [chatId], ada.id))[0]?.identity, '123456')
  await t.rejects(startChat(phone, { connectionId: room, identity: 'no digits' }), {
    code: 'invalid',
  })
})
