/** Planning what is more than text and media: buttons, lists, links, cards, locations and contact cards, within what the channel declares. */
import type { Level } from './adapter.ts'
import { askDraft, formDraft, shareDraft, stockDraft } from './asking.ts'
import {
  checkAddress,
  checkHead,
  type Frame,
  framed,
  interactive,
  invalid,
  shownFrame,
  type Special,
  type SpecialDraft,
  specials,
} from './draft-kinds.ts'
import { refuse } from './errors.ts'
import type { NewMessage } from './schemas/message.ts'
import { type Channel, type Plan, type PlannedMedia, type Reply, textSteps } from './steps.ts'
import { checkText } from './text-limit.ts'

/** Undefined where the message is only text and media. */
export function specialPlan(
  input: NewMessage,
  channel: Channel,
  { text, reply, head }: { text: string; reply: Reply; head?: PlannedMedia | undefined },
): Plan | undefined {
  const draft = draftOf(input, text, { reply, channel, head })
  if (!draft) return undefined
  checkAlone(input, draft.capability)
  checkHeadFile(input, draft.capability, head)
  const { capability, words, check, ...plan } = draft
  const level = levelOf(channel, capability)
  if (level === 'rejected' || level === 'dropped') {
    const errors = [{ pointer: `/${capability}`, message: 'is not possible on this channel' }]
    throw refuse('unsupported', { detail: `${channel.name} cannot send ${capability}`, errors })
  }
  if (level === 'fallback') return { ...plan, steps: textSteps(words, channel, reply) }
  check(channel)
  return plan
}

/** What a message of this kind has no place for would be lost: it is refused. */
function checkAlone(input: NewMessage, kind: Special): void {
  const others = specials.filter((each) => each !== kind && input[each] !== undefined)
  for (const each of others) throw invalid(`/${each}`, 'goes out as a message of its own')
  if (wordless.has(kind) && input.text?.trim())
    throw invalid('/text', 'goes out as a message of its own')
}

function checkHeadFile(
  { attachmentIds, header }: NewMessage,
  kind: Special,
  head: PlannedMedia | undefined,
): void {
  if (!attachmentIds) return
  if (!head || !framed.has(kind))
    throw invalid('/attachmentIds', 'files go out as a message of their own')
  if (header) throw invalid('/header', 'has no place beside a file')
}

const wordless: ReadonlySet<Special> = new Set(['location', 'contacts', 'stock', 'share'])

function draftOf(
  input: NewMessage,
  text: string,
  { reply, channel, head }: { reply: Reply; channel: Channel; head?: PlannedMedia | undefined },
): SpecialDraft | undefined {
  const trim = {
    ...(input.header && { header: input.header }),
    ...(input.footer && { footer: input.footer }),
  }
  const frame = { ...trim, ...reply, ...(head && { media: head }) }
  if (input.buttons) return buttonsDraft(text, input.buttons, frame)
  if (input.list) return listDraft(text, input.list, frame)
  if (input.link) return linkDraft(text, input.link, frame)
  if (input.cards) return cardsDraft(text, input.cards)
  if (input.location) return locationDraft(input.location)
  if (input.contacts) return contactsDraft(input.contacts)
  return ownDraft(input, text, { frame, channel })
}

function ownDraft(
  { stock, share, ask, form }: NewMessage,
  text: string,
  { frame, channel }: { frame: Frame; channel: Channel },
): SpecialDraft | undefined {
  if (stock) return stockDraft(stock, channel.capabilities.stock ?? [])
  if (share) return shareDraft(share)
  if (ask) return askDraft(text, ask, frame)
  return form && formDraft(text, form, frame)
}

/** Lists of what there is say by being there that there is something. */
export function levelOf({ capabilities }: Channel, kind: Special): Level {
  const declared = capabilities[kind] ?? 'rejected'
  return typeof declared === 'string' ? declared : 'full'
}

function buttonsDraft(
  text: string,
  buttons: NonNullable<NewMessage['buttons']>,
  frame: Frame,
): SpecialDraft {
  return {
    ...interactive(
      text,
      { kind: 'buttons', text, buttons, ...frame },
      { buttons, ...shownFrame(frame) },
    ),
    capability: 'buttons',
    words: [text, ...buttons.map(({ title, url }) => `• ${title}${url ? ` ${url}` : ''}`)].join(
      '\n',
    ),
    check({ limits: { buttons: limit } }) {
      checkHead(text, limit?.text, 'buttons')
      if (limit && buttons.length > limit.max)
        throw invalid('/buttons', `at most ${limit.max} buttons`)
      buttons.forEach(({ title, payload, url }, index) => {
        checkAddress(url, `/buttons/${index}/url`)
        checkText(title, limit?.label, { pointer: `/buttons/${index}/title`, what: 'A button' })
        checkText(payload ?? '', limit?.payload, {
          pointer: `/buttons/${index}/payload`,
          what: 'A payload',
        })
      })
    },
  }
}

function listDraft(
  text: string,
  list: NonNullable<NewMessage['list']>,
  frame: Frame,
): SpecialDraft {
  const { button } = list
  const { media: _media, ...around } = frame
  const rows = list.rows.map(({ payload, ...row }) => ({ payload: payload ?? row.title, ...row }))
  return {
    ...interactive(
      text,
      { kind: 'list', text, button, rows, ...around },
      { list, ...shownFrame(frame) },
    ),
    capability: 'list',
    words: [
      text,
      ...rows.map(({ title, description }) => `• ${title}${description ? `: ${description}` : ''}`),
    ].join('\n'),
    check({ limits: { list: limit } }) {
      checkHead(text, limit?.text, 'a list')
      checkText(button, limit?.button, { pointer: '/list/button', what: 'The button of a list' })
      if (limit && rows.length > limit.maxRows)
        throw invalid('/list/rows', `at most ${limit.maxRows} rows`)
      rows.forEach(({ title, payload, description }, index) => {
        checkText(title, limit?.label, { pointer: `/list/rows/${index}/title`, what: 'A row' })
        checkText(payload, limit?.payload, {
          pointer: `/list/rows/${index}/payload`,
          what: 'A payload',
        })
        checkText(description ?? '', limit?.description, {
          pointer: `/list/rows/${index}/description`,
          what: 'A description',
        })
      })
    },
  }
}

function linkDraft(
  text: string,
  link: NonNullable<NewMessage['link']>,
  frame: Frame,
): SpecialDraft {
  checkAddress(link.url, '/link/url')
  return {
    ...interactive(text, { kind: 'link', text, ...link, ...frame }, { link, ...shownFrame(frame) }),
    capability: 'link',
    words: `${text}\n${link.label}: ${link.url}`.trim(),
    check({ limits: { buttons: limit } }) {
      checkHead(text, limit?.text, 'a link')
      checkText(link.label, limit?.label, { pointer: '/link/label', what: 'The label of a link' })
    },
  }
}

function cardsDraft(text: string, cards: NonNullable<NewMessage['cards']>): SpecialDraft {
  return {
    ...interactive(text, { kind: 'cards', cards }, { cards }),
    capability: 'cards',
    words: [
      text,
      ...cards.map(({ title, subtitle, url }) => [title, subtitle, url].filter(Boolean).join('\n')),
    ]
      .filter(Boolean)
      .join('\n\n'),
    check({ limits: { cards: limit } }) {
      // a card has no text above it on any platform: it would be lost
      if (text)
        throw invalid('/text', 'cards carry their own words; send the text as a message of its own')
      if (limit && cards.length > limit.max) throw invalid('/cards', `at most ${limit.max} cards`)
      cards.forEach(({ title, subtitle, url, imageUrl, buttons = [] }, index) => {
        checkAddress(url, `/cards/${index}/url`)
        checkAddress(imageUrl, `/cards/${index}/imageUrl`)
        for (const button of buttons) checkAddress(button.url, `/cards/${index}/buttons`)
        checkText(title, limit?.title, {
          pointer: `/cards/${index}/title`,
          what: 'The title of a card',
        })
        checkText(subtitle ?? '', limit?.subtitle, {
          pointer: `/cards/${index}/subtitle`,
          what: 'The subtitle of a card',
        })
        if (limit && buttons.length > limit.maxButtons)
          throw invalid(`/cards/${index}/buttons`, `at most ${limit.maxButtons} buttons`)
      })
    },
  }
}

function locationDraft(location: NonNullable<NewMessage['location']>): SpecialDraft {
  const { lat, lon, label, address } = location
  const words = [label, address, `https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}`]
    .filter(Boolean)
    .join('\n')
  return {
    kind: 'location',
    text: label ?? null,
    content: { ...location },
    steps: [{ kind: 'location', ...location }],
    capability: 'location',
    words,
    check: () => undefined,
  }
}

function contactsDraft(cards: NonNullable<NewMessage['contacts']>): SpecialDraft {
  const words = cards
    .map(({ name, company, phones = [], emails = [], websites = [] }) =>
      [name, company, ...phones, ...emails, ...websites].filter(Boolean).join('\n'),
    )
    .join('\n\n')
  return {
    kind: 'contacts',
    text: null,
    content: { cards },
    steps: [{ kind: 'contacts', cards }],
    capability: 'contacts',
    words,
    check: () => undefined,
  }
}
