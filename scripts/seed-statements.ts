/** The statements behind `npm run seed`, each for all chats at once; a chat is known by its identity, `seed-` and its number. */
export const lastSeeded = `select max(substring(identity from '^seed-(\\d+)$')::int) as n from chats`

/** Every tenth is closed, every fifth is somebody's; one in twenty is urgent. */
export const createChats = `
  with names (first, last) as (select
    array['Ana', 'Kofi', 'Mia', 'Jonas', 'Leïla', 'Wei', 'Tomás', 'Aisha', 'Noor', 'Emma', 'Luca', '花子'],
    array['Lima', 'Brandt', 'Sundqvist', 'Okafor', 'Haddad', 'Chen', 'García', 'Rossi', 'Novák', 'Smith', 'Kaya']),
  people as (
    insert into contacts (name, profile_at)
    select first[1 + n % 12] || ' ' || last[1 + n / 12 % 11] || ' ' || n, now()
    from names, generate_series($2::int + 1, $2::int + $3::int) n
    returning id, substring(name from '\\d+$')::int as n),
  made as (
    insert into chats (connection_id, contact_id, identity, status, assignee_id, priority, labels, created_at)
    select $1, id, 'seed-' || n, case when n % 10 = 9 then 'closed' else 'open' end,
      case when n % 5 = 0 then (select min(u.id) from users u) end,
      case when n % 20 = 0 then 'urgent' end, '{}', now() - interval '90 days'
    from people returning id, contact_id, identity)
  insert into identities (connection_id, external_id, contact_id, chat_id)
  select $1, identity, contact_id, id from made`

const phrases = `array['Is this still in stock?', 'Thank you, that helps.', 'When will my parcel arrive?',
  'I would like to change the address of my order, please: it should go to my office and not to my home.',
  'Where can I find the receipt?', 'Great, see you on Saturday!', 'The colour is not the one in the picture.', 'Yes']`

const insertMessages = `
  insert into messages (chat_id, connection_id, external_id, direction, kind, text, author_type, author_name, status, sent_at, created_at)`

/** One to four messages in turn, the newest of each chat a little older than that of the chat before. */
export const createMessages = `${insertMessages}
  select c.id, c.connection_id, c.identity || '-' || k, case when k % 2 = 1 then 'in' else 'out' end, 'text',
    (${phrases})[1 + (c.n + k * 3) % 8], case when k % 2 = 1 then 'contact' else 'external' end, case when k % 2 = 1 then p.name end,
    case when k % 2 = 1 then 'received' else 'read' end, at, at
  from (select *, substring(identity from '^seed-(\\d+)$')::int as n from chats) c
  join contacts p on p.id = c.contact_id, generate_series(1, 1 + c.n % 4) k,
  lateral (select now() - c.n * interval '1 minute' - (1 + c.n % 4 - k) * interval '7 minutes') as times (at)
  where c.n > $1::int and c.n <= $1::int + $2::int`

/** Half a minute apart, ending now, of very different lengths. */
export const createHistory = `
  with chat as (select c.id, c.connection_id, c.identity, p.name from chats c join contacts p on p.id = c.contact_id
    where identity = 'seed-' || $1::int),
  made as (${insertMessages}
    select c.id, c.connection_id, c.identity || '-' || k, case when k % 3 = 0 then 'out' else 'in' end, 'text',
      k || ': ' || (${phrases})[1 + k % 8] || repeat(' And one more thing about it.', k * 7919 % 13),
      case when k % 3 = 0 then 'external' else 'contact' end, case when k % 3 > 0 then c.name end,
      case when k % 3 = 0 then 'read' else 'received' end, at, at
    from chat c, generate_series(1, $2::int) k,
    lateral (select now() - ($2::int - k) * interval '30 seconds') as times (at))
  select id::text from chat`

/** What ingest keeps with a chat: its last words, and how much of it is unread. */
export const settleChats = `
  update chats c set last_message_id = last.id, last_message_at = last.sent_at, inbound_count = asked.count,
    last_in_at = asked.at, last_in_id = asked.external_id, last_received_at = asked.at,
    waiting_since = case when last.direction = 'in' then last.sent_at end
  from chats s,
  lateral (select m.id, m.sent_at, m.direction from messages m where m.chat_id = s.id order by m.sent_at desc, m.id desc limit 1) last,
  lateral (select count(*), max(m.sent_at) as at, (array_agg(m.external_id order by m.sent_at desc))[1] as external_id
    from messages m where m.chat_id = s.id and m.direction = 'in') asked
  where c.id = s.id and substring(s.identity from '^seed-(\\d+)$')::int > $1::int`

export const removeMessages = `
  delete from messages where id in (
    select m.id from chats c join messages m on m.chat_id = c.id where c.identity ~ '^seed-\\d+$' limit 5000)
  returning id`

export const removeChats = `
  delete from chats where identity ~ '^seed-\\d+$' returning contact_id::text as contact`
