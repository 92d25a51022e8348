#!/usr/bin/env bash
# Gives back what scripts/backup-db.sh saved, or proves that it could:
#   scripts/restore-db.sh [--yes] FILE      into the stack, DATABASE_URL or DATA_DIR (see backup-source.sh)
#   scripts/restore-db.sh --drill FILE      into a database made for the trial and dropped after it; nothing else is touched
# The backup is restored beside the live database and proven there: every row counted, every secret opened, every file hashed.
# Only then the two change places. The old database stays, under the name that is printed, until you drop it.
# BACKUP_AGE_IDENTITY=FILE or BACKUP_PASSPHRASE_FILE=FILE opens an encrypted backup.
# Ends with 0, or 64 wrong call, 65 the backup is damaged or does not fit, 69 no database, 73 cannot write, 75 Parley is running.
set -euo pipefail
# shellcheck source=scripts/backup-source.sh
. "$(dirname "$0")/backup-source.sh"
umask 077

is_drill='' is_sure='' file=''
for argument; do
  case $argument in
    -h | --help) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 0 ;;
    --drill) is_drill=yes ;;
    --yes) is_sure=yes ;;
    -*) fail usage "unknown option $argument" ;;
    *) [ -z "$file" ] || fail usage "one FILE only"; file=$argument ;;
  esac
done
[ -n "$file" ] || fail usage "which FILE?"
[ -s "$file" ] || fail damaged "$file is empty or not there"
find_source
stamp=$(date -u +%Y%m%dt%H%M%Sz)
trial=parley_trial_$stamp
if [ "$source_kind" = embedded ]; then
  mkdir -p "$data_dir"
  stage=$(mktemp -d "$data_dir/.restoring-XXXXXX")
else
  stage=$(mktemp -d)
fi
trap clean_up EXIT

main() {
  open_archive
  case $source_kind in
    embedded) prove_embedded ;;
    *) prove_database ;;
  esac
  if [ -n "$is_drill" ]; then
    echo "the drill is passed: $(basename "$file") of $(manifest made) can be restored"
    return
  fi
  confirm
  restore_files
  case $source_kind in
    embedded) swap_folder ;;
    *) swap_database ;;
  esac
}

clean_up() {
  case $source_kind in
    embedded) ;;
    *) sql postgres "drop database if exists $trial with (force)" >/dev/null 2>&1 || true ;;
  esac
  rm -rf "$stage"
}

manifest() { sed -n "s/^$1 //p" "$stage/MANIFEST" | head -n 1; }

# Anything wrong with the file is found here, before a database hears of it.
open_archive() {
  if [ -e "$file.sha256" ]; then
    (cd "$(dirname "$file")" && sha256sum --check --quiet "$(basename "$file").sha256") >&2 ||
      fail damaged "$file is not the file that was written: its checksum differs"
  else
    say "WARNING: no $file.sha256; the checksums inside are what is checked"
  fi
  find_key
  "${opener[@]}" <"$file" | tar -C "$stage" -xf - 2>/dev/null || fail damaged "$file does not open: damaged, cut short, or another key"
  [ "$(head -n 1 "$stage/MANIFEST" 2>/dev/null)" = 'parley-backup 1' ] || fail damaged "$file is not a backup of Parley"
  (cd "$stage" && sha256sum --check --quiet SHA256SUMS) >&2 || fail damaged "a part of $file is damaged"
  if [ -e "$stage/files.tar" ]; then
    mkdir "$stage/unpacked"
    tar -C "$stage/unpacked" -xf "$stage/files.tar" || fail damaged "the files do not unpack"
    (cd "$stage/unpacked" && find . -type f -exec sha256sum {} +) | sed 's/^\([0-9a-f]*\) .*/file \1/' >>"$stage/MANIFEST"
  fi
}

# What opens it is looked for first: a key that is not set is another fault than one that does not fit.
find_key() {
  opener=(cat)
  local key
  case $(head -c 21 "$file" | tr -d '\0') in
    age-encryption.org/v1)
      key=$(setting BACKUP_AGE_IDENTITY)
      [ -s "$key" ] || fail usage "$file is encrypted with age: set BACKUP_AGE_IDENTITY"
      opener=(age --decrypt --identity "$key") ;;
    Salted__*)
      key=$(setting BACKUP_PASSPHRASE_FILE)
      [ -s "$key" ] || fail usage "$file is encrypted with a passphrase: set BACKUP_PASSPHRASE_FILE"
      opener=(openssl enc -d -aes-256-ctr -pbkdf2 -iter 600000 -pass "file:$key") ;;
  esac
}

verify=(node scripts/verify-restore.ts)
[ -n "$is_drill" ] || verify+=(--settle)

prove_database() {
  [ "$(manifest kind)" = dump ] || fail damaged "this is a copy of an embedded database: restore it with BACKUP_SOURCE=embedded, then npm run cli -- export"
  local server
  server=$(sql postgres 'show server_version_num') || fail unavailable "the database does not answer"
  [ $((server / 10000)) -ge $(($(manifest server) / 10000)) ] ||
    fail damaged "the backup is of PostgreSQL $(($(manifest server) / 10000)), this server is older: $((server / 10000))"
  sql postgres "create database $trial template template0 encoding 'UTF8'" >/dev/null ||
    fail unavailable "no database can be made beside the live one: the role needs CREATEDB"
  on_database pg_restore "$trial" --no-owner --no-privileges --exit-on-error --single-transaction <"$stage/database.dump" ||
    fail damaged "pg_restore did not finish"
  on_app "${verify[@]}" --database "$trial" <"$stage/MANIFEST" || fail damaged "the restored database is not what was saved; nothing was changed"
}

# In a data folder of its own, beside the live one.
prove_embedded() {
  mkdir -m 700 "$stage/data" "$stage/data/postgres"
  local load=()
  if [ "$(manifest kind)" = cluster ]; then
    tar -C "$stage/data/postgres" -xpf "$stage/cluster.tar" || fail damaged "the cluster does not unpack"
  else
    rmdir "$stage/data/postgres"
    load=(--load "$stage/database.dump")
  fi
  [ ! -e "$data_dir/secrets.json" ] || cp "$data_dir/secrets.json" "$stage/data"
  (cd "$root" && DATABASE_URL='' DATA_DIR=$stage/data "${verify[@]}" "${load[@]}" <"$stage/MANIFEST") ||
    fail damaged "the restored database is not what was saved; nothing was changed"
}

confirm() {
  local chats=0
  case $source_kind in
    embedded)
      local owner
      owner=$(grep -oE '"pid":[0-9]+' "$data_dir/lock" 2>/dev/null | grep -oE '[0-9]+' || true)
      if [ -n "$owner" ] && kill -0 "$owner" 2>/dev/null; then fail busy "stop Parley first (process $owner)"; fi
      [ ! -e "$data_dir/postgres/PG_VERSION" ] || chats=some ;;
    *)
      has_live=$(sql postgres "select count(*) from pg_database where datname = '$database'")
      if [ "$has_live" = 1 ] && [ -n "$(sql "$database" "select to_regclass('public.chats')")" ]; then
        chats=$(sql "$database" 'select count(*) from public.chats')
      fi
      if [ "$source_kind" = url ] && [ "$(sql postgres "select count(*) from pg_stat_activity where datname = '$database' and application_name = 'parley'")" != 0 ]; then
        fail busy "Parley is connected to $database: stop every process of it first"
      fi ;;
  esac
  [ "$chats" != 0 ] && [ -z "$is_sure" ] || return 0
  [ -t 0 ] || fail usage "there is a database with $chats chats: add --yes to put this backup in its place"
  read -r -p "Put the backup of $(manifest made) in the place of a database with $chats chats? [y/N] " answer
  [ "$answer" = y ] || fail usage "nothing was changed"
}

# A file is named by its contents, so one that is there already is the same.
restore_files() {
  [ -e "$stage/files.tar" ] || { say "the files are in S3 and stay there"; return; }
  case $source_kind in
    compose) on_app tar -C /data -xf - <"$stage/files.tar" ;;
    *) tar -C "$data_dir" -xf "$stage/files.tar" ;;
  esac || fail unwritable "the files could not be written"
}

swap_database() {
  local running='' before=${database}_before_$stamp
  if [ "$source_kind" = compose ]; then
    running=$(compose ps -q backend)
    [ -z "$running" ] || compose stop backend >/dev/null 2>&1
  fi
  if [ "$has_live" = 1 ]; then
    sql postgres "alter database \"$database\" with allow_connections false" >/dev/null
    sql postgres "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = '$database'" >/dev/null
    sql postgres "alter database \"$database\" rename to \"$before\"" >/dev/null
  fi
  if ! sql postgres "alter database $trial rename to \"$database\"" >/dev/null; then
    [ "$has_live" != 1 ] || sql postgres "alter database \"$before\" rename to \"$database\"" >/dev/null
    fail unavailable "the databases could not change places; nothing was changed"
  fi
  [ "$has_live" != 1 ] || sql postgres "alter database \"$before\" with allow_connections true" >/dev/null
  if [ "$source_kind" = compose ]; then
    compose --profile migration run --rm migrator >&2
    [ -z "$running" ] || compose start backend >/dev/null 2>&1
  fi
  echo "restored: $(basename "$file") of $(manifest made)"
  [ "$has_live" != 1 ] || echo "the database before it is \"$before\"; drop it when it is no longer wanted"
}

swap_folder() {
  if [ -e "$data_dir/postgres" ]; then
    mv "$data_dir/postgres" "$data_dir/postgres.before-$stamp"
    echo "the database before it is $data_dir/postgres.before-$stamp; remove it when it is no longer wanted"
  fi
  mv "$stage/data/postgres" "$data_dir/postgres"
  echo "restored: $(basename "$file") of $(manifest made)"
}

main
