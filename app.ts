/** The whole application, in the order in which it is built. */
import {
  type Adapters,
  type Config,
  fetchMedia,
  fetchProfiles,
  importPast,
  indexMessages,
  type Job,
  type Kernel,
  keepUp,
  noticeOutage,
  openIngest,
  openKernel,
  openMedia,
  openSignals,
  replayLate,
  runRetention,
  sealAudit,
  type Signals,
  startJobs,
  startOutbox,
  wakeSnoozed,
  webhooks,
} from '@parley/core'
import type { Platform } from '@parley/core/adapter'
import { account } from '@parley/plugins/account'
import { auth } from '@parley/plugins/auth'
import { crashReports } from '@parley/plugins/crash-reports'
import { health } from '@parley/plugins/health'
import { type App, createServer } from '@parley/plugins/http'
import { createMetrics, metrics } from '@parley/plugins/metrics'
import { openapi } from '@parley/plugins/openapi'
import { pressure } from '@parley/plugins/pressure'
import { rateLimit } from '@parley/plugins/rate-limit'
import { realtime } from '@parley/plugins/realtime'
import { cannedReplyRoutes } from '@parley/plugins/routes/canned-replies'
import { chatRoutes } from '@parley/plugins/routes/chats'
import { connectionRoutes } from '@parley/plugins/routes/connections'
import { contactRoutes } from '@parley/plugins/routes/contacts'
import { deliveryRoutes } from '@parley/plugins/routes/deliveries'
import { draftRoutes } from '@parley/plugins/routes/drafts'
import { labelRoutes } from '@parley/plugins/routes/labels'
import { linkPreviewRoutes } from '@parley/plugins/routes/link-previews'
import { messageRoutes } from '@parley/plugins/routes/messages'
import { noteRoutes } from '@parley/plugins/routes/notes'
import { notificationRoutes } from '@parley/plugins/routes/notifications'
import { reportRoutes } from '@parley/plugins/routes/reports'
import { searchRoutes } from '@parley/plugins/routes/search'
import { templateRoutes } from '@parley/plugins/routes/templates'
import { uploadRoutes } from '@parley/plugins/routes/uploads'
import { viewRoutes } from '@parley/plugins/routes/views'
import { security } from '@parley/plugins/security'
import { setup } from '@parley/plugins/setup'
import { simulator } from '@parley/plugins/simulator'
import { tokens } from '@parley/plugins/tokens'
import { openTracing } from '@parley/plugins/tracing'
import { users } from '@parley/plugins/users'
import { web } from '@parley/plugins/web'

export interface Application {
  readonly kernel: Kernel
  readonly app: App
  listen(): Promise<void>
  /** Stops taking work, finishes what is under way, closes the database last. */
  close(): Promise<void>
}
export interface Options {
  /** Running simulators, served below /simulator. */
  platforms?: readonly Platform[]
  /** Parts of the kernel that a test replaces. */
  overrides?: Partial<Kernel>
}

/** How long a stop waits for what is under way. */
const patienceMs = 8000

export async function buildApp(
  config: Config,
  adapters: Adapters,
  { platforms = [], overrides = {} }: Options = {},
): Promise<Application> {
  const [measured, tracing] = [createMetrics(), await openTracing(config)]
  const watched = { meters: measured.meters, trace: tracing.trace }
  const kernel = await openKernel(config, adapters, { ...watched, ...overrides })
  const app = createServer(kernel)
  const ingest = openIngest(kernel)
  await app.register(tracing.requests)
  await app.register(crashReports)
  await app.register(security)
  await app.register(tokens)
  await app.register(pressure)
  await app.register(health)
  await app.register(metrics, { ...measured, ingest })
  if (config.role !== 'worker') {
    const signals = openSignals(kernel)
    await app.register(rateLimit)
    await app.register(webhooks(kernel, ingest))
    await app.register(openapi)
    await app.register(auth)
    await app.register(setup, { simulator: platforms.length > 0 })
    await app.register(routes, { signals })
    await app.register(realtime, { metrics: measured, signals })
    await app.register(simulator, { platforms: mounted(platforms) })
    await app.register(web)
  }
  const worker = config.role === 'web' ? undefined : startWorker(kernel)
  return {
    kernel,
    app,
    async listen() {
      await app.listen({ port: config.port, host: config.host })
    },
    async close() {
      app.readiness.isOn = false
      const patience = setTimeout(() => {
        kernel.hangUp()
        app.server.closeAllConnections()
      }, patienceMs)
      await Promise.all([worker?.close(), app.close()])
      clearTimeout(patience)
      await ingest.drain()
      await kernel.close()
      await tracing.close()
    },
  }
}

/** The API, a file a noun. */
async function routes(app: App, { signals }: { signals: Signals }): Promise<void> {
  await app.register(account)
  await app.register(users)
  await app.register(chatRoutes, { signals })
  await app.register(messageRoutes)
  await app.register(noteRoutes)
  await app.register(contactRoutes)
  await app.register(labelRoutes)
  await app.register(cannedReplyRoutes)
  await app.register(viewRoutes)
  await app.register(draftRoutes)
  await app.register(notificationRoutes)
  await app.register(searchRoutes)
  await app.register(linkPreviewRoutes)
  await app.register(reportRoutes)
  await app.register(uploadRoutes)
  await app.register(connectionRoutes)
  await app.register(templateRoutes)
  await app.register(deliveryRoutes)
}

/** What comes round, and how often. */
const jobs: readonly Job[] = [
  { name: 'media', everyMs: 5000, wakenBy: 'media', run: fetchMedia },
  { name: 'search', everyMs: 2000, run: indexMessages },
  { name: 'snoozed', everyMs: 30_000, run: wakeSnoozed },
  { name: 'profiles', everyMs: 5000, wakenBy: 'media', run: fetchProfiles },
  { name: 'deliveries', everyMs: 5000, run: replayLate },
  { name: 'connections', everyMs: 2000, wakenBy: 'connections', run: keepUp },
  { name: 'outages', everyMs: 60_000, run: noticeOutage },
  { name: 'past', everyMs: 2000, run: importPast },
  { name: 'retention', everyMs: 3_600_000, run: runRetention },
  { name: 'audit', everyMs: 600_000, run: sealAudit },
]

function startWorker(kernel: Kernel) {
  const outbox = startOutbox(kernel, openMedia(kernel))
  const running = startJobs(kernel, jobs)
  return {
    async close() {
      await outbox.close()
      await running.close()
    },
  }
}

function mounted(platforms: readonly Platform[]) {
  return platforms.map((platform, index) => ({
    mount: index === 0 ? '/simulator' : `/simulator-${index}`,
    platform,
  }))
}
