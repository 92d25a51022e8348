import { wordsOf } from '../../../forms/schema.ts'
import { t } from '../../../i18n.ts'
import { brief, exact } from '../../../text/time.ts'
import { Paged } from '../../../ui/paged.tsx'
import { Empty } from '../../../ui/states.tsx'
import { useNow } from '../../../use-now.ts'
import { usePages } from '../../../use-pages.ts'
import { SettingsPage } from '../settings-page.tsx'

import css from '../settings.module.css'

interface AuditRow {
  readonly id: string
  readonly user: { readonly id: string; readonly name: string } | null
  readonly action: string
  readonly subject: string | null
  readonly detail: Readonly<Record<string, unknown>>
  readonly address: string | null
  readonly at: string
}
/** Who changed what that matters to security. */
export function Audit() {
  const rows = usePages<AuditRow>('audit', '/api/audit')
  return (
    <SettingsPage title={t('audit.title')} hint={t('audit.hint')} isWide>
      <Paged pages={rows} empty={<Empty title={t('audit.none')} />}>
        {(items) => <AuditTable items={items} />}
      </Paged>
    </SettingsPage>
  )
}

function AuditTable({ items }: { readonly items: readonly AuditRow[] }) {
  const now = useNow()
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by key
    <section className={css.tableBox} tabIndex={0} aria-label={t('audit.title')}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t('audit.when')}</th>
            <th scope="col">{t('audit.who')}</th>
            <th scope="col">{t('audit.what')}</th>
            <th scope="col">{t('audit.detail')}</th>
            <th scope="col">{t('audit.from')}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((row) => (
            <tr key={row.id}>
              <td>
                <time dateTime={row.at} title={exact(row.at)}>
                  {brief(row.at, now)}
                </time>
              </td>
              <td>{row.user?.name ?? t('audit.nobody')}</td>
              <td>{wordsOf(row.action.replaceAll('.', ' '))}</td>
              <td className={css.mono}>{detailOf(row)}</td>
              <td className={css.mono}>{row.address}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function detailOf({ subject, detail }: AuditRow): string {
  const pairs = Object.entries(detail).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  return [subject, ...pairs].filter(Boolean).join(' · ')
}
