import type { Attachment, SharedFile } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'

import { api } from '../../client.ts'
import { t } from '../../i18n.ts'
import { FileLink } from '../thread/body/file-link.tsx'

import css from './contact-panel.module.css'

const FILES_SHOWN = 30

/** Pictures and documents that went either way, the newest first. */
export function SharedFiles({ contactId }: { readonly contactId: string }) {
  const { data } = useQuery({
    queryKey: ['contacts', contactId, 'files'],
    queryFn: ({ signal }) =>
      api.get<{ items: readonly SharedFile[] }>(`/api/contacts/${contactId}/files`, {
        query: { limit: FILES_SHOWN },
        signal,
      }),
  })
  const files = (data?.items ?? []).map((file) => file.attachment)
  const pictures = files.filter((file) => file.kind === 'image' && file.url)
  const others = files.filter((file) => file.kind !== 'image' && file.url)
  if (pictures.length + others.length === 0) return null
  return (
    <section className={css.section}>
      <h3 className={css.heading}>{t('details.files')}</h3>
      <ul className={css.pictures}>
        {pictures.map((file) => (
          <li key={file.id}>
            <Thumb file={file} />
          </li>
        ))}
      </ul>
      <ul className={css.documents}>
        {others.map((file) => (
          <li key={file.id}>
            <FileLink file={file} url={file.url ?? ''} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Thumb({ file }: { readonly file: Attachment }) {
  return (
    <a href={file.url ?? ''} target="_blank" rel="noreferrer">
      <img
        className={css.thumb}
        src={file.thumbnailUrl ?? file.url ?? ''}
        alt={file.name ?? t('kind.image')}
        width={72}
        height={72}
        loading="lazy"
      />
    </a>
  )
}
