/** What is read of Meta, and subscriptions: fields and parameters that exist, and answers in the documented shapes. */
import type { Product, StrictCall } from './strict-graph.ts'
import { pageTemplates, templates } from './strict-templates.ts'

interface Around {
  readonly product: Product | undefined
  readonly appId: string
}

const pageFields = [
  'messages',
  'messaging_postbacks',
  'messaging_optins',
  'messaging_referrals',
  'message_deliveries',
  'message_reads',
  'message_echoes',
  'message_reactions',
  'message_edits',
  'messaging_handovers',
  'standby',
  'messaging_policy_enforcement',
  'messaging_account_linking',
  'send_cart',
  'response_feedback',
  'feed',
  'mention',
]
const instagramFields = [
  'messages',
  'message_echoes',
  'message_edit',
  'message_reactions',
  'messaging_postbacks',
  'messaging_referral',
  'messaging_seen',
  'messaging_handover',
  'standby',
  'comments',
]
const fields: Readonly<Record<Product | 'person', readonly string[]>> = {
  messenger: ['id', 'name', 'picture', 'instagram_business_account'],
  'instagram-page': ['id', 'name', 'picture', 'instagram_business_account'],
  instagram: ['id', 'user_id', 'username', 'name', 'account_type', 'profile_picture_url'],
  whatsapp: [
    'id',
    'display_phone_number',
    'verified_name',
    'quality_rating',
    'status',
    'platform_type',
    'is_on_biz_app',
    'throughput',
    'whatsapp_business_manager_messaging_limit',
    'name_status',
    'health_status',
  ],
  person: ['first_name', 'last_name', 'profile_pic', 'name', 'username'],
}

export function faultsOfRead(
  { method, path, query }: StrictCall,
  { product, appId }: Around,
): string[] {
  const [node = '', edge] = path
  if (edge === 'subscribed_apps') return faultsOfSubscription(query, product)
  if (method !== 'GET') return [`no ${method} here`]
  if (node === 'debug_token') return query.has('input_token') ? [] : ['input_token is missing']
  if (edge === 'subscriptions') return node === appId ? [] : ['not our app']
  if (edge === 'conversations') return faultsOfConversations(query)
  if (edge !== undefined) return edges.has(edge) ? [] : [`no edge ${edge}`]
  const known = fields[node === 'me' ? 'instagram' : (product ?? 'person')]
  const asked = (query.get('fields') ?? '').replaceAll(/\{[^}]*\}/g, '').split(',')
  return asked.filter((name) => !known.includes(name)).map((name) => `no field ${name}`)
}

const edges = new Set(['phone_numbers', 'message_templates'])

const conversationParams = new Set([
  'platform',
  'user_id',
  'fields',
  'limit',
  'after',
  'appsecret_proof',
])
const conversationFields = new Set([
  'id',
  'updated_time',
  'participants',
  'messages',
  'message',
  'from',
  'to',
  'created_time',
  'attachments',
])

function faultsOfConversations(query: URLSearchParams): string[] {
  const strange = [...query.keys()].filter((name) => !conversationParams.has(name))
  const asked = (query.get('fields') ?? '').replaceAll(/\.limit\(\d+\)/g, '').split(/[,{}]+/)
  const unknown = asked.filter((name) => name !== '' && !conversationFields.has(name))
  const platform = query.get('platform') ?? 'messenger'
  return [
    ...strange.map((name) => `no parameter ${name}`),
    ...unknown.map((name) => `no field ${name} of a conversation`),
    ...(['messenger', 'instagram'].includes(platform) ? [] : [`no platform ${platform}`]),
  ]
}

function faultsOfSubscription(query: URLSearchParams, product: Product | undefined): string[] {
  const asked = query.get('subscribed_fields')?.split(',') ?? []
  const known = product === 'instagram' ? instagramFields : pageFields
  return asked
    .filter((name) => !known.includes(name))
    .map((name) => `no field ${name} to subscribe`)
}

export function answerRead(call: StrictCall, around: Around & { readonly token: string }): object {
  const [node = '', edge] = call.path
  if (call.method !== 'GET') return { success: true }
  if (node === 'debug_token') return { data: { is_valid: true, app_id: around.appId, scopes } }
  if (edge === 'subscribed_apps') return { data: [subscriptionOf(around)] }
  if (edge === 'phone_numbers') return { data: [{ id: '109876543210001' }] }
  if (edge === 'message_templates')
    return { data: around.product === 'messenger' ? pageTemplates : templates }
  if (edge !== undefined) return { data: [] }
  return nodeOf(node, around.product)
}

const scopes = [
  'pages_messaging',
  'pages_manage_metadata',
  'instagram_basic',
  'instagram_manage_messages',
  'whatsapp_business_management',
  'whatsapp_business_messaging',
  'pages_utility_messaging',
]

function subscriptionOf({ appId }: Around): object {
  return {
    id: appId,
    subscribed_fields: [...pageFields, ...instagramFields],
    whatsapp_business_api_data: { id: appId, name: 'app', link: 'https://example.com' },
  }
}

function nodeOf(node: string, product: Product | undefined): object {
  if (product === 'whatsapp')
    return {
      id: node,
      display_phone_number: '+1 202-555-0100',
      verified_name: 'Shop',
      status: 'CONNECTED',
      platform_type: 'CLOUD_API',
      quality_rating: 'GREEN',
    }
  if (node === 'me' || product === 'instagram')
    return { id: '55', user_id: '17841400000000001', username: 'shop' }
  if (product)
    return {
      id: node,
      name: 'Shop',
      instagram_business_account: { id: '17841400000000002', username: 'shop2' },
    }
  return { id: node, first_name: 'Ada', last_name: 'Example', name: 'Ada Example', username: 'ada' }
}
