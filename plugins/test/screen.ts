import type { AddressInfo } from 'node:net'

import { WebSocket } from 'ws'

import type { App } from '../src/http.ts'

export interface Frame {
  type: string
  cursor?: string | null
  event?: string
  // a test reads what it expects
  data?: any
  code?: string
}
/** A browser tab, as far as the server can tell. */
export interface Screen {
  readonly socket: WebSocket
  readonly frames: Frame[]
  /** The first frame, come or to come, that this is true of. */
  until(isIt: (frame: Frame) => boolean): Promise<Frame>
  /** Cursors of the events so far. */
  cursors(): string[]
  readonly closed: Promise<number>
  say(frame: unknown): void
  close(): void
}
export interface ScreenOptions {
  cursor?: string | null
  headers?: Record<string, string>
  /** False says nothing at first. */
  hello?: boolean
  onFrame?: (frame: Frame, socket: WebSocket) => void
}

/** The app must listen. Resolves when the server has answered hello, or closed. */
export async function openScreen(
  app: App,
  token: string,
  { cursor = null, headers = {}, hello = true, onFrame }: ScreenOptions = {},
): Promise<Screen> {
  const { port } = app.server.address() as AddressInfo
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/realtime`, { headers })
  const frames: Frame[] = []
  const waiting = new Set<(frame: Frame) => void>()
  socket.on('message', (bytes: Buffer) => {
    const frame = JSON.parse(bytes.toString()) as Frame
    frames.push(frame)
    onFrame?.(frame, socket)
    for (const look of waiting) look(frame)
  })
  socket.on('error', () => undefined)
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  const screen: Screen = {
    socket,
    frames,
    closed,
    async until(isIt) {
      const found = frames.find(isIt)
      if (found) return found
      return new Promise((resolve, reject) => {
        function look(frame: Frame): void {
          if (!isIt(frame)) return
          waiting.delete(look)
          resolve(frame)
        }
        waiting.add(look)
        void closed.then((code) => reject(new Error(`closed with ${code}`)))
      })
    },
    cursors: () => frames.flatMap((f) => (f.type === 'event' && f.cursor ? [f.cursor] : [])),
    say: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    close: () => socket.close(),
  }
  await new Promise<void>((resolve) => {
    socket.once('open', resolve)
    void closed.then(() => resolve())
  })
  if (hello && socket.readyState === socket.OPEN) {
    screen.say({ type: 'hello', token, cursor })
    await Promise.race([screen.until(({ type }) => type === 'ready' || type === 'reset'), closed])
  }
  return screen
}
