/** WhatsApp writes a SHA-256 in base64 or in hex; ours is lower-case hex. */
export function hexDigest(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  if (/^[0-9a-f]{64}$/i.test(value)) return value.toLowerCase()
  if (!/^[A-Za-z0-9+/]{43}=?$/.test(value)) return undefined
  return Buffer.from(value, 'base64').toString('hex')
}
