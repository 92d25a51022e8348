import { type MetaApp, metaApp } from '@parley/adapter-meta'
import type { Connection, SendContext } from '@parley/core/adapter'
import { type Static, Type } from 'typebox'

const numericId = { pattern: '^\\d{5,32}$' }

export const app = Type.Object({
  ...metaApp.properties,
  phoneNumberId: Type.Optional(
    Type.String({
      ...numericId,
      title: 'Phone number ID of the first connection',
      'x-env': 'WHATSAPP_PHONE_NUMBER_ID',
    }),
  ),
})

export const config = Type.Object({
  phoneNumberId: Type.String({
    ...numericId,
    title: 'Phone number ID',
    'x-ui': {
      order: 1,
      help: 'In the app dashboard under WhatsApp, API setup. Not the number itself.',
    },
  }),
  businessAccountId: Type.String({
    ...numericId,
    title: 'WhatsApp Business account ID',
    'x-ui': { order: 2, help: 'On the same page, below the phone number ID.' },
  }),
  coexistence: Type.Optional(
    Type.Boolean({
      title: 'Also used on the WhatsApp Business app',
      'x-ui': {
        order: 3,
        advanced: true,
        help: 'Such a number sends 20 messages a second at most.',
      },
    }),
  ),
})

export const secrets = Type.Object({
  accessToken: Type.String({
    minLength: 1,
    title: 'Access token',
    'x-ui': {
      secret: true,
      order: 4,
      help: 'Of a system user, with the permissions whatsapp_business_messaging and whatsapp_business_management.',
    },
  }),
})

export type WhatsAppConfig = Static<typeof config>
export type WhatsAppSecrets = Static<typeof secrets>
export type WhatsAppConnection = Connection<WhatsAppConfig, WhatsAppSecrets>
export type WhatsAppSend = SendContext<MetaApp, WhatsAppConfig, WhatsAppSecrets>
