import type { DeliveryDetail } from '@parley/core/schemas'
import { Copy } from 'lucide-react'
import { useState } from 'react'

import { t } from '../../../i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { copyText } from '../../../ui/states.tsx'
import { Block } from '../settings-page.tsx'
import { prettyJson } from './pretty.ts'

import css from '../settings.module.css'

/** The bytes as they came, and readable where they are JSON. */
export function RawBody({ detail }: { readonly detail: DeliveryDetail }) {
  const [isRaw, setIsRaw] = useState(false)
  const pretty = prettyJson(detail.body)
  const shown = isRaw || pretty === null ? detail.body : pretty
  return (
    <Block
      title={t('deliveries.body')}
      hint={detail.bodyBase64 ? t('deliveries.notText') : undefined}
      actions={
        <>
          {pretty !== null && (
            <Button size="small" aria-pressed={isRaw} onPress={() => setIsRaw(!isRaw)}>
              {isRaw ? t('deliveries.showPretty') : t('deliveries.showRaw')}
            </Button>
          )}
          <Button
            size="small"
            onPress={() => void copyText(detail.bodyBase64 ?? detail.body)}
            aria-label={t('deliveries.copyBody')}
          >
            <Copy size={14} aria-hidden />
            {t('form.copy')}
          </Button>
        </>
      }
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by key */}
      <pre className={css.pre} tabIndex={0} dir="ltr" aria-label={t('deliveries.body')}>
        {shown}
      </pre>
    </Block>
  )
}
