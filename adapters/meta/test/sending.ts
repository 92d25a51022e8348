/** A send of one step over a fake Graph API, for the tests of Messenger and Instagram. */
import type { OutboundMedia, SendContext, SendResult, Step } from '@parley/core/adapter'
import type { RecordedHttp } from '@parley/core/testkit'

import type { MetaApp } from '../src/index.ts'
import { type Answers, asked, fakeGraph } from './fake-graph.ts'

export interface Sent {
  readonly result: SendResult
  readonly calls: ReturnType<typeof asked>
  readonly http: RecordedHttp
}
type Send<Config, Secrets> = (
  step: Step,
  context: SendContext<MetaApp, Config, Secrets>,
) => Promise<SendResult>

/** Sends to person 7001 with key `out:1` in the standard window. */
export async function sent<Config, Secrets>(
  send: Send<Config, Secrets>,
  step: Step,
  options: {
    readonly answers: Answers
    readonly config: Config
    readonly secrets: Secrets
    readonly window?: string
    readonly to?: string
  },
): Promise<Sent> {
  const { answers, config, secrets, window = 'standard', to = '7001' } = options
  const http = fakeGraph(answers)
  const connection = { id: '1', externalId: 'x', name: 'Shop', config, secrets }
  const signal = new AbortController().signal
  const about = { app: {}, http, signal, connection, to: { id: to }, window }
  const result = await send(step, { ...about, key: 'out:1', attempt: 1 })
  return { result, calls: asked(http), http }
}

export function mediaOf(
  kind: OutboundMedia['kind'],
  mime: string,
  isPublic: boolean,
): OutboundMedia {
  return {
    kind,
    mime,
    name: 'a.bin',
    bytes: 4,
    url: 'https://files.example.com/a',
    isPublic,
    open: async () => new TextEncoder().encode('file'),
  }
}
