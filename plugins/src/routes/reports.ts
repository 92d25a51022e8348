/** Reports. */
import { report } from '@parley/core'
import { Report, ReportQuery } from '@parley/core/schemas'

import type { App } from '../http.ts'

export async function reportRoutes(app: App): Promise<void> {
  app.get(
    '/api/reports',
    {
      config: { right: 'reports.read' },
      schema: { querystring: ReportQuery, response: { 200: Report } },
    },
    ({ query }) => report(app.kernel, query),
  )
}
