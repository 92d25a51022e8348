import type { NewMessage, Template } from '@parley/core/schemas'
import { useQuery } from '@tanstack/react-query'
import { Star, X } from 'lucide-react'
import { useState } from 'react'

import { api, toApiError } from '../../client.ts'
import { errorText } from '../../error-text.ts'
import { locale, t } from '../../i18n.ts'
import { savePreferences, usePreferences } from '../../preferences.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Failed } from '../../ui/states.tsx'
import { notify } from '../../ui/toast.tsx'
import type { ComposerProps } from './composer.tsx'
import { TemplateForm } from './template-form.tsx'
import { useComposer } from './use-composer.ts'

import css from './template.module.css'

export interface TemplatePickerProps extends ComposerProps {
  /** Free text is not allowed now, so there is nothing to go back to. */
  readonly isForced: boolean
  readonly onDone: () => void
}

/** Finds an approved template, fills it in with a live preview, and sends it. */
export function TemplatePicker(props: TemplatePickerProps) {
  const { chat, isForced, onDone } = props
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<Template | null>(null)
  const { send } = useComposer(props)
  const connectionId = chat.connection.id
  const query = useQuery({
    queryKey: ['templates', connectionId],
    queryFn: ({ signal }) =>
      api.get<{ items: readonly Template[] }>('/api/templates', {
        query: { connectionId },
        signal,
      }),
  })
  const all = (query.data?.items ?? []).filter((each) => each.status === 'approved')
  function deliver(template: NonNullable<NewMessage['template']>): void {
    send({ template })
    setChosen(null)
    onDone()
  }
  return (
    <div className={css.picker}>
      <div className={css.head}>
        <p className={css.why}>{isForced ? t('template.why') : t('template.choose')}</p>
        {!isForced && (
          <IconButton label={t('app.close')} onPress={onDone}>
            <X size={18} aria-hidden />
          </IconButton>
        )}
      </div>
      {query.isPending && <Skeleton rows={3} shape="line" />}
      {query.error && (
        <Failed error={toApiError(query.error)} onRetry={() => void query.refetch()} />
      )}
      {chosen ? (
        <ChosenTemplate
          all={all}
          chosen={chosen}
          onChoose={setChosen}
          chat={chat}
          onSend={deliver}
        />
      ) : (
        query.data && <TemplateList {...{ all, text, setText }} onChoose={setChosen} />
      )}
    </div>
  )
}

function TemplateList({
  all,
  text,
  setText,
  onChoose,
}: {
  readonly all: readonly Template[]
  readonly text: string
  readonly setText: (text: string) => void
  readonly onChoose: (template: Template) => void
}) {
  const wanted = text.trim().toLowerCase()
  const { favouriteTemplates: favourites } = usePreferences()
  const found = all.filter(({ name, body }) => `${name} ${body}`.toLowerCase().includes(wanted))
  const ordered = found.toSorted((a, b) => rankOf(b, favourites) - rankOf(a, favourites))
  const byName = [...Map.groupBy(ordered, (template) => template.name).values()]
  return (
    <>
      <TextField
        label={t('template.search')}
        isLabelHidden
        placeholder={t('template.search')}
        value={text}
        onChange={setText}
      />
      <ul className={css.list}>
        {byName.map(([first, ...others]) =>
          first ? (
            <Listed
              key={first.id}
              all={[first, ...others]}
              favourites={favourites}
              onChoose={() => onChoose(first)}
            />
          ) : null,
        )}
        {byName.length === 0 && <li className={css.hint}>{t('template.none')}</li>}
      </ul>
    </>
  )
}

/** One template in all its languages. */
function Listed({
  all,
  favourites,
  onChoose,
}: {
  readonly all: readonly [Template, ...Template[]]
  readonly favourites: readonly string[]
  readonly onChoose: () => void
}) {
  const [{ id, name, category, body }] = all
  const nameId = `template-${id}`
  return (
    <li className={css.listed}>
      <button type="button" className={css.template} onClick={onChoose}>
        <strong id={nameId}>{name}</strong>
        <span className={css.hint}>
          {all.map(({ language }) => language).join(', ')} · {category.toLowerCase()}
        </span>
        <span className={css.excerpt} dir="auto">
          {body}
        </span>
      </button>
      <Favourite {...{ name, nameId, favourites }} />
    </li>
  )
}

/** Favourites first, then what is in the language of the screen. */
function rankOf(template: Template, favourites: readonly string[]): number {
  return 2 * Number(favourites.includes(template.name)) + Number(isOurs(template))
}

/** One's own favourites come first, on every device. */
function Favourite({
  name,
  nameId,
  favourites,
}: {
  readonly name: string
  /** Where the name stands. */
  readonly nameId: string
  readonly favourites: readonly string[]
}) {
  const isOne = favourites.includes(name)
  function toggle(): void {
    const others = favourites.filter((other) => other !== name)
    const change = { favouriteTemplates: isOne ? others : [...others, name] }
    savePreferences(change).catch((error: unknown) =>
      notify({ text: errorText(toApiError(error)), look: 'danger' }),
    )
  }
  return (
    <IconButton
      label={t('template.favourite')}
      aria-describedby={nameId}
      aria-pressed={isOne}
      onPress={toggle}
    >
      <Star size={16} fill={isOne ? 'currentColor' : 'none'} aria-hidden />
    </IconButton>
  )
}

/** In the language of the screen, which is the likely one; another is one choice away. */
function isOurs(template: Template): boolean {
  return template.language.split(/[_-]/)[0] === locale()
}

function ChosenTemplate({
  all,
  chosen,
  onChoose,
  chat,
  onSend,
}: {
  readonly all: readonly Template[]
  readonly chosen: Template
  readonly onChoose: (template: Template | null) => void
  readonly chat: ComposerProps['chat']
  readonly onSend: (template: NonNullable<NewMessage['template']>) => void
}) {
  const languages = all.filter((template) => template.name === chosen.name)
  return (
    <>
      <div className={css.head}>
        <strong>{chosen.name}</strong>
        {languages.length > 1 && (
          <Select
            label={t('template.language')}
            isLabelHidden
            value={chosen.id}
            options={languages.map(({ id, language }) => ({ id, label: language }))}
            onChange={(id) => onChoose(languages.find((each) => each.id === id) ?? chosen)}
          />
        )}
        <Button size="small" look="quiet" onPress={() => onChoose(null)}>
          {t('template.other')}
        </Button>
      </div>
      <TemplateForm key={chosen.id} template={chosen} chat={chat} onSend={onSend} />
    </>
  )
}
