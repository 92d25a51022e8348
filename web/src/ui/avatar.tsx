import { useState } from 'react'

import css from './avatar.module.css'

const tints = 6

/** A face, or initials on a tint that stays the same for the same person. Decoration: the name stands beside it. */
export function Avatar({
  name,
  url,
  size = 40,
}: {
  readonly name: string
  readonly url?: string | null
  readonly size?: 20 | 24 | 32 | 40 | 64
}) {
  const [failedUrl, setFailedUrl] = useState<string | null>(null)
  // Nothing is loaded from other origins: they would learn who reads what, and the page's policy forbids it.
  const isOurs = url?.startsWith('/') && !url.startsWith('//') && url !== failedUrl
  return (
    // Initials are drawn by the style sheet: as text they would be part of the name of every button that shows a face.
    <span
      className={`${css.avatar} ${css[`s${size}`]} ${css[`t${tintOf(name)}`]}`}
      data-initials={isOurs ? undefined : initialsOf(name)}
      aria-hidden
    >
      {isOurs && (
        <img src={url ?? ''} alt="" loading="lazy" onError={() => setFailedUrl(url ?? null)} />
      )}
    </span>
  )
}

function tintOf(name: string): number {
  let sum = 0
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  return sum % tints
}

export function initialsOf(name: string): string {
  const initials = [...name.matchAll(/(?<![\p{L}\p{N}\p{M}])[\p{L}\p{N}]/gu)].map(
    ([first]) => first,
  )
  const shown = initials.length > 1 ? [initials[0], initials.at(-1)] : initials
  return shown.join('').toUpperCase() || '?'
}
