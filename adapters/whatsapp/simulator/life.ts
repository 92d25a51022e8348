/** Customers on WhatsApp, the ladder of statuses, and the reviews of templates. */
import {
  GraphError,
  addAccount,
  getAccount,
  getPerson,
  readyToken,
} from '@parley/adapter-meta/simulator'
import type { Life, Message, Person } from '@parley/adapter-meta/simulator'

import { seconds, tellNumber } from './change.ts'
import { deeds } from './deeds.ts'
import { happenings } from './happenings.ts'
import { seedTemplates } from './template-seeds.ts'

const business = '208765432100001'

export const whatsappLife: Life = {
  seed(world) {
    addAccount(world, {
      channel: 'whatsapp',
      id: '109876543210001',
      owner: business,
      name: 'Harbour Lane Books',
      phone: '12025550100',
      subscribedFields: [],
    })
    addAccount(world, {
      channel: 'whatsapp',
      id: '109876543210002',
      owner: '208765432100002',
      name: 'Harbour Lane Café',
      phone: '12025550190',
      isRegistered: false,
    })
    addAccount(world, {
      channel: 'whatsapp',
      id: '109876543210003',
      owner: '208765432100003',
      name: 'Harbour Lane Workshop',
      phone: '12025550171',
      isOnBusinessApp: true,
    })
    world.state.templates.push(...seedTemplates(business), ...seedTemplates('208765432100002'))
  },
  act(world, thread, act) {
    const deed = deeds[act.kind]
    if (!deed) throw new GraphError({ code: 100, message: `whatsapp knows no act "${act.kind}"` })
    const account = getAccount(world, thread.account)
    const done = deed({ world, account, thread, act, at: act.at ?? world.now() })
    world.changed()
    return done
  },
  happen(world, account, happening) {
    const event = happenings[happening.kind]
    if (!event)
      throw new GraphError({
        code: 100,
        message: `nothing called "${happening.kind}" happens on whatsapp`,
      })
    event({ world, account, happening })
    world.changed()
  },
  receipt(world, thread, messages) {
    const person = getPerson(world, thread.person)
    for (const message of messages)
      tellNumber(world, getAccount(world, thread.account), {
        field: 'messages',
        value: { statuses: [statusOf(message, person, world.now())] },
      })
  },
  connection: (world, account) => ({
    externalId: account.id,
    accountId: account.owner,
    name: account.name,
    config: { phoneNumberId: account.id, businessAccountId: account.owner },
    secrets: {
      accessToken: readyToken(world, {
        kind: 'system',
        subject: account.owner,
        scopes: [
          'whatsapp_business_management',
          'whatsapp_business_messaging',
          'business_management',
        ],
      }),
    },
  }),
}

function statusOf(message: Message, person: Person, now: number): object {
  const { id, status, error, metadata } = message
  return {
    id,
    status,
    timestamp: seconds(now),
    ...(person.phone.endsWith('@g.us')
      ? { recipient_id: person.phone, recipient_type: 'group' }
      : recipientOf(person)),
    ...(metadata !== undefined && { biz_opaque_callback_data: metadata }),
    ...((status === 'sent' || status === 'delivered') && { pricing: pricingOf(message) }),
    ...(error && {
      errors: [
        {
          code: error.code,
          title: error.title,
          message: error.title,
          error_data: { details: `${error.title}.` },
          href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
        },
      ],
    }),
  }
}

function recipientOf({ isPhoneHidden, phone, bsuid }: Person): object {
  return { ...(!isPhoneHidden && { recipient_id: phone }), recipient_user_id: bsuid }
}

// answers inside the window cost nothing, templates do
function pricingOf({ shown }: Message): object {
  const isTemplate = shown.kind === 'template'
  return {
    billable: isTemplate,
    pricing_model: 'PMP',
    type: isTemplate ? 'regular' : 'free_customer_service',
    category: isTemplate ? 'utility' : 'service',
  }
}
