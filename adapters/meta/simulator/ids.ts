/** Ids in the platform's own formats. They follow from the seed and a counter, so that a run can be repeated. */
import { createHash } from 'node:crypto'

export interface IdSource {
  seed: string
  sequence: number
}
export type IdKind =
  | 'page-mid'
  | 'instagram-mid'
  | 'wamid'
  | 'scoped'
  | 'object'
  | 'user-token'
  | 'instagram-token'
  | 'code'
  | 'trace'
  | 'business-scoped'

export function nextId(source: IdSource, kind: IdKind): string {
  source.sequence += 1
  return idOf(kind, `${source.seed}:${source.sequence}`)
}

/** The id of that kind which belongs to a name: the same name gives the same id. */
export function idOf(kind: IdKind, name: string): string {
  return formats[kind](`${kind}:${name}`)
}

const formats: Record<IdKind, (name: string) => string> = {
  'page-mid': (name) => `m_${letters(name, 86)}`,
  'instagram-mid': (name) =>
    `aWdfZAG1faXRlbToxOklHTWVzc2FnZ${letters(name, 100).replaceAll(/[-_]/g, 'Z')}ZDZD`,
  wamid: (name) => `wamid.HBgL${letters(name, 46).replaceAll(/[-_]/g, 'A')}AA==`,
  scoped: (name) => digits(name, 16),
  object: (name) => digits(name, 16),
  'user-token': (name) => `EAAG${letters(name, 150).replaceAll(/[-_]/g, 'Z')}`,
  'instagram-token': (name) => `IGAA${letters(name, 150).replaceAll(/[-_]/g, 'Z')}`,
  code: (name) => `AQ${letters(name, 120)}`,
  trace: (name) => `A${letters(name, 22)}`,
  'business-scoped': (name) => `US.${digits(name, 20)}`,
}

function letters(name: string, length: number): string {
  let text = ''
  for (let round = 0; text.length < length; round++) text += hash(name, round).toString('base64url')
  return text.slice(0, length)
}

function digits(name: string, length: number): string {
  let text = ''
  for (let round = 0; text.length < length; round++)
    text += BigInt(`0x${hash(name, round).toString('hex')}`).toString()
  // a leading zero would not survive as a number
  return `${1 + (Number(text[0]) % 9)}${text.slice(1, length)}`
}

function hash(name: string, round: number): Buffer {
  return createHash('sha256').update(`${round}:${name}`).digest()
}
