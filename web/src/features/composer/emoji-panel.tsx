import {
  EmojiPicker,
  type EmojiPickerListCategoryHeaderProps,
  type EmojiPickerListEmojiProps,
  type EmojiPickerListRowProps,
} from 'frimousse'

import { t } from '../../i18n.ts'
import { focusOnMount } from '../../ui/focus.ts'
import { emojiLocale } from './emoji-data.ts'

import css from './composer.module.css'

/** All emoji, with search; the names come from this server. */
export function EmojiPanel({ onChoose }: { readonly onChoose: (emoji: string) => void }) {
  return (
    <EmojiPicker.Root
      className={css.emojiBox}
      locale={emojiLocale()}
      emojibaseUrl={`${location.origin}/emoji`}
      columns={8}
      onEmojiSelect={({ emoji }) => onChoose(emoji)}
    >
      <EmojiPicker.Search
        ref={focusOnMount}
        className={css.emojiSearch}
        placeholder={t('app.search')}
      />
      <EmojiPicker.Viewport className={css.emojiView}>
        <EmojiPicker.Loading className={css.emojiNote}>{t('app.loading')}</EmojiPicker.Loading>
        <EmojiPicker.Empty className={css.emojiNote}>{t('thread.searchNone')}</EmojiPicker.Empty>
        <EmojiPicker.List components={{ CategoryHeader, Row, Emoji }} />
      </EmojiPicker.Viewport>
    </EmojiPicker.Root>
  )
}

function CategoryHeader({ category, ...props }: EmojiPickerListCategoryHeaderProps) {
  return (
    <div {...props} className={css.emojiHead}>
      {category.label}
    </div>
  )
}

function Row({ children, ...props }: EmojiPickerListRowProps) {
  return (
    <div {...props} className={css.emojiRow}>
      {children}
    </div>
  )
}

function Emoji({ emoji, ...props }: EmojiPickerListEmojiProps) {
  return (
    <button {...props} type="button" className={css.emojiOne}>
      {emoji.emoji}
    </button>
  )
}
