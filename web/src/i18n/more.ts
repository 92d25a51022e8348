import { form } from './more/form.ts'

/** English sentences of the pages around the inbox; they are loaded with the first of those pages. */
export const more = { ...form } as const
