# shellcheck shell=bash
# Five Debian machines with systemd as containers of systemd-nspawn, in a network namespace of their own with two bridges: "pub"
# plays the internet (203.0.113.0/24), "priv" Hetzner's private network with its router (10.0.0.1, 10.0.1.1).
# Needs root, systemd-container, debootstrap, iproute2. Everything is under $WORK; stop_nodes leaves nothing behind.

NODES=(k3s-1 ops-1 build-1 run-1 run-2)
NETNS="dpt-$$"
PIDS=()

public_ip() { case $1 in k3s-1) echo 203.0.113.2 ;; build-1) echo 203.0.113.3 ;; ops-1) echo 203.0.113.4 ;; run-1) echo 203.0.113.5 ;; run-2) echo 203.0.113.6 ;; esac; }
# As a background job it is one process, which can be ended by its id: no subshell stays between.
start_in_net() { nsenter --net="/run/netns/$NETNS" -- "$@" & PIDS+=($!); }
in_net() { nsenter --net="/run/netns/$NETNS" -- "$@"; }
node_ssh() {
  local node=$1; shift
  in_net ssh -i "$WORK/ssh-key" -o UserKnownHostsFile=/dev/null -o StrictHostKeyChecking=no -o LogLevel=ERROR -o ConnectTimeout=5 "root@$(public_ip "$node")" "$@"
}

# Each container gets control groups of its own: two systemds in one would remove each other's. Prints the directories.
control_groups() {
  local hierarchy
  if [ -e /sys/fs/cgroup/cgroup.controllers ]; then echo "/sys/fs/cgroup/dpt-$$-$1"; return; fi
  for hierarchy in /sys/fs/cgroup/*/; do
    [ -L "${hierarchy%/}" ] || [ "${hierarchy%/}" = /sys/fs/cgroup/cpuset ] || echo "${hierarchy}dpt-$$-$1"
  done
}

make_image() {
  [ -e "$IMAGE/.complete" ] && return
  rm -rf "$IMAGE"
  debootstrap --variant=minbase \
    --include=systemd,systemd-sysv,dbus,python3,python3-apt,openssh-server,ca-certificates,iproute2,iputils-ping,ifupdown,curl,nftables,gnupg,kmod,procps,util-linux,chrony,unattended-upgrades,wireguard-tools \
    bookworm "$IMAGE" >"$WORK/debootstrap.log" 2>&1 || { tail "$WORK/debootstrap.log"; return 1; }
  touch "$IMAGE/.complete"
}

make_network() {
  ip netns add "$NETNS"
  in_net ip link set lo up
  for bridge in pub priv; do in_net ip link add "$bridge" type bridge; in_net ip link set "$bridge" up; done
  in_net ip address add 203.0.113.1/24 dev pub
  in_net ip address add 173.245.48.10/32 dev pub   # one of Cloudflare's published addresses
  in_net ip address add 169.254.169.254/32 dev pub # the cloud's metadata service
  in_net ip address add 10.0.0.1/24 dev priv
  in_net ip address add 10.0.1.1/24 dev priv
  in_net sysctl -qw net.ipv4.ip_forward=1
}

# A cloud server comes with its private address, a dedicated one with an interface only: the role private_network gives it the rest.
first_boot_script() {
  cat <<END
#!/bin/sh
ip link set pub0 up
ip address add $(public_ip "$1")/24 dev pub0
ip route add default via 203.0.113.1
$(case $1 in
  k3s-1) echo "ip link set host0 up; ip address add 10.0.0.2/24 dev host0; ip route add 10.0.0.0/16 via 10.0.0.1" ;;
  build-1) echo "ip link set host0 up; ip address add 10.0.0.3/24 dev host0; ip route add 10.0.0.0/16 via 10.0.0.1" ;;
esac)
END
}

prepare_node() {
  local root="$WORK/nodes/$1/root"
  mkdir -p "$WORK/nodes/$1/"{root,upper,work}
  mount -t overlay "dpt-$1" -o "lowerdir=$IMAGE,upperdir=$WORK/nodes/$1/upper,workdir=$WORK/nodes/$1/work" "$root"
  echo "$1" >"$root/etc/hostname"
  mkdir -p "$root/root/.ssh"
  cp "$WORK/ssh-key.pub" "$root/root/.ssh/authorized_keys"
  chmod -R go= "$root/root/.ssh"
  # An interface file of Debian's own would be read as well.
  : >"$root/etc/network/interfaces"
  first_boot_script "$1" >"$root/usr/local/sbin/first-boot"
  chmod 755 "$root/usr/local/sbin/first-boot"
  printf '[Unit]\nBefore=ssh.service\n[Service]\nType=oneshot\nRemainAfterExit=yes\nRestart=on-failure\nRestartSec=1\nExecStart=/usr/local/sbin/first-boot\n[Install]\nWantedBy=multi-user.target\n' \
    >"$root/etc/systemd/system/first-boot.service"
  ln -sf /etc/systemd/system/first-boot.service "$root/etc/systemd/system/multi-user.target.wants/first-boot.service"
}

boot_node() {
  local short=${1//-/} group groups=()
  while IFS= read -r group; do mkdir -p "$group" && groups+=("$group/cgroup.procs"); done < <(control_groups "$1")
  # shellcheck disable=SC2016  # expanded by the inner shell
  start_in_net sh -c 'while [ "$1" != -- ]; do echo $$ >"$1"; shift; done; shift; exec "$@"' sh "${groups[@]}" -- systemd-nspawn --quiet --directory="$WORK/nodes/$1/root" --machine="dpt-$1-$$" --register=no --keep-unit --boot \
    --network-bridge=priv --network-veth-extra="x$short:pub0" --capability=CAP_NET_ADMIN,CAP_SYS_ADMIN,CAP_SYS_PTRACE \
    --bind="$WORK/standin:/standin" >"$WORK/nodes/$1/console" 2>&1
}

plug_node() {
  local short=${1//-/} i
  for ((i = 0; i < 100; i++)); do in_net ip link set "x$short" master pub up 2>/dev/null && return; read -rt 0.1 <> <(:) || true; done
  echo "$1 has no interface to plug in"; return 1
}

wait_for_node() {
  local i
  for ((i = 0; i < 300; i++)); do node_ssh "$1" true 2>/dev/null && return; read -rt 0.4 <> <(:) || true; done
  echo "$1 doesn't answer; its console:"; tail -n 20 "$WORK/nodes/$1/console"; return 1
}

start_nodes() {
  ssh-keygen -q -t ed25519 -N '' -f "$WORK/ssh-key"
  mkdir -p "$WORK/standin/nodes" "$WORK/standin/objects"
  make_network
  for node in "${NODES[@]}"; do prepare_node "$node"; boot_node "$node"; plug_node "$node"; done
  for node in "${NODES[@]}"; do wait_for_node "$node"; done
}

stop_nodes() {
  # Nothing in the containers is worth a shutdown; with nspawn gone the kernel ends what was in them.
  for pid in "${PIDS[@]}"; do kill -KILL "$pid" 2>/dev/null; done
  wait 2>/dev/null
  for node in "${NODES[@]}"; do umount "$WORK/nodes/$node/root" 2>/dev/null; done
  for node in "${NODES[@]}"; do
    while IFS= read -r group; do find "$group" -depth -type d -exec rmdir {} + 2>/dev/null; done < <(control_groups "$node")
  done
  ip netns delete "$NETNS" 2>/dev/null
  return 0
}
