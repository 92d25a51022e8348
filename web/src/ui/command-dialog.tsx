import { Search } from 'lucide-react'
import type { ReactNode } from 'react'
import { Autocomplete } from 'react-aria-components/Autocomplete'
import { Header, Menu, MenuItem, MenuSection } from 'react-aria-components/Menu'
import { Dialog, Modal, ModalOverlay } from 'react-aria-components/Modal'
import { Input, SearchField } from 'react-aria-components/SearchField'

import { formatKeys, isMac } from '../keyboard.ts'
import { focusOnMount } from './focus.ts'

import css from './command-dialog.module.css'

export interface Command {
  readonly id: string
  readonly label: string
  readonly hint?: string | undefined
  readonly keys?: readonly string[] | undefined
  readonly icon?: ReactNode
  readonly run: () => void
}
export interface CommandGroup {
  readonly id: string
  readonly title: string
  readonly commands: readonly Command[]
}
export interface CommandDialogProps {
  readonly label: string
  readonly placeholder: string
  readonly text: string
  readonly onText: (text: string) => void
  /** Filtered and ordered already. */
  readonly groups: readonly CommandGroup[]
  readonly empty: string
  readonly onClose: () => void
}

/** A field with everything one can do below it: arrows choose, Enter does. */
export function CommandDialog(props: CommandDialogProps) {
  const { label, placeholder, text, onText, groups, empty, onClose } = props
  return (
    <ModalOverlay
      isOpen
      isDismissable
      className={css.overlay ?? ''}
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <Modal className={css.modal ?? ''}>
        <Dialog aria-label={label} className={css.dialog ?? ''}>
          <Autocomplete inputValue={text} onInputChange={onText}>
            <SearchField aria-label={label} className={css.search ?? ''}>
              <Search size={18} aria-hidden />
              <Input ref={focusOnMount} className={css.input ?? ''} placeholder={placeholder} />
            </SearchField>
            <Menu
              aria-label={label}
              className={css.list ?? ''}
              items={groups.filter((group) => group.commands.length > 0)}
              renderEmptyState={() => <p className={css.empty}>{empty}</p>}
            >
              {(group) => <Group group={group} onClose={onClose} />}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function Group({ group, onClose }: { readonly group: CommandGroup; readonly onClose: () => void }) {
  return (
    <MenuSection id={group.id} className={css.group ?? ''}>
      <Header className={css.header ?? ''}>{group.title}</Header>
      {group.commands.map((command) => (
        <MenuItem
          key={command.id}
          id={command.id}
          textValue={command.label}
          className={css.item ?? ''}
          onAction={() => {
            onClose()
            command.run()
          }}
        >
          {command.icon && (
            <span className={css.icon} aria-hidden>
              {command.icon}
            </span>
          )}
          <span className={css.label}>{command.label}</span>
          {command.hint && <span className={css.hint}>{command.hint}</span>}
          {command.keys?.[0] && (
            <kbd className={css.keys} dir="ltr">
              {formatKeys(command.keys[0], isMac)}
            </kbd>
          )}
        </MenuItem>
      ))}
    </MenuSection>
  )
}
