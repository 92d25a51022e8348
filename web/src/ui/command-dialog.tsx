/* oxlint-disable jsx-a11y/prefer-tag-over-role -- no element is a list of options below a field */
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
  const groups = props.groups.filter((group) => group.commands.length > 0)
  const commands = groups.flatMap((group) => group.commands)
  const [chosenId, setChosenId] = useState<string | null>(null)
  const chosen = commands.find((command) => command.id === chosenId) ?? commands[0]
  const listId = useId()
  function run(command: Command): void {
    props.onClose()
    command.run()
  }
  return (
    <>
      <ChooserField {...{ ...props, commands, chosen, listId, run }} onChoose={setChosenId} />
      {commands.length === 0 && <p className={css.empty}>{props.empty}</p>}
      <div id={listId} role="listbox" aria-label={props.label} className={css.list}>
        {groups.map((group) => (
          <Group key={group.id} {...{ group, listId, chosen, run }} />
        ))}
      </div>
    </>
  )
}

interface ChooserFieldProps extends CommandDialogProps {
  readonly commands: readonly Command[]
  readonly chosen: Command | undefined
  readonly listId: string
  readonly run: (command: Command) => void
  /** Null is the first again. */
  readonly onChoose: (id: string | null) => void
}

function ChooserField(props: ChooserFieldProps) {
  const { label, placeholder, text, onText, commands, chosen, listId, run, onChoose } = props
  function press(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing || !chosen) return
    const by = steps[event.key]
    if (by !== undefined) {
      const at = (commands.indexOf(chosen) + by + commands.length) % commands.length
      onChoose(commands[at]?.id ?? null)
    } else if (event.key === 'Enter') run(chosen)
    else return
    event.preventDefault()
  }
  return (
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
        aria-activedescendant={chosen && optionId(listId, chosen)}
        autoComplete="off"
        spellCheck="false"
        placeholder={placeholder}
        value={text}
        onChange={(event) => {
          onText(event.target.value)
          onChoose(null)
        }}
        onKeyDown={press}
      />
    </div>
  )
}

/** Without spaces: an attribute with some would name several elements. */
function optionId(listId: string, { id }: Command): string {
  return `${listId}-${id}`.replaceAll(' ', '_')
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
    <div role="group" aria-labelledby={titleId}>
      <p id={titleId} className={css.header}>
        {group.title}
      </p>
      {group.commands.map((command) => (
        <CommandOption
          key={command.id}
          id={optionId(listId, command)}
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
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- keys go to the field, which names the chosen option
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
