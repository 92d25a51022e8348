/** Media of WhatsApp: uploaded and looked up by id, fetched by a link that wants the token as well. */
import {
  GraphError,
  findMedium,
  lookasideUrl,
  missingObject,
  storeMedium,
} from '@parley/adapter-meta/simulator'
import type { Endpoint, GraphCall, World } from '@parley/adapter-meta/simulator'

export const mediaEndpoints: Readonly<Record<string, Endpoint>> = {
  'POST number/media': upload,
  'GET media': look,
  'DELETE media': (world, _call, id) => {
    world.state.media = world.state.media.filter((medium) => medium.id !== id)
    world.changed()
    return { success: true }
  },
}

const types =
  /^(audio\/(aac|amr|mpeg|mp4|ogg|opus)|image\/(jpeg|png|webp)|video\/(mp4|3gpp)|text\/plain|application\/(pdf|msword|vnd\.ms-(excel|powerpoint)|vnd\.openxmlformats-officedocument\.(wordprocessingml\.document|spreadsheetml\.sheet|presentationml\.presentation)))$/
const megabyte = 1024 * 1024

function upload(world: World, { params, files }: GraphCall): object {
  const file = files['file']
  if (!file) throw new GraphError({ code: 100, message: '(#100) The parameter file is required' })
  if (!world.isOpen) {
    if (params['messaging_product'] !== 'whatsapp')
      throw new GraphError({
        code: 100,
        message: '(#100) The parameter messaging_product is required.',
      })
    judgeFile(file.mime, file.bytes.length)
  }
  return { id: storeMedium(world, file).id }
}

function judgeFile(mime: string, size: number): void {
  const type = mime.split(';')[0]?.trim() ?? ''
  if (!types.test(type))
    throw new GraphError({
      code: 100,
      message: `(#100) Param file must be a file with one of the supported types, got "${type}"`,
    })
  const max = maxSize(type)
  if (size > max)
    throw new GraphError({
      code: 100,
      message: `(#100) The file of ${size} bytes is larger than ${max}`,
    })
}

function maxSize(type: string): number {
  if (type === 'image/webp') return megabyte / 2
  if (type.startsWith('image/')) return 5 * megabyte
  return type.startsWith('audio/') || type.startsWith('video/') ? 16 * megabyte : 100 * megabyte
}

function look(world: World, _call: GraphCall, id: string): object {
  if (world.isOpen)
    return {
      url: `${world.baseUrl}/lookaside/${id}`,
      mime_type: 'image/jpeg',
      sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      file_size: 0,
      id,
      messaging_product: 'whatsapp',
    }
  const medium = findMedium(world, id)
  if (!medium || medium.expiresAt <= world.now()) throw missingObject(id)
  return {
    url: lookasideUrl(world, medium),
    mime_type: medium.mime,
    sha256: medium.sha256,
    file_size: medium.size,
    id,
    messaging_product: 'whatsapp',
  }
}
