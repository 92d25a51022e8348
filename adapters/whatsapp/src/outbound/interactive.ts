import { present } from '@parley/adapter-meta'
import type { Step } from '@parley/core/adapter'

import type { WhatsAppSend } from '../schemas.ts'
import type { Body } from './body.ts'
import { assetOf } from './media.ts'

type Interactive = Extract<Step, { kind: 'buttons' | 'list' | 'link' | 'form' }>
type Row = Extract<Step, { kind: 'list' }>['rows'][number]

/** Reply buttons, a list to choose from, or one button that opens a page or a form; a text or a file above. */
export async function interactiveBody(step: Interactive, context: WhatsAppSend): Promise<Body> {
  const interactive = interactiveOf(step, context.key)
  if (!interactive) return undefined
  const media = 'media' in step ? step.media : undefined
  if (!media) return { message: { type: 'interactive', interactive } }
  const found = await assetOf(media, context)
  if ('failure' in found) return found
  const { kind, name } = media
  const asset = { ...found.asset, ...(kind === 'document' && { filename: name }) }
  const header = { type: kind, [kind]: asset }
  return { message: { type: 'interactive', interactive: { ...interactive, header } } }
}

/** Undefined for what WhatsApp does not have. */
export function interactiveOf(
  step: Unopened<Interactive>,
  key: string,
): Record<string, unknown> | undefined {
  const choice = choiceOf(step, key)
  if (!choice) return undefined
  const { text, header, footer } = step
  return {
    ...choice,
    ...(header && { header: { type: 'text', text: header } }),
    body: { text },
    ...(footer && { footer: { text: footer } }),
  }
}
type Unopened<S> = S extends Interactive ? Omit<S, 'media'> : never

function choiceOf(
  step: Unopened<Interactive>,
  key: string,
): { type: string; action: object } | undefined {
  if (step.kind === 'list') return listOf(step)
  if (step.kind === 'form') return flowOf(step, key)
  if (step.kind === 'link') return linkOf(step.label, step.url)
  const [first] = step.buttons
  // WhatsApp has no message with both: a page opens from a message of its own
  if (first?.url && step.buttons.length === 1) return linkOf(first.title, first.url)
  if (step.buttons.some(({ url, phone }) => url || phone)) return undefined
  const buttons = step.buttons.map(({ title, payload = title }) => ({
    type: 'reply',
    reply: { id: payload, title },
  }))
  return { type: 'button', action: { buttons } }
}

function linkOf(label: string, url: string): { type: string; action: object } {
  const parameters = { display_text: label, url }
  return { type: 'cta_url', action: { name: 'cta_url', parameters } }
}

/** https://developers.facebook.com/docs/whatsapp/flows/guides/sendingaflow */
function flowOf(
  { id, label, screen, values, isDraft }: Extract<Step, { kind: 'form' }>,
  token: string,
): { type: string; action: object } {
  const payload = screen && { screen, ...(values && { data: values }) }
  const parameters = {
    flow_message_version: '3',
    ...(/^\d+$/.test(id) ? { flow_id: id } : { flow_name: id }),
    flow_cta: label,
    flow_token: token,
    ...(isDraft && { mode: 'draft' }),
    ...(payload && { flow_action: 'navigate', flow_action_payload: payload }),
  }
  return { type: 'flow', action: { name: 'flow', parameters } }
}

function listOf({ button, rows }: Extract<Step, { kind: 'list' }>): {
  type: string
  action: object
} {
  const groups = Map.groupBy(rows, ({ section }) => section)
  // WhatsApp asks for titles once there are several sections
  const isTitled = groups.size > 1
  const sections = [...groups].map(([title = isTitled ? button : undefined, members]) =>
    present({ title, rows: members.map(rowOf) }),
  )
  return { type: 'list', action: { button, sections } }
}

function rowOf({ title, payload, description }: Row): object {
  return { id: payload, title, ...(description && { description }) }
}
