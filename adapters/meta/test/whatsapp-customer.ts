/** A customer of the simulated number who has written, and how to answer them. */
import { number, startPlatform } from './simulated.ts'
import type { Simulated } from './simulated.ts'

export async function opened(t: Parameters<typeof startPlatform>[0]) {
  const world = await startPlatform(t)
  const { identity: phone } = await world.act(number, 'text', { text: 'Olá' })
  world.sink.take()
  const token = world.token('whatsapp')
  return {
    world,
    phone,
    token,
    send: (body: object) =>
      world.post(`${number}/messages`, token, {
        messaging_product: 'whatsapp',
        to: `+${phone}`,
        ...body,
      }),
  }
}

export function statusesOf(world: Simulated): any[] {
  return world.items().flatMap((item) => item.value.statuses ?? [])
}

export function list(rows: number): object {
  return {
    type: 'list',
    body: { text: 'x' },
    action: {
      button: 'b',
      sections: [
        {
          title: 's',
          rows: Array.from({ length: rows }, (_, index) => ({
            id: `${index}`,
            title: `t${index}`,
          })),
        },
      ],
    },
  }
}

export function buttons(titles: string[]): object {
  return {
    type: 'button',
    body: { text: 'x' },
    action: {
      buttons: titles.map((title, index) => ({ type: 'reply', reply: { id: `${index}`, title } })),
    },
  }
}

/** A token from Embedded Signup. */
export async function userToken(world: Simulated): Promise<string> {
  const { app } = await world.control('GET', 'app')
  const scopes = ['whatsapp_business_management', 'whatsapp_business_messaging']
  const query = new URLSearchParams({
    client_id: app.appId,
    redirect_uri: 'http://inbox.test/back',
    response_type: 'code',
    config_id: app.whatsappSignupConfigId,
    decision: 'allow',
  })
  for (const scope of scopes) query.append('grant', scope)
  for (const last of [1, 2, 3]) query.append('share', `20876543210000${last}`)
  const page = await world.request('GET', `/v26.0/dialog/oauth?${query.toString()}`)
  const code = new URL(page.headers['location'] ?? '').searchParams.get('code') ?? ''
  const exchange = new URLSearchParams({ client_id: app.appId, client_secret: app.appSecret, code })
  const answer = await world.request(
    'GET',
    `/graph/v26.0/oauth/access_token?${exchange.toString()}`,
  )
  return answer.json.access_token
}
