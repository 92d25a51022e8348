/** What Meta says about the business account. */
import t from 'tap'

import { account, head, ownPhone, phoneNumberId, readField } from '../bodies.ts'

t.test(
  'message_template_status_update and its kin: the template by name, under a topic of its own',
  async (t) => {
    const named = {
      message_template_id: 900_001,
      message_template_name: 'sale',
      message_template_language: 'de',
    }
    const cases: [string, object, string, RegExp][] = [
      [
        'message_template_status_update',
        { event: 'REJECTED', reason: 'SCAM' },
        'template.rejected',
        /REJECTED · sale \(de\) · SCAM/,
      ],
      [
        'message_template_status_update',
        { event: 'APPROVED', reason: 'NONE' },
        'template.approved',
        /^APPROVED · sale \(de\)$/,
      ],
      [
        'message_template_quality_update',
        { previous_quality_score: 'GREEN', new_quality_score: 'RED' },
        'template.quality',
        /RED/,
      ],
      ['message_template_components_update', {}, 'template.components', /sale/],
      ['template_category_update', { new_category: 'MARKETING' }, 'template.category', /MARKETING/],
    ]
    for (const [field, value, topic, detail] of cases) {
      const [event] = readField(field, { ...named, ...value }, { time: 1_790_000_000 })
      t.match(event, {
        type: 'connection',
        connection: '',
        account,
        topic,
        detail,
        at: 1_790_000_000_000,
        status: undefined,
      })
    }
  },
)

t.test(
  'account_update: what ends the connection, what limits it, and what is only said',
  async (t) => {
    const cases: [object, object][] = [
      [{ event: 'PARTNER_REMOVED' }, { status: 'needs_reconnect', problem: 'missing_permission' }],
      [{ event: 'PARTNER_APP_UNINSTALLED' }, { status: 'needs_reconnect' }],
      [{ event: 'ACCOUNT_OFFBOARDED' }, { status: 'needs_reconnect' }],
      [{ event: 'ACCOUNT_DELETED' }, { status: 'needs_reconnect' }],
      [
        { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } },
        { status: 'needs_reconnect', problem: 'policy' },
      ],
      [
        { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } },
        { status: undefined },
      ],
      [
        { event: 'ACCOUNT_RESTRICTION', restriction_info: [{ restriction_type: 'X' }] },
        { status: 'degraded', problem: 'policy', detail: /X/ },
      ],
      [
        { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'SPAM' } },
        { status: 'degraded', detail: /SPAM/ },
      ],
      [{ event: 'VERIFIED_ACCOUNT' }, { status: undefined, detail: 'VERIFIED_ACCOUNT' }],
    ]
    for (const [value, expected] of cases) {
      const [event] = readField('account_update', value)
      t.match(event, { type: 'connection', topic: 'account_update', account, ...expected })
    }
  },
)

t.test('account_update: an account named inside is told as well as the one outside', async (t) => {
  const events = readField('account_update', {
    event: 'PARTNER_REMOVED',
    waba_info: { waba_id: '77' },
  })
  t.same(
    events.map((event) => event.account),
    [account, '77'],
  )
})

t.test(
  'account_alerts, account_review_update, phone_number_quality_update: only what is grave degrades',
  async (t) => {
    function alert(alert_severity: string): object {
      return {
        entity_type: 'BUSINESS',
        alert_info: {
          alert_severity,
          alert_status: 'ACTIVE',
          alert_type: 'T',
          alert_description: 'D',
        },
      }
    }
    const cases: [string, object, object][] = [
      ['account_alerts', alert('WARNING'), { status: undefined, detail: 'T · WARNING · D' }],
      ['account_alerts', alert('CRITICAL'), { status: 'degraded' }],
      [
        'account_alerts',
        { ...alert('CRITICAL'), entity_type: 'PHONE_NUMBER', entity_id: '39' },
        { connection: '39' },
      ],
      ['account_review_update', { decision: 'APPROVED' }, { status: undefined }],
      ['account_review_update', { decision: 'REJECTED' }, { status: 'degraded' }],
      [
        'phone_number_quality_update',
        { event: 'FLAGGED', display_phone_number: ownPhone },
        { status: 'degraded', problem: 'quality' },
      ],
      ['phone_number_quality_update', { event: 'UNFLAGGED' }, { status: undefined }],
    ]
    for (const [field, value, expected] of cases) {
      t.match(readField(field, value)[0], { type: 'connection', topic: field, ...expected })
    }
  },
)

t.test(
  'phone_number_name_update, business_capability_update, security, usernames: said on the connection',
  async (t) => {
    const cases: [string, object, string][] = [
      [
        'phone_number_name_update',
        { decision: 'APPROVED', requested_verified_name: 'Oak' },
        'APPROVED · Oak',
      ],
      [
        'business_capability_update',
        { max_daily_conversations_per_business: 2000 },
        'max daily conversations per business: 2000',
      ],
      [
        'security',
        { event: 'PIN_CHANGED', display_phone_number: ownPhone },
        `PIN_CHANGED · ${ownPhone}`,
      ],
      ['business_username_update', { username: 'oak', status: 'approved' }, 'approved · oak'],
      ['phone_number_username_update', { username: 'oak', status: 'reserved' }, 'reserved · oak'],
    ]
    for (const [topic, value, detail] of cases) {
      t.match(readField(topic, value)[0], { type: 'connection', topic, detail })
    }
  },
)

t.test(
  'groups: what happens to groups is said on the connection, each thing by itself',
  async (t) => {
    const groups = [
      { timestamp: '1790000000', group_id: 'g1', type: 'group_participants_add' },
      { timestamp: '1790000001', group_id: 'g1', type: 'group_participants_remove' },
    ]
    for (const field of [
      'group_lifecycle_update',
      'group_participants_update',
      'group_settings_update',
      'group_status_update',
    ]) {
      t.match(readField(field, { ...head, groups }), [
        {
          type: 'connection',
          topic: field,
          connection: phoneNumberId,
          detail: 'group_participants_add · g1',
        },
        { type: 'connection', topic: field, at: 1_790_000_001_000 },
      ])
    }
  },
)

t.test('a field nobody has seen is kept whole', async (t) => {
  const events = readField('flying_carpets', { carpets: [1] })
  t.match(events, [
    { type: 'unknown', nativeType: 'flying_carpets', account, native: { value: { carpets: [1] } } },
  ])
})
