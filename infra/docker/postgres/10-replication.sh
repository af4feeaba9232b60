#!/bin/sh
# Run once by PostgreSQL's image, when it makes the primary: a role for the replica, who may come from the data network alone.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$REPLICATION_PASSWORD" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
create role replication login replication password :'password';
select pg_create_physical_replication_slot('replica');
SQL
echo 'host replication replication samenet scram-sha-256' >>"$PGDATA/pg_hba.conf"
