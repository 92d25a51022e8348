/** People who sign in, for when nobody can. */
import { randomBytes } from 'node:crypto'

import {
  askForReset,
  hashPassword,
  insertUser,
  type Kernel,
  listMembers,
  normalEmail,
  patchUser,
  recordAudit,
} from '@parley/core'

import { type Command, needed, table, textOption, UsageError } from './command.ts'

const here = { userId: null, address: 'command line' }

export const createUser: Command = {
  usage: '--email E [--name N] [--role admin|agent]',
  does: 'makes an account, and says its password once',
  options: { email: { type: 'string' }, name: { type: 'string' }, role: { type: 'string' } },
  async run(kernel, given) {
    const email = normalEmail(needed(textOption(given, 'email'), '--email'))
    const role = textOption(given, 'role') ?? 'agent'
    if (role !== 'admin' && role !== 'agent') throw new UsageError('--role is admin or agent')
    if (!/^[^@\s]+@[^@\s]+$/.test(email)) throw new UsageError('--email is not an address')
    const password = randomBytes(15).toString('base64url')
    const passwordHash = await hashPassword(password)
    const name = textOption(given, 'name') ?? email.split('@')[0]!
    const id = await kernel.database.transaction(async (tx) => {
      const created = await insertUser(tx, { email, name, role, passwordHash })
      await recordAudit(tx, here, { action: 'user.created', subject: created, detail: { role } })
      return created
    })
    return {
      data: { id, email, name, role, password },
      text: `${role} ${email} signs in with ${password}`,
    }
  },
}

export const listPeople: Command = {
  usage: '',
  does: 'lists all accounts',
  async run(kernel) {
    return table(await listMembers(kernel.database), [
      'id',
      'email',
      'name',
      'role',
      'disabled',
      'lastSeenAt',
    ])
  },
}

export const resetLink: Command = {
  usage: 'EMAIL',
  does: 'makes a link, good for an hour, that sets a new password',
  async run(kernel, { words }) {
    const email = needed(words[0], 'EMAIL')
    const reset = await askForReset(kernel, email, here)
    if (!reset) throw new Error(`nobody signs in as ${email}`)
    const link = `${kernel.config.frontendUrl}/reset?token=${reset.token}`
    return { data: { email: reset.email, link }, text: link }
  },
}

export const disableUser: Command = {
  usage: 'EMAIL',
  does: 'ends all sessions of a person, and lets nobody in with this address',
  async run(kernel, { words }) {
    const email = normalEmail(needed(words[0], 'EMAIL'))
    const member = await patchUser(
      kernel,
      { id: await idOf(kernel, email), patch: { disabled: true } },
      here,
    )
    return { data: member, text: `${member.email} is disabled` }
  },
}

async function idOf(kernel: Kernel, email: string): Promise<string> {
  const [row] = await kernel.database.query<{ id: string }>(
    'select id::text from users where lower(email) = $1',
    [email],
  )
  if (!row) throw new Error(`nobody signs in as ${email}`)
  return row.id
}
