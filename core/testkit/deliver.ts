/** Deliveries as the kernel hands them to an adapter, built from fixtures and from simulators. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { type InboundDelivery, losslessJson, type RawRequest } from '../src/adapter.ts'
import type { ExpectedEvent, Fixture } from './world.ts'

/** What `parse` gets for a request: the request and its body as JSON, undefined where it is none. */
export function deliveryOf(request: RawRequest): InboundDelivery {
  return { ...request, json: jsonOf(request.body) }
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return losslessJson(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}

const defaults: RawRequest = {
  method: 'POST',
  path: '/',
  query: {},
  headers: { 'content-type': 'application/json' },
  body: new Uint8Array(),
  receivedAt: 1_700_000_000_000,
}

/** A fixture as a request, unsigned: `parse` comes after `verify`. */
export function requestFrom(fixture: Fixture, template: RawRequest = defaults): RawRequest {
  const { body = JSON.stringify(fixture.json) } = fixture
  return {
    ...template,
    headers: { ...template.headers, ...fixture.headers },
    query: { ...template.query, ...fixture.query },
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  }
}

/** Every `name.json` of a folder, with the events that `name.events.json` beside it expects. Bodies keep their bytes. */
export function fixturesIn(folder: string): Fixture[] {
  const files = readdirSync(folder)
  return files
    .filter((file) => file.endsWith('.json') && !file.endsWith('.events.json'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -'.json'.length)
      const golden = `${name}.events.json`
      const fixture = { name, body: new Uint8Array(readFileSync(join(folder, file))) }
      const events = files.includes(golden) && { events: readEvents(join(folder, golden)) }
      return Object.assign(fixture, events)
    })
}

function readEvents(path: string): ExpectedEvent[] {
  return JSON.parse(readFileSync(path, 'utf8')) as ExpectedEvent[]
}
