/** Seeded damage: the same mutations on every run, so that a failure can be repeated. */
import type { Json } from '../src/adapter.ts'

export type Path = readonly (string | number)[]
export interface Leaf {
  readonly path: Path
  readonly value: string | number | boolean | null
}

/** Numbers from 0 up to, not including, 1. */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff
    return state / 0x80_00_00_00
  }
}

/** One byte changed, the end cut off, or a piece repeated. */
export function mutateBytes(bytes: Uint8Array, random: () => number): Uint8Array {
  const at = Math.floor(random() * bytes.length)
  const kind = random()
  if (kind < 0.3) return bytes.slice(0, at)
  if (kind < 0.5) return Uint8Array.of(...bytes.slice(0, at), ...bytes.slice(at >> 1))
  const copy = bytes.slice()
  copy[at] = Math.floor(random() * 256)
  return copy
}

/** Bodies that no platform sends, and that arrive all the same. */
export function hostileBodies(): Uint8Array[] {
  const deep = 2_000
  const texts = [
    '',
    ' ',
    'null',
    'true',
    '-1e999',
    '"x"',
    '[]',
    '{}',
    '[[]]',
    '[null]',
    '[{}]',
    '{"entry":null}',
    '{"entry":[{}]}',
    '{"events":{}}',
    '<xml/>',
    'a=b&c=d',
    '{',
    '{"object":"page","entry":[{"id":"1","time":0,"standby":[]}]}',
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    '{"toString":1,"valueOf":null,"length":9e9,"hasOwnProperty":0}',
    `${'['.repeat(deep)}${']'.repeat(deep)}`,
    `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`,
    '"\\ud800"',
    '{"\\u0000":"\\u0000"}',
    '\ufeff{}',
  ]
  const binary = [Uint8Array.of(0xff, 0xfe, 0xfd), new Uint8Array(64)]
  return [...texts.map((text) => new TextEncoder().encode(text)), ...binary]
}

/** Values of every wrong type, to be put in place of any part of a delivery. */
export function wrongValues(): Json[] {
  const nested = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`) as Json
  const polluting = JSON.parse('{"__proto__":{"polluted":1}}') as Json
  return [
    null,
    true,
    0,
    -1,
    1.5,
    1e300,
    '',
    ' ',
    'zzz-unknown',
    '__proto__',
    'constructor',
    '\u0000',
    '\ud800',
    'x'.repeat(5_000),
    '9007199254740993',
    [],
    {},
    [null],
    [[]],
    [0, ''],
    { id: {} },
    { length: -1 },
    nested,
    polluting,
  ]
}

/** Every place in the value below the root, parents before children. */
export function* pathsOf(value: unknown, path: Path = []): Generator<Path> {
  for (const [key, inner] of entriesOf(value)) {
    const place = [...path, key]
    yield place
    yield* pathsOf(inner, place)
  }
}

export function leavesOf(value: unknown, path: Path = []): Leaf[] {
  if (value === null || typeof value !== 'object') return [{ path, value: value as Leaf['value'] }]
  return entriesOf(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
}

function entriesOf(value: unknown): [string | number, unknown][] {
  if (Array.isArray(value)) return [...value.entries()]
  return value !== null && typeof value === 'object' ? Object.entries(value) : []
}

/** A copy with another value at the path; undefined takes the place away. */
export function replaceAt(value: unknown, path: Path, replacement: Json | undefined): unknown {
  const [key, ...rest] = path
  if (key === undefined) return replacement
  const copy: any = Array.isArray(value) ? [...value] : { ...(value as object) }
  if (rest.length > 0) copy[key] = replaceAt(copy[key], rest, replacement)
  else if (replacement !== undefined) copy[key] = replacement
  else if (Array.isArray(copy)) copy.splice(Number(key), 1)
  else delete copy[key]
  return copy
}

export function shuffled<V>(values: readonly V[], random: () => number): V[] {
  const copy = [...values]
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[copy[i], copy[j]] = [copy[j] as V, copy[i] as V]
  }
  return copy
}
