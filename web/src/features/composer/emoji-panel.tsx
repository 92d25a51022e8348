import {
  EmojiPicker,
  type EmojiPickerListCategoryHeaderProps,
  type EmojiPickerListEmojiProps,
  type EmojiPickerListRowProps,
} from 'frimousse'

import { t } from '../../i18n.ts'
import { focusOnMount } from '../../ui/focus.ts'
import { emojiLocale } from './emoji-data.ts'

import frame from './composer.module.css'
import css from './emoji-panel.module.css'

/** All emoji, with search; the names come from this server. */
export function EmojiPanel({ onChoose }: { readonly onChoose: (emoji: string) => void }) {
  return (
    <EmojiPicker.Root
      className={frame.emojiBox}
      locale={emojiLocale()}
      emojibaseUrl={`${location.origin}/emoji`}
      columns={8}
      onEmojiSelect={({ emoji }) => onChoose(emoji)}
    >
      <EmojiPicker.Search ref={focusOnMount} className={css.search} placeholder={t('app.search')} />
      <EmojiPicker.Viewport className={css.view}>
        <EmojiPicker.Loading className={css.note}>{t('app.loading')}</EmojiPicker.Loading>
        <EmojiPicker.Empty className={css.note}>{t('thread.searchNone')}</EmojiPicker.Empty>
        <EmojiPicker.List components={{ CategoryHeader, Row, Emoji }} />
      </EmojiPicker.Viewport>
    </EmojiPicker.Root>
  )
}

function CategoryHeader({ category, ...props }: EmojiPickerListCategoryHeaderProps) {
  return (
    <div {...props} className={css.head}>
      {category.label}
    </div>
  )
}

function Row({ children, ...props }: EmojiPickerListRowProps) {
  return (
    <div {...props} {...fromOne(props, 'aria-rowindex')} className={css.row}>
      {children}
    </div>
  )
}

function Emoji({ emoji, ...props }: EmojiPickerListEmojiProps) {
  return (
    <button {...props} {...fromOne(props, 'aria-colindex')} type="button" className={css.one}>
      {emoji.emoji}
    </button>
  )
}

/** The library counts rows and columns from nought; assistive technology counts from one. */
function fromOne<Name extends 'aria-rowindex' | 'aria-colindex'>(
  props: { readonly [name in Name]?: number | undefined },
  name: Name,
) {
  return { [name]: (props[name] ?? 0) + 1 }
}
