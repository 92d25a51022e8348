/** Rule L6: the calls that an adapter may leave out work where it has them. */
import type { CallContext, MediaRef } from '../src/adapter.ts'
import type { Rule, T } from './conformance.ts'
import { deliveryOf } from './deliver.ts'
import { simulatedHttp, throwingHttp } from './http.ts'
import { allDeliveries, type Subject } from './subject.ts'

const calls = ['subscribe', 'profile', 'fetchMedia', 'addresses', 'templates'] as const

export const optionalRules: readonly Rule[] = [
  {
    id: 'L6',
    says: 'subscribing, profiles, media, templates and addresses answer what the kernel can use',
    lacks: ({ adapter }) => (calls.some((name) => adapter[name]) ? undefined : calls.join(', ')),
    check: answersUsably,
  },
]

async function answersUsably(t: T, subject: Subject): Promise<void> {
  await checkSubscribe(t, subject)
  await checkProfile(t, subject)
  await checkMedia(t, subject)
  await checkTemplates(t, subject)
  checkAddresses(t, subject)
}

function contextOf({ adapter, world }: Subject, http = simulatedHttp(adapter.simulator)) {
  const webhookUrl = 'https://inbox.example.com/api/webhooks/kit'
  const call: CallContext<any> = { app: world.app, http, signal: new AbortController().signal }
  return { ...call, webhookUrl }
}

async function checkSubscribe(t: T, subject: Subject): Promise<void> {
  const { adapter, connection } = subject
  if (!adapter.subscribe) return
  await adapter.subscribe(connection, contextOf(subject))
  await adapter.subscribe(connection, contextOf(subject))
  const away = contextOf(subject, throwingHttp(new TypeError('fetch failed')))
  const isQuiet = await adapter.subscribe(connection, away).then(
    () => true,
    () => false,
  )
  t.ok(isQuiet, 'subscribe throws nothing when the platform is away: check tells')
}

async function checkProfile(t: T, subject: Subject): Promise<void> {
  const { adapter, connection, contact } = subject
  const profile = await adapter.profile?.(contact, connection, contextOf(subject))
  if (profile) t.same(profile.id, contact.id, 'profile is of the person asked for')
}

async function checkMedia(t: T, subject: Subject): Promise<void> {
  const { adapter, connection } = subject
  if (!adapter.fetchMedia) return
  for (const ref of mediaRefs(subject).slice(0, 20)) {
    const place = await adapter.fetchMedia(ref, connection, contextOf(subject))
    t.ok(URL.canParse(place.url), `media has an address: ${place.url}`)
  }
  const nowhere: MediaRef = { kind: 'image', locator: {} }
  const isRefused = await adapter.fetchMedia(nowhere, connection, contextOf(subject)).then(
    () => false,
    () => true,
  )
  t.ok(isRefused, 'media without a place is refused')
  t.ok(adapter.mediaHosts?.length, 'mediaHosts names where media may lie')
}

function mediaRefs(subject: Subject): MediaRef[] {
  return allDeliveries(subject)
    .flatMap(({ request }) => subject.adapter.parse(deliveryOf(request)))
    .flatMap((event) =>
      event.type === 'message' && event.content.kind === 'media' ? event.content.media : [],
    )
}

async function checkTemplates(t: T, subject: Subject): Promise<void> {
  const { adapter, connection } = subject
  const found = (await adapter.templates?.list(connection, contextOf(subject))) ?? []
  t.same(new Set(found.map(({ id }) => id)).size, found.length, 'template ids differ')
  for (const { name, language, body, native } of found) {
    t.ok(name && language, 'a template has a name and a language')
    t.same(typeof body, 'string', `${name} has a body`)
    t.same(JSON.parse(JSON.stringify(native)), native, `${name} survives JSON`)
  }
}

function checkAddresses(t: T, { adapter, contact }: Subject): void {
  const forms = adapter.addresses?.(contact.id)
  if (forms) t.ok(forms.includes(contact.id), 'an address is among its own forms')
  for (const typed of ['', ' ', 'x'.repeat(5_000), '\u0000', '+'])
    t.ok(Array.isArray(adapter.addresses?.(typed) ?? []), 'nothing typed breaks addresses')
}
