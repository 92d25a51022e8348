import { Link, Redirect, useLocation, useSearchParams } from 'wouter'

import { useSession } from '../../client.ts'
import { t } from '../../i18n.ts'
import { paths } from '../../routes.ts'
import { useSetup } from './setup.ts'
import { SignInForm } from './sign-in-form.tsx'
import { SignInPage } from './sign-in-page.tsx'

import css from './sign-in.module.css'

export function SignIn() {
  const [, navigate] = useLocation()
  const [params] = useSearchParams()
  const { status } = useSession()
  const setup = useSetup().data
  const next = safeNext(params.get('next'))
  if (status === 'in') return <Redirect to={next} replace />
  if (setup?.needsFirstUser) return <Redirect to={paths.register} replace />
  return (
    <SignInPage title={t('signIn.title')}>
      <SignInForm onDone={() => navigate(next, { replace: true })} />
      <div className={css.links}>
        <Link href={paths.forgot}>{t('signIn.forgot')}</Link>
        {setup?.registration === 'open' && (
          <Link href={paths.register}>{t('signIn.register')}</Link>
        )}
      </div>
      {setup?.registration === 'invite' && <p className={css.hint}>{t('signIn.inviteOnly')}</p>}
    </SignInPage>
  )
}

/** Only a path of our own: a link that a stranger made must not lead elsewhere. */
export function safeNext(next: string | null): string {
  return next && /^\/(?![/\\])/.test(next) ? next : paths.inbox
}
