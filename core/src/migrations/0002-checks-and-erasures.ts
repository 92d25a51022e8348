import { Migration } from '@mikro-orm/migrations'

/** When a connection is looked at next, and what became of the erasures that a platform asked for. */
export class ChecksAndErasures extends Migration {
  override up(): void {
    this.addSql(`alter table connections add column check_at timestamptz not null default now()`)
    this.addSql(`
      create table erasures (
        code text primary key,
        chats integer not null,
        at timestamptz not null default now()
      )`)
  }
}
