/** The load: signed WhatsApp deliveries with ids of their own over keep-alive sockets, closed loop, in a process of its own. */
import { createHmac, randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

interface Plan {
  port: number
  secret: string
  sockets: number
  seconds: number
  perPost: number
  people: number
}
const plan = JSON.parse(process.argv[2]!) as Plan
const run = randomBytes(6).toString('hex')
const latencies: number[] = []
let sent = 0
let acknowledged = 0
let refused = 0
const endsAt = performance.now() + plan.seconds * 1000

await Promise.all(Array.from({ length: plan.sockets }, () => talk()))
const cpu = process.cpuUsage()
latencies.sort((a, b) => a - b)
process.stdout.write(
  `${JSON.stringify({ sent, acknowledged, refused, p50: percentile(0.5), p99: percentile(0.99), cpu: (cpu.user + cpu.system) / 1e6 / plan.seconds })}\n`,
)

function talk(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(plan.port, '127.0.0.1')
    let startedAt = 0
    socket.setNoDelay(true)
    socket.on('error', reject)
    socket.on('connect', () => {
      startedAt = post(socket)
    })
    // answers are short and come one at a time: one chunk is one answer
    socket.on('data', (chunk) => {
      latencies.push(performance.now() - startedAt)
      if (chunk.toString('latin1', 9, 12) === '200') acknowledged++
      else refused++
      if (performance.now() < endsAt) startedAt = post(socket)
      else socket.end(resolve)
    })
  })
}

function post(socket: Socket): number {
  const body = Buffer.from(JSON.stringify(delivery()))
  const signature = createHmac('sha256', plan.secret).update(body).digest('hex')
  socket.write(
    `POST /api/webhooks/meta HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nX-Hub-Signature-256: sha256=${signature}\r\nContent-Length: ${body.length}\r\n\r\n`,
  )
  socket.write(body)
  return performance.now()
}

function delivery(): object {
  const messages = Array.from({ length: plan.perPost }, () => message())
  const contacts = messages.map(({ from }) => ({
    wa_id: from,
    profile: { name: `Person ${from}` },
  }))
  const metadata = { display_phone_number: '15550100000', phone_number_id: '100000000000001' }
  const value = { messaging_product: 'whatsapp', metadata, contacts, messages }
  const changes = [{ field: 'messages', value }]
  return { object: 'whatsapp_business_account', entry: [{ id: '200000000000001', changes }] }
}

function message() {
  const n = sent++
  return {
    from: String(491_500_000_000 + (n % plan.people)),
    id: `wamid.${run}${n.toString(36).padStart(8, '0')}`,
    timestamp: String(Math.floor(Date.now() / 1000)),
    type: 'text',
    text: { body: 'Is the blue one still there in size 42? I would like to pick it up tomorrow.' },
  }
}

function percentile(share: number): number {
  return latencies[Math.floor(latencies.length * share)] ?? 0
}
