import type { Catalogue } from '../i18n.ts'
import { app } from './de/app.ts'
import { attention } from './de/attention.ts'
import { chat } from './de/chat.ts'
import { compose } from './de/compose.ts'
import { composer } from './de/composer.ts'
import { contacts } from './de/contacts.ts'
import { desk } from './de/desk.ts'
import { details } from './de/details.ts'
import { form } from './de/form.ts'
import { health } from './de/health.ts'
import { inbox } from './de/inbox.ts'
import { keys } from './de/keys.ts'
import { onboarding } from './de/onboarding.ts'
import { palette } from './de/palette.ts'
import { reports } from './de/reports.ts'
import { settings } from './de/settings.ts'
import { signIn } from './de/sign-in.ts'
import { thread } from './de/thread.ts'
import { you } from './de/you.ts'

/** The German catalogue: whole, for it is loaded alone. */
export const de: Catalogue = {
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
