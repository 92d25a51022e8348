/** `fields=id,name,picture{url}`: the part of an object that was asked for. */
import { GraphError } from './graph-error.ts'

interface Asked {
  inner: Tree | null
  limit: number
}
type Tree = Map<string, Asked>

/** Picks what `fields` names out of `source`; without `fields`, what `byDefault` names. `id` is always there. */
export function pickFields(
  source: Readonly<Record<string, unknown>>,
  fields: unknown,
  byDefault: string,
): Record<string, unknown> {
  return pick(source, readFields(typeof fields === 'string' && fields ? fields : byDefault))
}

function pick(source: Readonly<Record<string, unknown>>, tree: Tree): Record<string, unknown> {
  const picked: Record<string, unknown> = {}
  for (const [name, { inner, limit }] of tree) {
    if (!(name in source)) throw unknownField(name)
    const value = source[name]
    // Graph leaves out what it has no value for
    if (value !== undefined && value !== null)
      picked[name] = limited(inner ? pickInner(value, inner) : value, limit)
  }
  if (source['id'] !== undefined) picked['id'] = source['id']
  return picked
}

/** An edge within an object shows its first items only. */
function limited(value: unknown, limit: number): unknown {
  const { data } = Object(value) as { data?: unknown }
  return Array.isArray(data) ? { ...(value as object), data: data.slice(0, limit) } : value
}

function pickInner(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((each) => pickInner(each, tree))
  if (!value || typeof value !== 'object') return value
  const object = value as Record<string, unknown>
  // an edge comes as {data: […]}, and the fields are those of its items
  if (Array.isArray(object['data'])) return { ...object, data: pickInner(object['data'], tree) }
  return pick(object, tree)
}

function unknownField(name: string): GraphError {
  return new GraphError({
    code: 100,
    message: `(#100) Tried accessing nonexisting field (${name})`,
  })
}

const perEdge = 25

function readFields(text: string): Tree {
  const root: Tree = new Map()
  const open: Tree[] = [root]
  let last = ''
  for (const [token] of text.matchAll(/[^,{}\s]+|[{}]/g)) {
    const tree = open.at(-1)
    if (!tree) break
    if (token === '{') {
      const inner: Tree = new Map()
      tree.set(last, { inner, limit: tree.get(last)?.limit ?? perEdge })
      open.push(inner)
    } else if (token === '}') open.pop()
    else {
      last = token.replace(/\..*$/, '')
      const [, limit] = /\.limit\((\d+)\)/.exec(token) ?? []
      tree.set(last, { inner: null, limit: Number(limit ?? perEdge) })
    }
  }
  return root
}
