import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'

import t from 'tap'

import {
  canTranscode,
  createUpload,
  findFile,
  openFile,
  openMedia,
  transcodeVoice,
} from '../src/index.ts'
import { startKernel } from './rig.ts'
import { ogg, pdf, wav } from './samples.ts'
import { addUser } from './seeds.ts'

const kernel = await startKernel(t, { env: { FRONTEND_URL: 'https://inbox.shop.com' } })
const ada = await addUser(kernel, 'Ada')
const run = promisify(execFile)
const hasFfmpeg = await canTranscode()
if (!hasFfmpeg) t.comment('ffmpeg is not on this machine: transcoding is not tested')

async function upload(bytes: Buffer, mime: string, name = 'note'): Promise<string> {
  return (
    await createUpload(kernel, { stream: Readable.from([bytes]), name, mime, userId: ada.id })
  ).id
}

t.test('a recording becomes a voice note as platforms play it', { skip: !hasFfmpeg }, async (t) => {
  const id = await upload(wav(1200), 'audio/wav', 'recording.wav')
  await transcodeVoice(kernel, id)
  const file = (await findFile(kernel, id))!
  t.match(file, { mime: 'audio/ogg', name: 'recording.ogg', kind: 'audio' })
  t.ok(Math.abs(file.durationMs! - 1200) < 100, String(file.durationMs))
  const bytes = await buffer(await openFile(kernel, file))
  t.ok(bytes.includes('OpusHead'))
  t.equal(bytes[bytes.indexOf('OpusHead') + 9], 1, 'mono')
})

t.test(
  'what a browser records is read, whatever container it uses',
  { skip: !hasFfmpeg },
  async (t) => {
    const folder = t.testdir()
    for (const [ending, codec, mime] of [
      ['webm', 'libopus', 'audio/webm;codecs=opus'],
      ['m4a', 'aac', 'audio/mp4'],
      ['mp3', 'libmp3lame', 'audio/mpeg'],
    ] as const) {
      const path = join(folder, `a.${ending}`)
      await run('ffmpeg', [
        '-loglevel',
        'error',
        '-f',
        'lavfi',
        '-i',
        'sine=duration=0.5',
        '-c:a',
        codec,
        path,
      ])
      const id = await upload(await buffer(createReadStream(path)), mime)
      await transcodeVoice(kernel, id)
      t.equal((await findFile(kernel, id))?.mime, 'audio/ogg', mime)
    }
  },
)

t.test('what is native, no sound or broken stays as it is', async (t) => {
  for (const [bytes, mime] of [
    [ogg(), 'audio/ogg'],
    [pdf, 'application/pdf'],
    [Buffer.concat([wav(10).subarray(0, 40)]), 'audio/wav'],
  ] as const) {
    const id = await upload(bytes, mime)
    const before = await findFile(kernel, id)
    await transcodeVoice(kernel, id)
    t.same(await findFile(kernel, id), before, mime)
  }
  await transcodeVoice(kernel, '00000000-0000-4000-8000-000000000000')
})

t.test('a file that goes out has a link for platforms, and its bytes', async (t) => {
  const id = await upload(pdf, 'application/pdf', 'price list.pdf')
  const planned = {
    attachmentId: id,
    kind: 'document',
    mime: 'application/pdf',
    name: 'x',
    bytes: 1,
  } as const
  const media = await openMedia(kernel)(planned, 'acme')
  t.match(media, {
    mime: 'application/pdf',
    name: 'price list.pdf',
    bytes: pdf.length,
    isPublic: true,
  })
  t.match(media.url, /^https:\/\/inbox\.shop\.com\/api\/files\/[\da-f-]+\?e=\d+&s=/)
  const expires = Number(new URL(media.url).searchParams.get('e')) * 1000
  t.ok(expires - Date.now() >= 3_600_000, 'an hour at least')
  t.ok(Buffer.from(await media.open()).equals(pdf))
  for (const frontendUrl of [
    'http://inbox.shop.com',
    'https://localhost:3001',
    'https://10.0.0.5',
    'https://box.local',
    'https://intranet',
  ]) {
    const inside = { ...kernel, config: { ...kernel.config, frontendUrl } }
    t.equal((await openMedia(inside)(planned, 'acme')).isPublic, false, frontendUrl)
  }
  await kernel.database.query(`update attachments set state = 'deleted' where id = $1`, [id])
  await t.rejects(openMedia(kernel)(planned, 'acme'), { code: 'not_found' })
})
