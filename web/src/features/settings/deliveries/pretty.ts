/** JSON with line breaks, or null for what is no JSON. Long numbers stay as they came: ids are longer than a double. */
export function prettyJson(text: string): string | null {
  try {
    JSON.parse(text)
  } catch {
    return null
  }
  let depth = 0
  let out = ''
  for (const [token] of text.matchAll(/"(?:\\.|[^"\\])*"|[^\s"{}[\],:]+|[{}[\],:]/gs)) {
    if (/^[}\]]/.test(token)) {
      depth -= 1
      out += isEmptySoFar(out) ? token : line(depth) + token
      continue
    }
    if (isEmptySoFar(out)) out += line(depth)
    if (/^[{[]/.test(token)) depth += 1
    out += spaced(token, depth)
  }
  return out
}

function spaced(token: string, depth: number): string {
  if (token === ',') return `,${line(depth)}`
  return token === ':' ? ': ' : token
}

function isEmptySoFar(out: string): boolean {
  return out.endsWith('{') || out.endsWith('[')
}

function line(depth: number): string {
  return `\n${'  '.repeat(depth)}`
}
