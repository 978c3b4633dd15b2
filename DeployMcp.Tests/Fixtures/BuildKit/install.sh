#!/bin/sh
# Unpacks a newer Docker Engine, whose BuildKit pushes to registries, and buildx into $1, beside what is installed: from
# the next Debian release, fetched by apt with its own signature checks, from the mirror that this machine uses.
set -eu
target=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial" "$work/archives/partial"
mirror=$(grep -rhE '^URIs: |^deb ' /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources 2>/dev/null | grep -oE 'https?://[^ ]+' | grep -v security | head -n 1)
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" > "$work/list"
apt() { apt-get -qq -o Dir::Etc::sourcelist="$work/list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$work/lists" -o Dir::Cache::archives="$work/archives" -o APT::Sandbox::User=root "$@"; }
apt update
cd "$work"
apt download docker.io/trixie docker-buildx/trixie containerd/trixie
for package in ./*.deb; do dpkg -x "$package" "$work/root"; done
mkdir -p "$target"
cp "$work/root/usr/sbin/dockerd" "$work/root/usr/bin/containerd" "$work/root/usr/bin/containerd-shim-runc-v2" "$work/root/usr/libexec/docker/cli-plugins/docker-buildx" "$target"
