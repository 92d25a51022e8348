import type { Template } from '@parley/core/schemas'
import { Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { api } from '../../../client.ts'
import { type FormSchema, type FormValue, textOf, wordsOf } from '../../../forms/schema.ts'
import { t } from '../../../i18n.ts'
import { fillTemplate } from '../../../text/template.ts'
import { IconButton } from '../../../ui/button.tsx'
import { Chip, type ChipLook } from '../../../ui/chip.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { useChange } from '../use-change.ts'
import { useIsAdmin } from '../use-is-admin.ts'
import { TemplateDialog } from './template-dialog.tsx'

import css from './templates.module.css'

const looks: Readonly<Record<string, ChipLook>> = {
  approved: 'success',
  pending: 'warning',
  rejected: 'danger',
  paused: 'warning',
  disabled: 'danger',
}

interface CardProps {
  readonly connectionId: string
  readonly template: Template
  readonly schema: FormSchema | undefined
}

/** One template as the contact would see it, with the state of its review. */
export function TemplateCard(props: CardProps) {
  const { name, language, category, status, reason } = props.template
  const isAdmin = useIsAdmin()
  return (
    <li className={css.card}>
      <div className={css.head}>
        <h2 className={css.name}>{name}</h2>
        {isAdmin && <CardActions {...props} />}
      </div>
      <div className={css.chips}>
        <Chip look={looks[status] ?? 'plain'}>{wordsOf(status)}</Chip>
        <Chip>{language}</Chip>
        <Chip>{wordsOf(category)}</Chip>
      </div>
      {reason && <p className={css.reason}>{reason}</p>}
      <TemplatePreview template={props.template} />
    </li>
  )
}

/** Editing, where the form has a place for all of it, and deleting. */
function CardActions({ connectionId, template: { id, name, draft }, schema }: CardProps) {
  const { run } = useChange('templates')
  const [open, setOpen] = useState<'edit' | 'delete' | null>(null)
  function close(): void {
    setOpen(null)
  }
  const path = `/api/social-connections/${connectionId}/templates/${encodeURIComponent(id)}`
  return (
    <div className={css.actions}>
      {schema && draft !== null && (
        <IconButton label={t('templates.editNamed', { name })} onPress={() => setOpen('edit')}>
          <Pencil size={16} aria-hidden />
        </IconButton>
      )}
      <IconButton label={t('templates.deleteNamed', { name })} onPress={() => setOpen('delete')}>
        <Trash2 size={16} aria-hidden />
      </IconButton>
      {open === 'edit' && schema && (
        <TemplateDialog
          connectionId={connectionId}
          schema={schema}
          edited={draft as FormValue}
          onClose={close}
        />
      )}
      {open === 'delete' && (
        <Confirm
          title={t('templates.deleteTitle', { name })}
          action={t('app.delete')}
          onConfirm={() => run(() => api.delete(path), t('templates.deleted'))}
          onClose={close}
        >
          {t('templates.deleteHint')}
        </Confirm>
      )}
    </div>
  )
}

function TemplatePreview({ template }: { readonly template: Template }) {
  const { header, body, footer, buttons, cards, variables, language } = template
  function mediaOf(at?: number): string | undefined {
    return variables.find(({ media, card }) => media && card === at)?.media
  }
  return (
    <div className={css.preview} lang={language.replace('_', '-')} dir="auto">
      <MediaBox kind={mediaOf()} />
      {header && (
        <p className={css.header}>
          <Filled text={header} values={examplesOf(template, 'header')} />
        </p>
      )}
      <p className={css.body}>
        <Filled text={body} values={examplesOf(template, 'body')} />
      </p>
      {footer && <p className={css.footer}>{footer}</p>}
      <Buttons buttons={buttons} />
      {cards.map((card, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- cards have no identity but their place
        <div key={at} className={css.part}>
          <MediaBox kind={mediaOf(at)} />
          <p className={css.body}>
            <Filled text={card.body} values={examplesOf(template, 'body', at)} />
          </p>
          <Buttons buttons={card.buttons} />
        </div>
      ))}
    </div>
  )
}

function MediaBox({ kind }: { readonly kind: string | undefined }) {
  return kind ? <p className={css.media}>{wordsOf(kind)}</p> : null
}

function Buttons({ buttons }: Pick<Template, 'buttons'>) {
  return buttons.map((button, at) => (
    // oxlint-disable-next-line react/no-array-index-key -- buttons have no identity
    <p key={at} className={css.button}>
      {textOf(button['label'] ?? button['kind'])}
    </p>
  ))
}

function examplesOf(
  template: Template,
  place: string,
  card?: number,
): Readonly<Record<string, string>> {
  const here = template.variables.filter(
    (variable) => variable.place === place && variable.card === card,
  )
  return Object.fromEntries(here.map(({ name, example = '' }) => [name, example]))
}

function Filled({
  text,
  values,
}: {
  readonly text: string
  readonly values: Readonly<Record<string, string>>
}) {
  return fillTemplate(text, values).map((part, at) =>
    part.kind === 'text' ? (
      part.text
    ) : (
      // oxlint-disable-next-line react/no-array-index-key -- the parts of a fixed text
      <mark key={at} className={css.value}>
        {part.text}
      </mark>
    ),
  )
}
