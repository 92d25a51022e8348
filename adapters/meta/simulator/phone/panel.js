/** The panel beside the phone: clock, this customer, the business's side, faults, webhooks. */
import { ask, element, fill, openDialog, openForm, timeOf } from './dom.js'

const hour = 3_600_000

export function drawPanel(panel, scene) {
  const { view, chosen } = scene
  const person = view.people.find(({ id }) => id === chosen.person)
  const sections = [
    section('Clock', clockOf(view), [
      view.clockOffsetMs,
      minuteOf(view.now),
      view.thread?.isWindowOpen,
    ]),
    section('This customer', person ? personOf(person, scene) : [], [person, chosen.account]),
    section('The business', businessOf(scene), [chosen.account, restrictionOf(scene)]),
    section('Faults of the API', faultsOf(view), view.settings.faults),
    section('Webhooks', webhooksOf(view), [view.settings.webhooks, view.pendingWebhooks]),
  ]
  fill(panel, sections)
}

function section(title, children, state) {
  const isOpen = sessionStorage.getItem(`panel ${title}`) !== 'closed'
  return element(
    'details',
    {
      open: isOpen,
      'data-key': JSON.stringify([title, state]),
      ontoggle: ({ target }) =>
        sessionStorage.setItem(`panel ${title}`, target.open ? 'open' : 'closed'),
    },
    element('summary', {}, title),
    children,
  )
}

function minuteOf(now) {
  return Math.floor(now / 60_000)
}

function clockOf({ now, clockOffsetMs, thread }) {
  const steps = [
    ['− 25 h', -25 * hour],
    ['− 1 h', -hour],
    ['+ 1 h', hour],
    ['+ 25 h', 25 * hour],
    ['+ 8 days', 192 * hour],
  ]
  const window = thread?.windowClosesAt
    ? `Window ${thread.isWindowOpen ? 'open until' : 'closed since'} ${new Date(thread.windowClosesAt).toLocaleString()}`
    : 'No window: nothing written yet'
  return [
    element(
      'p',
      {},
      `${new Date(now).toLocaleString()}${clockOffsetMs === 0 ? '' : ` (${Math.round(clockOffsetMs / 360_000) / 10} h off)`}`,
    ),
    element('p', { class: 'hint' }, window),
    element(
      'div',
      { class: 'buttons' },
      steps.map(([label, advanceMs]) => button(label, () => ask('POST', 'clock', { advanceMs }))),
      button('Real time', () => ask('POST', 'clock', {})),
    ),
    element(
      'p',
      { class: 'hint' },
      'To see a closed window at both ends: set the clock back 25 hours, write, and return to the real time.',
    ),
  ]
}

function personOf(person, { channel, chosen, happen }) {
  const isBlocked = person.blocked.includes(chosen.account)
  const blocked = isBlocked
    ? person.blocked.filter((id) => id !== chosen.account)
    : [...person.blocked, chosen.account]
  function set(change) {
    return () => ask('PATCH', `people/${person.id}`, change)
  }
  const reads = localStorage.getItem('simulator-reads') !== 'no'
  return [
    check('Phone is on', person.isOnline, set({ isOnline: !person.isOnline })),
    check('Reads what is on the screen', reads, () =>
      localStorage.setItem('simulator-reads', reads ? 'no' : 'yes'),
    ),
    check('Has blocked the business', isBlocked, set({ blocked })),
    ...(channel === 'whatsapp'
      ? [
          check(
            'Hides the number',
            person.isPhoneHidden,
            set({ isPhoneHidden: !person.isPhoneHidden }),
          ),
          check('Is on WhatsApp', person.hasWhatsapp, set({ hasWhatsapp: !person.hasWhatsapp })),
          element(
            'div',
            { class: 'buttons' },
            button('Change number', () => happen('change_number')),
            button('Change id', () => happen('change_id')),
            button('Stop marketing', () => happen('preferences', { text: 'stop' })),
            button('Call', () => happen('call')),
          ),
        ]
      : []),
  ]
}

const happenings = {
  messenger: [
    ['Answer in the Page inbox', 'inbox_reply', true],
    ['Answer by another app', 'app_reply', true],
    ['Inbox takes the thread', 'take_thread'],
    ['Give the thread to the app', 'give_thread'],
    ['Policy warning', 'policy'],
  ],
  whatsapp: [
    ['Answer from the phone', 'phone_reply', true],
    ['Import the history', 'history'],
    ['Import the address book', 'contacts_sync'],
    ['Quality is flagged', 'quality'],
    ['Account is restricted', 'account'],
    ['Alert', 'alert'],
  ],
}
happenings.instagram = [...happenings.messenger, ['Write to itself', 'self_message', true]]

function restrictionOf({ view, chosen }) {
  return view.accounts.find(({ id }) => id === chosen.account)?.restriction ?? null
}

function businessOf(scene) {
  const { channel, chosen, happen } = scene
  const entries = happenings[channel] ?? []
  return [
    element(
      'div',
      { class: 'buttons' },
      entries.map(([label, kind, asks]) =>
        button(label, () =>
          asks
            ? openForm(label, [{ name: 'text', label: 'Text', required: true }], ({ text }) =>
                happen(kind, { text }),
              )
            : happen(kind),
        ),
      ),
      restrictionOf(scene)
        ? button('Lift the restriction', () => happen('lift'))
        : button('May not send', () => happen('restrict')),
      button('Revoke its tokens', () => ask('POST', 'tokens', { account: chosen.account })),
      button('Revive its tokens', () =>
        ask('POST', 'tokens', { account: chosen.account, revive: true }),
      ),
    ),
  ]
}

const faults = [
  ['rate_limit', 'Rate limit'],
  ['pair_limit', 'Too many to one person'],
  ['expired_token', 'Expired token'],
  ['server_error', 'Server error (500)'],
  ['ambiguous', 'Sent, but answered with an error'],
  ['lost_answer', 'Sent, then cut'],
  ['no_answer', 'Sent, never answered'],
  ['delay', 'Two seconds late'],
  ['usage', 'Allowance nearly used up'],
]

function faultsOf({ settings }) {
  const names = Object.fromEntries(faults)
  return [
    element(
      'ul',
      {},
      settings.faults.map(({ kind, left }) =>
        element(
          'li',
          {},
          `${names[kind] ?? kind}${left === undefined ? '' : `, ${left} more`} `,
          button('Off', () => ask('DELETE', `faults/${kind}`)),
        ),
      ),
    ),
    element(
      'div',
      { class: 'buttons' },
      button('Switch one on', () =>
        openForm(
          'Fault',
          [
            { name: 'kind', label: 'What goes wrong', options: faults },
            {
              name: 'left',
              label: 'How often (empty: until switched off)',
              type: 'number',
              value: '1',
            },
          ],
          ({ kind, left }) =>
            ask('POST', 'faults', {
              kind,
              ...(left && { left: Number(left) }),
              ...(kind === 'delay' && { delayMs: 2000 }),
              ...(kind === 'usage' && { percent: 95 }),
            }),
        ),
      ),
    ),
  ]
}

function webhooksOf({ settings, pendingWebhooks }) {
  const { copies, isShuffled, batch, isHeld, delayMs } = settings.webhooks
  function set(change) {
    return () => ask('PATCH', 'settings', { webhooks: change })
  }
  return [
    element('p', {}, `${pendingWebhooks} waiting`),
    check('Everything twice', copies > 1, set({ copies: copies > 1 ? 1 : 2 })),
    check('Out of order', isShuffled, set({ isShuffled: !isShuffled })),
    check('Many in one', batch > 1, set({ batch: batch > 1 ? 1 : 20 })),
    check('Two seconds late', delayMs > 0, set({ delayMs: delayMs > 0 ? 0 : 2000 })),
    check('Held back', isHeld, set({ isHeld: !isHeld })),
    element(
      'div',
      { class: 'buttons' },
      button('Send what waits', () => ask('POST', 'webhooks/flush')),
      button('Show the last', showWebhooks),
    ),
  ]
}

async function showWebhooks() {
  const { deliveries } = await ask('GET', 'webhooks')
  openDialog(
    'Webhooks',
    ...deliveries
      .slice(-20)
      .reverse()
      .map(({ id, at, status, body, attempts }) =>
        element(
          'details',
          {},
          element(
            'summary',
            {},
            `${timeOf(at)}  ${status}${attempts > 1 ? `, ${attempts} attempts` : ''}`,
          ),
          element('pre', { tabindex: '0' }, JSON.stringify(JSON.parse(body), null, 2)),
          button('Send again', () => ask('POST', `webhooks/${id}`)),
        ),
      ),
  )
}

function button(label, onclick) {
  return element('button', { type: 'button', class: 'small', onclick }, label)
}

function check(label, checked, onchange) {
  return element(
    'label',
    { class: 'check' },
    element('input', { type: 'checkbox', checked, onchange }),
    label,
  )
}
