import { AtSign, Clapperboard, ExternalLink, Share2 } from 'lucide-react'

import { type PlainKey, t } from '../../../i18n.ts'
import { safeUrl, text } from '../content.ts'
import { Media } from './media.tsx'
import type { BodyProps } from './words.tsx'

import css from './body.module.css'

const relations: Readonly<Record<string, PlainKey>> = {
  mention: 'story.mention',
  reply: 'story.reply',
  share: 'story.share',
}

/** An answer to a story, a mention in one, or one that was passed on. */
export function Story({ message }: BodyProps) {
  const relation = text(message.content, 'relation') ?? 'share'
  const Icon = relation === 'mention' ? AtSign : Clapperboard
  return (
    <div className={css.reference}>
      <span className={css.referenceTitle}>
        <Icon size={14} aria-hidden /> {t(relations[relation] ?? 'kind.story')}
      </span>
      {message.attachments.length > 0 ? (
        <Media message={message} />
      ) : (
        <span className={css.small}>{t('story.gone')}</span>
      )}
    </div>
  )
}

const shared: Readonly<Record<string, PlainKey>> = {
  post: 'share.post',
  reel: 'share.reel',
  link: 'share.link',
  product: 'share.product',
  comment: 'share.comment',
  mention: 'share.mention',
}

/** A post, reel, product or link that the contact passed on. */
export function Share({ message }: BodyProps) {
  const { content } = message
  const url = safeUrl(text(content, 'url'))
  const title = text(content, 'title')
  // all there is to tell of a post of our own
  const id = title || url || message.attachments.length > 0 ? null : text(content, 'targetId')
  return (
    <div className={css.reference}>
      <span className={css.referenceTitle}>
        <Share2 size={14} aria-hidden /> {t(shared[text(content, 'what') ?? ''] ?? 'kind.share')}
      </span>
      {title && title !== message.text && <strong dir="auto">{title}</strong>}
      <Media message={message} />
      {id && <span className={css.small}>{id}</span>}
      {url && (
        <a href={url} target="_blank" rel="noreferrer noopener nofollow">
          {new URL(url).hostname} <ExternalLink size={12} aria-hidden className={css.inline} />
        </a>
      )}
    </div>
  )
}
