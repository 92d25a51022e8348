/** A template's text with the values typed so far, for the preview. */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'value'
      readonly name: string
      readonly text: string
      readonly isEmpty: boolean
    }

export function fillTemplate(
  text: string,
  values: Readonly<Record<string, string>>,
): readonly TemplatePart[] {
  const parts: TemplatePart[] = []
  let at = 0
  for (const match of text.matchAll(/\{\{\s*([\w.]+)\s*\}\}/g)) {
    const name = match[1] ?? ''
    const value = values[name] ?? ''
    if (match.index > at) parts.push({ kind: 'text', text: text.slice(at, match.index) })
    parts.push({ kind: 'value', name, text: value || match[0], isEmpty: !value })
    at = match.index + match[0].length
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) })
  return parts
}
