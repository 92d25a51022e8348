import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

import t from 'tap'

import { createLinkPreviews, guardedHttp } from '../src/index.ts'
import { factsOf } from '../src/page-facts.ts'

const html = { 'content-type': 'text/html; charset=utf-8' }

async function listen(
  t: { teardown(work: () => unknown): void },
  answer: RequestListener,
): Promise<{ origin: string; asked: () => number }> {
  let asked = 0
  const server = createServer((request, response) => {
    asked++
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { origin, asked: () => asked }
}

const nothing = { code: 'not_found', statusCode: 404 }

t.test('a page is shown by what it says of itself, once for some minutes', async (t) => {
  let now = 0
  const { origin, asked } = await listen(t, (_request, response) => {
    response.writeHead(200, html).end(`<!doctype html><title>Plain</title>
      <meta property="og:title" content="Ships &amp; harbours"><meta name='description' content='All about ships'>
      <meta content="Harbour Lane" property="og:site_name">`)
  })
  const http = guardedHttp({ allowPrivate: [origin] })
  const find = createLinkPreviews({ http, now: () => now })
  const expected = {
    url: `${origin}/a`,
    host: new URL(origin).host,
    mime: 'text/html',
    title: 'Ships & harbours',
    description: 'All about ships',
    siteName: 'Harbour Lane',
  }
  t.same(await find(`${origin}/a`), expected)
  t.same(await find(`${origin}/a`), expected)
  t.equal(asked(), 1)
  now = 11 * 60_000
  await find(`${origin}/a`)
  t.equal(asked(), 2)
})

t.test('a redirect is followed, but never to an address inside', async (t) => {
  const inside = await listen(t, (_request, response) => response.end('secret'))
  const { origin } = await listen(t, (request, response) => {
    if (request.url === '/good') return void response.writeHead(302, { location: '/page' }).end()
    if (request.url === '/page')
      return void response.writeHead(200, html).end('<title>Here</title>')
    if (request.url === '/round') return void response.writeHead(301, { location: '/round' }).end()
    response.writeHead(307, { location: `${inside.origin}/latest/meta-data` }).end()
  })
  const find = createLinkPreviews({ http: guardedHttp({ allowPrivate: [origin] }) })
  t.match(await find(`${origin}/good`), { url: `${origin}/page`, title: 'Here' })
  await t.rejects(find(`${origin}/bad`), nothing)
  await t.rejects(find(`${origin}/round`), nothing)
  t.equal(inside.asked(), 0)
})

t.test('what is not public, not https and not there shows nothing', async (t) => {
  const { origin, asked } = await listen(t, (_request, response) => response.end('reached'))
  const find = createLinkPreviews()
  for (const url of [origin, 'https://localhost/', 'https://10.0.0.1/', 'file:///etc/passwd', 'x'])
    await t.rejects(find(url), nothing, url)
  t.equal(asked(), 0)
  const gone = await listen(t, (_request, response) =>
    response.writeHead(404, html).end('<title>x'),
  )
  const open = createLinkPreviews({ http: guardedHttp({ allowPrivate: [gone.origin] }) })
  await t.rejects(open(gone.origin), nothing)
})

t.test(
  'a page without end is left, a file is named by its type, a page in its own letters is read',
  async (t) => {
    const { origin } = await listen(t, (request, response) => {
      if (request.url === '/file')
        return void response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF')
      if (request.url === '/letters') {
        response.writeHead(200, { 'content-type': 'text/html' })
        const head = '<meta charset="windows-1251"><title>'
        return void response.end(Buffer.concat([Buffer.from(head), Buffer.from([0xcf, 0xf0])]))
      }
      response.writeHead(200, html).write('<title>Long</title>')
      const more = setInterval(() => response.write('x'.repeat(64 * 1024)), 1)
      response.once('close', () => clearInterval(more))
    })
    const find = createLinkPreviews({ http: guardedHttp({ allowPrivate: [origin] }) })
    t.match(await find(`${origin}/long`), { title: 'Long' })
    t.match(await find(`${origin}/file`), { mime: 'application/pdf', title: null })
    t.match(await find(`${origin}/letters`), { title: 'Пр' })
  },
)

t.test('only text comes out of a page, on one line and not without end', async (t) => {
  const facts = factsOf(
    `<title>A\n <b>&lt;b&gt;&#x41;&#66;&unknown;\u202e</title><meta name=description content="${'ж'.repeat(900)}">`,
  )
  t.equal(facts.title, 'A')
  t.equal(facts.description?.length, 400)
  t.match(factsOf('<title>&lt;b&gt;&#x41;&#66;&unknown;\u202eright</title>'), {
    title: '<b>AB&unknown; right',
    description: null,
  })
  t.same(factsOf('<title>  </title><meta name=description>'), {
    title: null,
    description: null,
    siteName: null,
  })
  t.equal(factsOf('<title>&#0;&#1114112;!</title>').title, '!')
})
