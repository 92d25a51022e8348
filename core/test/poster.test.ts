import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'

import t from 'tap'

import { canTranscode, createUpload, findFile, openFile } from '../src/index.ts'
import { startKernel } from './rig.ts'
import { mp4 } from './samples.ts'
import { addUser } from './seeds.ts'

const kernel = await startKernel(t)
const ada = await addUser(kernel, 'Ada')
const run = promisify(execFile)
const skip = !(await canTranscode()) && 'ffmpeg is not on this machine'

function upload(bytes: Buffer, mime: string) {
  return createUpload(kernel, {
    stream: Readable.from([bytes]),
    name: 'film',
    mime,
    userId: ada.id,
  })
}

/** Two seconds of a moving test picture. */
async function film(path: string, codec: string): Promise<Buffer> {
  const source = ['-f', 'lavfi', '-i', 'testsrc=duration=2:size=320x180:rate=10']
  const output = ['-c:v', codec, '-pix_fmt', 'yuv420p', path]
  await run('ffmpeg', ['-loglevel', 'error', '-y', ...source, ...output])
  return readFile(path)
}

t.test('a film has a picture, its size and its length', { skip }, async (t) => {
  const folder = t.testdir()
  for (const [name, codec, mime] of [
    ['a.mp4', 'libx264', 'video/mp4'],
    ['a.webm', 'libvpx', 'video/webm'],
  ] as const) {
    const made = await upload(await film(join(folder, name), codec), mime)
    t.match(made, { kind: 'video', mime, width: 320, height: 180, thumbnailUrl: /^http|^\// })
    const file = (await findFile(kernel, made.id))!
    const thumbnail = await buffer(await openFile(kernel, file, { thumb: true }))
    t.equal(thumbnail.subarray(8, 12).toString(), 'WEBP')
  }
  t.same(await readdir(join(kernel.config.dataDir, 'tmp')), [], 'nothing is left behind')
})

t.test('a film that cannot be drawn is good without', async (t) => {
  const made = await upload(mp4(2500), 'video/mp4')
  t.match(made, { kind: 'video', thumbnailUrl: null, width: null, durationMs: 2500 })
})
