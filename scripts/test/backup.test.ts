/** Backup and restore as an operator runs them, against a server with the machine's own pg_dump. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

import { checkKey } from '@parley/core'
import t, { type Test } from 'tap'

import { bytes, fileOf, fill, key, type Site, siteOf, texts, withDatabase } from './backup-site.ts'
import { startServer } from './postgres-server.ts'

const server = await startServer()
const noServer = server ? false : 'no PostgreSQL programs on this machine'
const noAge = noServer || (runs('age-keygen') ? false : 'no age on this machine')
t.teardown(() => server?.stop())

function runs(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

let made = 0
async function serverSite(t: Test): Promise<Site> {
  const name = `chat_${process.pid}_${(made += 1)}`
  await server!.query('postgres', `create database ${name}`)
  return siteOf(t, { url: server!.urlOf(name), bin: server!.bin })
}

t.test('backup, wipe, restore gives everything back', { skip: noServer }, async (t) => {
  const site = await serverSite(t)
  await fill(site)
  const backup = await site.run('backup-db.sh')
  t.equal(backup.code, 0, backup.err)
  await withDatabase(site.config, (database) =>
    database.query('truncate connections, users, files cascade'),
  )
  rmSync(join(site.config.dataDir, 'files'), { recursive: true })

  const restore = await site.run('restore-db.sh', ['--yes', backup.out])
  t.equal(restore.code, 0, restore.err)
  t.same(
    await texts(site),
    [
      { text: 'hello\n\\.\nthere', status: 'received' },
      { text: 'on its way', status: 'unknown' },
    ],
    'what waited is held, since it may have been sent after the backup',
  )
  t.same(readFileSync(fileOf(site)), bytes)
  await withDatabase(site.config, async (database) => {
    await checkKey(database, { current: key })
    t.same(
      await database.query('select count(*)::int as open from sessions where revoked_at is null'),
      [{ open: 0 }],
    )
    t.same(
      await database.query('select count(*)::int as old from events'),
      [{ old: 0 }],
      'every old cursor reloads',
    )
  })
  const before = /database before it is "(\w+)"/.exec(restore.out)![1]!
  t.same(
    await server!.query(before, 'select count(*)::int as n from chats'),
    [{ n: 0 }],
    'the safety copy is the wiped one',
  )
})

t.test('a restore into a database with chats asks first', { skip: noServer }, async (t) => {
  const site = await serverSite(t)
  await fill(site)
  const { out } = await site.run('backup-db.sh')
  const restore = await site.run('restore-db.sh', [out])
  t.equal(restore.code, 64)
  t.match(restore.err, '--yes')
})

t.test('a drill proves the backup and leaves nothing behind', { skip: noServer }, async (t) => {
  const site = await serverSite(t)
  await fill(site)
  const { out } = await site.run('backup-db.sh')
  const drill = await site.run('restore-db.sh', ['--drill', out])
  t.equal(drill.code, 0, drill.err)
  t.match(drill.out, /2 messages[^]*secrets: 1 of 1[^]*files: 1 of 1[^]*drill is passed/)
  t.same(
    await server!.query(
      'postgres',
      `select count(*)::int as n from pg_database where datname like 'parley_trial%'`,
    ),
    [{ n: 0 }],
  )
  t.match(await texts(site), [{}, { status: 'queued' }], 'the live database is as it was')
})

t.test('a damaged backup fails loudly and touches nothing', { skip: noServer }, async (t) => {
  const site = await serverSite(t)
  await fill(site)
  const { out } = await site.run('backup-db.sh')
  const damages: Record<string, (file: string) => void> = {
    'cut short': (file) => truncateSync(file, readFileSync(file).length >> 1),
    empty: (file) => truncateSync(file, 0),
    'one bit changed': (file) => {
      const all = readFileSync(file)
      all[all.length >> 1]! ^= 1
      writeFileSync(file, all)
    },
    'not a backup': (file) => writeFileSync(file, randomBytes(50_000)),
  }
  for (const [what, damage] of Object.entries(damages)) {
    for (const withSum of [true, false]) {
      const file = join(site.backups, `damaged-${withSum}.tar`)
      cpSync(out, file)
      damage(file)
      rmSync(`${file}.sha256`, { force: true })
      if (withSum)
        writeFileSync(
          `${file}.sha256`,
          readFileSync(`${out}.sha256`, 'utf8').replace(/parley-\S+/, `damaged-${withSum}.tar`),
        )
      const restore = await site.run('restore-db.sh', ['--yes', file])
      t.equal(
        restore.code,
        65,
        `${what}, ${withSum ? 'with' : 'without'} its checksum: ${restore.err}`,
      )
    }
  }
  t.match(await texts(site), [{}, { status: 'queued' }])
})

t.test(
  'a backup that another key sealed is refused before anything changes',
  { skip: noServer },
  async (t) => {
    const site = await serverSite(t)
    await fill(site)
    const { out } = await site.run('backup-db.sh')
    const restore = await site.run('restore-db.sh', ['--yes', out], {
      ENCRYPTION_KEY: 'x'.repeat(16) + 'abcdefghijklmnop',
    })
    t.equal(restore.code, 65)
    t.match(restore.err, 'ENCRYPTION_KEY is not the key that sealed this backup')
    t.match(await texts(site), [{}, { status: 'queued' }])
  },
)

t.test(
  'a file that is missing from the backup is noticed by the drill',
  { skip: noServer },
  async (t) => {
    const site = await serverSite(t)
    await fill(site)
    rmSync(join(site.config.dataDir, 'files'), { recursive: true })
    const { out } = await site.run('backup-db.sh')
    const drill = await site.run('restore-db.sh', ['--drill', out])
    t.equal(drill.code, 65)
    t.match(drill.err, '1 files are missing or damaged')
  },
)

t.test(
  'an encrypted backup opens with its passphrase and with no other',
  { skip: noServer },
  async (t) => {
    const site = await serverSite(t)
    await fill(site)
    const [right, wrong] = ['right', 'wrong'].map((name) => {
      const file = join(site.config.dataDir, name)
      writeFileSync(file, randomBytes(24).toString('hex'))
      return file
    }) as [string, string]
    const backup = await site.run('backup-db.sh', [], { BACKUP_PASSPHRASE_FILE: right })
    t.equal(backup.code, 0, backup.err)
    t.match(backup.out, /\.tar\.enc$/)
    t.notOk(readFileSync(backup.out).includes('MANIFEST'))
    t.equal(
      (await site.run('restore-db.sh', ['--drill', backup.out], { BACKUP_PASSPHRASE_FILE: right }))
        .code,
      0,
    )
    const refused = await site.run('restore-db.sh', ['--yes', backup.out], {
      BACKUP_PASSPHRASE_FILE: wrong,
    })
    t.equal(refused.code, 65)
    t.equal(
      (await site.run('restore-db.sh', ['--yes', backup.out])).code,
      64,
      'without a passphrase it says what is needed',
    )
  },
)

t.test('a backup encrypted with age opens with the identity only', { skip: noAge }, async (t) => {
  const site = await serverSite(t)
  await fill(site)
  const identity = join(site.config.dataDir, 'identity')
  execFileSync('age-keygen', ['-o', identity], { stdio: 'ignore' })
  const [recipient] = /age1\w+/.exec(readFileSync(identity, 'utf8'))!
  const backup = await site.run('backup-db.sh', [], { BACKUP_AGE_RECIPIENT: recipient })
  t.match(backup.out, /\.tar\.age$/, backup.err)
  const drill = await site.run('restore-db.sh', ['--drill', backup.out], {
    BACKUP_AGE_IDENTITY: identity,
  })
  t.equal(drill.code, 0, drill.err)
  execFileSync('age-keygen', ['-o', `${identity}2`], { stdio: 'ignore' })
  const refused = await site.run('restore-db.sh', ['--yes', backup.out], {
    BACKUP_AGE_IDENTITY: `${identity}2`,
  })
  t.equal(refused.code, 65)
})

t.test('only the newest backups stay', { skip: noServer }, async (t) => {
  const site = await serverSite(t)
  await fill(site)
  mkdirSync(site.backups)
  for (const day of ['01', '02', '03']) {
    writeFileSync(join(site.backups, `parley-202601${day}T000000Z.tar`), 'x')
    writeFileSync(join(site.backups, `parley-202601${day}T000000Z.tar.sha256`), 'x')
  }
  const backup = await site.run('backup-db.sh', [], { BACKUP_KEEP: '2' })
  t.match(backup.err, 'WARNING: this backup has', 'a size so different is worth a look')
  const kept = readdirSync(site.backups).filter((name) => name.startsWith('parley-'))
  t.same(kept.length, 4)
  t.ok(kept.includes('parley-20260103T000000Z.tar'))
})

t.test('a backup that cannot be made says so by its exit code', { skip: noServer }, async (t) => {
  const site = await serverSite(t)
  t.equal((await site.run('backup-db.sh')).code, 65, 'a database that is not Parley’s')
  t.equal((await site.run('backup-db.sh', [], { DATABASE_URL: server!.urlOf('nowhere') })).code, 69)
  t.equal((await site.run('backup-db.sh', ['/proc/parley'])).code, 73)
  t.equal((await site.run('backup-db.sh', ['--what'])).code, 64)
  t.same(
    readdirSync(site.backups).filter((name) => name !== '.lock'),
    [],
    'and leaves no half of one',
  )
})
