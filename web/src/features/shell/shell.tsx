import type { ReactNode } from 'react'

import { Directory } from '../../directory.ts'
import { PaneBoundary } from '../../ui/pane-boundary.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { ExpiredDialog } from './expired-dialog.tsx'
import { GettingStarted } from './getting-started.tsx'
import { Overlays } from './overlays.tsx'
import { Rail } from './rail.tsx'
import { UpdatedBanner } from './updated-banner.tsx'
import { useGlobalKeys } from './use-global-keys.ts'

import css from './shell.module.css'

/** What surrounds every page of a signed-in person: the rail, the state of the connection, signing in again. */
export function Shell({ children }: { readonly children: ReactNode }) {
  return (
    <Directory>
      <Page>{children}</Page>
    </Directory>
  )
}

function Page({ children }: { readonly children: ReactNode }) {
  useGlobalKeys()
  return (
    <div className={css.shell}>
      <Rail />
      <div className={css.page}>
        <ConnectionBanner />
        <UpdatedBanner />
        <GettingStarted />
        <PaneBoundary>{children}</PaneBoundary>
      </div>
      <Overlays />
      <ExpiredDialog />
    </div>
  )
}
