/** Connections, as the settings of the inbox show them. */
import { checkConnection, disableConnection, listConnections } from '@parley/core'

import { type Command, needed, table } from './command.ts'

const columns = ['id', 'channel', 'externalId', 'name', 'status', 'problem', 'lastEventAt']

export const listAll: Command = {
  usage: '',
  does: 'lists all connections with their status',
  async run(kernel) {
    return table(await listConnections(kernel), columns)
  },
}

export const checkConnections: Command = {
  usage: '[ID]',
  does: 'asks the platform whether a connection, or each, still works',
  async run(kernel, { words: [only] }) {
    const all = await listConnections(kernel, only ? [only] : undefined)
    const checked = []
    for (const { id } of all) checked.push(await checkConnection(kernel, id))
    return table(checked, columns)
  },
}

export const disable: Command = {
  usage: 'ID',
  does: 'stops a connection and forgets its secrets; the chats stay',
  async run(kernel, { words: [id] }) {
    await disableConnection(kernel, needed(id, 'ID'))
    return table(await listConnections(kernel, [id!]), columns)
  },
}
