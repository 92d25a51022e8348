import type { Template } from '@parley/core/schemas'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'

import { api } from '../../../client.ts'
import { textOf, wordsOf } from '../../../forms/schema.ts'
import { t } from '../../../i18n.ts'
import { fillTemplate } from '../../../text/template.ts'
import { IconButton } from '../../../ui/button.tsx'
import { Chip, type ChipLook } from '../../../ui/chip.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { useChange } from '../use-change.ts'
import { useIsAdmin } from '../use-is-admin.ts'

import css from './templates.module.css'

const looks: Readonly<Record<string, ChipLook>> = {
  approved: 'success',
  pending: 'warning',
  rejected: 'danger',
  paused: 'warning',
  disabled: 'danger',
}

/** One template as the contact would see it, with the state of its review. */
export function TemplateCard({
  connectionId,
  template,
}: {
  readonly connectionId: string
  readonly template: Template
}) {
  const { id, name, language, category, status, reason } = template
  const isAdmin = useIsAdmin()
  const { run } = useChange('templates')
  const [isAsking, setIsAsking] = useState(false)
  const path = `/api/social-connections/${connectionId}/templates/${encodeURIComponent(id)}`
  return (
    <li className={css.card}>
      <div className={css.head}>
        <h2 className={css.name}>{name}</h2>
        {isAdmin && (
          <IconButton
            label={t('templates.deleteNamed', { name })}
            onPress={() => setIsAsking(true)}
          >
            <Trash2 size={16} aria-hidden />
          </IconButton>
        )}
      </div>
      <div className={css.chips}>
        <Chip look={looks[status] ?? 'plain'}>{wordsOf(status)}</Chip>
        <Chip>{language}</Chip>
        <Chip>{wordsOf(category)}</Chip>
      </div>
      {reason && <p className={css.reason}>{reason}</p>}
      <TemplatePreview template={template} />
      {isAsking && (
        <Confirm
          title={t('templates.deleteTitle', { name })}
          action={t('app.delete')}
          onConfirm={() => run(() => api.delete(path), t('templates.deleted'))}
          onClose={() => setIsAsking(false)}
        >
          {t('templates.deleteHint')}
        </Confirm>
      )}
    </li>
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
