import {
  ChartColumn,
  Inbox,
  LogOut,
  Monitor,
  Moon,
  Search,
  Settings,
  Sun,
  UsersRound,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { Link, useLocation } from 'wouter'

import { setAppearance, type Theme, themes, useAppearance } from '../../appearance.ts'
import { session, useAppState, useSession } from '../../client.ts'
import { type PlainKey, t } from '../../i18n.ts'
import { paths } from '../../routes.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { Menu, MenuGroup, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { Bell } from './bell.tsx'

import css from './shell.module.css'

export function Rail() {
  const unread = useAppState((state) => state.counts?.unread ?? 0)
  return (
    <nav className={css.rail} aria-label={t('nav.main')} data-region="rail" tabIndex={-1}>
      <RailLink href={paths.inbox} label={t('nav.inbox')} count={unread}>
        <Inbox size={20} aria-hidden />
      </RailLink>
      <RailLink href={paths.contacts} label={t('nav.contacts')}>
        <UsersRound size={20} aria-hidden />
      </RailLink>
      <RailLink href={paths.search} label={t('nav.search')}>
        <Search size={20} aria-hidden />
      </RailLink>
      <RailLink href={paths.reports} label={t('nav.reports')}>
        <ChartColumn size={20} aria-hidden />
      </RailLink>
      <span className={css.space} />
      <Bell />
      <RailLink href="/settings" label={t('nav.settings')}>
        <Settings size={20} aria-hidden />
      </RailLink>
      <ProfileMenu />
    </nav>
  )
}

/** A link of the rail; current for every page below it. */
function RailLink({
  href,
  label,
  count = 0,
  children,
}: {
  readonly href: string
  readonly label: string
  readonly count?: number
  readonly children: ReactNode
}) {
  const [path] = useLocation()
  const isCurrent = path === href || path.startsWith(`${href}/`)
  return (
    <Link
      href={href}
      className={css.link}
      aria-current={isCurrent ? 'page' : undefined}
      title={label}
    >
      {children}
      <span className="visually-hidden">{label}</span>
      {count > 0 && (
        <span className={css.badge}>
          {count > 99 ? '99+' : count}
          <span className="visually-hidden"> {t('row.unreadWord', { count })}</span>
        </span>
      )}
    </Link>
  )
}

function ProfileMenu() {
  const { user } = useSession()
  const [, navigate] = useLocation()
  if (!user) return null
  const trigger = (
    <Button look="quiet" className={css.profile} aria-label={t('nav.profile')}>
      <Avatar name={user.name} size={32} />
    </Button>
  )
  return (
    <Menu trigger={trigger} label={t('nav.profile')} placement="top start">
      <MenuGroup title={`${user.name} · ${user.email}`}>
        <ThemeItems />
      </MenuGroup>
      <MenuLine />
      <MenuItem
        icon={<LogOut size={16} />}
        onAction={() => void session.signOut().then(() => navigate(paths.login))}
      >
        {t('nav.signOut')}
      </MenuItem>
    </Menu>
  )
}

const themeNames: Readonly<Record<Theme, { label: PlainKey; icon: ReactNode }>> = {
  light: { label: 'theme.light', icon: <Sun size={16} /> },
  dark: { label: 'theme.dark', icon: <Moon size={16} /> },
  system: { label: 'theme.system', icon: <Monitor size={16} /> },
}

function ThemeItems() {
  const current = useAppearance('theme')
  return themes.map((theme) => (
    <MenuItem
      key={theme}
      icon={themeNames[theme].icon}
      isChecked={theme === current}
      onAction={() => setAppearance('theme', theme)}
    >
      {t(themeNames[theme].label)}
    </MenuItem>
  ))
}
