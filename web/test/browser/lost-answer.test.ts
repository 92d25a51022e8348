import t from 'tap'

import { composer, row, said, sendNow } from './page.ts'
import { ada, needs, startSite, whatsapp } from './site.ts'

t.test(
  'what waits behind a lost answer says so, and goes on with its resending',
  needs,
  async () => {
    const site = await startSite(t)
    await site.register(ada)
    await site.control('acts', { account: whatsapp, person: 'p1', kind: 'text', text: 'Hello' })
    await site.control('settle', {})
    await site.control('faults', { kind: 'server_error', left: 1 })
    const page = await site.open({ viewport: { width: 1280, height: 900 } })
    await site.signIn(page, ada)
    await row(page, 'Ana Lima').click()
    await composer(page).fill('The first')
    await sendNow(page)
    const resend = said(page, 'The first').getByRole('button', { name: 'I checked: send again' })
    await resend.waitFor()
    await composer(page).fill('The second')
    await sendNow(page)
    const reason = said(page, 'The second').getByText(/Waits until .*: the answer/)
    await reason.waitFor()
    await resend.click()
    await reason.waitFor({ state: 'detached' })
    await resend.waitFor({ state: 'detached' })
  },
)
