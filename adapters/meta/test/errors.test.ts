/** Every row of Meta's error table, the answers of the corpus, and what stands in headers. */
import type { Failure } from '@parley/core/adapter'
import t from 'tap'

import { classifyMeta, failureOfCode, usageOf } from '../src/index.ts'
import { graphSample, hasCorpus } from './corpus.ts'

type Class = Partial<Failure>
const credentials: Class = { kind: 'auth', retry: 'after_fix', scope: 'connection', certain: true }
const permission: Class = { ...credentials, kind: 'permission' }
const closed: Class = { kind: 'window_closed', retry: 'no', scope: 'message', certain: true }
const ambiguous: Class = { kind: 'upstream', retry: 'later', scope: 'message', certain: false }
const temporary: Class = { ...ambiguous, certain: true }
const limited: Class = { kind: 'rate_limit', retry: 'later', scope: 'connection', certain: true }

function person(kind: Failure['kind']): Class {
  return { kind, retry: 'no', scope: 'chat', certain: true }
}
function permanent(kind: Failure['kind']): Class {
  return { kind, retry: 'no', scope: 'message', certain: true }
}
function account(kind: Failure['kind']): Class {
  return { kind, retry: 'after_fix', scope: 'connection', certain: true }
}

const rows: readonly [row: string, codes: readonly (readonly [number, number?])[], is: Class][] = [
  [
    '0, 190 of any kind, 102 and 2500: the credentials are dead',
    [[0], [102], [190], [190, 458], [190, 459], [190, 460], [190, 463], [190, 467], [2500]],
    credentials,
  ],
  [
    '3, 10 alone, 200 to 299, 131005 and 200/2018028: a permission is missing',
    [[3], [10], [200], [240], [299], [131005], [200, 2018028]],
    permission,
  ],
  [
    '10/2018278, 10/2534022, 10/2018065 and 131047: the window is closed',
    [[10, 2018278], [10, 2534022], [10, 2018065], [131047]],
    closed,
  ],
  [
    '10/2018108, 551, 551/1545041 and 200/1545041: the person is unavailable',
    [[10, 2018108], [551], [551, 1545041], [200, 1545041]],
    person('blocked'),
  ],
  ['10/1893063: the Page is restricted', [[10, 1893063]], account('policy')],
  [
    '2534122 and 2534029: messaging is restricted',
    [
      [10, 2534122],
      [10, 2534029],
    ],
    account('policy'),
  ],
  [
    '100/2018001 and 100/2534014: no such person',
    [
      [100, 2018001],
      [100, 2534014],
    ],
    person('recipient'),
  ],
  ['100/2534037: another app has the thread', [[100, 2534037]], permanent('policy')],
  ['100/33: missing, or not for this token', [[100, 33]], permanent('permission')],
  [
    '100/2018047, 2018109 and 36000: the file is refused',
    [[100, 2018047], [100, 2018109], [36000]],
    permanent('media'),
  ],
  [
    '100/2018034, 100/2018032 and any other 100: the content is refused',
    [[100, 2018034], [100, 2018032], [100], [100, 2018999]],
    permanent('content'),
  ],
  ['2534025: the private reply is used', [[10, 2534025]], permanent('policy')],
  ['2534013: no private reply here', [[613, 2534013]], permanent('policy')],
  ['2534001: the thread is archived or deleted', [[100, 2534001]], permanent('recipient')],
  ['2534068: no several images here', [[100, 2534068]], permanent('unsupported')],
  ['230 and 9010: no profile', [[230], [9010]], person('recipient')],
  [
    '1, 2, 1200, 1545133 and 1357046: it may have gone out',
    [[1], [1, 1965014], [2], [1200], [1200, 1545133], [1, 1357046], [1545133], [1357046]],
    ambiguous,
  ],
  [
    '4, 17, 32, 613, 80001, 80002, 80006, 80007, 80008 and 130429: slow down',
    [
      ...[4, 17, 32, 613, 80001, 80002, 80006, 80007, 80008, 130429].map((code) => [code] as const),
      [613, 2534040],
    ],
    limited,
  ],
  ['131056: slow down for this person', [[131056]], { ...limited, scope: 'chat' }],
  ['131048 and 131064: stop bulk sending', [[131048], [131064]], account('policy')],
  [
    '131000, 131016, 133004 and 131057: WhatsApp is away for a moment',
    [[131000], [131016], [133004], [131057]],
    temporary,
  ],
  [
    '368, 131031 and 130497: the account is restricted',
    [[368], [131031], [130497]],
    account('policy'),
  ],
  [
    '131042, 131045, 133010, 131037, 33 and 134011: the account must be put right',
    [[131042], [131045], [133010], [131037], [33], [134011]],
    account('config'),
  ],
  [
    '131008, 131009, 131055 and 135000: the request is wrong',
    [[131008], [131009], [131055], [135000]],
    permanent('content'),
  ],
  ['131021: a number to itself', [[131021]], permanent('recipient')],
  ['131051: a kind that is not supported', [[131051]], permanent('unsupported')],
  ['131062: no authentication template without a number', [[131062]], permanent('template')],
  ['131026: not on WhatsApp', [[131026]], person('recipient')],
  ['131030: not on the list of a test number', [[131030]], permanent('recipient')],
  [
    '131049, 131050 and 130472: Meta or the person wants no marketing',
    [[131049], [131050], [130472]],
    permanent('policy'),
  ],
  ['131052: the person’s file could not be loaded', [[131052]], permanent('media')],
  [
    '131053: the file could not be taken, perhaps later',
    [[131053]],
    { kind: 'media', retry: 'later', scope: 'message', certain: true },
  ],
  [
    '132000 to 132069, 134100 and 134102: the template must be put right',
    [
      ...[132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016].map((c) => [c] as const),
      ...[132068, 132069, 134100, 134102].map((code) => [code] as const),
    ],
    permanent('template'),
  ],
  [
    '134101: the template is ready in ten minutes',
    [[134101]],
    { kind: 'template', retry: 'later', certain: true, retryAfterMs: 600_000 },
  ],
  [
    '133000 to 133016: registering failed',
    [133000, 133005, 133006, 133008, 133009, 133015, 133016].map((code) => [code] as const),
    permanent('config'),
  ],
  [
    '131020, 131041 and 1312xx: groups',
    [[131020], [131041], [131200], [131299]],
    permanent('unsupported'),
  ],
  [
    '2593107, 2593108 and 2593109: the history import',
    [[2593107], [2593108], [2593109]],
    permanent('config'),
  ],
  [
    '2388019 to 2388299: creating a template',
    [2388019, 2388040, 2388047, 2388072, 2388073, 2388293, 2388299].map((c) => [100, c] as const),
    permanent('template'),
  ],
]

for (const [row, codes, wanted] of rows) {
  t.test(row, (t) => {
    for (const [code, subcode] of codes) {
      const failure = classifyMeta(answerOf({ code, error_subcode: subcode }))
      t.hasStrict(failure, wanted, `${code}/${subcode ?? '-'}`)
      t.equal(failure.code, subcode === undefined ? `${code}` : `${code}/${subcode}`)
      t.match(failure.userMessage, /^[A-Z].{10,}[.]$/, 'a sentence for the agent')
    }
    t.end()
  })
}

t.test('a message in another language, or with another code in it, changes nothing', (t) => {
  const error = { message: '(#551) 對方無法收到', code: 200, error_subcode: 1545041 }
  t.hasStrict(classifyMeta(answerOf(error)), { kind: 'blocked', message: '(#551) 對方無法收到' })
  t.end()
})

t.test('codes written as text are codes', (t) => {
  t.hasStrict(classifyMeta(answerOf({ code: '190', error_subcode: '463' })), credentials)
  t.end()
})

t.test('a code that nobody has described is a refusal, and with a 5xx an open question', (t) => {
  t.hasStrict(classifyMeta(answerOf({ code: 77777 })), permanent('unknown'))
  t.hasStrict(classifyMeta(answerOf({ code: 10, error_subcode: 9999999 })), permanent('unknown'))
  t.hasStrict(classifyMeta({ ...answerOf({ code: 77777 }), status: 500 }), ambiguous)
  t.end()
})

t.test('WhatsApp’s details stand in the failure, and error_data may be a text', (t) => {
  const details = { messaging_product: 'whatsapp', details: 'the header is missing' }
  const failure = classifyMeta(answerOf({ code: 132000, message: 'no', error_data: details }))
  t.equal(failure.message, 'no · the header is missing')
  t.equal(classifyMeta(answerOf({ code: 100, message: 'no', error_data: 'x' })).message, 'no · x')
  t.end()
})

t.test('an error of Instagram’s OAuth host asks to log in again', (t) => {
  const body = { error_type: 'OAuthException', code: 400, error_message: 'Invalid code' }
  const failure = classifyMeta({ status: 400, headers: {}, body: JSON.stringify(body) })
  t.hasStrict(failure, { ...credentials, message: 'Invalid code' })
  t.end()
})

t.test('HTML from the edge with a 5xx is an open question', (t) => {
  const failure = classifyMeta({ status: 502, headers: {}, body: '<html>' })
  t.hasStrict(failure, ambiguous)
  t.end()
})

t.test('HTTP 429 slows the connection, as long as Retry-After says', (t) => {
  const failure = classifyMeta({ status: 429, headers: { 'retry-after': '7' }, body: '' })
  t.hasStrict(failure, { ...limited, retryAfterMs: 7000 })
  t.end()
})

t.test('X-Business-Use-Case-Usage says in minutes when to come back', (t) => {
  const usage = {
    '1': [{ type: 'messenger', call_count: 100, estimated_time_to_regain_access: 5 }],
  }
  const headers = { 'x-business-use-case-usage': JSON.stringify(usage) }
  t.equal(classifyMeta({ ...answerOf({ code: 80006 }), headers }).retryAfterMs, 300_000)
  t.equal(classifyMeta(answerOf({ code: 4 })).retryAfterMs, 60_000, 'else a minute')
  t.equal(classifyMeta(answerOf({ code: 131056 })).retryAfterMs, 6_000, 'the pair limit: its own')
  t.end()
})

t.test('usage is the largest share in either header', (t) => {
  const app = { 'x-app-usage': '{"call_count":28,"total_time":25,"total_cputime":30}' }
  const business = { 'x-business-use-case-usage': '{"1":[{"type":"x","call_count":95}]}' }
  t.equal(usageOf(app), 30)
  t.equal(usageOf({ ...app, ...business }), 95)
  t.equal(usageOf({ 'x-app-usage': 'garbage' }), undefined)
  t.end()
})

t.test('the code of a failed receipt becomes the same failure, and is always certain', (t) => {
  t.hasStrict(failureOfCode(131047, undefined, 'late'), { ...closed, message: 'late' })
  t.hasStrict(failureOfCode(1, undefined, 'x'), { kind: 'upstream', certain: true })
  t.hasStrict(failureOfCode(98765, undefined, 'x'), permanent('unknown'))
  t.end()
})

const samples: Readonly<Record<string, Class>> = {
  'error-1-is-transient-false': ambiguous,
  'error-10-2018278-window': closed,
  'error-100-2018047-upload': permanent('media'),
  'error-100-33-object-missing': permanent('permission'),
  'error-100-whatsapp-details': permanent('content'),
  'error-1200-temporary': ambiguous,
  'error-131053-minimal': { kind: 'media', retry: 'later', certain: true },
  'error-190-458': credentials,
  'error-190-460-user-title': credentials,
  'error-190-460': credentials,
  'error-190-463': credentials,
  'error-200-1545041-localised': person('blocked'),
  'error-200-1545041-not-receiving': person('blocked'),
  'error-36000-image-too-large': permanent('media'),
  'error-368-minimal': account('policy'),
  'error-4-app-limit': limited,
  'error-613-minimal': limited,
}
if (hasCorpus()) {
  for (const [name, wanted] of Object.entries(samples)) {
    const answer = { status: 400, headers: {}, body: graphSample(name) }
    t.hasStrict(classifyMeta(answer), wanted, name)
  }
  const headers = {
    'x-app-usage': graphSample('header-x-app-usage'),
    'x-business-use-case-usage': graphSample('header-x-business-use-case-usage'),
  }
  t.equal(usageOf(headers), 95)
} else {
  t.comment('skipped: there is no ../shared/corpus beside this checkout')
}
t.end()

function answerOf(error: object) {
  const body = JSON.stringify({ error: { message: 'no', type: 'OAuthException', ...error } })
  return { status: 400, headers: {}, body }
}
