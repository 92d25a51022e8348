import { desk } from './more/desk.ts'
import { form } from './more/form.ts'
import { settings } from './more/settings.ts'
import { you } from './more/you.ts'

/** English sentences of the pages around the inbox; they are loaded with the first of those pages. */
export const more = { ...desk, ...form, ...settings, ...you } as const
