import {
  type Density,
  densities,
  setAppearance,
  type Theme,
  themes,
  useAppearance,
} from '../../../appearance.ts'
import { languages, type PlainKey, setLocale, t } from '../../../i18n.ts'
import { RadioGroup } from '../../../ui/radio-group.tsx'
import { Block, SettingsPage } from '../settings-page.tsx'

const themeNames: Readonly<Record<Theme, PlainKey>> = {
  light: 'theme.light',
  dark: 'theme.dark',
  system: 'theme.system',
}
const densityNames: Readonly<Record<Density, PlainKey>> = {
  comfortable: 'appearance.comfortable',
  compact: 'appearance.compact',
}

/** Kept on this device: a phone and a desk may differ. */
export function AppearancePage() {
  const theme = useAppearance('theme')
  const density = useAppearance('density')
  const locale = useAppearance('locale')
  return (
    <SettingsPage title={t('appearance.title')} hint={t('appearance.hint')}>
      <Block title={t('nav.theme')}>
        <RadioGroup
          label={t('nav.theme')}
          isLabelHidden
          options={themes.map((id) => ({ id, label: t(themeNames[id]) }))}
          value={theme}
          onChange={(id) => setAppearance('theme', id as Theme)}
        />
      </Block>
      <Block title={t('appearance.density')} hint={t('appearance.densityHint')}>
        <RadioGroup
          label={t('appearance.density')}
          isLabelHidden
          options={densities.map((id) => ({ id, label: t(densityNames[id]) }))}
          value={density}
          onChange={(id) => setAppearance('density', id as Density)}
        />
      </Block>
      <Block title={t('appearance.language')} hint={t('appearance.languageHint')}>
        <RadioGroup
          label={t('appearance.language')}
          isLabelHidden
          options={languages.map((language) => ({ id: language.locale, label: language.name }))}
          value={locale}
          onChange={(id) => {
            setAppearance('locale', id)
            void setLocale(id)
          }}
        />
      </Block>
    </SettingsPage>
  )
}
