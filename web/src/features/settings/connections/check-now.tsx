import { api } from '../../../client.ts'
import { t } from '../../../i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { useChange } from '../use-change.ts'

/** Asks the platform about the connection now. */
export function CheckNow({ id }: { readonly id: string }) {
  const { isBusy, run } = useChange('connections')
  return (
    <Button
      size="small"
      isPending={isBusy}
      onPress={() =>
        void run(() => api.post(`/api/social-connections/${id}/check`), t('connection.checked'))
      }
    >
      {isBusy ? t('connection.checking') : t('connection.checkNow')}
    </Button>
  )
}
