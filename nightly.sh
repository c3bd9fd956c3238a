#!/bin/sh
# The night's work: crawl, render, build the features. Stops at the first stage that fails and ends with its exit status.
# usage: ./nightly.sh [FLAG...]     the flags go to `python -m ingest`, for example --max-shrink 30
# settings: ICONLENS_SOURCE (a TOML file or the name of a ready-made source), ICONLENS_DATA (the data folder)
set -eu
cd "$(dirname "$0")"

python=python3
[ ! -x .venv/bin/python ] || python=.venv/bin/python

log() { echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) nightly: $*"; }

# A stage runs beside the shell, so that a SIGTERM to this script reaches it at once and it can end cleanly.
stage() {
    log "$1"
    "$python" -m "$@" &
    running=$!
    status=0
    wait "$running" || status=$?
    [ "$status" = 0 ] || { log "$1 failed with exit status $status; the stages after it were not run"; exit "$status"; }
}
running=
trap 'log stopped; if [ -n "$running" ]; then kill -TERM "$running" 2>/dev/null && wait "$running" || true; fi; exit 143' TERM INT

stage ingest "$@"
stage render
stage features
log "all stages done"
