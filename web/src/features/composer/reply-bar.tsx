import { Reply, X } from 'lucide-react'

import { t } from '../../i18n.ts'
import { IconButton } from '../../ui/button.tsx'
import { excerpt, useMessage } from '../thread/quoted-message.tsx'

import css from './composer.module.css'

/** Which message is being answered. */
export function ReplyBar({
  chatId,
  replyToId,
  onClear,
}: {
  readonly chatId: string
  readonly replyToId: string | null
  readonly onClear: () => void
}) {
  return replyToId && <Quoted chatId={chatId} id={replyToId} onClear={onClear} />
}

function Quoted({
  chatId,
  id,
  onClear,
}: {
  readonly chatId: string
  readonly id: string
  readonly onClear: () => void
}) {
  const message = useMessage(chatId, id)
  return (
    <div className={css.replyTo}>
      <Reply size={14} aria-hidden />
      <span className={css.replyText} dir="auto">
        {t('composer.replyingTo', { text: message ? excerpt(message) : '…' })}
      </span>
      <IconButton label={t('composer.noReply')} onPress={onClear}>
        <X size={16} aria-hidden />
      </IconButton>
    </div>
  )
}
