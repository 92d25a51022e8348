import type { Catalogue } from '../i18n.ts'
import { app } from './ar/app.ts'
import { attention } from './ar/attention.ts'
import { chat } from './ar/chat.ts'
import { compose } from './ar/compose.ts'
import { composer } from './ar/composer.ts'
import { contacts } from './ar/contacts.ts'
import { desk } from './ar/desk.ts'
import { details } from './ar/details.ts'
import { form } from './ar/form.ts'
import { health } from './ar/health.ts'
import { inbox } from './ar/inbox.ts'
import { keys } from './ar/keys.ts'
import { onboarding } from './ar/onboarding.ts'
import { palette } from './ar/palette.ts'
import { reports } from './ar/reports.ts'
import { settings } from './ar/settings.ts'
import { signIn } from './ar/sign-in.ts'
import { thread } from './ar/thread.ts'
import { you } from './ar/you.ts'

/** The Arabic catalogue: whole, for it is loaded alone. */
export const ar: Catalogue = {
  ...app,
  ...attention,
  ...chat,
  ...compose,
  ...composer,
  ...contacts,
  ...desk,
  ...details,
  ...form,
  ...health,
  ...inbox,
  ...keys,
  ...onboarding,
  ...palette,
  ...reports,
  ...settings,
  ...signIn,
  ...thread,
  ...you,
}
