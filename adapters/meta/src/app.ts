import { type Static, type TOptional, type TString, Type } from 'typebox'

const hexadecimal = {
  pattern: '^[0-9a-f]{32}$',
  hint: "32 hexadecimal digits, as the app's dashboard shows them",
}

/** The settings of one Meta app, shared by the three channels. Every one may be absent, so that a start without a Meta app works. */
export const metaApp = Type.Object({
  appId: setting('META_APP_ID', { title: 'App ID' }),
  appSecret: setting('META_APP_SECRET', {
    title: 'App secret',
    'x-ui': { secret: true },
    'x-required': 'production',
    'x-production': hexadecimal,
  }),
  verifyToken: setting('META_WEBHOOK_VERIFY_TOKEN', {
    title: 'Webhook verify token',
    'x-ui': { secret: true },
    'x-required': 'production',
  }),
  webhookSecret: setting('WEBHOOK_SECRET', {
    title: 'Second webhook secret',
    'x-ui': { secret: true },
  }),
  instagramAppId: setting('INSTAGRAM_APP_ID', { title: 'Instagram app ID' }),
  instagramAppSecret: setting('INSTAGRAM_APP_SECRET', {
    title: 'Instagram app secret',
    'x-ui': { secret: true },
    'x-production': hexadecimal,
  }),
  graphUrl: setting('META_GRAPH_URL', {
    title: 'Replaces graph.facebook.com and graph.instagram.com',
    pattern: '^https?://',
  }),
  graphVersion: setting('META_GRAPH_VERSION', {
    title: 'Graph API version',
    pattern: '^v\\d+\\.\\d+$',
    default: 'v26.0',
  }),
  loginUrl: setting('META_LOGIN_URL', {
    title: 'Replaces www.facebook.com, www.instagram.com and api.instagram.com',
    pattern: '^https?://',
  }),
  loginConfigId: setting('META_LOGIN_CONFIG_ID', {
    title: 'Configuration of Facebook Login for Business',
  }),
  whatsappSignupConfigId: setting('META_WHATSAPP_SIGNUP_CONFIG_ID', {
    title: 'Configuration of WhatsApp Embedded Signup',
  }),
})
export type MetaApp = Static<typeof metaApp>

function setting(env: string, options: object): TOptional<TString> {
  return Type.Optional(Type.String({ ...options, 'x-env': env }))
}
