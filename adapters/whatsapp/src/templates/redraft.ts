/** A template that is there, as the form that would make it: what an edit begins with. */
import {
  asArray,
  asId,
  asNumber,
  asObject,
  asText,
  buttonsIn,
  cardsIn,
  isCode,
  type JsonObject,
  present,
} from '@parley/adapter-meta'
import type { Json } from '@parley/core/adapter'
import { Value } from 'typebox/value'

import { templateDraft } from './draft.ts'

/** Undefined where the form has no place for a part of it: an edit would lose that. */
export function redraft(row: JsonObject): Json | undefined {
  const parts = asArray(row['components']).map(asObject)
  const draft = {
    ...present({
      id: asId(row['id']),
      name: asText(row['name']),
      language: asText(row['language']),
      category: asText(row['category'])?.toUpperCase(),
    }),
    ...(isCode(row) ? { code: codeOf(parts) } : wordsOf(parts)),
  }
  const isWhole = parts.every(isKnown) && buttonsIn(parts).every(hasItsFlow)
  return isWhole && Value.Check(templateDraft, draft) ? draft : undefined
}

function isKnown(part: JsonObject): boolean {
  return ['HEADER', 'BODY', 'FOOTER', 'BUTTONS', 'CAROUSEL'].includes(asText(part['type']) ?? '')
}

/** A form that is not named by its id has no place in ours. */
function hasItsFlow(button: JsonObject): boolean {
  return button['type'] !== 'FLOW' || asId(button['flow_id']) !== undefined
}

type Parts = readonly JsonObject[]

function wordsOf(parts: Parts): object {
  const cards = cardsIn(parts)
  return {
    ...headerOf(partOf(parts, 'HEADER')),
    ...bodyOf(parts),
    ...present({
      footer: asText(partOf(parts, 'FOOTER')['text']),
      cards: cards.length > 0 ? cards.map(cardOf) : undefined,
      cardMedia: cards[0] && asText(partOf(cards[0], 'HEADER')['format'])?.toLowerCase(),
    }),
  }
}

function headerOf(header: JsonObject): object {
  const format = asText(header['format'])?.toLowerCase()
  if (format === undefined || format === 'text')
    return present({ headerText: asText(header['text']) })
  return present({ headerMedia: format, headerSample: sampleOf(header) })
}

/** Text, buttons and examples, which a card has too. */
function bodyOf(parts: Parts): object {
  const buttons = buttonsIn(parts).map(buttonOf)
  const examples = {
    ...examplesOf(partOf(parts, 'HEADER'), 'header'),
    ...examplesOf(partOf(parts, 'BODY'), 'body'),
  }
  return present({
    body: asText(partOf(parts, 'BODY')['text']),
    buttons: buttons.length > 0 ? buttons : undefined,
    examples: Object.keys(examples).length > 0 ? examples : undefined,
  })
}

function cardOf(parts: Parts): object {
  return { ...present({ sample: sampleOf(partOf(parts, 'HEADER')) }), ...bodyOf(parts) }
}

/** Meta keeps the example at an address of its own, which can be handed in again; a mere handle cannot. */
function sampleOf(header: JsonObject): string | undefined {
  const given = asText(asArray(asObject(header['example'])['header_handle'])[0])
  return given?.startsWith('https://') ? given : undefined
}

/** Header and body may both have a {{1}}; the header's goes by its place. */
function examplesOf(part: JsonObject, place: 'header' | 'body'): Record<string, string> {
  const example = asObject(part['example'])
  const named = asArray(example[`${place}_text_named_params`]).map(asObject)
  const pairs = [
    ...named.map((each) => [asText(each['param_name']), asText(each['example'])] as const),
    ...asArray(example[`${place}_text`])
      .flat()
      .map((value, at) => [String(at + 1), asText(value)] as const),
  ]
  const start = place === 'header' ? 'header.' : ''
  return Object.fromEntries(
    pairs.flatMap(([name, value]) => (name && value ? [[`${start}${name}`, value]] : [])),
  )
}

function buttonOf(button: JsonObject): object {
  const example = asText(button['example']) ?? asText(asArray(button['example'])[0])
  return present({
    kind: asText(button['type'])?.toLowerCase(),
    label: asText(button['text']),
    url: asText(button['url']),
    phone: asText(button['phone_number']),
    flow: asId(button['flow_id']),
    screen: asText(button['navigate_screen']),
    example,
  })
}

function codeOf(parts: Parts): object {
  const [button = {}] = buttonsIn(parts) as readonly [JsonObject?]
  const [, handing] = /otp_type=(\w+)/.exec(asText(button['url']) ?? '') ?? []
  return present({
    handing: handing?.toLowerCase(),
    label: asText(button['text']),
    expiresMinutes: asNumber(partOf(parts, 'FOOTER')['code_expiration_minutes']),
    advice: partOf(parts, 'BODY')['add_security_recommendation'] === true,
  })
}

function partOf(parts: Parts, type: string): JsonObject {
  return parts.find((part) => asText(part['type']) === type) ?? {}
}
