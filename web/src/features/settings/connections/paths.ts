export interface ConnectStart {
  readonly channel?: string
  readonly flow?: string
  /** The connection that is renewed. */
  readonly connection?: string
}

export function connectPath(start: ConnectStart = {}): string {
  const query = new URLSearchParams({ ...start }).toString()
  return query ? `/settings/connections/new?${query}` : '/settings/connections/new'
}

export function connectionPath(id: string): string {
  return `/settings/connections/${id}`
}

export function templatesPath(id: string): string {
  return `/settings/connections/${id}/templates`
}
