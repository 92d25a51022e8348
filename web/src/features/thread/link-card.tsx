import type { LinkPreview } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'
import type { RefObject } from 'react'
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
  const { data, isPending } = useQuery({
    queryKey: ['link-preview', href],
    queryFn: ({ signal }) =>
      api.get<LinkPreview>('/api/link-previews', { query: { url: href }, signal }),
    staleTime: Infinity,
    retry: false,
  })
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
      <output className={css.facts} data-link-card onPointerEnter={hold} onPointerLeave={leave}>
        <bdi className={css.host}>{data?.host ?? new URL(href).host}</bdi>
        {isPending ? (
          <span className={css.hint}>{t('app.loading')}</span>
        ) : (
          <Facts preview={data} />
        )}
      </output>
    </Popover>
  )
}

function Facts({ preview }: { readonly preview: LinkPreview | undefined }) {
  if (!preview?.title && !preview?.description) return <Silent mime={preview?.mime ?? null} />
  return (
    <>
      {preview.siteName && <span className={css.hint}>{preview.siteName}</span>}
      {preview.title && (
        <span className={css.title} dir="auto">
          {preview.title}
        </span>
      )}
      {preview.description && (
        <span className={css.description} dir="auto">
          {preview.description}
        </span>
      )}
    </>
  )
}

/** A file is named by its type. */
function Silent({ mime }: { readonly mime: string | null }) {
  const isFile = mime !== null && !mime.includes('html')
  return <span className={css.hint}>{isFile ? mime : t('thread.linkSilent')}</span>
}
