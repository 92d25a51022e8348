import type { Attachment, Message } from '@parley/core/schemas'

import { useAppState } from '../../client.ts'
import { t } from '../../i18n.ts'
import { FileLink } from '../thread/body/file-link.tsx'

import css from './contact-panel.module.css'

const none: readonly Message[] = []
const FILES_SHOWN = 24

/** Pictures and documents of the messages that are loaded, the newest first. */
export function SharedFiles({ chatId }: { readonly chatId: string }) {
  const messages = useAppState((state) => state.threads.get(chatId)?.messages ?? none)
  const files = messages
    .flatMap((message) => message.attachments)
    .filter((file) => file.state === 'ready' && file.url !== null)
    .toReversed()
  const pictures = files.filter((file) => file.kind === 'image').slice(0, FILES_SHOWN)
  const documents = files.filter((file) => file.kind === 'document').slice(0, FILES_SHOWN)
  if (pictures.length + documents.length === 0) return null
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
        {documents.map((file) => (
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
