import { app } from './en/app.ts'
import { chat } from './en/chat.ts'
import { inbox } from './en/inbox.ts'
import { keys } from './en/keys.ts'
import { signIn } from './en/sign-in.ts'

/** The English catalogue, and by its type the contract of every other language. */
export const en = { ...app, ...chat, ...inbox, ...keys, ...signIn } as const
