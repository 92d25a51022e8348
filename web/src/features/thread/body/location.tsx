import { MapPin } from 'lucide-react'

import { t } from '../../../i18n.ts'
import { number, text } from '../content.ts'
import type { BodyProps } from './words.tsx'

import css from './body.module.css'

/** A place with its name; the map opens elsewhere, since nothing is loaded from other sites here. */
export function Location({ message }: BodyProps) {
  const { content } = message
  const lat = number(content, 'lat')
  const lon = number(content, 'lon')
  const label = text(content, 'label') ?? message.text
  const address = text(content, 'address')
  const place = lat === null || lon === null ? null : `${lat.toFixed(5)}, ${lon.toFixed(5)}`
  return (
    <div className={css.card}>
      <span className={css.pin} aria-hidden>
        <MapPin size={24} />
      </span>
      <div className={css.cardText}>
        <strong dir="auto">{label ?? t('kind.location')}</strong>
        {address && address !== label && <span dir="auto">{address}</span>}
        {place && (
          <a
            href={`https://www.openstreetmap.org/?mlat=${lat}&mlon=${lon}#map=16/${lat}/${lon}`}
            target="_blank"
            rel="noreferrer noopener"
          >
            {t('media.openMap')}
            <span className={css.small}> {place}</span>
          </a>
        )}
      </div>
    </div>
  )
}
