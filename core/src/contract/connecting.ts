/** Connecting, staying connected, and templates. */
import type { TObject } from 'typebox'

import type { MediaKind } from './capabilities.ts'
import type { CallContext, Connection, Failure } from './outbound.ts'

export type CheckStatus = 'connected' | 'degraded' | 'needs_reconnect'
export type Problem =
  | 'bad_credentials'
  | 'missing_permission'
  | 'not_subscribed'
  | 'rate_limited'
  | 'unreachable'
  | 'policy'
  | 'payment'
  | 'quality'
  | 'unknown'
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json }
export interface NewConnection {
  readonly externalId: string
  readonly accountId?: string
  readonly name: string
  readonly config: Json
  readonly secrets: Json
  readonly expiresAt?: number
}
/** `state` is plain JSON kept in the database, so a flow survives a restart and any process can go on with it. */
export type ConnectStep =
  | {
      readonly type: 'form'
      readonly id: string
      readonly schema: TObject
      readonly help?: string
      readonly state: Json
    }
  | { readonly type: 'redirect'; readonly id: string; readonly url: string; readonly state: Json }
  | {
      readonly type: 'choose'
      readonly id: string
      readonly options: readonly {
        readonly id: string
        readonly label: string
        readonly hint?: string
        readonly disabled?: string
      }[]
      readonly multiple: boolean
      readonly state: Json
    }
  | {
      readonly type: 'show'
      readonly id: string
      readonly what: 'code' | 'webhook' | 'text'
      readonly data: string
      readonly state: Json
    }
  | { readonly type: 'done'; readonly connections: readonly NewConnection[] }
  | { readonly type: 'failed'; readonly failure: Failure }
export interface ConnectContext<App> extends CallContext<App> {
  readonly webhookUrl: string
  readonly callbackUrl: string
  /** Random per flow; must come back in the redirect. The kernel compares it. */
  readonly nonce: string
}
export interface Connect<App, Config, Secrets> {
  readonly flows: readonly {
    readonly id: string
    readonly label: string
    readonly help?: string
    readonly recommended?: boolean
  }[]
  begin(
    flow: string,
    context: ConnectContext<App> & { readonly reconnect?: Connection<Config, Secrets> },
  ): Promise<ConnectStep>
  next?(state: Json, input: Json, context: ConnectContext<App>): Promise<ConnectStep>
}
export interface Check {
  readonly id: string
  readonly label: string
  readonly ok: boolean
  readonly detail?: string
  readonly fix?: string
}
export interface CheckResult {
  readonly status: CheckStatus
  readonly problem?: Problem
  readonly name?: string
  /** The business account above this connection. */
  readonly accountId?: string
  readonly expiresAt?: number
  /** What the inbox shows beside the connection: phone number, quality, messaging limit. */
  readonly detail?: Readonly<Record<string, string>>
  readonly checks: readonly Check[]
}

export interface Template {
  readonly id: string
  readonly name: string
  readonly language: string
  readonly category: string
  readonly status: 'approved' | 'pending' | 'rejected' | 'paused' | 'disabled' | 'deleted'
  readonly reason?: string
  /** Every variable that a send must fill. */
  readonly variables: readonly {
    readonly place: 'header' | 'body' | 'button'
    readonly name: string
    readonly example?: string
    readonly media?: MediaKind
    /** The longest value that the platform takes, in characters. */
    readonly max?: number
    /** Which card of a carousel it belongs to, from 0. */
    readonly card?: number
  }[]
  readonly header?: string
  readonly body: string
  readonly footer?: string
  readonly buttons: readonly TemplateButton[]
  /** A carousel, in the order of its cards. Files fill the variables that take one in the order of `variables`. */
  readonly cards?: readonly { readonly body: string; readonly buttons: readonly TemplateButton[] }[]
  /** The value of the form that would make it: what an edit begins with. Absent where it cannot be edited. */
  readonly draft?: Json
  readonly native: Json
}
export type TemplateButton = {
  readonly kind: string
  readonly label: string
  readonly url?: string
}
export interface TemplateContext<App> extends CallContext<App> {
  /** A file that the person uploaded for the draft, by its id. */
  openUpload(id: string): Promise<UploadedSample | undefined>
}
export interface UploadedSample {
  readonly mime: string
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}
export interface Templates<App, Config, Secrets> {
  list(
    connection: Connection<Config, Secrets>,
    context: CallContext<App>,
  ): Promise<readonly Template[]>
  /** The form that `save` takes. */
  readonly schema: TObject
  save?(
    draft: Json,
    connection: Connection<Config, Secrets>,
    context: TemplateContext<App>,
  ): Promise<
    { readonly ok: true; readonly id: string } | { readonly ok: false; readonly failure: Failure }
  >
  remove?(
    template: Template,
    connection: Connection<Config, Secrets>,
    context: CallContext<App>,
  ): Promise<void>
}
