import { lazy, type ReactNode, Suspense } from 'react'

export interface DialogProps {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly children: ReactNode
  /** Buttons at the end, the main one last. */
  readonly actions?: ReactNode
  readonly size?: 'small' | 'normal' | 'wide' | 'full'
  /** False keeps it open until it is answered. */
  readonly isDismissable?: boolean
  readonly role?: 'dialog' | 'alertdialog'
}

const ModalDialog = lazy(async () => ({
  default: (await import('./modal-dialog.tsx')).ModalDialog,
}))

/** A modal dialog: focus stays inside, Escape closes it, focus returns to where it came from. Loaded when first needed. */
export function Dialog(props: DialogProps) {
  return (
    props.isOpen && (
      <Suspense>
        <ModalDialog {...props} />
      </Suspense>
    )
  )
}
