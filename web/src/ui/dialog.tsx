import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components/Modal'

import { t } from '../i18n.ts'
import { IconButton } from './button.tsx'

import css from './dialog.module.css'

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

/** A modal dialog: focus stays inside, Escape closes it, focus returns to where it came from. */
export function Dialog({
  title,
  isOpen,
  onClose,
  children,
  actions,
  size = 'normal',
  isDismissable = true,
  role = 'dialog',
}: DialogProps) {
  return (
    <ModalOverlay
      className={css.overlay ?? ''}
      isOpen={isOpen}
      isDismissable={isDismissable}
      isKeyboardDismissDisabled={!isDismissable}
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className={`${css.modal} ${css[size]}`}>
        <AriaDialog className={css.dialog ?? ''} role={role}>
          <header className={css.header}>
            <Heading slot="title" level={2} className={css.title ?? ''}>
              {title}
            </Heading>
            {isDismissable && (
              <IconButton label={t('app.close')} onPress={onClose}>
                <X size={18} aria-hidden />
              </IconButton>
            )}
          </header>
          <div className={css.body}>{children}</div>
          {actions && <footer className={css.footer}>{actions}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}
