import type { Message } from '@parley/core/schemas'

import { t } from '../../i18n.ts'
import { exact } from '../../text/time.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { RawView } from './body/unsupported.tsx'

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
      <dl>
        <Fact name="id" value={message.id} />
        <Fact name="externalId" value={message.externalId ?? ''} />
        <Fact name="status" value={message.status} />
        <Fact name="sentAt" value={exact(message.sentAt)} />
        <Fact name="createdAt" value={exact(message.createdAt)} />
      </dl>
      <RawView messageId={message.id} isOpen />
    </Dialog>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt className="visually-hidden">{name}</dt>
      <dd>
        <code>
          {name}: {value}
        </code>
      </dd>
    </div>
  )
}
