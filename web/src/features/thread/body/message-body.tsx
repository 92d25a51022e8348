/** Draws a message by its kind. */
import type { ComponentType } from 'react'

import { Contacts } from './contacts.tsx'
import { Interactive } from './interactive.tsx'
import { Location } from './location.tsx'
import { Media } from './media.tsx'
import { Order } from './order.tsx'
import { Referral } from './referral.tsx'
import { Share, Story } from './share.tsx'
import { TemplateBody } from './template-body.tsx'
import { Unsupported } from './unsupported.tsx'
import { type BodyProps, Words } from './words.tsx'

export function MessageBody({ message }: BodyProps) {
  const Body = bodies[message.kind] ?? Unsupported
  return (
    <>
      <Referral message={message} />
      <Body message={message} />
    </>
  )
}

const bodies: Readonly<Record<string, ComponentType<BodyProps>>> = {
  text: Words,
  image: MediaAndWords,
  video: MediaAndWords,
  audio: MediaAndWords,
  voice: MediaAndWords,
  document: MediaAndWords,
  sticker: MediaAndWords,
  location: Location,
  contacts: Contacts,
  story: StoryAndWords,
  share: ShareAndWords,
  interactive: Interactive,
  template: TemplateBody,
  order: Order,
  unsupported: Unsupported,
}

function MediaAndWords({ message }: BodyProps) {
  return (
    <>
      <Media message={message} />
      <Words message={message} />
    </>
  )
}

function StoryAndWords({ message }: BodyProps) {
  return (
    <>
      <Story message={message} />
      <Words message={message} />
    </>
  )
}

function ShareAndWords({ message }: BodyProps) {
  return (
    <>
      <Share message={message} />
      <Words message={message} />
    </>
  )
}
