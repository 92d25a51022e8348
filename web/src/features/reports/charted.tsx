import { Download } from 'lucide-react'
import type { ReactNode } from 'react'

import { t } from '../../i18n.ts'
import { saveFile } from '../../save-file.ts'
import { Button } from '../../ui/button.tsx'
import { csvOf } from './days.ts'

import css from './reports.module.css'

export interface ChartedProps {
  readonly title: string
  /** Of the file. */
  readonly name: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** A drawing of the same numbers; without one the table stands alone. */
  readonly children?: ReactNode
}

/** Numbers as a drawing, as a table and as a file. */
export function Charted({ title, name, head, rows, children }: ChartedProps) {
  const table = <NumberTable title={title} head={head} rows={rows} />
  return (
    <section className={css.part}>
      <header className={css.partHead}>
        <h2>{title}</h2>
        <Button
          size="small"
          look="quiet"
          aria-label={t('reports.csvOf', { title })}
          isDisabled={rows.length === 0}
          onPress={() => saveFile(`${name}.csv`, csvOf([head, ...rows]), 'text/csv')}
        >
          <Download size={14} aria-hidden />
          CSV
        </Button>
      </header>
      {rows.length === 0 && <p className={css.hint}>{t('reports.nothing')}</p>}
      {rows.length > 0 && children}
      {rows.length > 0 &&
        (children ? (
          <details>
            <summary>{t('reports.asTable')}</summary>
            {table}
          </details>
        ) : (
          table
        ))}
    </section>
  )
}

function NumberTable({ title, head, rows }: Pick<ChartedProps, 'title' | 'head' | 'rows'>) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a box that scrolls must be reachable by key
    <section className={css.tableBox} tabIndex={0} aria-label={title}>
      <table className={css.table}>
        <thead>
          <tr>
            {head.map((cell) => (
              <th key={cell} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join(' ')}>
              {row.map((cell, at) => (
                // oxlint-disable-next-line react/no-array-index-key -- the columns of a table
                <td key={at}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
