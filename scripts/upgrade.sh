#!/usr/bin/env bash
# Brings the running stack to the version of this checkout without stopping it, or back:
#   scripts/upgrade.sh                     check, back up, build, migrate, replace one backend after the other, verify
#   scripts/upgrade.sh --rollback [--yes]  the image before the last upgrade, and its data where that upgrade migrated
# Ends with 0, or with the number of what went wrong as in backup-db.sh; until the migration nothing has changed then.
set -euo pipefail
# shellcheck source=scripts/backup-source.sh
. "$(dirname "$0")/backup-source.sh"
umask 077

image=parley:$(setting PARLEY_VERSION latest)
record=$(setting BACKUP_DIR "$root/backups")/last-upgrade
step() { say "==> $*"; }

upgrade() {
  check_stack
  step "build"
  docker tag "$image" parley:before
  compose build backend >&2 || undo unavailable "the image does not build"
  step "settings and schema, asked by the new version"
  local pending
  pending=$(compose --profile migration run --rm -T migrator node scripts/migrate.ts --pending --json) ||
    undo usage "the new version does not accept .env or the database; see the lines above and .env.example"
  pending=$(grep -o '"pending":\[[^]]*\]' <<<"$pending" | grep -o '\[.*\]')
  say "pending: $pending"
  step "backup"
  local backup
  backup=$(BACKUP_SOURCE=compose "$root/scripts/backup-db.sh") || undo unavailable "no backup, no upgrade"
  printf '%s\n' "backup $backup" "pending $pending" "made $(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$record"
  step "migrate, while the old version serves"
  compose --profile migration run --rm -T migrator >&2 || undo unavailable "the migration failed, and left the schema as it was"
  replace_backends
  refresh frontend
  refresh nginx
  verify
  say "upgraded; back with: scripts/upgrade.sh --rollback"
}

check_stack() {
  step "check"
  [ -n "$(compose ps -q postgres)" ] || fail unavailable "the stack does not run: this is a first start, see docs/operate.md"
  curl -fsS "$(local_url)/readyz" >/dev/null || fail unavailable "the running version is not well: mend it first"
  docker image inspect "$image" >/dev/null || fail unavailable "there is no image $image"
  local needed free
  needed=$(compose exec -T postgres psql -XqAt -U "$(setting POSTGRES_USER chat_user)" -d "$(setting POSTGRES_DB chat_management)" -c "select pg_database_size(current_database()) / 1024 * 2 + 2000000")
  free=$(df -Pk "$root" | awk 'NR == 2 { print $4 }')
  [ "$free" -gt "$needed" ] || fail unwritable "a backup and an image need $((needed / 1024)) MB here, $((free / 1024)) MB are free"
}

# Before the first change: the tag goes back, and the containers never left the old image.
undo() {
  docker tag parley:before "$image"
  fail "$1" "$2; the old version goes on"
}

local_url() { printf 'http://127.0.0.1:%s' "$(setting BACKEND_PORT 3001)"; }

# New ones beside the old ones, and the old ones away when the new ones are ready: somebody answers all the time.
replace_backends() {
  step "replace the backends"
  local old count
  old=$(compose ps -q backend)
  count=$(wc -w <<<"$old")
  compose up -d --no-deps --no-recreate --scale "backend=$((count * 2))" backend >&2
  local new
  new=$(compose ps -q backend | grep -vxF "$old")
  for id in $new; do
    await_health "$id" || fail unavailable "a new backend does not become ready: docker logs $id; back with --rollback"
  done
  for id in $old; do
    docker stop -t 30 "$id" >/dev/null
    docker rm "$id" >/dev/null
  done
}

await_health() {
  for _ in $(seq 60); do
    case $(docker inspect -f '{{.State.Health.Status}}' "$1") in healthy) return 0 ;; esac
    sleep 2
  done
  return 1
}

refresh() {
  [ -n "$(compose --profile production ps -q "$1")" ] || return 0
  step "replace $1"
  compose --profile production up -d --no-deps "$1" >&2
  [ "$1" != nginx ] || compose --profile production kill -s HUP nginx >/dev/null 2>&1
}

verify() {
  step "verify"
  curl -fsS --retry 10 --retry-connrefused --retry-delay 1 "$(local_url)/health" >&2 || fail unavailable "the new version does not answer"
  say ""
}

rollback() {
  [ -r "$record" ] || fail usage "no upgrade is on record in $record"
  docker image inspect parley:before >/dev/null 2>&1 || fail unavailable "the image before the upgrade is gone"
  local backup pending
  backup=$(sed -n 's/^backup //p' "$record")
  pending=$(sed -n 's/^pending //p' "$record")
  if [ "$pending" != '[]' ] && [ "${1:-}" != --yes ]; then
    fail usage "that upgrade migrated: going back restores $backup, and what came after it is lost; add --yes"
  fi
  step "the image before the upgrade"
  docker tag parley:before "$image"
  if [ "$pending" = '[]' ]; then
    replace_backends
  else
    # gone, not only stopped: what is restored must not meet the newer code again
    compose rm -sf backend >/dev/null 2>&1
    BACKUP_SOURCE=compose "$root/scripts/restore-db.sh" --yes "$backup"
    compose up -d --no-deps --force-recreate backend >&2
  fi
  refresh frontend
  verify
}

case ${1:-} in
  '') upgrade ;;
  --rollback) rollback "${2:-}" ;;
  -h | --help) sed -n '2,5s/^# \{0,1\}//p' "$0" ;;
  *) fail usage "unknown option $1" ;;
esac
