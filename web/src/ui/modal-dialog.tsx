import { X } from 'lucide-react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components/Modal'

import { t } from '../i18n.ts'
import { IconButton } from './button.tsx'
import type { DialogProps } from './dialog.tsx'

import css from './dialog.module.css'

/** A modal dialog: focus stays inside, Escape closes it, focus returns to where it came from. */
export function ModalDialog({
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
