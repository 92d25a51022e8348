import { Search } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Dialog, Modal, ModalOverlay } from 'react-aria-components/Modal'

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

/** A field with everything one can do below it: the first is chosen until arrows say otherwise, Enter does it. */
export function CommandDialog(props: CommandDialogProps) {
  const { label, onClose } = props
  return (
    <ModalOverlay
      isOpen
      isDismissable
      className={css.overlay ?? ''}
      onOpenChange={(isOpen) => !isOpen && onClose()}
    >
      <Modal className={css.modal ?? ''}>
        <Dialog aria-label={label} className={css.dialog ?? ''}>
          <Chooser {...props} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

/** The combobox pattern by hand: what is found changes with every key and with every answer of the server, and the choice must hold. */
function Chooser(props: CommandDialogProps) {
  const { label, placeholder, text, onText, empty, onClose } = props
  const groups = props.groups.filter((group) => group.commands.length > 0)
  const commands = groups.flatMap((group) => group.commands)
  const [chosenId, setChosenId] = useState<string | null>(null)
  const chosen = commands.find((command) => command.id === chosenId) ?? commands[0]
  const listId = useId()
  function run(command: Command | undefined): void {
    if (!command) return
    onClose()
    command.run()
  }
  function press(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    const by = steps[event.key]
    if (by !== undefined && chosen) {
      const at = (commands.indexOf(chosen) + by + commands.length) % commands.length
      setChosenId(commands[at]?.id ?? null)
    } else if (event.key === 'Enter') run(chosen)
    else return
    event.preventDefault()
  }
  return (
    <>
      <div className={css.search}>
        <Search size={18} aria-hidden />
        <input
          ref={focusOnMount}
          className={css.input}
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={listId}
          aria-activedescendant={chosen && `${listId} ${chosen.id}`.replaceAll(' ', '_')}
          autoComplete="off"
          spellCheck="false"
          placeholder={placeholder}
          value={text}
          onChange={(event) => {
            onText(event.target.value)
            setChosenId(null)
          }}
          onKeyDown={press}
        />
      </div>
      {commands.length === 0 && <p className={css.empty}>{empty}</p>}
      <div id={listId} role="listbox" aria-label={label} className={css.list}>
        {groups.map((group) => (
          <Group key={group.id} {...{ group, listId, chosen, run }} />
        ))}
      </div>
    </>
  )
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }

interface GroupProps {
  readonly group: CommandGroup
  readonly listId: string
  readonly chosen: Command | undefined
  readonly run: (command: Command) => void
}

function Group({ group, listId, chosen, run }: GroupProps) {
  const titleId = useId()
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- options are grouped by role alone
    <div role="group" aria-labelledby={titleId}>
      <p id={titleId} className={css.header}>
        {group.title}
      </p>
      {group.commands.map((command) => (
        <CommandOption
          key={command.id}
          id={`${listId} ${command.id}`.replaceAll(' ', '_')}
          command={command}
          isChosen={command === chosen}
          onRun={() => run(command)}
        />
      ))}
    </div>
  )
}

interface CommandOptionProps {
  readonly id: string
  readonly command: Command
  readonly isChosen: boolean
  readonly onRun: () => void
}

function CommandOption({ id, command, isChosen, onRun }: CommandOptionProps) {
  const { label, hint, keys, icon } = command
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isChosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus, jsx-a11y/prefer-tag-over-role -- keys go to the field, which names the chosen option
    <div
      ref={row}
      id={id}
      role="option"
      aria-selected={isChosen}
      className={css.item}
      onClick={onRun}
    >
      {icon && (
        <span className={css.icon} aria-hidden>
          {icon}
        </span>
      )}
      <span className={css.label}>{label}</span>
      {hint && <span className={css.hint}>{hint}</span>}
      {keys?.[0] && (
        <kbd className={css.keys} dir="ltr">
          {formatKeys(keys[0], isMac)}
        </kbd>
      )}
    </div>
  )
}
