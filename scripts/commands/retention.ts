/** What the retention job does each hour, now. */
import { runRetention as retain } from '@parley/core'

import type { Command } from './command.ts'

export const runRetention: Command = {
  usage: '',
  does: 'deletes what RETENTION_DAYS and DELIVERY_RETENTION_DAYS let go',
  async run(kernel) {
    const retained = await retain(kernel)
    const lines = Object.entries(retained).map(([what, count]) => `${what}: ${count}`)
    return { data: retained, text: lines.join('\n') }
  },
}
