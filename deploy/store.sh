#!/bin/sh
# Serves papers by S3. Here a bucket is a folder, and nobody else makes it.
set -eu
served=${MIZAN_SERVED:-/served}
umask 077
mkdir -p "$served/${MIZAN_BUCKET:?}"
exec rclone serve s3 --addr "${MIZAN_STORE_LISTEN:-:8080}" \
    --auth-key "${MIZAN_S3_KEY:?},${MIZAN_S3_SECRET:?}" "$served"
