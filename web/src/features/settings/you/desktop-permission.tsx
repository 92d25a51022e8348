import { useState } from 'react'

import { t } from '../../../i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { type DesktopState, desktopState, requestDesktop } from '../../attention/desktop.ts'
import { Block } from '../settings-page.tsx'

import css from '../settings.module.css'

/** The browser asks once; after a refusal only its own settings help. */
export function DesktopPermission() {
  const [state, setState] = useState<DesktopState>(desktopState)
  return (
    <Block title={t('notify.desktopTitle')}>
      <div className={css.actions}>
        <p className={css.grow}>{t(`notify.permission.${state}`)}</p>
        {state === 'default' && (
          <Button look="primary" onPress={() => void requestDesktop().then(setState)}>
            {t('notify.allow')}
          </Button>
        )}
      </div>
    </Block>
  )
}
