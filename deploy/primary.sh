#!/bin/sh
# Makes the database once, before anything waits for the replica; then starts with the office's files.
set -eu
docker-ensure-initdb.sh
exec docker-entrypoint.sh postgres -c config_file=/etc/mizan/primary.conf -c hba_file=/etc/mizan/pg_hba.conf \
    -c data_directory="$PGDATA"
