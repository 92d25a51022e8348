import { refuse } from '@parley/core'
import t from 'tap'

import { linkPreviewRoutes } from '../src/routes/link-previews.ts'
import { startRig } from './rig.ts'

const found = {
  url: 'https://example.com/ships',
  host: 'example.com',
  mime: 'text/html',
  title: 'Ships',
  description: null,
  siteName: null,
}

t.test(
  'an agent looks behind a link; strangers do not, and nobody where it is switched off',
  async (t) => {
    const asked: string[] = []
    async function find(url: string) {
      asked.push(url)
      if (url.endsWith('none')) throw refuse('not_found')
      return found
    }
    const { agent, stranger } = await startRig(t, {
      routes: (app) => app.register(linkPreviewRoutes, { find }),
    })
    const path = '/api/link-previews?url='
    const { status, body } = await agent.get(path + encodeURIComponent(found.url))
    t.equal(status, 200)
    t.same(body, found)
    t.match(await agent.get(`${path}none`), { status: 404, body: { code: 'not_found' } })
    t.equal((await stranger.get(path + found.url)).status, 401)
    t.equal((await agent.get('/api/link-previews')).status, 400)
    t.same(asked, [found.url, 'none'])
  },
)

t.test('switched off, nothing is asked', async (t) => {
  const { agent } = await startRig(t, {
    env: { LINK_PREVIEWS: 'off' },
    routes: (app) =>
      app.register(linkPreviewRoutes, { find: () => t.fail('asked') as unknown as never }),
  })
  const { status, body } = await agent.get(`/api/link-previews?url=${found.url}`)
  t.equal(status, 404)
  t.match(body.detail, /not looked behind/)
})
