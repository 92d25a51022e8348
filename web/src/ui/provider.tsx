import type { ReactNode } from 'react'
import { I18nProvider } from 'react-aria-components/I18nProvider'

/** Tells every widget the language and reading direction. */
export function WidgetProvider({
  locale,
  children,
}: {
  readonly locale: string
  readonly children: ReactNode
}) {
  return <I18nProvider locale={locale}>{children}</I18nProvider>
}
