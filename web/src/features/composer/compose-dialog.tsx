/** Messages that are more than text and files: one chooses a kind, fills in its form, and sends it. Which there are, and their forms, the channel says. */
import type { Channel, Message } from '@parley/core/schemas'
import { useId, useState } from 'react'

import { api, store } from '../../client.ts'
import { drafts } from '../../commands/outgoing.ts'
import type { LocalDraft } from '../../drafts.ts'
import { errorText } from '../../error-text.ts'
import { SchemaFields } from '../../forms/schema-form.tsx'
import { type FormSchema, type FormValue, initialValue, wordsOf } from '../../forms/schema.ts'
import { useSchemaForm } from '../../forms/use-schema-form.ts'
import { t } from '../../i18n.ts'
import { newId } from '../../new-id.ts'
import type { OutgoingFile } from '../../store/state.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { inOurWords, kindLabel } from './compose-words.ts'
import type { ComposerProps } from './composer.tsx'
import { compositionsNow } from './limits.ts'

import css from './compose.module.css'

export interface ComposeProps extends ComposerProps {
  readonly onClose: () => void
}
export type Composition = NonNullable<Channel['composes']>[number]

export function ComposeDialog(props: ComposeProps) {
  const [chosen, setChosen] = useState<Composition | null>(null)
  if (chosen) {
    return <ComposeForm {...props} composition={chosen} onBack={() => setChosen(null)} />
  }
  return (
    <Dialog isOpen title={t('compose.title')} onClose={props.onClose}>
      <ul className={css.kinds}>
        {compositionsNow(props.chat, props.channel).map((each) => (
          <li key={each.kind}>
            <button type="button" className={css.kind} onClick={() => setChosen(each)}>
              <strong>{labelOf(each)}</strong>
              {each.isText && <span className={css.hint}>{t('compose.asText')}</span>}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function labelOf({ kind }: Composition): string {
  const label = kindLabel(kind)
  return label ? t(label) : wordsOf(kind)
}

function ComposeForm({
  composition,
  onBack,
  ...props
}: ComposeProps & { readonly composition: Composition; readonly onBack: () => void }) {
  const formId = useId()
  // the same one again where an answer was lost
  const [clientId] = useState(newId)
  const file = composition.takesFile ? fileOf(drafts.get(props.chat.id, 'reply')) : undefined
  const schema = inOurWords(composition.schema as FormSchema)
  const initial = { ...withFirstRow(schema), ...begun(schema, props.chat.id) }
  const part = { schema, pointer: '', initial }
  const form = useSchemaForm([part], async ([answer = {}]) => {
    await send(props, { clientId, answer, takesFile: composition.takesFile })
    props.onClose()
  })
  return (
    <Dialog
      isOpen
      title={labelOf(composition)}
      onClose={props.onClose}
      actions={
        <>
          <Button onPress={onBack}>{t('compose.back')}</Button>
          <Button type="submit" form={formId} look="primary" isPending={form.isBusy}>
            {t('composer.send')}
          </Button>
        </>
      }
    >
      <form id={formId} className={css.form} onSubmit={form.submit} noValidate>
        {composition.isText && <p className={css.hint}>{t('compose.asText')}</p>}
        {file && <p className={css.hint}>{t('compose.withFile', { name: file.name })}</p>}
        <SchemaFields
          schema={schema}
          value={form.values[0] ?? {}}
          onChange={(value) => form.setValue(0, value)}
          errors={form.errors}
        />
        <p role="alert" className={css.error}>
          {form.error && errorText(form.error)}
        </p>
      </form>
    </Dialog>
  )
}

/** What is in the composer already is its text. */
function begun({ properties = {} }: FormSchema, chatId: string): FormValue {
  const { text } = drafts.get(chatId, 'reply')
  return properties['text'] && text ? { text } : {}
}

/** Nobody wants a list with nothing in it: its first row is there to be filled in. */
function withFirstRow(schema: FormSchema): FormValue {
  const entries = Object.entries(schema.properties ?? {}).map(([name, field]) => {
    if (field.type === 'object') return [name, withFirstRow(field)] as const
    const isWanted = field.type === 'array' && (field.minItems ?? 0) > 0
    return [name, isWanted ? [{}] : undefined] as const
  })
  const rows = entries.filter(([, value]) => value !== undefined)
  return { ...initialValue(schema), ...Object.fromEntries(rows) }
}

/** The one file that is attached, which stands above what is put together. */
function fileOf({ files }: LocalDraft): OutgoingFile | undefined {
  return files.length === 1 ? files[0] : undefined
}

async function send(
  { chat, seenId }: ComposerProps,
  { clientId, answer, takesFile }: { clientId: string; answer: FormValue; takesFile: boolean },
): Promise<void> {
  const draft = drafts.get(chat.id, 'reply')
  const file = takesFile ? fileOf(draft) : undefined
  const seenMessageId = seenId.current ?? store.state.threads.get(chat.id)?.messages.at(-1)?.id
  const body = {
    ...answer,
    chatId: chat.id,
    clientId,
    ...(file && { attachmentIds: [file.id] }),
    ...(draft.replyToId && { replyToId: draft.replyToId }),
    ...(seenMessageId && { seenMessageId }),
  }
  await store.load(
    () => api.post<Message>('/api/messages', body),
    (message) => [{ event: 'message.created', data: message }],
  )
  const left = drafts.get(chat.id, 'reply')
  const text = answer['text'] === undefined ? left.text : ''
  const files = file ? left.files.filter(({ id }) => id !== file.id) : left.files
  drafts.set(chat.id, 'reply', { ...left, text, files, replyToId: null })
}
