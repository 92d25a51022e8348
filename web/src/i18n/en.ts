import { app } from './en/app.ts'
import { chat } from './en/chat.ts'
import { composer } from './en/composer.ts'
import { details } from './en/details.ts'
import { inbox } from './en/inbox.ts'
import { keys } from './en/keys.ts'
import { signIn } from './en/sign-in.ts'
import { thread } from './en/thread.ts'

/** The English catalogue, and by its type the contract of every other language. */
export const en = {
  ...app,
  ...chat,
  ...composer,
  ...details,
  ...inbox,
  ...keys,
  ...signIn,
  ...thread,
} as const
