import { X } from 'lucide-react'
import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components/Toast'

import { t } from '../i18n.ts'
import { Button, IconButton } from './button.tsx'
import type { Notice } from './toast.tsx'

import css from './toast.module.css'

const queue = new ToastQueue<Notice>({ maxVisibleToasts: 3 })

export function showNotice(notice: Notice): () => void {
  // Time enough to read it, and twice as much to find and press its button.
  const { timeoutMs = notice.action ? 12_000 : 6000 } = notice
  const key = queue.add(notice, timeoutMs === null ? {} : { timeout: timeoutMs })
  return () => queue.close(key)
}

export function runNewestAction(): boolean {
  const newest = queue.visibleToasts.find((toast) => toast.content.action)
  if (!newest) return false
  newest.content.action?.run()
  queue.close(newest.key)
  return true
}

export function ToastList() {
  return (
    <ToastRegion queue={queue} className={css.region ?? ''} data-region="notices">
      {({ toast }) => (
        <Toast toast={toast} className={`${css.toast} ${css[toast.content.look ?? 'plain']}`}>
          <ToastContent className={css.content ?? ''}>
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          <ToastAction notice={toast.content} close={() => queue.close(toast.key)} />
          <IconButton slot="close" label={t('app.dismiss')}>
            <X size={16} aria-hidden />
          </IconButton>
        </Toast>
      )}
    </ToastRegion>
  )
}

function ToastAction({ notice, close }: { readonly notice: Notice; readonly close: () => void }) {
  const { action } = notice
  if (!action) return null
  return (
    <Button
      size="small"
      onPress={() => {
        action.run()
        close()
      }}
    >
      {action.label}
    </Button>
  )
}
