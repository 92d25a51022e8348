/** Meta's error codes and what each means for a message, as data. https://developers.facebook.com/docs/graph-api/guides/error-handling and the pages of the three products. */
import type { Failure } from '@parley/core/adapter'

export interface ErrorRow {
  /** `190` any subcode · `10/-` without subcode · `100/33` that pair · `any/2534025` that subcode under any code · `200-299` a range. The most exact row wins. */
  readonly is: readonly string[]
  readonly failure: Pick<Failure, 'kind' | 'retry' | 'scope' | 'certain' | 'retryAfterMs'>
  /** The sentence for the agent. */
  readonly says: string
}

const limited = later('rate_limit', 'connection')
const temporary = later('upstream', 'message')
/** Documented as "may have been sent although it says error": never repeated by itself. */
const ambiguous = { ...temporary, certain: false }

export const errorTable: readonly ErrorRow[] = [
  row(
    '0 102 190 2500',
    fix('auth'),
    'Meta no longer accepts the access token. Reconnect this connection.',
  ),
  row(
    '3 10/- 200-299 131005',
    fix('permission'),
    'A permission is missing or was taken away. Reconnect and allow everything that is asked.',
  ),
  row(
    'any/2018028',
    fix('permission'),
    'The Meta app is not live or lacks the permission to send messages.',
  ),
  row(
    'any/2018278 any/2534022 any/2018065 131047',
    final('window_closed'),
    'The time to answer freely is over. Wait until the person writes again, or use what the window still allows.',
  ),
  row(
    '551 any/2018108 any/1545041',
    unreachable('blocked'),
    'This person cannot be reached at the moment, or has blocked the account.',
  ),
  row(
    '100/2018001 any/2534014 any/2018001',
    unreachable('recipient'),
    'Meta does not know this person on this account.',
  ),
  row(
    '131026',
    unreachable('recipient'),
    'This number is not on WhatsApp, uses an old version, or has not accepted the terms.',
  ),
  row('230 9010', unreachable('recipient'), 'Meta does not share this person’s profile.'),
  row(
    '10/1893063',
    { ...fix('policy'), retryAfterMs: 30 * 60_000 },
    'Meta has restricted this Page from sending for now. See Page quality in Facebook.',
  ),
  row(
    'any/2534122 any/2534029 368',
    fix('policy'),
    'Meta has restricted this account from sending messages. See its account quality.',
  ),
  row(
    '131048 131064',
    fix('policy'),
    'Meta limits this number because people reported its messages. Stop bulk sending and see the number’s quality.',
  ),
  row(
    '131031 130497',
    fix('policy'),
    'Meta has locked or restricted this business account. See Business Support in Meta.',
  ),
  row(
    '131042',
    fix('config'),
    'The business account has no valid payment method. Add one in WhatsApp Manager.',
  ),
  row(
    '131045 133010',
    fix('config'),
    'This number is not registered with the Cloud API. Register it in the connection’s settings.',
  ),
  row('131037', fix('config'), 'The display name of this number is not approved yet.'),
  row('33', fix('config'), 'This number was deleted from the business account.'),
  row('134011', fix('config'), 'The business has not accepted WhatsApp’s payment terms.'),
  row(
    '1 2 1200 1545133 1357046 any/1545133 any/1357046',
    ambiguous,
    'Meta had a problem and did not say whether the message went out. Look at the chat before sending it again.',
  ),
  row(
    '131000 131016 133004 131057',
    temporary,
    'WhatsApp is unavailable for the moment. The message will be tried again.',
  ),
  row(
    '4 17 32 613 80001 80002 80006 80007 80008 130429',
    limited,
    'Meta’s limit for this account is reached. The message will be tried again.',
  ),
  row(
    '131056',
    { ...later('rate_limit', 'chat'), retryAfterMs: 6_000 },
    'Too many messages to this person in a short time. The message will be tried again.',
  ),
  row('131053', later('media', 'message'), 'Meta could not take the file. It will be tried again.'),
  row(
    '134101',
    { ...later('template', 'message'), retryAfterMs: 600_000 },
    'The template is being synchronised. It will be tried again.',
  ),
  row(
    'any/2534037',
    final('policy'),
    'Another app has this chat. Take control of it, then send again.',
  ),
  row(
    '27',
    final('policy'),
    'Meta gives control of this chat to no app yet. Choose a default app in the Page’s routing settings.',
  ),
  row('100/33', final('permission'), 'Meta does not find this, or the token may not see it.'),
  row(
    'any/2018047 any/2018109 36000',
    final('media'),
    'Meta does not accept this file: check its type and size.',
  ),
  row('any/2018034 any/2018032', final('content'), 'The message is empty.'),
  row('100', final('content'), 'Meta refuses the content of this message.'),
  row('any/2534025', final('policy'), 'This comment already has its one private reply.'),
  row('any/2534013', final('policy'), 'Meta allows no private reply to this comment.'),
  row('any/2534001', final('recipient'), 'The person has archived or deleted this chat.'),
  row(
    'any/2534068',
    final('unsupported'),
    'Several images in one message are not available for this account.',
  ),
  row(
    '131008 131009 131055 135000',
    final('content'),
    'WhatsApp refuses the content of this message.',
  ),
  row('131021', final('recipient'), 'A number cannot write to itself.'),
  row('131030', final('recipient'), 'This test number may write only to the numbers on its list.'),
  row('131051', final('unsupported'), 'WhatsApp does not support this kind of message.'),
  row(
    '131062',
    final('template'),
    'An authentication template needs a phone number; this person has none here.',
  ),
  row(
    '131049',
    final('policy'),
    'Meta chose not to deliver this message, to keep people engaged. Try again after a day.',
  ),
  row('131050', final('policy'), 'This person has stopped marketing messages from you.'),
  row(
    '130472',
    final('policy'),
    'Meta did not deliver this marketing message because of an experiment.',
  ),
  row(
    '131052',
    final('media'),
    'WhatsApp could not load the file that the person sent. Ask them to send it again.',
  ),
  row(
    '131020 131041 131200-131299',
    final('unsupported'),
    'WhatsApp does not allow this in the group.',
  ),
  row(
    '132000 132012',
    final('template'),
    'The template’s variables do not match what was filled in.',
  ),
  row(
    '132001',
    final('template'),
    'The template does not exist in this language, or is not approved.',
  ),
  row('132005', final('template'), 'The template is too long with these values.'),
  row('132007', final('template'), 'The template breaks a rule of WhatsApp.'),
  row('132008 134100 134102', final('template'), 'WhatsApp refuses this template.'),
  row('132015', final('template'), 'The template is paused because of its quality.'),
  row('132016', final('template'), 'The template is disabled because of its quality.'),
  row('132068 132069', final('template'), 'The flow of this template is blocked or throttled.'),
  row(
    '2388019 2388040 2388047 2388072 2388073 2388293 2388299 any/2388019 any/2388040 any/2388047 any/2388072 any/2388073 any/2388293 any/2388299',
    final('template'),
    'WhatsApp refuses this template: see its details.',
  ),
  row(
    '133000 133005 133006 133008 133009 133015',
    final('config'),
    'The number could not be registered: see the details.',
  ),
  row('133016', final('config'), 'Too many tries to register this number. Wait 72 hours.'),
  row(
    '2593107 any/2593107',
    final('config'),
    'The import of the phone’s history was asked for too late or too often.',
  ),
  row(
    '2593108 any/2593108',
    final('config'),
    'The import of the phone’s history must be asked for within 24 hours of connecting.',
  ),
  row('2593109 any/2593109', final('config'), 'The history was not shared from the phone.'),
]

function row(is: string, failure: ErrorRow['failure'], says: string): ErrorRow {
  return { is: is.split(' '), failure, says }
}

/** Permanent for this message. */
function final(kind: Failure['kind']): ErrorRow['failure'] {
  return { kind, retry: 'no', scope: 'message', certain: true }
}

/** This person cannot be reached. */
function unreachable(kind: Failure['kind']): ErrorRow['failure'] {
  return { kind, retry: 'no', scope: 'chat', certain: true }
}

/** Holds the connection until somebody has mended it. */
function fix(kind: Failure['kind']): ErrorRow['failure'] {
  return { kind, retry: 'after_fix', scope: 'connection', certain: true }
}

function later(kind: Failure['kind'], scope: Failure['scope']): ErrorRow['failure'] {
  return { kind, retry: 'later', scope, certain: true }
}
