import { readdirSync, readFileSync } from 'node:fs'

/** Processes of the embedded database that work in this folder: `postgres`, or `initdb` while it is made. */
export function programsIn(dataDir: string, program = 'postgres'): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const command = commandOf(pid)
      return command.includes(`/bin/${program}\0`) && command.includes(`${dataDir}/`)
    })
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
