import type { Chat, NewMessage, Template } from '@parley/core/schemas'
import { type SubmitEvent, useState, useSyncExternalStore } from 'react'

import { useSession } from '../../client.ts'
import { drafts } from '../../commands/outgoing.ts'
import { t } from '../../i18n.ts'
import { variablesOf } from '../../text/canned.ts'
import { fillTemplate } from '../../text/template.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { keyed, text } from '../thread/content.ts'
import { allUploads, placeOf, startUpload, subscribeUploads } from './uploading.ts'

import css from './template.module.css'

type Variable = Template['variables'][number]
type Use = NonNullable<NewMessage['template']>

/** One field per variable, and what the contact will see. */
export function TemplateForm({
  template,
  chat,
  onSend,
}: {
  readonly template: Template
  readonly chat: Chat
  readonly onSend: (template: Use) => void
}) {
  const texts = template.variables.filter((variable) => !variable.media)
  const media = template.variables.find((variable) => variable.media)
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const files = useSyncExternalStore(drafts.subscribe, () => drafts.get(chat.id, 'reply')).files
  const isComplete =
    texts.every((variable) => values[keyOf(variable)]?.trim()) && (!media || files.length > 0)
  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (isComplete) onSend(templateUse(template, texts, values))
  }
  return (
    <form className={css.form} onSubmit={submit}>
      <div className={css.fields}>
        {texts.map((variable) => (
          <VariableField
            key={keyOf(variable)}
            variable={variable}
            chat={chat}
            value={values[keyOf(variable)] ?? ''}
            onChange={(value) => setValues({ ...values, [keyOf(variable)]: value })}
          />
        ))}
        {media && <MediaField chat={chat} kind={media.media ?? 'image'} />}
        <Button type="submit" look="primary" isDisabled={!isComplete}>
          {t('template.send')}
        </Button>
        {!isComplete && <p className={css.hint}>{t('template.incomplete')}</p>}
      </div>
      <Preview template={template} values={values} />
    </form>
  )
}

function VariableField({
  variable,
  chat,
  value,
  onChange,
}: {
  readonly variable: Variable
  readonly chat: Chat
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const { user } = useSession()
  const { 'contact.firstName': first, 'contact.name': full } = variablesOf({
    contact: chat.contact.name,
    handle: chat.contact.handle,
    user: user?.name ?? '',
    connection: chat.connection.name,
  })
  const name = first ?? full
  return (
    <TextField
      label={t(places[variable.place], { name: variable.name })}
      placeholder={variable.example}
      value={value}
      onChange={onChange}
      isRequired
      end={
        value === '' && name ? (
          <Button size="small" look="quiet" onPress={() => onChange(name)}>
            {name}
          </Button>
        ) : null
      }
    />
  )
}

const places = {
  header: 'template.header',
  body: 'template.body',
  button: 'template.button',
} as const

/** A header with a picture takes it from the files of the draft. */
function MediaField({ chat, kind }: { readonly chat: Chat; readonly kind: string }) {
  const files = useSyncExternalStore(drafts.subscribe, () => drafts.get(chat.id, 'reply')).files
  const uploads = useSyncExternalStore(subscribeUploads, allUploads)
  const mine = uploads.find((upload) => upload.place === placeOf(chat.id, 'reply'))
  const accept = kind === 'document' ? undefined : `${kind}/*`
  return (
    <label className={css.media}>
      <span>{t('template.media', { kind })}</span>
      <input
        type="file"
        accept={accept}
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (!file) return
          drafts.set(chat.id, 'reply', { ...drafts.get(chat.id, 'reply'), files: [] })
          startUpload(chat.id, 'reply', file)
        }}
      />
      {mine && (mine.error ?? <progress value={mine.part} aria-label={mine.file.name} />)}
      {files[0] && <bdi>{files[0].name}</bdi>}
    </label>
  )
}

function Preview({
  template,
  values,
}: {
  readonly template: Template
  readonly values: Readonly<Record<string, string>>
}) {
  return (
    <figure className={css.preview}>
      <figcaption className={css.hint}>{t('template.preview')}</figcaption>
      <div className={css.bubble}>
        {template.header && (
          <strong dir="auto">
            <Filled text={template.header} values={valuesIn(values, 'header')} />
          </strong>
        )}
        <p className={css.bodyText} dir="auto">
          <Filled text={template.body} values={valuesIn(values, 'body')} />
        </p>
        {template.footer && <p className={css.hint}>{template.footer}</p>}
        {keyed(template.buttons).map(({ key, entry: button }) => (
          <span key={key} className={css.button}>
            {text(button, 'label', 'title', 'text')}
          </span>
        ))}
      </div>
    </figure>
  )
}

function Filled({
  text: source,
  values,
}: {
  readonly text: string
  readonly values: Readonly<Record<string, string>>
}) {
  return keyed(fillTemplate(source, values)).map(({ key, entry: part }) =>
    part.kind === 'text' ? (
      part.text
    ) : (
      <span key={key} className={css.value} data-empty={part.isEmpty || undefined}>
        {part.text}
      </span>
    ),
  )
}

function keyOf({ place, name }: Variable): string {
  return `${place} ${name}`
}

function valuesIn(
  values: Readonly<Record<string, string>>,
  place: Variable['place'],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([key]) => key.startsWith(`${place} `))
      .map(([key, value]) => [key.slice(place.length + 1), value]),
  )
}

/** Numbered variables go as a list, named ones by name. */
export function templateUse(
  { name, language }: Pick<Template, 'name' | 'language'>,
  variables: readonly Variable[],
  values: Readonly<Record<string, string>>,
): Use {
  const places = ['header', 'body'] as const
  const parameters: Record<string, string[] | Record<string, string>> = {}
  for (const place of places) {
    const given = valuesIn(values, place)
    const names = variables.filter((each) => each.place === place).map((each) => each.name)
    if (names.length === 0) continue
    const isNumbered = names.every((each) => /^\d+$/.test(each))
    parameters[place] = isNumbered
      ? names.toSorted((a, b) => Number(a) - Number(b)).map((each) => given[each] ?? '')
      : given
  }
  const buttons = valuesIn(values, 'button')
  if (Object.keys(buttons).length > 0) parameters['buttons'] = buttons
  return { name, language, ...(Object.keys(parameters).length > 0 ? { parameters } : {}) }
}
