/** Traps for whatever a pure function must not touch. */

/** Runs `work` while clock, chance, network, timers and environment throw when used. */
export function withoutWorld<V>(work: () => V): V {
  const undo = [
    trap(globalThis, 'fetch'),
    trap(globalThis, 'setTimeout'),
    trap(globalThis, 'setInterval'),
    trap(Math, 'random'),
    trap(crypto, 'randomUUID'),
    trap(crypto, 'getRandomValues'),
    trap(performance, 'now'),
    replace(globalThis, 'Date', timelessDate()),
    replace(process, 'env', new Proxy({}, { get: (_, name) => refuse(`env.${String(name)}`) })),
  ]
  try {
    return work()
  } finally {
    for (const restore of undo.reverse()) restore()
  }
}

function trap<O extends object>(owner: O, name: keyof O & string): () => void {
  return replace(owner, name, (() => refuse(name)) as O[typeof name])
}

function refuse(name: string): never {
  throw new Error(`impure: uses ${name}`)
}

function replace<O extends object, K extends keyof O>(owner: O, name: K, value: O[K]): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name)
  Object.defineProperty(owner, name, { value, configurable: true, writable: true })
  return () => {
    // a method of the prototype comes back by itself
    if (own) Object.defineProperty(owner, name, own)
    else delete owner[name]
  }
}

/** Date without an argument is the clock; with one it is arithmetic. */
function timelessDate(): DateConstructor {
  return new Proxy(Date, {
    construct: (target, args) =>
      args.length === 0 ? refuse('new Date()') : Reflect.construct(target, args),
    apply: () => refuse('Date()'),
    get: (target, name) =>
      name === 'now' ? () => refuse('Date.now') : (Reflect.get(target, name) as unknown),
  })
}

export function deepFreeze<V>(value: V): V {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}

/** How many properties `work` reads of a JSON value: its amount of work, free of any clock. */
export function countReads(json: unknown, work: (json: unknown) => unknown): number {
  let reads = 0
  const proxies = new WeakMap<object, object>()
  function watched(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    const known = proxies.get(value)
    if (known) return known
    const proxy = new Proxy(value, {
      get(target, name) {
        reads++
        return watched(Reflect.get(target, name))
      },
      ownKeys(target) {
        reads++
        return Reflect.ownKeys(target)
      },
    })
    proxies.set(value, proxy)
    return proxy
  }
  work(watched(json))
  return reads
}
