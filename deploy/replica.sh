#!/bin/sh
# Makes the copy once, then follows the primary; a promoted one is only started.
set -eu
data=/var/lib/postgresql/data
[ -s "$data/PG_VERSION" ] || pg_basebackup -R -X stream -c fast -D "$data" \
    -d "host=primary user=mizan_replicator application_name=mizan_replica"
exec postgres -D "$data" -c config_file=/etc/mizan/replica.conf -c hba_file=/etc/mizan/pg_hba.conf -c data_directory="$data"
