/** What happens to a person: another number, another id, a wish about marketing, a call. */
import { getPerson, idOf, newId } from '@parley/adapter-meta/simulator'
import type { Account, Happening, Person, World } from '@parley/adapter-meta/simulator'

import { contactOf, seconds, tellNumber } from './change.ts'

export interface Scene {
  readonly world: World
  readonly account: Account
  readonly happening: Happening
}

export const personHappenings: Readonly<Record<string, (scene: Scene) => void>> = {
  change_number: changeNumber,
  change_id: changeId,
  identity_changed: (scene) => {
    const person = personOf(scene)
    tellSystem(scene, person, {
      type: 'customer_identity_changed',
      body: 'The security code has changed',
      identity: { acknowledged: false, created_timestamp: scene.world.now(), hash: 'hash' },
    })
  },
  preferences: (scene) => {
    const person = personOf(scene)
    const value = scene.happening.text === 'resume' ? 'resume' : 'stop'
    person.stopsMarketing = value === 'stop'
    tellNumber(scene.world, scene.account, {
      field: 'user_preferences',
      value: {
        contacts: [contactOf(person)],
        user_preferences: [
          {
            wa_id: person.phone,
            user_id: person.bsuid,
            detail: `User requested to ${value} marketing messages`,
            category: 'marketing_messages',
            value,
            timestamp: Number(seconds(scene.world.now())),
          },
        ],
      },
    })
  },
  call: tellCall,
}

function personOf({ world, happening }: Scene): Person {
  return getPerson(world, happening.person ?? '')
}

/** The person has another number from now on, and with it another business-scoped id. */
function changeNumber(scene: Scene): void {
  const person = personOf(scene)
  const phone = scene.happening.text ?? `${Number(person.phone) + 1}`
  const previous = { phone: person.phone, bsuid: person.bsuid }
  tellSystem(scene, person, {
    type: 'user_changed_number',
    body: `${person.name} changed from ${previous.phone} to ${phone}`,
    wa_id: phone,
  })
  person.phone = phone
  person.bsuid = idOf('business-scoped', `${person.id}:${phone}`)
  tellIdUpdate(scene, person, previous.bsuid)
}

function changeId(scene: Scene): void {
  const person = personOf(scene)
  const previous = person.bsuid
  person.bsuid = idOf('business-scoped', `${previous}+`)
  tellSystem(scene, person, {
    type: 'user_changed_user_id',
    body: `${person.name} switched to ${person.bsuid}`,
    user_id: person.bsuid,
  })
  tellIdUpdate(scene, person, previous)
}

function tellIdUpdate({ world, account }: Scene, person: Person, previous: string): void {
  for (const thread of world.state.threads)
    if (thread.person === person.id && thread.account === account.id)
      thread.identity = person.isPhoneHidden ? person.bsuid : person.phone
  tellNumber(world, account, {
    field: 'user_id_update',
    value: {
      contacts: [contactOf(person)],
      user_id_update: [
        {
          ...(!person.isPhoneHidden && { wa_id: person.phone }),
          detail: 'The user has a new id',
          user_id: { previous, current: person.bsuid },
          timestamp: seconds(world.now()),
        },
      ],
    },
  })
}

// a change of number comes without `contacts`
function tellSystem({ world, account }: Scene, person: Person, system: object): void {
  tellNumber(world, account, {
    field: 'messages',
    value: {
      messages: [
        {
          ...(!person.isPhoneHidden && { from: person.phone }),
          id: newId(world, 'wamid'),
          timestamp: seconds(world.now()),
          type: 'system',
          system,
        },
      ],
    },
  })
}

function tellCall(scene: Scene): void {
  const { world, account, happening } = scene
  const person = personOf(scene)
  const event = happening.text === 'terminate' ? 'terminate' : 'connect'
  tellNumber(world, account, {
    field: 'calls',
    value: {
      contacts: [contactOf(person)],
      calls: [
        {
          id: newId(world, 'wamid'),
          from: person.phone,
          to: account.phone,
          event,
          direction: 'USER_INITIATED',
          timestamp: seconds(world.now()),
          ...(event === 'terminate' && { status: 'COMPLETED', duration: 120 }),
        },
      ],
    },
  })
}
