/** WhatsApp on the simulated platform. */
import { findAccount, findMedium, judgeReach, textOf } from '@parley/adapter-meta/simulator'
import type { Endpoint, GraphCall, Part, World } from '@parley/adapter-meta/simulator'

import { whatsappLife } from './life.ts'
import { mediaEndpoints } from './media.ts'
import { businessId, numberEndpoints } from './numbers.ts'
import { sendMessage } from './send.ts'
import { templateEndpoints } from './templates.ts'

export const whatsappPart: Part = {
  channel: 'whatsapp',
  name: 'WhatsApp',
  endpoints: {
    ...guarded(
      { 'POST number/messages': sendMessage, ...mediaEndpoints },
      'whatsapp_business_messaging',
    ),
    ...guarded({ ...numberEndpoints, ...templateEndpoints }, 'whatsapp_business_management'),
  },
  nodeOf: (world, id, call) => (world.isOpen ? openNode(call) : knownNode(world, id)),
  // a contact is known by the number where it is not hidden
  identify: (_account, person) => (person.isPhoneHidden ? person.bsuid : person.phone),
  life: whatsappLife,
}

function guarded(endpoints: Record<string, Endpoint>, scope: string): Record<string, Endpoint> {
  return Object.fromEntries(
    Object.entries(endpoints).map(([key, endpoint]) => [
      key,
      (world: World, call: GraphCall, id: string) => {
        judgeReach(world, call, { ...ownersOf(world, id), scopes: [scope] })
        return endpoint(world, call, id)
      },
    ]),
  )
}

/** Whose the node is; media, people and businesses are nobody's in particular. */
function ownersOf(world: World, id: string): { owners?: string[] } {
  const owner =
    findAccount(world, id)?.owner ?? world.state.templates.find((each) => each.id === id)?.owner
  const isBusinessAccount = world.state.accounts.some((each) => each.owner === id)
  if (owner === undefined && !isBusinessAccount) return {}
  return { owners: owner === undefined ? [id] : [id, owner] }
}

function knownNode(world: World, id: string): string | undefined {
  if (findAccount(world, id)?.channel === 'whatsapp') return 'number'
  if (world.state.accounts.some((each) => each.channel === 'whatsapp' && each.owner === id))
    return 'waba'
  if (findMedium(world, id)) return 'media'
  if (world.state.templates.some((each) => each.id === id)) return 'template'
  if (id === businessId) return 'business'
  return world.state.tokens.some((each) => each.kind === 'user' && each.subject === id)
    ? 'user'
    : undefined
}

function edgeNode(edge: string): string {
  if (edge === 'businesses') return 'user'
  if (edge.endsWith('_whatsapp_business_accounts')) return 'business'
  return numberEdges.has(edge) ? 'number' : 'waba'
}

const numberEdges = new Set([
  'messages',
  'media',
  'register',
  'deregister',
  'smb_app_data',
  'whatsapp_business_profile',
])

/** In an open world the call tells: its edge, or the fields it wants. */
function openNode({ path, params, method }: GraphCall): string {
  const [id, edge] = path
  if (edge) return edgeNode(edge)
  if (method === 'POST') return params['pin'] === undefined ? 'template' : 'number'
  const fields = textOf(params['fields'])
  if (!fields || id === 'me') return 'media'
  if (/components|language/.test(fields)) return 'template'
  return /namespace|timezone_id|currency|review/.test(fields) ? 'waba' : 'number'
}
