import { FileQuestion } from 'lucide-react'
import { useState } from 'react'

import { api, toApiError } from '../../../client.ts'
import { errorText } from '../../../error-text.ts'
import { t } from '../../../i18n.ts'
import { text } from '../content.ts'
import { Media } from './media.tsx'
import { type BodyProps, Words } from './words.tsx'

import css from './body.module.css'

/** A kind that this version cannot draw: its name, its words, and what the platform sent. */
export function Unsupported({ message }: BodyProps) {
  const nativeType = text(message.content, 'nativeType') ?? message.kind
  const reason = text(message.content, 'reason')
  return (
    <>
      <p className={css.choice}>
        <FileQuestion size={16} aria-hidden />
        {t('unsupported.title', { type: nativeType })}
      </p>
      {reason && <p className={css.small}>{reason}</p>}
      <Media message={message} />
      <Words message={message} />
      <RawView messageId={message.id} known={message.native} />
    </>
  )
}

/** The platform's own words, loaded when asked for. */
export function RawView({
  messageId,
  known,
  isOpen = false,
}: {
  readonly messageId: string
  readonly known?: unknown
  readonly isOpen?: boolean
}) {
  const [raw, setRaw] = useState(known === undefined ? null : JSON.stringify(known, null, 2))
  async function load(): Promise<void> {
    if (raw !== null) return
    await api
      .get<{ native: unknown }>(`/api/messages/${messageId}/native`)
      .then(({ native }) => setRaw(JSON.stringify(native, null, 2)))
      .catch((error: unknown) => setRaw(errorText(toApiError(error))))
  }
  return (
    <details className={css.raw} open={isOpen} onToggle={() => void load()}>
      <summary>{t('unsupported.raw')}</summary>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- long lines are scrolled by key too */}
      <pre tabIndex={0} dir="ltr" aria-label={t('unsupported.raw')}>
        {raw ?? '…'}
      </pre>
    </details>
  )
}
