import { lazy } from 'react'
import { useLocation } from 'wouter'

import { session, socket, useSession } from '../../client.ts'
import { t } from '../../i18n.ts'
import { paths } from '../../routes.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'

const SignInForm = lazy(async () => ({
  default: (await import('../sign-in/sign-in-form.tsx')).SignInForm,
}))

/** The session ended while someone works: signing in happens over the page, which stays as it is. */
export function ExpiredDialog() {
  const { status, user } = useSession()
  const [, navigate] = useLocation()
  return (
    <Dialog
      title={t('expired.title')}
      isOpen={status === 'expired'}
      isDismissable={false}
      size="small"
      onClose={() => {}}
    >
      <SignInForm
        email={user?.email ?? ''}
        hint={t('expired.hint')}
        onDone={() => socket.check()}
        after={
          <Button
            look="quiet"
            onPress={() => void session.signOut().then(() => navigate(paths.login))}
          >
            {t('expired.other')}
          </Button>
        }
      />
    </Dialog>
  )
}
