/** Keeps a list still while someone points at it, and counts what waits. */
export interface StableOrder {
  readonly ids: readonly string[]
  /** How many rows came, went or moved up meanwhile. */
  readonly updates: number
}

/** `frozen` is the order when the pointer came; rows below its end are further pages and join. */
export function stableOrder(
  frozen: readonly string[] | null,
  live: readonly string[],
): StableOrder {
  if (!frozen || frozen === live) return { ids: live, updates: 0 }
  const known = new Set(frozen)
  const lastKnown = live.findLastIndex((id) => known.has(id))
  const tail = live.slice(lastKnown + 1)
  const above = live.slice(0, lastKnown + 1)
  const common = above.filter((id) => known.has(id))
  const present = new Set(common)
  const stayed = frozen.filter((id) => present.has(id))
  const places = new Map(stayed.map((id, at) => [id, at]))
  const movedUp = common.filter((id, at) => at < (places.get(id) ?? 0)).length
  const came = above.length - common.length
  const went = frozen.length - stayed.length
  return { ids: tail.length > 0 ? [...frozen, ...tail] : frozen, updates: movedUp + came + went }
}
