/** One request as it is on the wire: headers as often as they came, no redirect followed. */
import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import type { Socket } from 'node:net'

export interface Answer {
  readonly status: number
  readonly body: string
  /** Every value of a header; two mean that it came twice. */
  all(name: string): string[]
}
interface Ask {
  method?: string
  headers?: Record<string, string>
  body?: string
  /** Answers of a certificate that is not trusted are read too: the certificate has a check of its own. */
  trusting?: boolean
  timeoutMs?: number
}

export function ask(
  url: URL,
  { method = 'GET', headers = {}, body, trusting = true, timeoutMs = 8000 }: Ask = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      method,
      headers,
      timeout: timeoutMs,
      agent: false,
      rejectUnauthorized: !trusting,
    }
    const request = (url.protocol === 'https:' ? secure : plain)(url, options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve(
          answer(response.statusCode ?? 0, response.rawHeaders, Buffer.concat(chunks).toString()),
        ),
      )
      response.on('error', reject)
    })
    request.on('upgrade', (response, socket: Socket) => {
      socket.destroy()
      resolve(answer(response.statusCode ?? 0, response.rawHeaders, ''))
    })
    request.on('timeout', () => request.destroy(new Error('no answer in time')))
    request.on('error', reject)
    request.end(body)
  })
}

function answer(status: number, raw: readonly string[], body: string): Answer {
  return {
    status,
    body,
    all: (name) => raw.filter((_, i) => i % 2 === 1 && raw[i - 1]!.toLowerCase() === name),
  }
}

export function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  return code ?? message ?? String(error)
}
