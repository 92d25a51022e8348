import type { Channel } from '@parley/core/schemas'
import { ExternalLink, MessageCircle } from 'lucide-react'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'

import { useSession } from '../../client.ts'
import { useChannels } from '../../directory.ts'
import { t } from '../../i18n.ts'
import { chatPath, paths } from '../../routes.ts'
import { useTabTitle } from '../../tab-title.ts'
import { Button } from '../../ui/button.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { notify } from '../../ui/toast.tsx'
import { ChannelIcon } from '../chat-list/channel-icon.tsx'
import { connectPath } from '../settings/connections/paths.ts'
import { useSetup } from '../sign-in/setup.ts'
import { Steps } from './checklist.tsx'
import { writeAsCustomer } from './first-message.ts'
import { useOnboarding } from './steps.ts'

import css from './onboarding.module.css'

/** The first page of the first person: connect something real, or see it work within seconds. */
export function Welcome() {
  const { user } = useSession()
  const { data: setup } = useSetup()
  const state = useOnboarding()
  useTabTitle(t('welcome.title'))
  return (
    <main className={css.page} data-region="welcome" tabIndex={-1}>
      <header>
        <h1 className={css.title}>{t('welcome.hello', { name: user?.name ?? '' })}</h1>
        <p className={css.muted}>{t('welcome.hint')}</p>
      </header>
      <div className={css.ways}>
        {setup?.simulator && <TrySimulator />}
        <ConnectChannel />
      </div>
      <section className={css.card}>
        <h2>{t('welcome.checklist')}</h2>
        <Steps state={state} />
        <Link href={paths.inbox}>{t('app.toInbox')}</Link>
      </section>
    </main>
  )
}

function TrySimulator() {
  const [, navigate] = useLocation()
  const [isBusy, setIsBusy] = useState(false)
  async function begin(): Promise<void> {
    setIsBusy(true)
    const chatId = await writeAsCustomer(t('welcome.sample')).catch(() => null)
    setIsBusy(false)
    if (chatId) navigate(chatPath(chatId))
    else notify({ text: t('welcome.simulatorSilent') })
  }
  return (
    <section className={css.card}>
      <h2>{t('welcome.try')}</h2>
      <p className={css.muted}>{t('welcome.tryHint')}</p>
      <div className={css.actions}>
        <Button look="primary" isPending={isBusy} onPress={() => void begin()}>
          <MessageCircle size={16} aria-hidden />
          {isBusy ? t('welcome.waiting') : t('welcome.getMessage')}
        </Button>
        <a href="/simulator" target="_blank" rel="noreferrer" className={css.outside}>
          {t('welcome.openSimulator')}
          <ExternalLink size={14} aria-hidden />
        </a>
      </div>
    </section>
  )
}

function ConnectChannel() {
  const { data: channels = [] } = useChannels()
  const ready = channels.filter((channel) => channel.state === 'ready')
  return (
    <section className={css.card}>
      <h2>{t('connections.connect')}</h2>
      <p className={css.muted}>{t('welcome.connectHint')}</p>
      <ul className={css.channels}>
        {ready.map((channel) => (
          <ChannelLink key={channel.id} channel={channel} />
        ))}
      </ul>
    </section>
  )
}

function ChannelLink({ channel }: { readonly channel: Channel }) {
  return (
    <li>
      <LinkButton href={connectPath({ channel: channel.id })}>
        <ChannelIcon channel={channel.id} />
        {channel.name}
      </LinkButton>
    </li>
  )
}
