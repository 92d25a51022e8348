import { useChannels } from '../../directory.ts'

import css from './channel-icon.module.css'

/** A channel's own glyph. It is an image, so whatever the adapter's SVG contains cannot run. */
export function ChannelIcon({
  channel,
  isNamed,
}: {
  readonly channel: string
  readonly isNamed?: boolean
}) {
  const { data: channels = [] } = useChannels()
  const found = channels.find((other) => other.id === channel)
  const name = found?.name ?? channel
  if (!found?.icon) {
    return (
      <span className={css.letter} title={name} aria-hidden={!isNamed}>
        {name.charAt(0).toUpperCase()}
      </span>
    )
  }
  const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(withNamespace(found.icon))}`
  return <img className={css.icon} src={source} alt={isNamed ? name : ''} width={16} height={16} />
}

/** An SVG inside HTML needs no namespace, one that is an image does. */
function withNamespace(svg: string): string {
  return svg.includes('xmlns=')
    ? svg
    : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"')
}
