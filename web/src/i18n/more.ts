import { attention } from './more/attention.ts'
import { compose } from './more/compose.ts'
import { contacts } from './more/contacts.ts'
import { desk } from './more/desk.ts'
import { form } from './more/form.ts'
import { health } from './more/health.ts'
import { onboarding } from './more/onboarding.ts'
import { palette } from './more/palette.ts'
import { reports } from './more/reports.ts'
import { settings } from './more/settings.ts'
import { you } from './more/you.ts'

/** English sentences of the pages around the inbox; they are loaded with the first of those pages. */
export const more = {
  ...attention,
  ...compose,
  ...contacts,
  ...desk,
  ...form,
  ...health,
  ...onboarding,
  ...palette,
  ...reports,
  ...settings,
  ...you,
} as const
