import { EmojiPicker } from 'frimousse'

import { t } from '../../i18n.ts'
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
      <EmojiPicker.Search className={css.emojiSearch} placeholder={t('app.search')} autoFocus />
      <EmojiPicker.Viewport className={css.emojiView}>
        <EmojiPicker.Loading className={css.emojiNote}>{t('app.loading')}</EmojiPicker.Loading>
        <EmojiPicker.Empty className={css.emojiNote}>{t('thread.searchNone')}</EmojiPicker.Empty>
        <EmojiPicker.List
          components={{
            CategoryHeader: ({ category, ...props }) => (
              <div {...props} className={css.emojiHead}>
                {category.label}
              </div>
            ),
            Row: ({ children, ...props }) => (
              <div {...props} className={css.emojiRow}>
                {children}
              </div>
            ),
            Emoji: ({ emoji, ...props }) => (
              <button {...props} className={css.emojiOne}>
                {emoji.emoji}
              </button>
            ),
          }}
        />
      </EmojiPicker.Viewport>
    </EmojiPicker.Root>
  )
}
