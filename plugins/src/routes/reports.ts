/** Reports, and the board of this moment. */
import { findBoard, report } from '@parley/core'
import { Board, Report, ReportQuery } from '@parley/core/schemas'

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
  app.get(
    '/api/board',
    { config: { right: 'reports.read' }, schema: { response: { 200: Board } } },
    () => findBoard(app.kernel),
  )
}
