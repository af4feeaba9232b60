#!/bin/sh
# The replica: copies the primary where there is nothing yet, then follows it. Runs as the user postgres.
set -eu
umask 077
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # A copy that was cut off is no beginning.
  rm -rf "$PGDATA.half"
  export PGPASSWORD="$REPLICATION_PASSWORD"
  pg_basebackup --dbname "host=$PRIMARY_HOST port=${PRIMARY_PORT:-5432} user=replication" --pgdata "$PGDATA.half" --slot replica --wal-method stream --checkpoint fast --write-recovery-conf
  mkdir -p "$(dirname "$PGDATA")"
  rm -rf "$PGDATA"
  mv "$PGDATA.half" "$PGDATA"
fi
exec postgres "$@"
