import { Megaphone } from 'lucide-react'

import { t } from '../../../i18n.ts'
import { field, object, safeUrl, text } from '../content.ts'
import type { BodyProps } from './words.tsx'

import css from './body.module.css'

/** Where the contact came from: an advertisement, a link; and whether the message was passed on. */
export function Referral({ message }: BodyProps) {
  const referral = object(message.content, 'referral')
  const isForwarded = field(message.content, 'forwarded') === true
  return (
    <>
      {isForwarded && <span className={css.small}>{t('thread.forwarded')}</span>}
      {referral && <ReferralCard referral={referral} />}
    </>
  )
}

function ReferralCard({ referral }: { readonly referral: Readonly<Record<string, unknown>> }) {
  const url = safeUrl(text(referral, 'url'))
  const headline = text(referral, 'headline', 'ref') ?? t('referral.title')
  return (
    <div className={css.reference}>
      <span className={css.referenceTitle}>
        <Megaphone size={14} aria-hidden /> {t('referral.title')}
      </span>
      {url ? (
        <a href={url} target="_blank" rel="noreferrer noopener nofollow" dir="auto">
          {headline}
        </a>
      ) : (
        <span dir="auto">{headline}</span>
      )}
      <span className={css.small} dir="auto">
        {text(referral, 'body')}
      </span>
    </div>
  )
}
