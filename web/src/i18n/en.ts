import { app } from './en/app.ts'
import { keys } from './en/keys.ts'
import { signIn } from './en/sign-in.ts'

/** The English catalogue, and by its type the contract of every other language. */
export const en = { ...app, ...keys, ...signIn } as const
