/** Making elements, asking the control API, and the one dialog. */
export const base = document.documentElement.dataset.base ?? ''

/** `element('button', { class: 'x', onclick }, 'text', child)`: text is only ever text. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value)
    else if (value === true) made.setAttribute(name, '')
    else if (value !== false && value !== null && value !== undefined)
      made.setAttribute(name, value)
  }
  made.append(...children.flat().filter((child) => child || child === 0))
  return made
}

export function byId(id) {
  return document.getElementById(id)
}

/** Puts children in place, but touches only what differs from last time, so that focus and scroll stay. */
export function fill(parent, children) {
  const old = [...parent.children]
  for (const [index, child] of children.entries()) {
    const known = old[index]
    if (!known) parent.append(child)
    else if (known.dataset.key !== child.dataset.key || !known.dataset.key) known.replaceWith(child)
  }
  for (const extra of old.slice(children.length)) extra.remove()
}

/** Answers JSON; a refusal is shown and thrown. */
export async function ask(method, path, body) {
  const isFile = body instanceof Blob
  const response = await fetch(`${base}/control/${path}`, {
    method,
    ...(body !== undefined && {
      headers: {
        'content-type': isFile ? body.type || 'application/octet-stream' : 'application/json',
      },
      body: isFile ? body : JSON.stringify(body),
    }),
  })
  const answer = await response.json()
  if (response.ok) return answer
  notify(answer.error ?? 'That did not work')
  throw new Error(answer.error)
}

let hiding

export function notify(text) {
  const notice = byId('notice')
  notice.textContent = text
  notice.hidden = false
  clearTimeout(hiding)
  hiding = setTimeout(() => {
    notice.hidden = true
  }, 6000)
}

/** A modal dialog with a title; closes by its button, Escape, or what is chosen in it. */
export function openDialog(title, ...children) {
  const dialog = byId('dialog')
  dialog.replaceChildren(
    element('h2', { id: 'dialog-title' }, title),
    ...children,
    element('button', { type: 'button', class: 'plain', onclick: closeDialog }, 'Close'),
  )
  dialog.setAttribute('aria-labelledby', 'dialog-title')
  if (!dialog.open) dialog.showModal()
}

export function closeDialog() {
  byId('dialog').close()
}

/** A form in the dialog: fields by name, answered to `done`. */
export function openForm(title, fields, done) {
  const form = element(
    'form',
    {
      class: 'fields',
      onsubmit(event) {
        event.preventDefault()
        const values = Object.fromEntries(new FormData(form))
        closeDialog()
        done(values)
      },
    },
    fields.map(fieldOf),
    element('button', { type: 'submit' }, 'OK'),
  )
  openDialog(title, form)
}

function fieldOf({ name, label, value = '', type = 'text', options, required = false }) {
  const input = options
    ? element(
        'select',
        { name },
        options.map(([id, text]) => element('option', { value: id, selected: id === value }, text)),
      )
    : element('input', { name, type, value, required, checked: type === 'checkbox' && value })
  return element('label', {}, element('span', {}, label), input)
}

export function timeOf(at) {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
}
