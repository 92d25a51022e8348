/** Changing the key that seals tokens, without a gap. */
import { recordAudit, rotateKeys } from '@parley/core'

import { type Command, UsageError } from './command.ts'

export const rotate: Command = {
  usage: '',
  does: 'seals every secret with ENCRYPTION_KEY; ENCRYPTION_KEY_PREVIOUS is the one before',
  async run(kernel) {
    if (!kernel.keys.previous)
      throw new UsageError(
        'set ENCRYPTION_KEY to the new key and ENCRYPTION_KEY_PREVIOUS to the old one first',
      )
    const sealed = await rotateKeys(kernel.database, kernel.keys)
    await recordAudit(
      kernel.database,
      { userId: null, address: 'command line' },
      { action: 'keys.rotated', detail: { sealed } },
    )
    return {
      data: { sealed },
      text: `sealed again: ${sealed}; ENCRYPTION_KEY_PREVIOUS can go when every process has the new key`,
    }
  },
}
