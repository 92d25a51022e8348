import './styles/tokens.css'
import './styles/reset.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

import { App } from './app.tsx'
import { getAppearance, readLocal, setAppearance } from './appearance.ts'
import { session, startClient } from './client.ts'
import { startOutgoing } from './commands/outgoing.ts'
import { loadFirstView } from './commands/views.ts'
import { findLanguage, setLocale } from './i18n.ts'
import { preloadWhenIdle } from './ui/preload.ts'

startClient()
startOutgoing()
loadFirstView()
void session.resume()
// A first visit speaks the browser's language, where it is one of ours.
if (readLocal('locale') === null) setAppearance('locale', findLanguage(navigator.language).locale)
await setLocale(getAppearance('locale'))

const root = document.querySelector('#root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
preloadWhenIdle()
