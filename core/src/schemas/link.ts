import { type Static, Type } from 'typebox'

import { nullable } from './common.ts'

/** What a page says of itself. Of anything but a page only the type is known. */
export const LinkPreview = Type.Object({
  url: Type.String({ description: 'Where the link leads in the end' }),
  host: Type.String(),
  mime: nullable(Type.String()),
  title: nullable(Type.String()),
  description: nullable(Type.String()),
  siteName: nullable(Type.String()),
})
export type LinkPreview = Static<typeof LinkPreview>
