/** `fields=id,name,picture{url}`: the part of an object that was asked for. */
import { GraphError } from './graph-error.ts'

type Tree = Map<string, Tree | null>

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
  for (const [name, inner] of tree) {
    if (!(name in source)) throw unknownField(name)
    const value = source[name]
    // Graph leaves out what it has no value for
    if (value !== undefined && value !== null)
      picked[name] = inner ? pickInner(value, inner) : value
  }
  if (source['id'] !== undefined) picked['id'] = source['id']
  return picked
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

function readFields(text: string): Tree {
  const root: Tree = new Map()
  const open: Tree[] = [root]
  let last = ''
  for (const [token] of text.matchAll(/[^,{}\s]+|[{}]/g)) {
    const tree = open.at(-1)
    if (!tree) break
    if (token === '{') {
      const inner: Tree = new Map()
      tree.set(last, inner)
      open.push(inner)
    } else if (token === '}') open.pop()
    else {
      // modifiers such as .limit(5) choose how many, not what
      last = token.replace(/\..*$/, '')
      tree.set(last, null)
    }
  }
  return root
}
