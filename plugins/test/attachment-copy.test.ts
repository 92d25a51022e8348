import t from 'tap'

import { png } from '../../core/test/samples.ts'
import { addChat, addConnection, addMessage } from '../../core/test/seeds.ts'
import { uploadRoutes } from '../src/routes/uploads.ts'
import { startRig } from './rig.ts'

const { kernel, admin, agent } = await startRig(t, { routes: (app) => app.register(uploadRoutes) })

function formWith(file: Buffer): Buffer {
  const head =
    '--xx\r\ncontent-disposition: form-data; name="file"; filename="sun.png"\r\ncontent-type: image/png\r\n\r\n'
  return Buffer.concat([Buffer.from(head), file, Buffer.from('\r\n--xx--\r\n')])
}

t.test('what was sent or received once can go out again, as an upload of one’s own', async (t) => {
  const { body } = await agent.post('/api/uploads', formWith(await png()), {
    headers: { 'content-type': 'multipart/form-data; boundary=xx' },
  })
  const copy = `/api/attachments/${body.id}/copy`
  t.equal((await admin.post(copy)).status, 404, 'an upload is its owner’s alone')
  const chat = await addChat(kernel, await addConnection(kernel))
  const messageId = await addMessage(kernel, chat.id)
  await kernel.database.query('update attachments set message_id = $2 where id = $1', [
    body.id,
    messageId,
  ])
  const { status, body: copied } = await admin.post(copy)
  t.equal(status, 201)
  t.match(copied, { kind: 'image', name: 'sun.png', mime: 'image/png', bytes: body.bytes })
  t.not(copied.id, body.id)
  t.equal((await agent.get(`/api/files/${copied.id}`)).status, 404, 'nobody else’s')
  t.equal((await admin.get(`/api/files/${copied.id}`)).status, 200)
  await kernel.database.query("update attachments set state = 'deleted' where id = $1", [body.id])
  t.equal((await admin.post(copy)).status, 404)
  t.equal((await admin.get(`/api/files/${copied.id}`)).status, 200)
})
