import type { JsonObject } from '@parley/adapter-meta'
import type { Failure } from '@parley/core/adapter'

/** The part of a request that is the step's own; undefined for what WhatsApp does not have. */
export type Body = { readonly message: JsonObject } | { readonly failure: Failure } | undefined
