import type { Chat, NewMessage, Template } from '@parley/core/schemas'
import { type SubmitEvent, useState, useSyncExternalStore } from 'react'

import { useSession } from '../../client.ts'
import { drafts } from '../../commands/outgoing.ts'
import { t } from '../../i18n.ts'
import { variablesOf } from '../../text/canned.ts'
import { keyOf, templateUse, valuesIn } from '../../text/template-use.ts'
import { fillTemplate } from '../../text/template.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { keyed, text } from '../thread/content.ts'
import { allUploads, placeOf, startUploads, subscribeUploads } from './uploading.ts'

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
  const media = template.variables.filter((variable) => variable.media)
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const files = useSyncExternalStore(drafts.subscribe, () => drafts.get(chat.id, 'reply')).files
  const isComplete =
    texts.every((variable) => values[keyOf(variable)]?.trim()) &&
    (media.length === 0 || files.length === media.length)
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
        {media.length > 0 && <MediaField chat={chat} variables={media} />}
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
      label={labelOf(variable)}
      maxLength={variable.max}
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

function labelOf({ place, name, card }: Variable): string {
  const label = t(places[place], { name })
  return card === undefined ? label : t('template.ofCard', { label, count: card + 1 })
}

/** A header with a picture, and every card of a carousel, takes its file from those of the draft, in their order. */
function MediaField({
  chat,
  variables,
}: {
  readonly chat: Chat
  readonly variables: readonly Variable[]
}) {
  const files = useSyncExternalStore(drafts.subscribe, () => drafts.get(chat.id, 'reply')).files
  const uploads = useSyncExternalStore(subscribeUploads, allUploads)
  const mine = uploads.filter((upload) => upload.place === placeOf(chat.id, 'reply'))
  const kind = variables[0]?.media ?? 'image'
  const count = variables.length
  return (
    <label className={css.media}>
      <span>
        {count > 1 ? t('template.mediaOfCards', { kind, count }) : t('template.media', { kind })}
      </span>
      <input
        type="file"
        accept={kind === 'document' ? undefined : `${kind}/*`}
        multiple={count > 1}
        onChange={(event) => {
          const chosen = [...(event.target.files ?? [])].slice(0, count)
          if (chosen.length === 0) return
          drafts.set(chat.id, 'reply', { ...drafts.get(chat.id, 'reply'), files: [] })
          void startUploads(chat.id, 'reply', chosen)
        }}
      />
      {mine.map(({ id, error, part, file }) => (
        <span key={id}>{error ?? <progress value={part} aria-label={file.name} />}</span>
      ))}
      {files.map(({ id, name }) => (
        <bdi key={id}>{name}</bdi>
      ))}
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
        <Buttons buttons={template.buttons} />
        {template.cards.map((card, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- cards have no identity but their place
          <div key={at} className={css.card}>
            <p className={css.bodyText} dir="auto">
              <Filled text={card.body} values={valuesIn(values, 'body', at)} />
            </p>
            <Buttons buttons={card.buttons} />
          </div>
        ))}
      </div>
    </figure>
  )
}

function Buttons({ buttons }: Pick<Template, 'buttons'>) {
  return keyed(buttons).map(({ key, entry: button }) => (
    <span key={key} className={css.button}>
      {text(button, 'label', 'title', 'text')}
    </span>
  ))
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
