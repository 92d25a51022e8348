import { ConversationModel } from './0001-conversation-model.ts'
import { ChecksAndErasures } from './0002-checks-and-erasures.ts'
import { AuditSeals } from './0003-audit-seals.ts'

/** An explicit list: nothing is found by globbing. Names are stored in the database; never rename one. */
export const migrations = [
  { name: '0001-conversation-model', class: ConversationModel },
  { name: '0002-checks-and-erasures', class: ChecksAndErasures },
  { name: '0003-audit-seals', class: AuditSeals },
]
