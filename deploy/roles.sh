#!/bin/sh
# Run once by the image when it has made the database: the desk's role and the replica's.
set -eu
psql -v ON_ERROR_STOP=1 -v desk="$MIZAN_DESK_PASSWORD" -v copy="$MIZAN_REPLICATION_PASSWORD" \
    --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE mizan_desk LOGIN PASSWORD :'desk';
CREATE ROLE mizan_replicator LOGIN REPLICATION PASSWORD :'copy';
SQL
