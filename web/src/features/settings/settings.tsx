import { Suspense } from 'react'
import { Link, Redirect, Route, Switch, useLocation } from 'wouter'

import { t } from '../../i18n.ts'
import { lazyPage } from '../../lazy-page.ts'
import { PaneBoundary } from '../../ui/pane-boundary.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useMedia } from '../../ui/use-media.ts'
import { NotFound } from '../shell/not-found.tsx'
import { type Section, sectionGroups } from './sections.ts'
import { useIsAdmin } from './use-is-admin.ts'

import css from './settings.module.css'

const Profile = lazyPage(async () => (await import('./you/profile.tsx')).Profile)
const Notifications = lazyPage(async () => (await import('./you/notifications.tsx')).Notifications)
const KeyboardPage = lazyPage(async () => (await import('./you/keyboard-page.tsx')).KeyboardPage)
const AppearancePage = lazyPage(
  async () => (await import('./you/appearance-page.tsx')).AppearancePage,
)
const Connections = lazyPage(
  async () => (await import('./connections/connections.tsx')).Connections,
)
const Connect = lazyPage(async () => (await import('./connections/connect.tsx')).Connect)
const ConnectCallback = lazyPage(
  async () => (await import('./connections/connect-callback.tsx')).ConnectCallback,
)
const ConnectionPage = lazyPage(
  async () => (await import('./connections/connection-page.tsx')).ConnectionPage,
)
const Templates = lazyPage(async () => (await import('./templates/templates.tsx')).Templates)
const People = lazyPage(async () => (await import('./people/people.tsx')).People)
const Labels = lazyPage(async () => (await import('./desk/labels.tsx')).Labels)
const CannedReplies = lazyPage(
  async () => (await import('./desk/canned-replies.tsx')).CannedReplies,
)
const SavedViews = lazyPage(async () => (await import('./desk/saved-views.tsx')).SavedViews)
const Deliveries = lazyPage(async () => (await import('./deliveries/deliveries.tsx')).Deliveries)
const DeliveryPage = lazyPage(
  async () => (await import('./deliveries/delivery-page.tsx')).DeliveryPage,
)
const Health = lazyPage(async () => (await import('./health/health.tsx')).Health)
const Audit = lazyPage(async () => (await import('./people/audit.tsx')).Audit)

export function Settings() {
  const [path] = useLocation()
  const isInside = path !== '/settings'
  const Frame = isInside ? 'div' : 'main'
  return (
    <Frame className={css.shell} data-inside={isInside || undefined}>
      <SettingsNav isPage={!isInside} />
      <div className={css.scroll}>
        <PaneBoundary resetKey={path}>
          <Suspense fallback={<Waiting />}>
            <Pages />
          </Suspense>
        </PaneBoundary>
      </div>
    </Frame>
  )
}

function Waiting() {
  return (
    <div className={css.page}>
      <Skeleton shape="line" rows={6} />
    </div>
  )
}

function Pages() {
  return (
    <Switch>
      <Route path="/settings" component={Index} />
      <Route path="/settings/profile" component={Profile} />
      <Route path="/settings/notifications" component={Notifications} />
      <Route path="/settings/keyboard" component={KeyboardPage} />
      <Route path="/settings/appearance" component={AppearancePage} />
      <Route path="/settings/connections" component={Connections} />
      <Route path="/settings/connections/new" component={Connect} />
      <Route path="/settings/connections/callback" component={ConnectCallback} />
      <Route path="/settings/connections/:id/templates" component={Templates} />
      <Route path="/settings/connections/:id" component={ConnectionPage} />
      <Route path="/settings/people" component={People} />
      <Route path="/settings/labels" component={Labels} />
      <Route path="/settings/canned-replies" component={CannedReplies} />
      <Route path="/settings/views" component={SavedViews} />
      <Route path="/settings/deliveries" component={Deliveries} />
      <Route path="/settings/deliveries/:id" component={DeliveryPage} />
      <Route path="/settings/audit" component={Audit} />
      <Route path="/settings/health" component={Health} />
      <Route component={NotFound} />
    </Switch>
  )
}

/** On a phone the list of sections is a page of its own. */
function Index() {
  const isNarrow = useMedia('(max-width: 899px)')
  return isNarrow ? null : <Redirect to="/settings/profile" replace />
}

function SettingsNav({ isPage }: { readonly isPage: boolean }) {
  const Title = isPage ? 'h1' : 'p'
  const isAdmin = useIsAdmin()
  return (
    <nav
      className={css.nav}
      aria-label={t('nav.settings')}
      data-region="settings-nav"
      tabIndex={-1}
    >
      <Title className={css.navTitle}>{t('nav.settings')}</Title>
      {sectionGroups.map(({ title, sections }) => {
        const shown = sections.filter((section) => isAdmin || !section.adminOnly)
        if (shown.length === 0) return null
        return (
          <div key={title}>
            <h2 className={css.navGroup}>{t(title)}</h2>
            <ul>
              {shown.map((section) => (
                <NavLink key={section.path} section={section} />
              ))}
            </ul>
          </div>
        )
      })}
    </nav>
  )
}

function NavLink({ section }: { readonly section: Section }) {
  const [path] = useLocation()
  const isCurrent = path === section.path || path.startsWith(`${section.path}/`)
  const Icon = section.icon
  return (
    <li>
      <Link
        href={section.path}
        className={css.navLink}
        aria-current={isCurrent ? 'page' : undefined}
      >
        <span aria-hidden>
          <Icon size={16} />
        </span>
        {t(section.title)}
      </Link>
    </li>
  )
}
