#!/bin/sh
# The bare steps from a pushed commit to the new version, dependencies unchanged: fetch, check out, restart.
# usage: redeploy.sh DIRECTORY PID; PID is the running version, PORT says where the app listens.
set -eu
directory=$1 pid=$2
cd "$directory"
git fetch --quiet origin main
git checkout --quiet --detach FETCH_HEAD
kill "$pid"
while kill -0 "$pid" 2>/dev/null; do sleep 0.005; done
exec node index.js
