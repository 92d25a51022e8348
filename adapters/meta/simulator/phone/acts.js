/** What a customer can send besides text and files, by channel. */
import { closeDialog, element, openDialog, openForm } from './dom.js'

const place = { lat: 53.5438, lon: 9.9661, label: 'Pier 7', address: 'Pier 7, Harbour Lane' }
const ad = {
  source: 'ADS',
  type: 'OPEN_THREAD',
  ref: 'autumn',
  ad_id: '120200000000001',
  ads_context_data: { ad_title: 'Autumn sale', photo_url: '', post_id: '122100000000001' },
}
const whatsappAd = {
  source_url: 'https://fb.me/simulated',
  source_id: '120200000000001',
  source_type: 'ad',
  headline: 'Autumn sale',
  body: 'Everything 20 % off',
  media_type: 'image',
  ctwa_clid: 'simulated-click',
}

/** Label, act, and what the act needs to be asked for. */
const lists = {
  messenger: [
    ['👍 Like', 'sticker'],
    ['📍 Location', 'location', { detail: place }],
    ['Share a post', 'share'],
    ['Share a reel', 'reel'],
    ['Ask about a product', 'product'],
    ['Open an m.me link', 'referral', { text: 'spring' }],
    ['Come from an ad', 'text', { text: 'Is the sale still on?', detail: { referral: ad } }],
    ['Book an appointment', 'appointment'],
    ['Subscribe to news', 'optin', { detail: optin() }],
    ['Comment on a post', 'comment', { ask: 'Comment' }],
    ['Post on the Page', 'post', { ask: 'Post' }],
    ['Say the answer was good', 'feedback', { text: 'Good response' }],
  ],
  instagram: [
    ['❤️ Heart', 'sticker'],
    ['Reply to a story', 'story_reply', { ask: 'Reply' }],
    ['Mention in a story', 'story_mention'],
    ['Share a story', 'story_share'],
    ['Share a post', 'share'],
    ['Share a reel', 'reel'],
    ['Photo to see once', 'view_once'],
    ['Something unsupported', 'unsupported'],
    ['Open an ig.me link', 'referral', { text: 'spring' }],
    ['Come from an ad', 'text', { text: 'Is the sale still on?', detail: { referral: ad } }],
    ['Comment on a post', 'comment', { ask: 'Comment' }],
    ['Mention in a comment', 'mention'],
  ],
  whatsapp: [
    ['📍 Location', 'location', { detail: place }],
    ['👤 Contact', 'contacts'],
    ['Order from the catalogue', 'order'],
    [
      'Come from an ad',
      'text',
      { text: 'Is the sale still on?', detail: { referral: whatsappAd } },
    ],
    ['Forward a text', 'text', { ask: 'Text', detail: { forwarded: true } }],
    ['Poll (unsupported)', 'unsupported'],
    ['Write in a group', 'group', { ask: 'Text' }],
  ],
}

function optin() {
  return {
    type: 'notification_messages',
    title: 'News of the shop',
    payload: 'news',
    notification_messages_token: '99725040639102620251',
    notification_messages_frequency: 'WEEKLY',
    user_token_status: 'NOT_REFRESHED',
  }
}

export function openActs(channel, act) {
  openDialog(
    'Send something else',
    ...(lists[channel] ?? []).map(([label, kind, { ask, ...more } = {}]) =>
      element(
        'button',
        {
          type: 'button',
          class: 'listed',
          onclick() {
            closeDialog()
            if (!ask) return act(kind, more)
            const fields = [{ name: 'text', label: ask, required: true }]
            openForm(label, fields, ({ text }) => act(kind, { ...more, text }))
          },
        },
        label,
      ),
    ),
  )
}
