/** The menus that change a chat: from the header, by key, and for many at once. */
import type { Chat } from '@parley/core/schemas'
import { lazy, type ReactElement, Suspense, useState } from 'react'

import { useSession } from '../../client.ts'
import { createLabel } from '../../commands/labels.ts'
import { useColleagues, useLabels } from '../../directory.ts'
import { locale, type PlainKey, t } from '../../i18n.ts'
import { parseWhen, type SnoozePreset, snoozePresets } from '../../text/snooze.ts'
import { dayTime } from '../../text/time.ts'
import { toEnglish } from '../../text/when-words.ts'
import { Button } from '../../ui/button.tsx'
import { Menu, MenuItem, MenuLine, type TriggerProps } from '../../ui/menu.tsx'
import { Popover } from '../../ui/popover.tsx'

const OptionList = lazy(async () => ({
  default: (await import('../../ui/option-list.tsx')).OptionList,
}))

import css from './action-menus.module.css'

interface Open {
  readonly trigger: ReactElement<TriggerProps>
  readonly isOpen?: boolean
  readonly onOpenChange?: (isOpen: boolean) => void
}

const nobody = 'nobody'

interface Assigning {
  readonly assigneeId: string | null | undefined
  readonly onAssign: (assignee: Chat['assignee']) => void
}

export function AssignMenu({ assigneeId, onAssign, ...open }: Open & Assigning) {
  return (
    <Popover label={t('chat.assign')} {...open}>
      {(close) => (
        <AssignOptions
          assigneeId={assigneeId}
          onAssign={(assignee) => {
            onAssign(assignee)
            close()
          }}
        />
      )}
    </Popover>
  )
}

/** People by name, the user first, nobody last. */
export function AssignOptions({ assigneeId, onAssign }: Assigning) {
  const { data: people = [] } = useColleagues()
  const { user } = useSession()
  const others = people.filter((person) => person.id !== user?.id)
  const options = [
    ...(user ? [{ id: user.id, name: `${user.name} (${t('app.you')})` }] : []),
    ...others,
    { id: nobody, name: t('chat.nobody') },
  ]
  function choose(id: string): void {
    const person = id === user?.id ? user : others.find((other) => other.id === id)
    onAssign(person ? { id: person.id, name: person.name } : null)
  }
  return (
    <Suspense>
      <OptionList
        label={t('chat.assign')}
        options={options}
        chosen={assigneeId === undefined ? [] : [assigneeId ?? nobody]}
        onChoose={choose}
      />
    </Suspense>
  )
}

interface Labelling {
  readonly labels: readonly string[]
  readonly onToggle: (name: string) => void
}

export function LabelMenu({ labels, onToggle, ...open }: Open & Labelling) {
  return (
    <Popover label={t('chat.labels')} {...open}>
      <LabelOptions labels={labels} onToggle={onToggle} />
    </Popover>
  )
}

export function LabelOptions({ labels, onToggle }: Labelling) {
  const { data: known = [] } = useLabels()
  return (
    <Suspense>
      <OptionList
        label={t('chat.labels')}
        options={known.map(({ name, color }) => ({ id: name, name, dot: color }))}
        chosen={labels}
        onChoose={onToggle}
        onCreate={(name) => void createLabel(name).then((isMade) => isMade && onToggle(name))}
      />
    </Suspense>
  )
}

const priorities = ['urgent', 'high', 'medium', 'low'] as const

interface Prioritising {
  readonly priority: Chat['priority']
  readonly onChange: (priority: Chat['priority']) => void
}

export function PriorityMenu({ priority, onChange, ...open }: Open & Prioritising) {
  return (
    <Menu label={t('chat.priority')} {...open}>
      <PriorityItems priority={priority} onChange={onChange} />
    </Menu>
  )
}

export function PriorityItems({ priority, onChange }: Prioritising) {
  return (
    <>
      {priorities.map((name) => (
        <MenuItem key={name} isChecked={name === priority} onAction={() => onChange(name)}>
          {t(`priority.${name}`)}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem isChecked={priority === null} onAction={() => onChange(null)}>
        {t('priority.none')}
      </MenuItem>
    </>
  )
}

const presetNames: Readonly<Record<SnoozePreset['id'], PlainKey>> = {
  hour: 'snooze.hour',
  evening: 'snooze.evening',
  tomorrow: 'snooze.tomorrow',
  weekend: 'snooze.weekend',
  nextWeek: 'snooze.nextWeek',
  month: 'snooze.month',
}

/** Presets, and a time in words. */
export function SnoozeMenu({
  onSnooze,
  ...open
}: Open & { readonly onSnooze: (at: Date) => void }) {
  return (
    <Popover label={t('chat.snooze')} {...open}>
      {(close) => (
        <WhenForm
          onChoose={(at) => {
            onSnooze(at)
            close()
          }}
        />
      )}
    </Popover>
  )
}

/** Chooses a moment: for snoozing and for sending later. */
export function WhenForm({ onChoose }: { readonly onChoose: (at: Date) => void }) {
  const [text, setText] = useState('')
  const [now] = useState(() => new Date())
  const typed = parseWhen(toEnglish(text, locale()), now)
  return (
    <form
      className={css.when}
      onSubmit={(event) => {
        event.preventDefault()
        if (typed) onChoose(typed)
      }}
    >
      {snoozePresets(now).map(({ id, at }) => (
        <Button key={id} look="quiet" className={css.preset} onPress={() => onChoose(at)}>
          <span>{t(presetNames[id])}</span>
          <span className={css.hint}>{dayTime(at.getTime())}</span>
        </Button>
      ))}
      <label className={css.own}>
        <span className={css.hint}>{t('snooze.own')}</span>
        <input
          className={css.input}
          value={text}
          placeholder={t('snooze.example')}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <div className={css.ownEnd}>
        <output className={css.hint}>
          {typed ? dayTime(typed.getTime()) : text && t('snooze.unclear')}
        </output>
        <Button type="submit" size="small" look="primary" isDisabled={!typed}>
          {t('snooze.set')}
        </Button>
      </div>
    </form>
  )
}
