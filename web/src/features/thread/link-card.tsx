import type { LinkPreview } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'
import { type RefObject, useEffect, useId } from 'react'
import { Popover } from 'react-aria-components/Menu'

import { api } from '../../client.ts'
import { t } from '../../i18n.ts'

import css from './link-card.module.css'

export interface LinkCardProps {
  readonly href: string
  readonly anchor: RefObject<HTMLAnchorElement | null>
  readonly hold: () => void
  readonly leave: () => void
}

/** Where a link really leads, and what the page there says of itself; the server asked it. */
export function LinkCard({ href, anchor, hold, leave }: LinkCardProps) {
  const id = useId()
  const { data, isPending } = useQuery({
    queryKey: ['link-preview', href],
    queryFn: ({ signal }) =>
      api.get<LinkPreview>('/api/link-previews', { query: { url: href }, signal }),
    staleTime: Infinity,
    retry: false,
  })
  useEffect(() => {
    const link = anchor.current
    link?.setAttribute('aria-describedby', id)
    return () => link?.removeAttribute('aria-describedby')
  }, [anchor, id])
  return (
    <Popover
      isOpen
      isNonModal
      triggerRef={anchor}
      offset={6}
      placement="top start"
      className={css.card ?? ''}
      onOpenChange={leave}
    >
      <div id={id} role="tooltip" onPointerEnter={hold} onPointerLeave={leave}>
        <bdi className={css.host}>{data?.host ?? new URL(href).host}</bdi>
        {isPending ? <p className={css.hint}>{t('app.loading')}</p> : <Facts preview={data} />}
      </div>
    </Popover>
  )
}

function Facts({ preview }: { readonly preview: LinkPreview | undefined }) {
  if (!preview?.title && !preview?.description) return <Silent mime={preview?.mime ?? null} />
  return (
    <>
      {preview.siteName && <p className={css.hint}>{preview.siteName}</p>}
      {preview.title && (
        <p className={css.title} dir="auto">
          {preview.title}
        </p>
      )}
      {preview.description && (
        <p className={css.description} dir="auto">
          {preview.description}
        </p>
      )}
    </>
  )
}

/** A file is named by its type. */
function Silent({ mime }: { readonly mime: string | null }) {
  const isFile = mime !== null && !mime.includes('html')
  return <p className={css.hint}>{isFile ? mime : t('thread.linkSilent')}</p>
}
