/** An adapter's own source files, comments and texts blanked out, for the rules that read code. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

export interface Source {
  /** Relative to the package: `src/parse.ts`. */
  readonly path: string
  /** Without comments and without what stands inside quotes. */
  readonly code: string
  readonly imports: readonly string[]
}

/** Every TypeScript file of `src` and `simulator`. */
export function readSources(folder: string): Source[] {
  return ['src', 'simulator'].flatMap((name) => {
    const root = join(folder, name)
    return listFiles(root)
      .filter((path) => path.endsWith('.ts'))
      .map((path) => sourceOf(relative(folder, path), readFileSync(path, 'utf8')))
  })
}

function listFiles(root: string): string[] {
  try {
    return readdirSync(root, { recursive: true, encoding: 'utf8' })
      .map((name) => join(root, name))
      .sort()
  } catch {
    return []
  }
}

// comments first in the text win over quotes inside them, and the other way round
const quotedOrComment =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g
const imported = /\b(?:from|import|require)\s*\(?\s*(['"])([^'"\n]+)\1/g

export function sourceOf(path: string, text: string): Source {
  const withoutComments = text.replaceAll(quotedOrComment, (part) =>
    part.startsWith('/') ? '' : part,
  )
  const imports = [...withoutComments.matchAll(imported)].map((match) => match[2] ?? '')
  const code = withoutComments.replaceAll(quotedOrComment, (part) => templateCode(part))
  return { path, code, imports }
}

// what stands in `${…}` is code
function templateCode(part: string): string {
  if (!part.startsWith('`')) return "''"
  const holes = [...part.matchAll(/\$\{([^}]*)\}/g)].map((match) => match[1])
  return `\`${holes.join(' ')}\``
}
