import { Check, Plus } from 'lucide-react'
import { useState } from 'react'
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete'
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox'
import { Input, TextField } from 'react-aria-components/TextField'

import { t } from '../i18n.ts'
import { focusOnMount } from './focus.ts'

import css from './option-list.module.css'

export interface ListOption {
  readonly id: string
  readonly name: string
  readonly dot?: string
}
export interface OptionListProps {
  readonly label: string
  readonly options: readonly ListOption[]
  readonly chosen: readonly string[]
  readonly onChoose: (id: string) => void
  /** Offers to make what was typed and is not there. */
  readonly onCreate?: (name: string) => void
}

/** A short list with a filter above it, worked with arrows and Enter. */
export function OptionList({ label, options, chosen, onChoose, onCreate }: OptionListProps) {
  const [text, setText] = useState('')
  const { contains } = useFilter({ sensitivity: 'base' })
  const wanted = text.trim()
  const isNew = onCreate && wanted && !options.some((option) => sameName(option.name, wanted))
  const created: ListOption[] = isNew ? [{ id: `+${wanted}`, name: wanted }] : []
  return (
    <div className={css.box}>
      <Autocomplete filter={contains} inputValue={text} onInputChange={setText}>
        <TextField aria-label={label} className={css.search ?? ''}>
          <Input
            ref={focusOnMount}
            className={css.input ?? ''}
            placeholder={onCreate ? t('label.searchOrCreate') : t('app.search')}
          />
        </TextField>
        <ListBox
          aria-label={label}
          className={css.list ?? ''}
          items={[...options, ...created]}
          dependencies={[chosen]}
          onAction={(key) => {
            const id = String(key)
            if (id.startsWith('+')) onCreate?.(id.slice(1))
            else onChoose(id)
          }}
        >
          {(option) => <Option option={option} isChosen={chosen.includes(option.id)} />}
        </ListBox>
      </Autocomplete>
    </div>
  )
}

function Option({ option, isChosen }: { readonly option: ListOption; readonly isChosen: boolean }) {
  const isNew = option.id.startsWith('+')
  return (
    <ListBoxItem id={option.id} className={css.option ?? ''} textValue={option.name}>
      {option.dot && <span className={css.dot} style={{ background: option.dot }} aria-hidden />}
      {isNew && <Plus size={16} aria-hidden />}
      <span className={css.name}>
        {isNew ? t('label.create', { name: option.name }) : option.name}
      </span>
      {isChosen && <Check size={16} aria-hidden />}
      {isChosen && <span className="visually-hidden">{t('app.chosen')}</span>}
    </ListBoxItem>
  )
}

function sameName(a: string, b: string): boolean {
  return a.localeCompare(b, undefined, { sensitivity: 'accent' }) === 0
}
