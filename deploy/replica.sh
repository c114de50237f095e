#!/bin/sh
# Makes the copy once, then follows the primary; a promoted one is only started. Run as the user whose files
# they are to be: in the container `postgres`. The copy lies in a folder that pg_basebackup makes, for the
# volume's own is open to all, and the server refuses such a one; it gets its name when it is whole.
set -eu
umask 077
data=${PGDATA:-/var/lib/postgresql/data}/copy
settings=${MIZAN_SETTINGS:-/etc/mizan}
if [ ! -d "$data" ]; then
    rm -rf "$data.unfinished"
    pg_basebackup -R -X stream -c fast -D "$data.unfinished" \
        -d "host=${MIZAN_PRIMARY_HOST:-primary} port=${MIZAN_PRIMARY_PORT:-5432} user=mizan_replicator application_name=mizan_replica"
    mv "$data.unfinished" "$data"
fi
exec postgres -D "$data" -c config_file="$settings/replica.conf" -c hba_file="$settings/pg_hba.conf" -c data_directory="$data"
