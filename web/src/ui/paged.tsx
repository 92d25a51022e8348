import type { ReactNode } from 'react'

import { toApiError } from '../client.ts'
import { t } from '../i18n.ts'
import type { Pages } from '../use-pages.ts'
import { Button } from './button.tsx'
import { Skeleton } from './skeleton.tsx'
import { Failed } from './states.tsx'

/** What a paged list has so far, why it has nothing, and a way to the next page. */
export function Paged<T>({
  pages,
  empty,
  shape = 'line',
  children,
}: {
  readonly pages: Pages<T>
  readonly empty: ReactNode
  readonly shape?: 'row' | 'line'
  readonly children: (items: readonly T[]) => ReactNode
}) {
  const { items, error, hasMore, isLoadingMore, loadMore, retry } = pages
  if (!items && error) return <Failed error={toApiError(error)} onRetry={retry} />
  if (!items) return <Skeleton shape={shape} />
  if (items.length === 0) return empty
  return (
    <>
      {children(items)}
      {hasMore && (
        <Button isPending={isLoadingMore} onPress={loadMore}>
          {t('app.more')}
        </Button>
      )}
    </>
  )
}
