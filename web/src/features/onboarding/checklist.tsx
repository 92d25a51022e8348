import { CircleCheck, CircleDashed, X } from 'lucide-react'
import { useEffect } from 'react'
import { Link } from 'wouter'

import { type PlainKey, t } from '../../i18n.ts'
import { paths } from '../../routes.ts'
import { IconButton } from '../../ui/button.tsx'
import { dismissOnboarding, type Onboarding, useOnboarding } from './steps.ts'

import css from './onboarding.module.css'

interface Step {
  readonly title: PlainKey
  readonly href: string
  readonly isDone: (state: Onboarding) => boolean
}
const steps: readonly Step[] = [
  { title: 'welcome.stepConnect', href: paths.welcome, isDone: (state) => state.isConnected },
  { title: 'welcome.stepReply', href: paths.inbox, isDone: (state) => state.hasReplied },
  { title: 'welcome.stepInvite', href: '/settings/people', isDone: (state) => state.hasInvited },
]

/** One line above the inbox until everything is done or it is sent away. */
export function Checklist({ onOver }: { readonly onOver: () => void }) {
  const state = useOnboarding()
  const isDone = steps.every((step) => step.isDone(state))
  const isOver = state.isLoaded && (state.isDismissed || isDone)
  useEffect(() => {
    if (isOver) onOver()
  })
  if (!state.isLoaded || isOver) return null
  return (
    <section className={css.bar} aria-label={t('welcome.checklist')}>
      <span className={css.barTitle}>{t('welcome.checklist')}</span>
      <Steps state={state} />
      <IconButton label={t('welcome.dismiss')} onPress={dismissOnboarding}>
        <X size={16} aria-hidden />
      </IconButton>
    </section>
  )
}

export function Steps({ state }: { readonly state: Onboarding }) {
  return (
    <ol className={css.steps}>
      {steps.map((step) => {
        const isDone = step.isDone(state)
        return (
          <li key={step.title} className={css.step} data-done={isDone || undefined}>
            {isDone ? (
              <CircleCheck size={16} aria-hidden />
            ) : (
              <CircleDashed size={16} aria-hidden />
            )}
            {isDone ? t(step.title) : <Link href={step.href}>{t(step.title)}</Link>}
            {isDone && <span className="visually-hidden">{t('welcome.stepDone')}</span>}
          </li>
        )
      })}
    </ol>
  )
}
