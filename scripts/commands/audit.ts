/** Proving that the audit log is what it was. */
import { proveAudit } from '@parley/core'

import type { Command } from './command.ts'

export const prove: Command = {
  usage: '',
  does: 'proves that no row of the audit log was changed or taken out; compare its seal with the newest in the log',
  async run(kernel) {
    const proof = await proveAudit(kernel.database)
    const { broken, sealed, open, seal } = proof
    if (broken)
      throw new Error(
        `the audit log was changed: rows ${BigInt(broken.afterId) + 1n} to ${broken.lastId} are not those of ${broken.sealedAt.toISOString()}`,
      )
    return {
      data: proof,
      text: `${sealed} rows are as they were sealed, ${open} are not sealed yet; seal ${seal ?? '–'}`,
    }
  },
}
