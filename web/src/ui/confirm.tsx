import { type ReactNode, useState } from 'react'

import { t } from '../i18n.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

/** Asks before something that has no undo. `action` says what happens, in one verb. */
export function Confirm({
  title,
  action,
  children,
  onConfirm,
  onClose,
}: {
  readonly title: string
  readonly action: string
  readonly children: ReactNode
  readonly onConfirm: () => Promise<unknown>
  readonly onClose: () => void
}) {
  const [isBusy, setIsBusy] = useState(false)
  function confirm(): void {
    setIsBusy(true)
    void onConfirm().finally(onClose)
  }
  return (
    <Dialog
      isOpen
      title={title}
      role="alertdialog"
      size="small"
      onClose={onClose}
      actions={
        <>
          <Button onPress={onClose}>{t('app.cancel')}</Button>
          <Button look="danger" isPending={isBusy} onPress={confirm}>
            {action}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  )
}
