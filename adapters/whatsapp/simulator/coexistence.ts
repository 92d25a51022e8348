/** What a number that is also on the WhatsApp Business app shares: its past and its address book. */
import { newId } from '@parley/adapter-meta/simulator'
import type { Account, Person, World } from '@parley/adapter-meta/simulator'

import { seconds, tellNumber } from './change.ts'

export function tellSync(world: World, account: Account, type: string): void {
  if (type === 'history') tellHistory(world, account)
  else tellContacts(world, account)
}

const dayMs = 86_400_000
const messagesEach = 4

/** Every person's thread of the last days, in one chunk. */
function tellHistory(world: World, account: Account): void {
  const threads = world.state.people.map((person) => ({
    id: person.phone,
    messages: Array.from({ length: messagesEach }, (_, index) =>
      pastMessage(world, account, { person, index }),
    ),
  }))
  const metadata = { phase: 0, chunk_order: 1, progress: 100 }
  tellNumber(world, account, { field: 'history', value: { history: [{ metadata, threads }] } })
}

function pastMessage(
  world: World,
  account: Account,
  { person, index }: { person: Person; index: number },
): object {
  const isFromPerson = index % 2 === 0
  return {
    from: isFromPerson ? person.phone : account.phone,
    ...(!isFromPerson && { to: person.phone }),
    id: newId(world, 'wamid'),
    timestamp: seconds(world.now() - (messagesEach - index) * dayMs),
    type: 'text',
    text: { body: `Earlier message ${index + 1}` },
    history_context: { status: isFromPerson ? 'DELIVERED' : 'READ' },
  }
}

/** The business keeps its past to itself. */
export function declineHistory(world: World, account: Account): void {
  const errors = [
    {
      code: 2593109,
      title: 'History sharing is turned off',
      message: 'History sharing is turned off',
      error_data: { details: 'History sharing is turned off by the business' },
    },
  ]
  tellNumber(world, account, { field: 'history', value: { history: [{ errors }] } })
}

function tellContacts(world: World, account: Account): void {
  tellNumber(world, account, {
    field: 'smb_app_state_sync',
    value: {
      state_sync: world.state.people.map(({ name, phone }) => ({
        type: 'contact',
        contact: { full_name: name, first_name: name.split(' ')[0], phone_number: phone },
        action: 'add',
        metadata: { timestamp: seconds(world.now()) },
      })),
    },
  })
}
