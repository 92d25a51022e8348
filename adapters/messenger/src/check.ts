import { asId, asText, checkAccount, graph, subscribePage } from '@parley/adapter-meta'
import type { CheckResult } from '@parley/core/adapter'

import { type Context, type Page, utilityPermission } from './schemas.ts'

export function check(page: Page, context: Context): Promise<CheckResult> {
  const { pageId } = page.config
  const token = page.secrets.accessToken
  return checkAccount(
    {
      token,
      account: { path: pageId, query: { fields: 'id,name' }, token },
      nameOf: (json) =>
        asId(json['id']) === pageId ? (asText(json['name']) ?? pageId) : undefined,
      subscription: { path: `${pageId}/subscribed_apps`, token },
      permissions: [
        'pages_messaging',
        'pages_manage_metadata',
        ...(page.config.utilityMessages ? [utilityPermission] : []),
      ],
    },
    context,
  )
}

export function subscribe(page: Page, context: Context): Promise<void> {
  return subscribePage(page.config.pageId, page.secrets.accessToken, context)
}

export async function disconnect(page: Page, context: Context): Promise<void> {
  const path = `${page.config.pageId}/subscribed_apps`
  await graph({ method: 'DELETE', path, token: page.secrets.accessToken }, context)
}
