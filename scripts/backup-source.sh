# Sourced by backup-db.sh and restore-db.sh: where the database and the files are, and how to run a program next to them.
# shellcheck shell=bash
#
# BACKUP_SOURCE = compose   the stack of docker-compose.yml (its services postgres and backend)
#                 url       the server of DATABASE_URL, with this machine's pg_dump and psql; files in DATA_DIR
#                 embedded  the database in DATA_DIR
# Without it: url when the environment holds DATABASE_URL, compose when that stack's postgres runs, else embedded.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
PATH=$root/node_modules/.bin:$PATH

say() { printf '%s\n' "$*" >&2; }
# Exit codes as in sysexits.h, so that cron's mail has a number to go by.
fail() {
  say "FAILED: $2"
  case $1 in
    usage) exit 64 ;;
    damaged) exit 65 ;;
    unavailable) exit 69 ;;
    unwritable) exit 73 ;;
    busy) exit 75 ;;
  esac
}

# A setting from the environment, or from .env, which is read and never run.
setting() {
  if [ -n "${!1:-}" ]; then printf '%s' "${!1}"; return; fi
  local value=
  [ ! -r "$root/.env" ] || value=$(sed -n "s/^$1=//p" "$root/.env" | tail -n 1)
  printf '%s' "${value:-${2:-}}"
}

compose() {
  if command -v docker-compose >/dev/null; then
    (cd "$root" && docker-compose "$@")
  else
    (cd "$root" && docker compose "$@")
  fi
}

find_source() {
  source_kind=${BACKUP_SOURCE:-}
  if [ -z "$source_kind" ]; then
    if [ -n "${DATABASE_URL:-}" ]; then source_kind=url
    elif [ -n "$(compose ps -q postgres 2>/dev/null)" ]; then source_kind=compose
    elif [ -n "$(setting DATABASE_URL)" ]; then fail unavailable "the stack's postgres does not run: docker-compose up -d postgres"
    else source_kind=embedded; fi
  fi
  data_dir=$(setting DATA_DIR "$root/data")
  case $source_kind in
    compose)
      # shellcheck disable=SC2034
      database=$(setting POSTGRES_DB chat_management)
      database_user=$(setting POSTGRES_USER chat_user) ;;
    url) read_url "$(setting DATABASE_URL)" ;;
    embedded) ;;
    *) fail usage "BACKUP_SOURCE is compose, url or embedded" ;;
  esac
}

# Into the variables that PostgreSQL's programs read, so that no password is in a list of processes.
read_url() {
  local pattern='^postgres(ql)?://(([^:@/]*)(:([^@/]*))?@)?(\[[^]]+\]|[^:/?]*)(:([0-9]+))?/([^?]+)(\?(.*))?$'
  [[ $1 =~ $pattern ]] || fail usage "DATABASE_URL is not postgres://user:password@host:port/name"
  local user=${BASH_REMATCH[3]} password=${BASH_REMATCH[5]} host=${BASH_REMATCH[6]} port=${BASH_REMATCH[8]} name=${BASH_REMATCH[9]} options=${BASH_REMATCH[11]}
  decode() { printf '%b' "${1//%/\\x}"; }
  host=$(decode "$host")
  # shellcheck disable=SC2034
  database=$(decode "$name") database_user=$(decode "$user")
  export PGUSER=$database_user PGHOST=${host:-localhost} PGPORT=${port:-5432}
  PGPASSWORD=$(decode "$password")
  export PGPASSWORD
  case "&$options&" in *'&sslmode='*) options=${options#*sslmode=}; export PGSSLMODE=${options%%&*} ;; esac
  case "&$options&" in *'&host='*) options=${options#*host=}; PGHOST=$(decode "${options%%&*}"); export PGHOST ;; esac
}

# on_database PROGRAM DATABASE ARGS...
on_database() {
  local program=$1 name=$2; shift 2
  case $source_kind in
    compose) compose exec -T postgres "$program" -U "$database_user" -d "$name" "$@" ;;
    *) command "$program" -d "$name" "$@" ;;
  esac
}
sql() { on_database psql "$1" -XqAt -v ON_ERROR_STOP=1 -c "$2" </dev/null; }

# A program of the application beside the data: the image's, or this checkout's.
on_app() {
  case $source_kind in
    compose) compose run --rm --no-deps -T backend "$@" ;;
    *) (cd "$root" && DATA_DIR=$data_dir "$@") ;;
  esac
}
