#!/bin/sh
# Makes deploymcp-example-base, the base image of the docker examples, from Debian's busybox-static: where no registry can be
# reached, no image can be pulled. Once for each engine; DOCKER_HOST says which.
set -eu

busybox=$(command -v busybox || echo)
if [ -z "$busybox" ] || ldd "$busybox" >/dev/null 2>&1; then
  echo "This needs a busybox that is linked statically: apt-get install busybox-static" >&2
  exit 1
fi

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/bin" "$root/etc" "$root/tmp"
chmod 1777 "$root/tmp"
cp "$busybox" "$root/bin/busybox"
for applet in $("$root/bin/busybox" --list); do
  [ "$applet" = busybox ] || ln -s busybox "$root/bin/$applet"
done
tar -C "$root" -c . | docker import - deploymcp-example-base >/dev/null
