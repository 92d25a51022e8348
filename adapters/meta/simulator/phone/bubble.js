/** One message of the thread as the phone draws it, with what can be done to it. */
import { closeDialog, element, openDialog, timeOf } from './dom.js'

const emoji = ['👍', '❤️', '😂', '😮', '😢', '🙏']

/** `act(kind, more)` does something as the customer; `compose({ replyTo } or { editing })` prepares the composer. */
export function bubble(message, { act, compose, seenAt }) {
  const { id, isFromBusiness, isDeleted, shown, at } = message
  const key = JSON.stringify([message, !isFromBusiness && seenAt >= at])
  return element(
    'li',
    { class: isFromBusiness ? 'theirs' : 'mine', 'data-key': key, 'data-id': id },
    element(
      'article',
      { 'aria-label': isFromBusiness ? 'From the business' : 'From you' },
      isDeleted
        ? element('p', { class: 'gone' }, 'This message was taken back')
        : contentOf(message, act),
      reactionsOf(message),
      element('footer', {}, footerOf(message, seenAt)),
      shown && !isDeleted ? menuButton(message, { act, compose }) : null,
    ),
  )
}

function contentOf({ id, shown, replyTo, by }, act) {
  const { header, footer, story, media = [], contacts = [] } = shown
  return [
    noteOf(by ? `from ${by === 'phone' ? 'the phone' : `app ${by}`}` : story),
    replyTo && element('blockquote', {}, replyTo.text),
    header && element('strong', { class: 'header' }, header),
    media.map(mediumOf),
    contacts.map(contactOf),
    placeAndText(shown),
    footer && element('small', { class: 'foot' }, footer),
    shown.cards?.length > 0 && cardsOf(id, shown.cards, act),
    choicesOf(id, shown, act),
  ].flat()
}

function noteOf(text) {
  return text && element('p', { class: 'by' }, text)
}

function placeAndText({ kind, text, location }) {
  return [
    location && locationOf(location),
    text && element('p', { class: kind === 'sticker' ? 'sticker' : 'text', dir: 'auto' }, text),
  ]
}

function contactOf({ name, phones }) {
  return element('p', { class: 'card' }, `👤 ${name}`, element('br'), phones.join(', '))
}

/** What the platform has is shown; what it has not is linked. */
function mediumOf({ kind, name, mime, src, url }) {
  const label = name || kind
  const draw = src && players[mime.split('/')[0]]
  if (draw) return draw(src, label)
  const link = src ?? url
  if (!link) return element('p', { class: 'card' }, `📄 ${label}`)
  const away = { class: 'card', href: link, target: '_blank', rel: 'noopener noreferrer' }
  return element('a', away, `📄 ${label}`)
}

const players = {
  image: (src, alt) => element('img', { src, alt, loading: 'lazy' }),
  video: (src, label) => element('video', { src, controls: true, 'aria-label': label }),
  audio: (src, label) => element('audio', { src, controls: true, 'aria-label': label }),
}

function locationOf({ lat, lon, label, address }) {
  return element(
    'p',
    { class: 'card' },
    `📍 ${label || 'Location'}`,
    element('br'),
    address || `${lat}, ${lon}`,
  )
}

function cardsOf(id, cards, act) {
  return element(
    'div',
    { class: 'cards', role: 'group', 'aria-label': 'Cards' },
    cards.map(({ title, subtitle, image, isVideo, choices }) =>
      element(
        'section',
        {},
        image && (isVideo ? players.video(image, 'video') : players.image(image, '')),
        element('strong', {}, title),
        subtitle ? element('p', {}, subtitle) : null,
        choices.map((choice) => choiceOf(id, choice, act)),
      ),
    ),
  )
}

/** Quick replies stand above the composer; everything else belongs to its message. */
function choicesOf(id, shown, act) {
  const choices = (shown.choices ?? []).filter(({ kind }) => kind !== 'quick_reply')
  if (choices.length === 0) return null
  if (shown.kind !== 'list')
    return element(
      'div',
      { class: 'choices' },
      choices.map((choice) => choiceOf(id, choice, act)),
    )
  return element(
    'div',
    { class: 'choices' },
    element(
      'button',
      { type: 'button', onclick: () => openList(id, shown, act), 'aria-haspopup': 'dialog' },
      `☰ ${shown.listButton}`,
    ),
  )
}

function openList(id, { listButton, choices }, act) {
  openDialog(
    listButton,
    ...choices.flatMap((choice, index) => [
      choice.section && choice.section !== choices[index - 1]?.section
        ? element('h3', {}, choice.section)
        : '',
      element(
        'button',
        {
          type: 'button',
          class: 'listed',
          onclick() {
            closeDialog()
            tap(id, choice, act)
          },
        },
        choice.title,
        choice.description ? element('small', {}, choice.description) : null,
      ),
    ]),
  )
}

export function choiceOf(id, choice, act) {
  const { kind, title, url, payload } = choice
  if (kind === 'url')
    return element(
      'a',
      { class: 'choice', href: url, target: '_blank', rel: 'noopener noreferrer' },
      `${title} ↗`,
    )
  if (kind === 'phone') return element('span', { class: 'choice' }, `${title}: ${payload}`)
  return element(
    'button',
    { type: 'button', class: 'choice', onclick: () => tap(id, choice, act) },
    title,
  )
}

/** A request for a place is answered by one, a form by its fields, a button by itself. */
function tap(target, { kind, title, payload, description }, act) {
  if (kind === 'ask' && payload === 'location')
    return act('location', {
      replyTo: target,
      detail: { lat: 53.5438, lon: 9.9661, label: 'Pier 7' },
    })
  if (kind === 'flow')
    return act('flow', { replyTo: target, detail: { flow_token: payload, name: 'Ana' } })
  return act('tap', { target, title, payload, description })
}

function reactionsOf({ reactions }) {
  const list = [reactions.personal, reactions.business].filter(Boolean)
  return list.length > 0
    ? element('p', { class: 'reactions', 'aria-label': 'Reactions' }, list.join(' '))
    : null
}

const ticks = { accepted: '🕓', sent: '✓', delivered: '✓✓', read: '✓✓', failed: '⚠' }

function footerOf({ at, status, error, isEdited, isFromBusiness }, seenAt) {
  const words = [timeOf(at), isEdited ? 'edited' : '']
  if (!isFromBusiness) words.push(seenAt >= at ? 'seen by the business' : '')
  const text = words.filter(Boolean).join(' · ')
  if (!isFromBusiness) return [text]
  return [
    `${text} `,
    element('span', { class: `status ${status}`, 'aria-hidden': 'true' }, ticks[status] ?? ''),
    element(
      'span',
      { class: error ? 'error' : 'hidden' },
      error ? ` ${error.code} ${error.title}` : status,
    ),
  ]
}

function menuButton(message, actions) {
  return element(
    'button',
    {
      type: 'button',
      class: 'menu plain',
      'aria-label': 'React, reply and more',
      'aria-haspopup': 'dialog',
      onclick: () => openMenu(message, actions),
    },
    '⋯',
  )
}

function openMenu({ id, isFromBusiness, shown, reactions }, { act, compose }) {
  function choose(action) {
    return () => {
      closeDialog()
      action()
    }
  }
  const own = [
    ['Edit', () => compose({ editing: { id, text: shown.text ?? '' } })],
    ['Take back', () => act('unsend', { target: id })],
  ]
  const entries = [
    ['Reply', () => compose({ replyTo: { id, text: shown.text ?? shown.kind } })],
    ...(reactions.personal
      ? [['Take the reaction off', () => act('reaction', { target: id, emoji: null })]]
      : []),
    ...(isFromBusiness ? [] : own),
  ]
  openDialog(
    'Message',
    element(
      'div',
      { class: 'emoji', role: 'group', 'aria-label': 'React' },
      emoji.map((each) =>
        element(
          'button',
          {
            type: 'button',
            class: 'plain',
            onclick: choose(() => act('reaction', { target: id, emoji: each })),
          },
          each,
        ),
      ),
    ),
    ...entries.map(([label, action]) =>
      element('button', { type: 'button', class: 'listed', onclick: choose(action) }, label),
    ),
  )
}
