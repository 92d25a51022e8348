/** Makes the package of a new channel from Acme Chat, the smallest complete one; its tests pass before the first edit. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'

const root = resolve(import.meta.dirname, '..')
const template = join(root, 'core/testkit/acme')

const usage = `node scripts/create-adapter.ts <id> [options]

  --name      what people call the channel           (the id)
  --header    the header that carries the signature  (x-<id>-signature)
  --prefix    what stands before the digest          (nothing; Meta has sha256=)
  --encoding  hex or base64                          (hex)
  --unit      what the platform counts in a text: utf16, codepoint, grapheme or byte  (codepoint)
  --max       how many of them it takes              (1000)
  --into      the folder to make the package in      (adapters)
`

await main()

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      header: { type: 'string' },
      prefix: { type: 'string', default: '' },
      encoding: { type: 'string', default: 'hex' },
      unit: { type: 'string' },
      max: { type: 'string' },
      into: { type: 'string', default: join(root, 'adapters') },
    },
  })
  const [id = ''] = positionals
  const wish = await completed({ id, ...values })
  const faults = faultsOf(wish)
  const folder = join(resolve(values.into), id)
  if (existsSync(folder)) faults.push(`${folder} exists already`)
  if (faults.length > 0) {
    console.error(`${faults.map((fault) => `- ${fault}`).join('\n')}\n\n${usage}`)
    process.exitCode = 1
    return
  }
  createAdapter(folder, wish)
  console.log(nextSteps(folder, wish))
}

interface Wish {
  readonly id: string
  readonly name: string
  readonly header: string
  readonly prefix: string
  readonly encoding: string
  readonly unit: string
  readonly max: number
}
type Asked = Pick<Wish, 'id' | 'prefix' | 'encoding'> & {
  readonly [K in 'name' | 'header' | 'unit' | 'max']?: string | undefined
}

/** Asks for what is missing where somebody can answer, and takes the usual value otherwise. */
async function completed({ id, name, header, unit, max, ...rest }: Asked): Promise<Wish> {
  const terminal = process.stdin.isTTY && createInterface(process.stdin, process.stdout)
  async function ask(given: string | undefined, question: string, usual: string): Promise<string> {
    if (given !== undefined || !terminal) return given ?? usual
    return (await terminal.question(`${question} (${usual}): `)) || usual
  }
  const wish = {
    ...rest,
    id,
    name: await ask(name, 'Name of the channel', id),
    header: await ask(header, 'Header of the signature', `x-${id}-signature`),
    unit: await ask(unit, 'Unit of the text limit', 'codepoint'),
    max: Number(await ask(max, 'Longest text', '1000')),
  }
  if (terminal) terminal.close()
  return wish
}

function faultsOf({ id, name, header, prefix, encoding, unit, max }: Wish): string[] {
  const rules: [boolean, string][] = [
    [/^[a-z][a-z0-9-]{1,31}$/.test(id), 'the id is 2 to 32 of a-z, 0-9 and -, a letter first'],
    [/^[^'"`\\$\n]{1,60}$/.test(name), 'the name is 1 to 60 characters without quotes'],
    [/^[a-z0-9-]+$/.test(header), 'the header is lower case: x-line-signature'],
    [/^[^'\\\n]{0,20}$/.test(prefix), 'the prefix has no quotes'],
    [['hex', 'base64'].includes(encoding), 'the encoding is hex or base64'],
    [['utf16', 'codepoint', 'grapheme', 'byte'].includes(unit), 'the unit is not known'],
    [Number.isInteger(max) && max >= 100, 'max is a whole number, 100 or more'],
  ]
  return rules.flatMap(([holds, fault]) => (holds ? [] : [fault]))
}

function createAdapter(folder: string, wish: Wish): void {
  cpSync(template, folder, { recursive: true, errorOnExist: true, force: false })
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name)
    if (statSync(path).isFile()) writeFileSync(path, renamed(readFileSync(path, 'utf8'), wish))
  }
  format(folder)
}

// the longest first: the header's name holds the channel's
function renamed(text: string, { id, name, header, prefix, encoding, unit, max }: Wish): string {
  const scheme = `header: '${header}', prefix: '${prefix}', encoding: '${encoding}'`
  return text
    .replace("header: 'x-acme-signature', prefix: '', encoding: 'hex'", scheme)
    .replace("max: 500, unit: 'codepoint'", `max: ${max}, unit: '${unit}'`)
    .replaceAll('Acme Chat', name)
    .replaceAll('Acme', name)
    .replaceAll('ACME', id.toUpperCase().replaceAll('-', '_'))
    .replaceAll('acme', id)
}

// a long name breaks lines elsewhere; where the formatter is not installed, the code works as well
function format(folder: string): void {
  const formatter = join(root, 'node_modules/.bin/oxfmt')
  const args = [formatter, '--no-error-on-unmatched-pattern', folder]
  if (existsSync(formatter)) spawnSync(process.execPath, args, { stdio: 'ignore' })
}

function nextSteps(folder: string, { id, name }: Wish): string {
  const path = relative(process.cwd(), folder)
  return `${name} is in ${path}. Its conformance suite passes already:

  node ${path}/test/conformance.test.ts

Then put the real platform in, a fixture at a time: docs/adapters.md shows how.
Load it beside the others by its folder, or after npm install by its name:

  ADAPTERS=@parley/adapter-messenger,./${path} npm start
  ADAPTERS=@parley/adapter-messenger,@parley/adapter-${id} npm start`
}
