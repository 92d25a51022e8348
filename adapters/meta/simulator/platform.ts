/** The running platform: one for all channels of Meta that are loaded. */
import { readFile } from 'node:fs/promises'

import type {
  Platform,
  PlatformHost,
  PlatformRequest,
  PlatformResponse,
} from '@parley/core/adapter'

import { answerControl } from './control.ts'
import type { Control } from './control.ts'
import { GraphServer } from './graph-server.ts'
import { json, pageHeaders, redirect } from './html.ts'
import { LiveWorld, readyConnections } from './live-world.ts'
import { answerDialog, signupConfigId } from './login.ts'
import { findMedium, isLiveLink } from './media.ts'
import type { Part } from './part.ts'
import { pngOf } from './picture.ts'
import { passTime } from './receipts.ts'
import { findToken } from './token.ts'
import { Webhooks } from './webhooks.ts'
import type { World } from './world.ts'

const parts = new Map<string, Part>()

/** Adds a channel to the platform. All channels share the one that is started. */
export function metaPlatform(part: Part): {
  readonly id: string
  start(host: PlatformHost): Promise<Platform>
} {
  parts.set(part.channel, part)
  return { id: 'meta', start: (host) => startPlatform(host, [...parts.values()]) }
}

const tickMs = 50

async function startPlatform(host: PlatformHost, parts: readonly Part[]): Promise<Platform> {
  const world = new LiveWorld(host, parts)
  await world.load()
  const webhooks = new Webhooks(world)
  world.onUpdate = (update) => webhooks.queue(update)
  const graph = new GraphServer(world)
  const ticking = setInterval(() => passTime(world), tickMs)
  ticking.unref()
  const { webhookUrl, verifyToken } = host
  const app = appOf(world, verifyToken)
  const control: Control = { world, webhooks, graph, webhookUrl, verifyToken, app, settle }
  const basePath = new URL(world.baseUrl).pathname.replace(/\/$/, '')
  const connections = readyConnections(world)
  return {
    handle: (request) => answer(control, request, basePath),
    connections,
    app,
    close,
  }

  async function settle(): Promise<void> {
    for (let isBusy = true; isBusy;) {
      isBusy = passTime(world)
      await webhooks.drained()
      if (isBusy) await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  async function close(): Promise<void> {
    clearInterval(ticking)
    graph.close()
    webhooks.close()
    world.wake()
    await world.save()
  }
}

function appOf(world: World, verifyToken: string): Platform['app'] {
  return {
    appId: world.app.id,
    appSecret: world.app.secret,
    verifyToken,
    instagramAppId: world.app.instagramId,
    instagramAppSecret: world.app.secret,
    graphUrl: `${world.baseUrl}/graph`,
    loginUrl: world.baseUrl,
    whatsappSignupConfigId: signupConfigId,
  }
}

async function answer(
  control: Control,
  request: PlatformRequest,
  basePath: string,
): Promise<PlatformResponse> {
  const { pathname } = request.url
  if (pathname === basePath) return redirect(`${basePath}/`)
  const path = pathname.slice(basePath.length + 1)
  const [first, second = ''] = path.split('/')
  // Instagram's own login host takes codes without a version
  if (first === 'graph' || path === 'oauth/access_token') return control.graph.answer(request)
  if (first === 'control') return answerControl(control, request, path.slice('control/'.length))
  if (/(^|\/)dialog\/oauth$|^oauth\/authorize$/.test(path))
    return answerDialog(control.world, request.url, basePath)
  if (first === 'cdn' || first === 'lookaside') return linkAnswer(control.world, request, second)
  return first === 'avatar' ? avatar(second) : asset(path, basePath)
}

/** Media behind links that expire; WhatsApp's want the token as well. */
function linkAnswer(world: World, request: PlatformRequest, id: string): PlatformResponse {
  const { url, headers } = request
  const [ending, proof] = url.pathname.includes('/lookaside/') ? ['ext', 'hash'] : ['oe', 'oh']
  const link = { expires: textIn(url, ending), hash: textIn(url, proof) }
  const bearer = headers['authorization']?.replace(/^Bearer\s+/i, '')
  if (ending === 'ext' && !findToken(world, bearer)) return json({ error: 'token' }, 401)
  const medium = findMedium(world, id)
  if (medium?.bytes === undefined || !isLiveLink(world, id, link))
    return json({ error: 'expired' }, 404)
  return {
    status: 200,
    headers: {
      'content-type': medium.mime,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(medium.name)}`,
      'x-content-type-options': 'nosniff',
    },
    body: Buffer.from(medium.bytes, 'base64'),
  }
}

function textIn(url: URL, name: string | undefined): string {
  return url.searchParams.get(name ?? '') ?? ''
}

function avatar(name: string): PlatformResponse {
  return {
    status: 200,
    headers: { 'content-type': 'image/png', 'cache-control': 'max-age=86400' },
    body: pngOf(name),
  }
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
}
const assets = new Set([
  'phone.html',
  'page.css',
  'phone.css',
  'phone.js',
  'bubble.js',
  'acts.js',
  'panel.js',
  'voice.js',
  'dom.js',
])

/** The customer's phone: a page, its script and its style. */
async function asset(path: string, basePath: string): Promise<PlatformResponse> {
  const name = path || 'phone.html'
  if (!assets.has(name)) return json({ error: `nothing at /${path}` }, 404)
  const text = await readFile(new URL(`phone/${name}`, import.meta.url), 'utf8')
  const type = types[name.split('.').at(-1) ?? '']
  return {
    status: 200,
    headers: { ...pageHeaders(), ...(type && { 'content-type': type }) },
    body: text.replaceAll('%BASE%', basePath),
  }
}
