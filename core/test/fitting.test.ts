import { Readable } from 'node:stream'

import t from 'tap'

import type { Limits } from '../src/adapter.ts'
import { fit } from '../src/fitting.ts'
import { createUpload, findFile } from '../src/index.ts'
import { startKernel } from './rig.ts'
import { gif, movingWebp, png } from './samples.ts'
import { addUser } from './seeds.ts'

const kernel = await startKernel(t)
const ada = await addUser(kernel, 'Ada')
const limits: Limits = {
  text: { max: 100, unit: 'codepoint', overflow: 'split' },
  media: { sticker: { mime: ['image/webp'], maxBytes: 500_000, caption: false } },
}

/** What becomes of an upload that goes out as a sticker. */
async function asSticker(bytes: Buffer, mime: string) {
  const stream = Readable.from([bytes])
  const { id } = await createUpload(kernel, { stream, name: 'sticker', mime, userId: ada.id })
  const before = (await findFile(kernel, id))!
  await fit(kernel, { ...before, name: 'sticker' }, { limits, sticker: true })
  return { before, after: (await findFile(kernel, id))! }
}

t.test('a sticker that moves as it must stays as it is', async (t) => {
  const { before, after } = await asSticker(await movingWebp(), 'image/webp')
  t.equal(after.sha256, before.sha256)
  t.match(after, { mime: 'image/webp', width: 512, height: 512 })
})

t.test('any other picture becomes a still sticker of 100 KB at most', async (t) => {
  for (const [bytes, mime] of [
    [await png(40, 20), 'image/png'],
    [await gif(3, 64), 'image/gif'],
    [await movingWebp(100), 'image/webp'],
  ] as const) {
    const { after } = await asSticker(bytes, mime)
    t.match(after, { mime: 'image/webp', width: 512, height: 512 })
    t.ok(after.bytes <= 100_000)
  }
})
