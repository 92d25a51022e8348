import type { Message } from '@parley/core/schemas'
import type { ReactNode } from 'react'

import { t } from '../../i18n.ts'
import { exact } from '../../text/time.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { RawView } from './body/unsupported.tsx'

import css from './thread.module.css'

/** Everything that is known of a message, for whoever must find out what happened. */
export function RawDialog({
  message,
  onClose,
}: {
  readonly message: Message
  readonly onClose: () => void
}) {
  return (
    <Dialog title={t('thread.raw')} isOpen onClose={onClose}>
      <dl className={css.facts}>
        <Fact name={t('thread.factAuthor')}>{message.author.name ?? message.author.type}</Fact>
        <Fact name={t('thread.factSent')}>{exact(message.sentAt)}</Fact>
        <Fact name={t('thread.factCame')}>{exact(message.createdAt)}</Fact>
        <Fact name={t('details.status')}>{message.status}</Fact>
        <Fact name={t('thread.factId')}>
          <code>{message.id}</code>
        </Fact>
        <Fact name={t('thread.factPlatformId')}>
          <code>{message.externalId ?? '–'}</code>
        </Fact>
      </dl>
      <RawView messageId={message.id} isOpen />
    </Dialog>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
