#!/bin/sh
# The bare steps from a repository to a running Express app, as someone types them on a machine of their own.
# usage: first-deploy.sh REPOSITORY DIRECTORY [npm install options …]; PORT says where the app listens.
set -eu
repository=$1 directory=$2
shift 2
git clone --quiet "$repository" "$directory"
cd "$directory"
npm install "$@" >/dev/null
exec node index.js
