/** Instagram's side of the wire: judged like the Graph API judges, signed like Meta signs. */
import { metaPlatform, statelessApi } from '@parley/adapter-meta/simulator'
import type { Simulator } from '@parley/core/adapter'

import { deliver } from './deliver.ts'
import { instagramPart } from './part.ts'

interface App {
  readonly appSecret?: string
}

export const simulator: Simulator<App, unknown> = {
  deliver,
  api: statelessApi(instagramPart),
  platform: metaPlatform(instagramPart),
}
