import { Link } from 'wouter'

import { t } from '../../i18n.ts'
import { paths } from '../../routes.ts'
import { Empty } from '../../ui/states.tsx'

export function NotFound() {
  return (
    <main>
      <h1 className="visually-hidden">{t('app.notFound')}</h1>
      <Empty title={t('app.notFound')}>
        <p>{t('app.notFoundHint')}</p>
        <Link href={paths.inbox}>{t('app.toInbox')}</Link>
      </Empty>
    </main>
  )
}
