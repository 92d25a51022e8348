import { type ComponentType, lazy, type LazyExoticComponent } from 'react'

import { loadMore } from './i18n.ts'

/** A page that is loaded when it is opened, together with the sentences of all such pages. */
export function lazyPage<P>(
  load: () => Promise<ComponentType<P>>,
): LazyExoticComponent<ComponentType<P>> {
  return lazy(async () => {
    const [page] = await Promise.all([load(), loadMore()])
    return { default: page }
  })
}
