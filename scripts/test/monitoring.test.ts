/** What operators watch with: rules, dashboard and filter name what the product really says. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import t from 'tap'

const root = join(import.meta.dirname, '../..')
function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}
const alerts = read('docs/monitoring/alerts.yml')
const dashboard = read('docs/monitoring/grafana-dashboard.json')

t.test('every metric that a rule or a panel asks for is one that the server has', async (t) => {
  const source = read('plugins/src/metrics.ts') + read('plugins/src/realtime.ts')
  const known = new Set([
    ...[...source.matchAll(/'parley_(\w+)'/g)].map(([, name]) => name),
    ...[...source.matchAll(/(?:counter|gauge)\('(\w+)'/g)].map(([, name]) => name),
    'process_resident_memory_bytes',
  ])
  const asked = [...`${alerts}${dashboard}`.matchAll(/parley_(\w+)/g)].map(([, name]) => name!)
  t.ok(asked.length > 30)
  for (const name of new Set(asked)) t.ok(known.has(name.replace(/_(bucket|sum|count)$/, '')), name)
})

t.test('every alert has an entry in the runbook', async (t) => {
  const headings = new Set(
    [...read('docs/operate.md').matchAll(/^#+ (.+)$/gm)].map(([, text]) => text!.toLowerCase()),
  )
  const names = [...alerts.matchAll(/- alert: (\w+)/g)].map(([, name]) => name!)
  const runbooks = [...alerts.matchAll(/runbook: docs\/operate\.md#(\w+)/g)].map(
    ([, anchor]) => anchor!,
  )
  t.same(
    runbooks,
    names.map((name) => name.toLowerCase()),
  )
  for (const anchor of runbooks) t.ok(headings.has(anchor), anchor)
})

/** A line as nginx writes it: its own log format with values filled in. */
function refusedLine(values: Record<string, string>): string {
  const [, format] = /log_format refused '([^']+)'/.exec(read('nginx/nginx.conf'))!
  return format!.replaceAll(/\$(\w+)/g, (_, name: string) => values[name]!)
}
const attack = {
  time_iso8601: '2026-11-25T19:32:50+00:00',
  remote_addr: '203.0.113.7',
  asked_path: '/api/auth/login',
  status: '401',
}
const lines = [
  refusedLine(attack),
  refusedLine({ ...attack, status: '429' }),
  refusedLine({ ...attack, remote_addr: '2001:db8::7', asked_path: '/api/auth/password/reset' }),
  // the path is the client's own text, and names somebody else
  refusedLine({ ...attack, asked_path: '/api/auth/login%20refused%20address=198.51.100.1' }),
]

t.test('the fail2ban filter reads the address of every refused sign-in', async (t) => {
  const [, pattern] = /^failregex = (.+)$/m.exec(read('docs/monitoring/fail2ban-filter.conf'))!
  const regex = new RegExp(pattern!.replace('<ADDR>', String.raw`(?<address>[0-9a-f.:]+)`))
  t.same(
    lines.map((line) => regex.exec(line.replace(/^\S+/, ''))?.groups?.['address']),
    ['203.0.113.7', '203.0.113.7', '2001:db8::7', '203.0.113.7'],
  )
})

t.test(
  'fail2ban itself agrees',
  { skip: hasFail2ban() ? false : 'no fail2ban-regex on this machine' },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'parley-f2b-'))
    t.teardown(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'refused.log'), `${lines.join('\n')}\n`)
    const filter = join(root, 'docs/monitoring/fail2ban-filter.conf')
    const found = execFileSync(
      'fail2ban-regex',
      ['--out', 'ip', join(folder, 'refused.log'), filter],
      { encoding: 'utf8' },
    )
    t.same(found.trim().split('\n'), ['203.0.113.7', '203.0.113.7', '2001:db8::7', '203.0.113.7'])
  },
)

function hasFail2ban(): boolean {
  try {
    execFileSync('fail2ban-regex', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
