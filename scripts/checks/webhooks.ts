/** The webhook as Meta will call it: verified with our token, refused without a signature. */
import type { Adapters } from '@parley/core'

import { type Finding, type Patient, unchecked, verdict } from './finding.ts'
import { ask, reasonOf } from './http.ts'

export async function checkWebhooks(
  { config, env }: Patient,
  adapters: Adapters,
): Promise<Finding[]> {
  const paths = new Set([...adapters.byChannel.values()].map(({ webhook }) => webhook.path))
  const findings: Finding[] = []
  for (const path of paths) {
    const url = new URL(`/api/webhooks/${path}`, config.frontendUrl)
    try {
      findings.push(
        ...(path === 'meta' ? await handshake(url, env['META_WEBHOOK_VERIFY_TOKEN']) : []),
        await refusal(url),
        await burst(url),
      )
    } catch (error) {
      findings.push(
        unchecked('webhook', `${url.href}: ${reasonOf(error)}`, 'FRONTEND_URL does not answer'),
      )
    }
  }
  return findings
}

async function handshake(url: URL, token: string | undefined): Promise<Finding[]> {
  async function challenge(given: string) {
    const asked = new URL(url)
    asked.search = String(
      new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.verify_token': given,
        'hub.challenge': '1158201444',
      }),
    )
    return ask(asked)
  }
  const [right, wrong] = [await challenge(token ?? ''), await challenge('not the token')]
  return [
    verdict('webhook.verify', right.status === 200 && right.body === '1158201444', {
      found: `the handshake of ${url.href} answers ${right.status}`,
      fix: 'give the running server the META_WEBHOOK_VERIFY_TOKEN of .env (restart it), and enter the same one in Meta’s dashboard',
    }),
    verdict('webhook.refuses', wrong.status === 403, {
      found: `a wrong verify token gets ${wrong.status}`,
      fix: 'let the proxy pass the query of /api/webhooks on unchanged',
    }),
  ]
}

// Meta comes from few addresses, and hundreds at a time when many people write
async function burst(url: URL): Promise<Finding> {
  const answers = await Promise.all(Array.from({ length: 60 }, () => ask(url)))
  const limited = answers.filter(({ status }) => [429, 503].includes(status)).length
  return verdict('webhook.limit', limited === 0, {
    found:
      limited > 0
        ? `${limited} of 60 requests at once to ${url.pathname} are turned away`
        : `60 requests at once to ${url.pathname} are all answered`,
    fix: 'exempt /api/webhooks/ from the proxy’s rate limits, as nginx/templates does: what Meta has to repeat comes late',
  })
}

async function refusal(url: URL): Promise<Finding> {
  const { status } = await ask(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  return verdict('webhook.signature', status === 401, {
    found: `an unsigned webhook at ${url.pathname} gets ${status}`,
    fix: 'set META_APP_SECRET of the app, and let the proxy pass POST on',
  })
}
