/** The customer's phone: who writes to whom, the thread, and the composer. */
import { openActs } from './acts.js'
import { bubble, choiceOf } from './bubble.js'
import { ask, base, byId, element, fill, notify, openForm } from './dom.js'
import { drawPanel } from './panel.js'
import { toggleRecording } from './voice.js'

const chosen = { account: '', person: '', replyTo: null, editing: null }
let view = { accounts: [], people: [], messages: [], thread: null }
let watching = new AbortController()

function channel() {
  return view.accounts.find(({ id }) => id === chosen.account)?.channel ?? ''
}

/** The customer does something. */
async function act(kind, more = {}) {
  await ask('POST', 'acts', { account: chosen.account, person: chosen.person, kind, ...more })
}

async function happen(kind, more = {}) {
  const { account, person } = chosen
  await ask('POST', 'happenings', { account, person, kind, ...more })
}

/** Waits for changes as long as the page is open. */
async function watch() {
  let since = -1
  for (;;) {
    const { account, person } = chosen
    const query = new URLSearchParams({ account, person, since: String(since) })
    try {
      const response = await fetch(`${base}/control/view?${query}`, { signal: watching.signal })
      view = await response.json()
      since = view.version
      draw()
    } catch {
      since = -1
      if (watching.signal.aborted) watching = new AbortController()
      else await new Promise((resolve) => setTimeout(resolve, 1000))
    }
  }
}

function choose(change) {
  Object.assign(chosen, change, { replyTo: null, editing: null })
  localStorage.setItem(
    'simulator',
    JSON.stringify({ account: chosen.account, person: chosen.person }),
  )
  drawContext()
  watching.abort()
}

function draw() {
  const { accounts, people } = view
  if (!accounts.some(({ id }) => id === chosen.account))
    return choose({
      account: inOrder(accounts)[0]?.id ?? '',
      person: chosen.person || people[0]?.id || '',
    })
  if (!people.some(({ id }) => id === chosen.person)) return choose({ person: people[0]?.id ?? '' })
  document.body.dataset.channel = channel()
  drawAccounts()
  drawPeople()
  drawThread()
  drawPanel(byId('panel'), { view, chosen, channel: channel(), happen })
  return undefined
}

const order = ['messenger', 'instagram', 'whatsapp']
const names = { messenger: 'Messenger', instagram: 'Instagram', whatsapp: 'WhatsApp' }

function inOrder(accounts) {
  return accounts.toSorted(
    (one, other) => order.indexOf(one.channel) - order.indexOf(other.channel),
  )
}

function drawAccounts() {
  const shown = inOrder(view.accounts).filter(
    ({ id, subscribedFields }) => subscribedFields !== null || id === chosen.account,
  )
  fill(
    byId('accounts'),
    shown.map(({ id, channel, name }) =>
      element(
        'button',
        {
          type: 'button',
          role: 'tab',
          'aria-selected': String(id === chosen.account),
          'data-key': `${id} ${id === chosen.account} ${name}`,
          onclick: () => choose({ account: id }),
        },
        element('b', {}, names[channel] ?? channel),
        element('small', {}, name),
      ),
    ),
  )
}

function drawPeople() {
  const select = byId('people')
  const key = JSON.stringify(view.people.map(({ id, name }) => [id, name]))
  if (select.dataset.key !== key) {
    select.replaceChildren(
      ...view.people.map(({ id, name }) => element('option', { value: id }, name)),
    )
    select.dataset.key = key
  }
  select.value = chosen.person
  byId('face').src = `${base}/avatar/${chosen.person}`
}

let lastId = ''

function drawThread() {
  const list = byId('messages')
  const wasAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80
  const { thread, messages } = view
  const actions = { act, compose, seenAt: thread?.seenByBusinessAt ?? 0 }
  fill(
    list,
    messages.map((message) => bubble(message, actions)),
  )
  byId('typing').hidden = !thread?.isTyping
  drawReplies()
  announce(messages.at(-1))
  if (wasAtEnd) list.scrollTop = list.scrollHeight
  readThread()
}

/** Tells who cannot see it that an answer came. */
function announce(last) {
  if (!last || last.id === lastId) return
  const isFirst = lastId === ''
  lastId = last.id
  if (last.isFromBusiness && !isFirst)
    byId('news').textContent = `New: ${last.shown?.text ?? last.shown?.kind}`
}

/** Looking at a message is reading it. */
function readThread() {
  const isUnread = view.messages.some(
    ({ isFromBusiness, status }) => isFromBusiness && status === 'delivered',
  )
  const reads = localStorage.getItem('simulator-reads') !== 'no'
  if (isUnread && reads && document.visibilityState === 'visible') void act('read')
}

function drawReplies() {
  const last = view.messages.findLast(({ isFromBusiness }) => isFromBusiness)
  const replies = (last?.shown?.choices ?? []).filter(({ kind }) => kind === 'quick_reply')
  const isNewest = last === view.messages.at(-1)
  byId('replies').replaceChildren(
    ...(isNewest ? replies.map((reply) => choiceOf(last.id, reply, act)) : []),
  )
}

function compose(context) {
  Object.assign(chosen, { replyTo: null, editing: null }, context)
  if (context.editing) byId('text').value = context.editing.text
  drawContext()
  byId('text').focus()
}

function drawContext() {
  const { replyTo, editing } = chosen
  byId('context').hidden = !replyTo && !editing
  byId('context').firstElementChild.textContent = editing
    ? 'Edit the message'
    : `Reply to: ${replyTo?.text ?? ''}`
}

async function submit(event) {
  event?.preventDefault()
  const text = byId('text').value.trim()
  if (text === '') return
  const { replyTo, editing } = chosen
  byId('text').value = ''
  compose({})
  if (editing) await act('edit', { target: editing.id, text })
  else await act('text', { text, ...(replyTo && { replyTo: replyTo.id }) })
}

/** Pictures go together where the channel can, everything else one by one. */
async function sendFiles(files) {
  const text = byId('text').value.trim()
  const uploads = []
  for (const file of files) {
    const { id } = await ask('POST', `media?name=${encodeURIComponent(file.name)}`, file)
    uploads.push({ id, kind: kindOf(file) })
  }
  byId('text').value = ''
  const areImages = uploads.every(({ kind }) => kind === 'image') && channel() !== 'whatsapp'
  if (areImages) return act('image', { media: uploads.map(({ id }) => id), ...reply() })
  for (const { id, kind } of uploads) await act(kind, { media: [id], text, ...reply() })
  return undefined
}

function reply() {
  const { replyTo } = chosen
  compose({})
  return replyTo ? { replyTo: replyTo.id } : {}
}

function kindOf({ type }) {
  const [family] = type.split('/')
  return ['image', 'video', 'audio'].includes(family) ? family : 'file'
}

async function sendVoice(blob) {
  const { id } = await ask('POST', 'media?name=voice.ogg', blob)
  await act('voice', { media: [id], ...reply() })
}

function newPerson() {
  const fields = [
    { name: 'name', label: 'Name', required: true },
    { name: 'phone', label: 'Phone number (digits, optional)' },
    { name: 'isPhoneHidden', label: 'Hides the number on WhatsApp', type: 'checkbox' },
  ]
  openForm('New customer', fields, async ({ name, phone, isPhoneHidden }) => {
    const person = await ask('POST', 'people', {
      name,
      isPhoneHidden: isPhoneHidden !== undefined,
      ...(phone && { phone: phone.replaceAll(/\D/g, '') }),
    })
    choose({ person: person.id })
  })
}

function start() {
  Object.assign(chosen, JSON.parse(localStorage.getItem('simulator') ?? '{}'))
  byId('people').addEventListener('change', ({ target }) => choose({ person: target.value }))
  byId('new-person').addEventListener('click', newPerson)
  byId('composer').addEventListener('submit', (event) => void submit(event))
  byId('text').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) void submit(event)
  })
  byId('files').addEventListener('change', ({ target }) => {
    void sendFiles([...target.files])
    target.value = ''
  })
  byId('more').addEventListener('click', () => openActs(channel(), act))
  byId('voice').addEventListener('click', () => {
    void toggleRecording(byId('voice'), sendVoice, notify)
  })
  byId('context').lastElementChild.addEventListener('click', () => compose({}))
  document.addEventListener('visibilitychange', readThread)
  void watch()
}

start()
