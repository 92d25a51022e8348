import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Redirect, Route, Switch } from 'wouter'

import { queries, useSession } from './client.ts'
import { Inbox } from './features/inbox/inbox.tsx'
import { NotFound } from './features/shell/not-found.tsx'
import { Shell } from './features/shell/shell.tsx'
import { Starting } from './features/shell/starting.tsx'
import { useLocale } from './i18n.ts'
import { lazyPage } from './lazy-page.ts'
import { paths } from './routes.ts'
import { PaneBoundary } from './ui/pane-boundary.tsx'
import { WidgetProvider } from './ui/provider.tsx'
import { Toasts } from './ui/toast.tsx'

const SignIn = lazy(async () => ({
  default: (await import('./features/sign-in/sign-in.tsx')).SignIn,
}))
const Register = lazy(async () => ({
  default: (await import('./features/sign-in/register.tsx')).Register,
}))
const ForgotPassword = lazy(async () => ({
  default: (await import('./features/sign-in/forgot-password.tsx')).ForgotPassword,
}))
const ResetPassword = lazy(async () => ({
  default: (await import('./features/sign-in/reset-password.tsx')).ResetPassword,
}))

const Welcome = lazyPage(async () => (await import('./features/onboarding/welcome.tsx')).Welcome)
const Settings = lazyPage(async () => (await import('./features/settings/settings.tsx')).Settings)
const Contacts = lazyPage(async () => (await import('./features/contacts/contacts.tsx')).Contacts)
const Reports = lazyPage(async () => (await import('./features/reports/reports.tsx')).Reports)
const Board = lazyPage(async () => (await import('./features/reports/board.tsx')).Board)
const SearchPage = lazyPage(
  async () => (await import('./features/search/search-page.tsx')).SearchPage,
)

/** Every page, by its address. */
export function App() {
  const locale = useLocale()
  return (
    <QueryClientProvider client={queries}>
      <WidgetProvider locale={locale} key={locale}>
        <PaneBoundary>
          <Suspense>
            <Switch>
              <Route path={paths.login} component={SignIn} />
              <Route path={paths.register} component={Register} />
              <Route path={paths.forgot} component={ForgotPassword} />
              <Route path={paths.reset} component={ResetPassword} />
              <Route>
                <SignedIn />
              </Route>
            </Switch>
          </Suspense>
        </PaneBoundary>
        <Toasts />
      </WidgetProvider>
    </QueryClientProvider>
  )
}

function SignedIn() {
  const { status } = useSession()
  if (status === 'starting') return <Starting />
  if (status === 'out') return <Redirect to={loginPath()} replace />
  return (
    <Shell>
      <Suspense>
        <Switch>
          <Route path="/">
            <Redirect to={paths.inbox} replace />
          </Route>
          <Route path={paths.inbox} component={Inbox} />
          <Route path={paths.chat} component={Inbox} />
          <Route path={paths.welcome} component={Welcome} />
          <Route path={paths.contacts} component={Contacts} />
          <Route path={paths.contact} component={Contacts} />
          <Route path={paths.search} component={SearchPage} />
          <Route path={paths.reports} component={Reports} />
          <Route path={paths.board} component={Board} />
          <Route path={paths.settings} component={Settings} />
          <Route component={NotFound} />
        </Switch>
      </Suspense>
    </Shell>
  )
}

/** Signing in leads back to where one was. */
function loginPath(): string {
  const here = location.pathname + location.search
  return here === '/' || here === paths.inbox
    ? paths.login
    : `${paths.login}?next=${encodeURIComponent(here)}`
}
