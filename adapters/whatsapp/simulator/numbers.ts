/** Business accounts and their numbers: what they tell, registering, webhooks, synchronising. */
import {
  GraphError,
  accountsOf,
  checkShape,
  findAccount,
  getAccount,
  invalidWhatsapp,
  oneOf,
  pickFields,
  strict,
  textOf,
} from '@parley/adapter-meta/simulator'
import type { Account, Endpoint, GraphCall, World } from '@parley/adapter-meta/simulator'
import { Type } from 'typebox'

import { tellSync } from './coexistence.ts'

export const numberEndpoints: Readonly<Record<string, Endpoint>> = {
  'GET number': (world, call, id) =>
    pickFields(numberFacts(numberOf(world, id)), call.params['fields'], numberFields),
  'POST number/register': register,
  'POST number/deregister': (world, _call, id) => {
    numberOf(world, id).isRegistered = false
    world.changed()
    return { success: true }
  },
  'POST number': setPin,
  'POST number/smb_app_data': synchronise,
  'GET number/whatsapp_business_profile': (_world, call) => ({
    data: [
      pickFields(
        {
          about: 'Books and tea',
          vertical: 'RETAIL',
          messaging_product: 'whatsapp',
          email: null,
          websites: [],
          address: null,
          description: null,
          profile_picture_url: null,
        },
        call.params['fields'],
        'about,messaging_product',
      ),
    ],
  }),
  'GET waba': (world, call, id) =>
    pickFields(
      businessFacts(world, id),
      call.params['fields'],
      'id,name,timezone_id,message_template_namespace',
    ),
  'GET waba/phone_numbers': listNumbers,
  'GET waba/subscribed_apps': listSubscriptions,
  'POST waba/subscribed_apps': subscribe,
  'DELETE waba/subscribed_apps': (world, _call, id) => {
    for (const number of accountsOf(world, id)) {
      number.subscribedFields = null
      delete number.callback
    }
    world.changed()
    return { success: true }
  },
  'GET user/businesses': () => ({ data: [{ id: businessId, name: 'Harbour Lane' }] }),
  'GET business/owned_whatsapp_business_accounts': listBusinessAccounts,
  'GET business/client_whatsapp_business_accounts': listBusinessAccounts,
}

export const businessId = '305000000000001'
const numberFields =
  'id,verified_name,display_phone_number,quality_rating,code_verification_status,platform_type,throughput'

function numberOf(world: World, id: string): Account {
  return world.isOpen ? (findAccount(world, id) ?? openNumber(id)) : getAccount(world, id)
}

function openNumber(id: string): Account {
  return {
    channel: 'whatsapp',
    id,
    name: 'Example',
    phone: '12025550100',
    owner: '208765432100001',
    subscribedFields: ['messages'],
    tasks: [],
    isRegistered: true,
    isOnBusinessApp: false,
    pinTries: [],
    syncs: [],
  }
}

function numberFacts(number: Account): Record<string, unknown> {
  return {
    id: number.id,
    display_phone_number: displayPhone(number.phone ?? ''),
    verified_name: number.name,
    quality_rating: 'GREEN',
    status: number.isRegistered ? 'CONNECTED' : 'PENDING',
    name_status: 'APPROVED',
    code_verification_status: 'VERIFIED',
    platform_type: number.isRegistered ? 'CLOUD_API' : 'NOT_APPLICABLE',
    is_on_biz_app: number.isOnBusinessApp,
    is_pin_enabled: number.pin !== undefined,
    is_official_business_account: false,
    account_mode: 'LIVE',
    throughput: { level: number.isOnBusinessApp ? 'NOT_APPLICABLE' : 'STANDARD' },
    messaging_limit_tier: 'TIER_1K',
    whatsapp_business_manager_messaging_limit: 'TIER_1K',
    health_status: healthOf(number),
    webhook_configuration: {
      ...(number.callback && { whatsapp_business_account: number.callback.url }),
    },
    last_onboarded_time: null,
    username: null,
  }
}

function healthOf({ id, restriction }: Account): object {
  const state = restriction ? 'BLOCKED' : 'AVAILABLE'
  const errors = restriction && [
    {
      error_code: restriction.code,
      error_description: 'The number may not send for the moment.',
      possible_solution: 'See the account quality.',
    },
  ]
  return {
    can_send_message: state,
    entities: [
      { entity_type: 'PHONE_NUMBER', id, can_send_message: state, ...(errors && { errors }) },
    ],
  }
}

/** `+1 202-555-0100` */
function displayPhone(phone: string): string {
  const match = /^1(\d{3})(\d{3})(\d{4})$/.exec(phone)
  return match ? `+1 ${match[1]}-${match[2]}-${match[3]}` : `+${phone}`
}

function businessFacts(world: World, id: string): Record<string, unknown> {
  const name = world.isOpen ? 'Example' : 'Harbour Lane'
  return {
    id,
    name,
    timezone_id: '1',
    currency: 'EUR',
    country: 'US',
    message_template_namespace: `ns_${id}`,
    account_review_status: 'APPROVED',
    business_verification_status: 'verified',
    ownership_type: 'SELF',
    owner_business_info: { id: businessId, name },
    health_status: { can_send_message: 'AVAILABLE', entities: [] },
    primary_funding_id: null,
    status: 'ACTIVE',
  }
}

function listNumbers(world: World, { params }: GraphCall, id: string): object {
  const numbers = world.isOpen ? [openNumber('109876543210001')] : accountsOf(world, id)
  const picked = numbers.map((each) =>
    pickFields(numberFacts(each), params['fields'], numberFields),
  )
  const ids = picked.map((each) => textOf(each['id']))
  return {
    data: picked,
    ...(picked.length > 0 && { paging: { cursors: { before: ids[0], after: ids.at(-1) } } }),
  }
}

function listBusinessAccounts(world: World, { params }: GraphCall): object {
  const owners = world.state.accounts
    .filter((each) => each.channel === 'whatsapp')
    .map((each) => each.owner)
  const ids = world.isOpen ? ['208765432100001'] : [...new Set(owners)]
  return {
    data: ids.map((id) => pickFields(businessFacts(world, id), params['fields'], 'id,name')),
  }
}

function listSubscriptions(world: World, _call: GraphCall, id: string): object {
  const numbers = world.isOpen ? [openNumber('1')] : accountsOf(world, id)
  const subscribed = numbers.find((each) => each.subscribedFields !== null)
  if (!subscribed) return { data: [] }
  return {
    data: [
      {
        whatsapp_business_api_data: {
          id: world.app.id,
          name: 'Simulated app',
          link: 'https://www.facebook.com/games/?app_id=' + world.app.id,
        },
        ...(subscribed.callback && { override_callback_uri: subscribed.callback.url }),
      },
    ],
  }
}

const subscription = Type.Object(
  {
    override_callback_uri: Type.Optional(Type.String({ pattern: '^https?://', maxLength: 200 })),
    verify_token: Type.Optional(Type.String({ minLength: 1 })),
  },
  strict,
)

function subscribe(world: World, { params }: GraphCall, id: string): object {
  checkShape(subscription, params, invalidWhatsapp)
  const { override_callback_uri: url, verify_token: verifyToken } = params
  if (url !== undefined && verifyToken === undefined)
    throw new GraphError(invalidWhatsapp('', 'must have "verify_token"'))
  for (const number of accountsOf(world, id)) {
    number.subscribedFields = []
    if (url !== undefined) number.callback = { url: textOf(url), verifyToken: textOf(verifyToken) }
  }
  world.changed()
  return { success: true }
}

const registration = Type.Object(
  {
    messaging_product: Type.Literal('whatsapp'),
    pin: Type.Union([
      Type.String({ pattern: String.raw`^\d{6}$` }),
      Type.Integer({ minimum: 100_000, maximum: 999_999 }),
    ]),
    data_localization_region: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
  },
  strict,
)
const hourMs = 3_600_000

function register(world: World, { params }: GraphCall, id: string): object {
  checkShape(registration, params, invalidWhatsapp)
  const number = numberOf(world, id)
  const pin = textOf(params['pin'])
  number.pinTries = [...number.pinTries.filter((at) => at > world.now() - 72 * hourMs), world.now()]
  if (number.pinTries.length > 10) throw new GraphError({ code: 133016 })
  if (number.pin !== undefined && number.pin !== pin) throw new GraphError({ code: 133005 })
  number.pin = pin
  number.isRegistered = true
  world.changed()
  return { success: true }
}

function setPin(world: World, { params }: GraphCall, id: string): object {
  checkShape(Type.Object({ pin: registration.properties.pin }, strict), params, invalidWhatsapp)
  numberOf(world, id).pin = textOf(params['pin'])
  world.changed()
  return { success: true }
}

const synchronisation = Type.Object(
  {
    messaging_product: Type.Literal('whatsapp'),
    sync_type: oneOf('smb_app_state_sync', 'history'),
  },
  strict,
)

function synchronise(world: World, { params }: GraphCall, id: string): object {
  checkShape(synchronisation, params, invalidWhatsapp)
  const number = numberOf(world, id)
  const type = textOf(params['sync_type'])
  if (!world.isOpen && !number.isOnBusinessApp)
    throw new GraphError({ code: 100, details: 'The number is not on the WhatsApp Business app' })
  if (number.syncs.includes(type)) throw new GraphError({ code: 2593107 })
  number.syncs.push(type)
  if (!world.isOpen) tellSync(world, number, type)
  world.changed()
  return { messaging_product: 'whatsapp', request_id: `sync_${id}_${type}` }
}
