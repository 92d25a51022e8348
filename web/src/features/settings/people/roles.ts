import { t } from '../../../i18n.ts'

export function roleName(role: string): string {
  return role === 'admin' ? t('people.admin') : t('people.agent')
}

export function roleOptions() {
  return [
    { id: 'agent', label: t('people.agent') },
    { id: 'admin', label: t('people.admin') },
  ]
}
