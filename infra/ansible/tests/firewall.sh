# shellcheck shell=bash
# Real packets through the real rules of the role firewall, sourced by tests/run.

echo "== firewall"
listen() { node_ssh "$1" systemd-run --unit="listen-$2" python3 -m http.server "$2" --directory /srv >/dev/null 2>&1; }
listen ops-1 5000
listen ops-1 8888
listen run-1 80
listen run-1 6379
listen k3s-1 6443
for node_port in ops-1:5000 ops-1:8888 run-1:80 k3s-1:6443; do
  node_ssh "${node_port%:*}" "curl -s -o /dev/null --retry 20 --retry-delay 1 --retry-connrefused http://127.0.0.1:${node_port#*:}/"
done

check "the registry answers on the private network" from_node run-1 curl -s --max-time 2 http://10.0.1.4:5000/
check "the registry doesn't answer the internet" not reaches http://203.0.113.4:5000/
check "the registry doesn't answer who comes to its private address from outside" not reaches --interface 203.0.113.1 http://10.0.1.4:5000/
check "other ports of ops-1 are closed to the private network" not from_node run-1 curl -s --max-time 2 http://10.0.1.4:8888/
check "the API server answers on the private network" from_node run-1 curl -s --max-time 2 http://10.0.0.2:6443/
check "the API server doesn't answer the internet" not reaches http://203.0.113.2:6443/
check "the ingress answers Cloudflare" reaches --interface 173.245.48.10 http://203.0.113.5/
check "the ingress doesn't answer anyone else" not reaches --interface 203.0.113.1 http://203.0.113.5/
check "another port of a run node doesn't answer Cloudflare" not reaches --interface 173.245.48.10 http://203.0.113.5:6379/
node_ssh run-1 'ip route add 169.254.169.254 via 203.0.113.1' >/dev/null 2>&1
check "root of the host reaches the metadata service" from_node run-1 curl -s --max-time 2 http://169.254.169.254/
check "nobody else of the host does" not from_node run-1 setpriv --reuid=65534 --clear-groups curl -s --max-time 2 http://169.254.169.254/

# A pod: a network namespace behind cni0, as flannel's bridge plugin makes it, forwarded and masqueraded.
node_ssh run-1 'sysctl -qw net.ipv4.ip_forward=1; ip netns add pod; ip link add cni0 type veth peer name eth0 netns pod
  ip address add 10.42.5.1/24 dev cni0; ip link set cni0 up
  ip -n pod address add 10.42.5.2/24 dev eth0; ip -n pod link set eth0 up; ip -n pod link set lo up; ip -n pod route add default via 10.42.5.1
  nft "add table ip kube; add chain ip kube post { type nat hook postrouting priority srcnat; }; add rule ip kube post ip saddr 10.42.0.0/16 ip daddr != 10.42.0.0/16 masquerade"' >/dev/null 2>&1
pod_reaches() { from_node run-1 ip netns exec pod curl -s --max-time 2 "$1"; }
check "a pod reaches the internet" pod_reaches http://203.0.113.1:8000/
check "a pod reaches the API server" pod_reaches http://10.0.0.2:6443/
check "a pod doesn't reach the registry" not pod_reaches http://10.0.1.4:5000/
check "a pod doesn't reach the metadata service" not pod_reaches http://169.254.169.254/
check "a pod doesn't reach its node's own ports" not pod_reaches http://10.42.5.1:6379/

check "loading the rules again is well" from_node run-1 systemctl reload deploy-mcp-firewall
# shellcheck disable=SC2016  # expanded on the node
check "stopping them removes our table and nobody else's" from_node run-1 'systemctl stop deploy-mcp-firewall && nft list table ip kube && ! nft list table inet deploy_mcp; r=$?; systemctl start deploy-mcp-firewall; exit $r'
