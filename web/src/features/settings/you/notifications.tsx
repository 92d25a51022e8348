import { useState } from 'react'

import { t } from '../../../i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Switch } from '../../../ui/check.tsx'
import { TextField } from '../../../ui/field.tsx'
import { RadioGroup } from '../../../ui/radio-group.tsx'
import { testDesktop } from '../../attention/desktop.ts'
import {
  type AttentionPreferences,
  type NoticeKind,
  noticeKinds,
  type Tone,
  tones,
  type Ways,
} from '../../attention/preferences.ts'
import { playSound } from '../../attention/sound.ts'
import { useAttention } from '../../attention/use-attention.ts'
import { Block, SettingsPage } from '../settings-page.tsx'
import { DesktopPermission } from './desktop-permission.tsx'
import { savePreference } from './save-preference.ts'

import css from '../settings.module.css'

type Change = (change: Partial<AttentionPreferences>) => void

/** What one is told of, by which way, and when not. */
export function Notifications() {
  const attention = useAttention()
  function change(part: Partial<AttentionPreferences>): void {
    savePreference({ attention: { ...attention, ...part } })
  }
  return (
    <SettingsPage title={t('notify.title')} hint={t('notify.hint')}>
      <DesktopPermission />
      <Kinds kinds={attention.kinds} onChange={change} />
      <Sound attention={attention} onChange={change} />
      <Quiet attention={attention} onChange={change} />
    </SettingsPage>
  )
}

function Kinds({
  kinds,
  onChange,
}: {
  readonly kinds: AttentionPreferences['kinds']
  readonly onChange: Change
}) {
  function set(kind: NoticeKind, ways: Partial<Ways>): void {
    onChange({ kinds: { ...kinds, [kind]: { ...kinds[kind], ...ways } } })
  }
  return (
    <Block title={t('notify.kinds')}>
      <ul className={css.list}>
        {noticeKinds.map((kind) => {
          const name = t(`notify.kind.${kind}`)
          return (
            <li key={kind}>
              <span className={css.grow}>{name}</span>
              <Switch
                label={t('notify.desktopOf', { name })}
                isSelected={kinds[kind].desktop}
                onChange={(desktop) => set(kind, { desktop })}
              >
                {t('notify.desktop')}
              </Switch>
              <Switch
                label={t('notify.soundOf', { name })}
                isSelected={kinds[kind].sound}
                onChange={(sound) => set(kind, { sound })}
              >
                {t('notify.sound')}
              </Switch>
            </li>
          )
        })}
      </ul>
    </Block>
  )
}

interface PartProps {
  readonly attention: AttentionPreferences
  readonly onChange: Change
}

function Sound({ attention, onChange }: PartProps) {
  const { tone, volume, hasPreview } = attention
  const [isHeard, setIsHeard] = useState(false)
  function test(): void {
    void playSound(tone, volume)
    void testDesktop(t('notify.testTitle'), t('notify.testText'))
    setIsHeard(true)
  }
  return (
    <Block title={t('notify.how')}>
      <div className={css.form}>
        <RadioGroup
          label={t('notify.tone')}
          options={tones.map((id) => ({ id, label: t(`notify.tone.${id}`) }))}
          value={tone}
          onChange={(id) => onChange({ tone: id as Tone })}
        />
        <label>
          {t('notify.volume')}
          <input
            type="range"
            min={0}
            max={100}
            step={10}
            value={Math.round(volume * 100)}
            onChange={(event) => onChange({ volume: Number(event.target.value) / 100 })}
          />
        </label>
        <Switch
          isSelected={hasPreview}
          hint={t('notify.previewHint')}
          onChange={(isOn) => onChange({ hasPreview: isOn })}
        >
          {t('notify.preview')}
        </Switch>
        <div className={css.actions}>
          <Button onPress={test}>{t('notify.test')}</Button>
          <output className={css.muted}>{isHeard && t('notify.tested')}</output>
        </div>
      </div>
    </Block>
  )
}

function Quiet({ attention, onChange }: PartProps) {
  const { quiet } = attention
  return (
    <Block title={t('notify.quiet')} hint={t('notify.quietHint')}>
      <Switch isSelected={quiet.isOn} onChange={(isOn) => onChange({ quiet: { ...quiet, isOn } })}>
        {t('notify.quietOn')}
      </Switch>
      {quiet.isOn && (
        <div className={css.actions}>
          <TextField
            label={t('notify.from')}
            type="time"
            value={quiet.from}
            onChange={(from) => onChange({ quiet: { ...quiet, from } })}
          />
          <TextField
            label={t('notify.to')}
            type="time"
            value={quiet.to}
            onChange={(to) => onChange({ quiet: { ...quiet, to } })}
          />
        </div>
      )}
    </Block>
  )
}
