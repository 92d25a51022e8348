/** HTML of the few pages that the platform has, and the headers they go out with. */
import type { PlatformResponse } from '@parley/core/adapter'

export interface Html {
  readonly html: string
}

/** Text between the values is taken as it is, values are escaped; a list is joined. */
export function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Html {
  return { html: parts.reduce((text, part, index) => text + written(values[index - 1]) + part) }
}

function written(value: unknown): string {
  if (Array.isArray(value)) return value.map(written).join('')
  if (value && typeof value === 'object' && 'html' in value) return (value as Html).html
  return escaped(typeof value === 'string' || typeof value === 'number' ? `${value}` : '')
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

/** No script or style in the page itself, nothing from elsewhere. */
export function pageHeaders(formTarget = ''): Record<string, string> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' blob:",
      "media-src 'self' blob:",
      "connect-src 'self'",
      `form-action 'self' ${formTarget}`.trim(),
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  }
}

export function htmlPage(page: Html, formTarget?: string): PlatformResponse {
  return {
    status: 200,
    headers: { ...pageHeaders(formTarget), 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html>\n${page.html}`,
  }
}

export function redirect(location: string): PlatformResponse {
  return { status: 302, headers: { location, 'cache-control': 'no-store' }, body: '' }
}

export function json(value: unknown, status = 200): PlatformResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify(value),
  }
}
