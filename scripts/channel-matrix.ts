/** Writes the table of what each channel can do into docs/adapters.md, from the adapters themselves. `--check` only compares. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { ChannelAdapter, Level, Limits, TextLimit, Window } from '../core/src/adapter.ts'

const root = resolve(import.meta.dirname, '..')
const page = join(root, 'docs/adapters.md')
const [start, end] = ['<!-- channels:start -->', '<!-- channels:end -->']

async function main(): Promise<void> {
  const text = readFileSync(page, 'utf8')
  const table = tableOf(await loadChannels(join(root, 'adapters')))
  const [before, rest = ''] = text.split(start)
  const after = rest.split(end)[1] ?? ''
  const written = `${before}${start}\n${table}\n${end}${after}`
  if (written === text) return
  if (process.argv.includes('--check')) {
    console.error(
      'docs/adapters.md: the table of channels is stale, run node scripts/channel-matrix.ts',
    )
    process.exitCode = 1
  } else writeFileSync(page, written)
}

type Channel = Pick<ChannelAdapter, 'manifest' | 'capabilities' | 'limits' | 'windows'>

/** Every package of the folder that carries a card, by the name of its channel. */
async function loadChannels(folder: string): Promise<Channel[]> {
  const channels: Channel[] = []
  for (const name of readdirSync(folder)) {
    const card = join(folder, name, 'package.json')
    const { parley } = existsSync(card) ? (JSON.parse(readFileSync(card, 'utf8')) as Card) : {}
    if (!parley) continue
    const entry = pathToFileURL(join(folder, name, parley.entry)).href
    const { channel } = (await import(entry)) as { channel: Channel }
    channels.push(channel)
  }
  return channels.sort((one, other) => one.manifest.name.localeCompare(other.manifest.name))
}
interface Card {
  readonly parley?: { readonly entry: string }
}

function tableOf(channels: readonly Channel[]): string {
  const lines = [
    ['', ...channels.map(({ manifest }) => manifest.name)],
    ['---', ...channels.map(() => '---')],
    ...Object.entries(rows).map(([name, cellOf]) => [name].concat(channels.map(cellOf))),
  ]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

const rows: Readonly<Record<string, (channel: Channel) => string>> = {
  text: ({ limits }) => textOf(limits.text),
  media: ({ limits }) => mediaOf(limits),
  replies: ({ capabilities }) => words[capabilities.reply],
  reactions: ({ capabilities: { reaction, reactionEmoji } }) =>
    reactionEmoji ? reactionEmoji.join(' ') : words[reaction],
  buttons: ({ capabilities, limits }) => upTo(words[capabilities.buttons], limits.buttons?.max),
  list: ({ capabilities, limits }) => upTo(words[capabilities.list], limits.list?.maxRows),
  'link button': ({ capabilities }) => words[capabilities.link],
  cards: ({ capabilities, limits }) => upTo(words[capabilities.cards], limits.cards?.max),
  templates: ({ capabilities }) => words[capabilities.template],
  location: ({ capabilities }) => words[capabilities.location],
  'contact cards': ({ capabilities }) => words[capabilities.contacts],
  stickers: ({ capabilities: { stock = [] }, limits }) =>
    [limits.media.sticker && 'a file', stock.length > 0 && 'the platform’s own']
      .filter(Boolean)
      .join(', ') || '–',
  'own posts': ({ capabilities }) => words[capabilities.share ?? 'rejected'],
  'asking with one tap': ({ capabilities: { ask = [] } }) => ask.join(', ') || '–',
  forms: ({ capabilities }) => words[capabilities.form ?? 'rejected'],
  'typing, read': ({ capabilities }) =>
    `${words[capabilities.typing]}, ${words[capabilities.read]}`,
  handover: ({ capabilities }) => words[capabilities.handover],
  receipts: ({ capabilities }) => capabilities.receipts.join(', ') || '–',
  echoes: ({ capabilities }) => (capabilities.echo ? 'yes' : '–'),
  'we can start a chat': ({ capabilities: { startChat } }) =>
    ({ never: '–', template: 'with a template', free: 'yes' })[startChat],
  windows: ({ windows }) => windows.map(windowOf).join('; '),
}

const words: Readonly<Record<Level, string>> = {
  full: 'yes',
  partial: 'partly',
  fallback: 'as text',
  dropped: 'ignored',
  rejected: '–',
}
const units = {
  utf16: 'UTF-16 units',
  codepoint: 'characters',
  grapheme: 'graphemes',
  byte: 'bytes',
}

function textOf({ max, unit, overflow }: TextLimit): string {
  return `${max} ${units[unit]}, ${overflow === 'split' ? 'split' : 'refused above'}`
}

function mediaOf({ media }: Limits): string {
  const kinds = Object.entries(media).map(([kind, { maxBytes }]) => `${kind} ${sizeOf(maxBytes)}`)
  return kinds.join(', ') || '–'
}

// platforms round in either thousand: 25 MB may be 25 · 1024²
function sizeOf(bytes: number): string {
  const million = bytes % 1024 ** 2 === 0 ? 1024 ** 2 : 1e6
  const thousand = bytes % 1024 === 0 ? 1024 : 1000
  return bytes < million ? `${bytes / thousand} kB` : `${bytes / million} MB`
}

function upTo(word: string, max: number | undefined): string {
  return max === undefined || word !== 'yes' ? word : `up to ${max}`
}

function windowOf({ id, opens, ms = 0, actor }: Window): string {
  const hours = Math.round(ms / 3_600_000)
  const time = opens === 'always' ? 'always' : hours > 48 ? `${hours / 24} days` : `${hours} h`
  return `${id} ${time}${actor === 'human' ? ', people only' : ''}`
}

await main()
