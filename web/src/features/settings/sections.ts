import {
  Bell,
  BookmarkCheck,
  Cable,
  HeartPulse,
  Keyboard,
  MessageSquareText,
  Palette,
  ScrollText,
  Tags,
  UserRound,
  UsersRound,
  Webhook,
} from 'lucide-react'
import type { FunctionComponent } from 'react'

import type { PlainKey } from '../../i18n.ts'

export interface Section {
  readonly path: string
  readonly title: PlainKey
  readonly icon: FunctionComponent<{ size?: number }>
  readonly adminOnly?: boolean
}
export interface SectionGroup {
  readonly title: PlainKey
  readonly sections: readonly Section[]
}

export const sectionGroups: readonly SectionGroup[] = [
  {
    title: 'settings.you',
    sections: [
      { path: '/settings/profile', title: 'profile.title', icon: UserRound },
      { path: '/settings/notifications', title: 'notify.title', icon: Bell },
      { path: '/settings/keyboard', title: 'keyboard.title', icon: Keyboard },
      { path: '/settings/appearance', title: 'appearance.title', icon: Palette },
    ],
  },
  {
    title: 'settings.desk',
    sections: [
      { path: '/settings/connections', title: 'connections.title', icon: Cable },
      { path: '/settings/people', title: 'people.title', icon: UsersRound },
      { path: '/settings/labels', title: 'labels.title', icon: Tags },
      { path: '/settings/canned-replies', title: 'canned.title', icon: MessageSquareText },
      { path: '/settings/views', title: 'savedViews.title', icon: BookmarkCheck },
    ],
  },
  {
    title: 'settings.operation',
    sections: [
      { path: '/settings/deliveries', title: 'deliveries.title', icon: Webhook, adminOnly: true },
      { path: '/settings/audit', title: 'audit.title', icon: ScrollText, adminOnly: true },
      { path: '/settings/health', title: 'nav.health', icon: HeartPulse, adminOnly: true },
    ],
  },
]
