#!/usr/bin/env bash
# One file that gives everything back: the database and the files that people sent.
#   scripts/backup-db.sh [FOLDER]     FOLDER is BACKUP_DIR, or ./backups
# BACKUP_KEEP=14                      how many stay
# BACKUP_AGE_RECIPIENT=age1...        encrypts with age: this machine can then write backups but not read them
# BACKUP_PASSPHRASE_FILE=...          encrypts with openssl instead
# Ends with 0, or 64 wrong call, 65 the backup did not pass its check, 69 no database, 73 cannot write, 75 another one runs.
# The key of the sealed secrets is not in it: keep .env (or DATA_DIR/secrets.json) at another place.
set -euo pipefail
# shellcheck source=scripts/backup-source.sh
. "$(dirname "$0")/backup-source.sh"
umask 077

case ${1:-} in
  -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
  -*) fail usage "unknown option $1" ;;
esac
folder=${1:-$(setting BACKUP_DIR "$root/backups")}
keep=$(setting BACKUP_KEEP 14)
recipient=$(setting BACKUP_AGE_RECIPIENT)
passphrase_file=$(setting BACKUP_PASSPHRASE_FILE)
[[ $keep =~ ^[1-9][0-9]*$ ]] || fail usage "BACKUP_KEEP is a number, 1 or more"
find_source

mkdir -p "$folder" 2>/dev/null || fail unwritable "cannot make $folder"
[ -w "$folder" ] || fail unwritable "cannot write to $folder"
exec 9>"$folder/.lock"
flock -n 9 || fail busy "another backup writes to $folder"
stage=$(mktemp -d "$folder/.making-XXXXXX")
trap 'rm -rf "$stage"' EXIT
name=parley-$(date -u +%Y%m%dT%H%M%SZ).tar

main() {
  mkdir "$stage/in"
  case $source_kind in
    embedded) save_embedded ;;
    *) save_database ;;
  esac
  save_files
  (cd "$stage/in" && sha256sum -- * >SHA256SUMS)
  write_archive
  check_archive
  compare_size
  mv "$stage/$name" "$stage/$name.sha256" "$folder"
  note_time
  rotate
  echo "$folder/$name"
}

save_database() {
  sql "$database" 'select 1' >/dev/null || fail unavailable "the database does not answer"
  on_database pg_dump "$database" --format=custom --no-owner --no-privileges >"$stage/in/database.dump" </dev/null ||
    fail unavailable "pg_dump did not finish"
  local server
  server=$(sql "$database" 'show server_version_num')
  printf '%s\n' "parley-backup 1" "made $(date -u +%Y-%m-%dT%H:%M:%SZ)" "kind dump" "server $server" >"$stage/in/MANIFEST"
  # Counted in what was written, not in the database: this is the check that all of it can be read again.
  count_rows <"$stage/in/database.dump" >>"$stage/in/MANIFEST" || fail damaged "the dump cannot be read again"
  grep -q '^rows migrations ' "$stage/in/MANIFEST" || fail damaged "the dump holds no migrations table: is this Parley's database?"
}

count_rows() {
  case $source_kind in
    compose) compose exec -T postgres pg_restore --data-only -f - ;;
    *) pg_restore --data-only -f - ;;
  esac | awk '
    /^COPY [^ ]+ \(/ && !table { table = $2; sub(/^public\./, "", table); gsub(/"/, "", table); rows = 0; next }
    table && $0 == "\\." { print "rows", table, rows; table = ""; next }
    table { rows++ }'
}

# The embedded server's packages hold no pg_dump: the machine's, where it is as new as the server, else a physical copy.
save_embedded() {
  [ -e "$data_dir/postgres/PG_VERSION" ] || fail unavailable "no database in $data_dir"
  local dumper socket
  dumper=$(pg_dump --version 2>/dev/null | grep -oE '[0-9]+' | head -n 1 || true)
  socket=$(on_app node scripts/cluster.ts socket) || fail unavailable "the embedded database could not be looked for"
  if [ -n "$socket" ] && [ "${dumper:-0}" -ge "$(cat "$data_dir/postgres/PG_VERSION")" ]; then
    database=parley
    export PGHOST=$socket PGUSER=parley
    save_database
  else
    on_app node scripts/cluster.ts copy "$stage/in" || fail unavailable "the embedded database could not be copied"
  fi
}

# Files never change and only old ones go, so those that the dump names are there when it is finished.
save_files() {
  if [ -n "$(setting STORAGE_URL)" ]; then
    echo "files s3" >>"$stage/in/MANIFEST"
    return
  fi
  case $source_kind in
    compose) on_app sh -c "cd /data && mkdir -p files && tar -cf - files" ;;
    *) mkdir -p "$data_dir/files" && tar -C "$data_dir" -cf - files ;;
  esac >"$stage/in/files.tar" </dev/null || fail unavailable "the files could not be read"
  echo "files $(tar -tf "$stage/in/files.tar" | grep -vc '/$' || true)" >>"$stage/in/MANIFEST"
}

write_archive() {
  local pack=(tar -C "$stage/in" -cf -)
  if [ -n "$recipient" ]; then
    name=$name.age
    "${pack[@]}" . | age --encrypt --recipient "$recipient" >"$stage/$name"
  elif [ -n "$passphrase_file" ]; then
    [ -s "$passphrase_file" ] || fail usage "BACKUP_PASSPHRASE_FILE is empty or not there"
    name=$name.enc
    "${pack[@]}" . | openssl enc -aes-256-ctr -pbkdf2 -iter 600000 -salt -pass "file:$passphrase_file" >"$stage/$name"
  else
    "${pack[@]}" . >"$stage/$name"
  fi || fail unwritable "the archive could not be written"
  sync "$stage/$name"
  (cd "$stage" && sha256sum -- "$name" >"$name.sha256")
}

# Read back from the disk. What only the holder of the age key can open is checked by the drill.
check_archive() {
  (cd "$stage" && sha256sum --check --quiet "$name.sha256") || fail damaged "the archive changed while it was written"
  [ "${name%.age}" = "$name" ] || return 0
  case $name in
    *.enc) openssl enc -d -aes-256-ctr -pbkdf2 -iter 600000 -pass "file:$passphrase_file" -in "$stage/$name" ;;
    *) cat "$stage/$name" ;;
  esac | tar -df - -C "$stage/in" || fail damaged "the archive does not hold what was put into it"
}

compare_size() {
  local before now
  before=$(find "$folder" -maxdepth 1 -name 'parley-*.tar*' ! -name '*.sha256' -printf '%f %s\n' | sort | tail -n 1 | cut -d' ' -f2)
  now=$(stat -c %s "$stage/$name")
  [ -n "$before" ] || return 0
  if [ $((now * 2)) -lt "$before" ] || [ "$now" -gt $((before * 2)) ]; then
    say "WARNING: this backup has $now bytes, the one before had $before"
  fi
}

# The age of the newest backup is a metric, and it is read from the database.
note_time() {
  [ -e "$stage/in/database.dump" ] || return 0
  sql "$database" "insert into facts (name, value) values ('backup_at', '$(date -u +%Y-%m-%dT%H:%M:%SZ)')
    on conflict (name) do update set value = excluded.value" || say "WARNING: the time of this backup could not be noted"
}

rotate() {
  find "$folder" -maxdepth 1 -name 'parley-*.tar*' ! -name '*.sha256' -printf '%f\n' | sort -r | tail -n +$((keep + 1)) |
    while IFS= read -r old; do rm -f -- "$folder/$old" "$folder/$old.sha256"; done
}

main
