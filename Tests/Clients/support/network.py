"""Network namespaces on this machine, one for each broker, so that the network between them can be cut.

They are connected by a bridge, on which the clients are too. Nothing of it reaches beyond the machine, and
all of it goes away with the process that made it, however that ends.
"""

import os
import random
import shutil
import subprocess
import sys

# For tests of network devices (RFC 2544): no machine has an address there.
SUBNETS = [f"198.{second}.{third}." for second in (18, 19) for third in range(256)]
# Ends with the process that holds its standard input, and leaves nothing of that process's network behind.
GUARD = """
trap '' INT TERM HUP
read -r _ || true
for space in $(ip netns list | cut -d' ' -f1); do
    case "$space" in $1-*)
        ip netns pids "$space" | xargs -r kill -9
        ip netns delete "$space"
    esac
done
for link in $(ip -o link show | cut -d' ' -f2 | cut -d@ -f1 | tr -d :); do
    case "$link" in $1-*) ip link delete "$link" 2>/dev/null; esac
done
true
"""


def ip(*arguments):
    """What the command says."""
    done = subprocess.run(["ip", *map(str, arguments)], check=True, capture_output=True, timeout=60)
    return done.stdout.decode()


def missing():
    """What this machine lacks for network namespaces; None if nothing."""
    if os.geteuid() != 0:
        return "it takes root to make network namespaces"
    if shutil.which("ip") is None:
        return "there is no command ip"
    network = None
    try:
        network = Network([1])
    except (subprocess.SubprocessError, OSError) as error:
        said = getattr(error, "stderr", None)
        return f"this machine does not let us make a network: {said.decode().strip() if said else error}"
    finally:
        if network is not None:
            network.close()
    return None


class Network:
    """A namespace for each of the nodes, by their ids."""

    made = 0

    def __init__(self, nodes):
        Network.made += 1
        # A link's name has 15 characters at most.
        self.name = f"mt{os.getpid()}{chr(ord('a') + Network.made % 26)}"
        used = ip("-o", "-4", "address", "show")
        subnet = random.choice([subnet for subnet in SUBNETS if f" {subnet}" not in used])
        self.gateway = f"{subnet}1"
        self.addresses = {node: f"{subnet}{10 + node}" for node in nodes}
        self.guard = subprocess.Popen(
            ["sh", "-c", GUARD, "sh", self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            self._make()
        except BaseException:
            self.close()
            raise

    def _make(self):
        bridge = f"{self.name}-b"
        ip("link", "add", bridge, "type", "bridge")
        ip("address", "add", f"{self.gateway}/24", "dev", bridge)
        ip("link", "set", bridge, "up")
        for node, address in self.addresses.items():
            space, inside = self._space(node), f"{self.name}-i{node}"
            ip("netns", "add", space)
            ip("link", "add", self._link(node), "type", "veth", "peer", "name", inside)
            ip("link", "set", inside, "netns", space)
            ip("link", "set", self._link(node), "master", bridge, "up")
            ip("-n", space, "address", "add", f"{address}/24", "dev", inside)
            ip("-n", space, "link", "set", inside, "up")
            ip("-n", space, "link", "set", "lo", "up")

    def _space(self, node):
        return f"{self.name}-{node}"

    def _link(self, node):
        return f"{self.name}-v{node}"

    def inside(self, node):
        """What is put before a command that is to run in the node's namespace. The process stays the same."""
        return ["ip", "netns", "exec", self._space(node)]

    def cut(self, node):
        """Nothing comes to the node or from it any more."""
        ip("link", "set", self._link(node), "down")

    def mend(self, node):
        ip("link", "set", self._link(node), "up")

    def cut_way(self, sender, receiver):
        """Nothing that the one sends comes to the other any more."""
        ip("-n", self._space(sender), "route", "add", "blackhole", f"{self.addresses[receiver]}/32")

    def mend_way(self, sender, receiver):
        ip("-n", self._space(sender), "route", "delete", "blackhole", f"{self.addresses[receiver]}/32")

    def close(self):
        """Ends what still runs there, and takes it all away."""
        self.guard.stdin.close()
        if self.guard.wait(60) != 0:
            print(f"the network {self.name} could not be taken away", file=sys.stderr)
