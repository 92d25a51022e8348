/** Sealing of secrets at rest, and the few primitives that more than one file needs. */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/** Binds a sealed value to its row: a ciphertext moved to another place does not open. */
export type Place = readonly [table: string, row: string, field: string]
export interface Keys {
  readonly current: string
  readonly previous?: string | undefined
}

/** `v1.<key id>.<iv>.<tag>.<ciphertext>`, AES-256-GCM with a random 96-bit nonce. */
export function seal(plain: string, place: Place, keys: Keys): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(keys.current), iv)
  cipher.setAAD(Buffer.from(place.join('|')))
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return [
    'v1',
    keyId(keys.current),
    ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url')),
  ].join('.')
}

/** Throws when the key, the place or a byte is wrong. */
export function open(sealed: string, place: Place, keys: Keys): string {
  const [version, id, ...parts] = sealed.split('.')
  const key = [keys.current, keys.previous].find((each) => each && keyId(each) === id)
  if (version !== 'v1' || !key || parts.length !== 3)
    throw new Error('sealed with a key that is not here')
  const [iv, tag, text] = parts.map((part) => Buffer.from(part, 'base64url')) as [
    Buffer,
    Buffer,
    Buffer,
  ]
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key), iv, { authTagLength: 16 })
  decipher.setAAD(Buffer.from(place.join('|')))
  decipher.setAuthTag(tag)
  return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8')
}

export function isSealedWith(sealed: string, key: string): boolean {
  return sealed.split('.')[1] === keyId(key)
}

function keyId(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}

export function sha256(bytes: string | Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/** A short signature for links and cursors. */
export function sign(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url').slice(0, 27)
}

export function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}
