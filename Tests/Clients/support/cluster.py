"""A cluster of real processes on this machine, laid out by `martlet cluster up --prepare`."""

import json
import pathlib
import shutil
import subprocess
import tempfile
import time

from support.broker import BINARY, Broker, martlet
from support.ports import FOR_CLUSTERS


class Node(Broker):
    """One process of a cluster. Its directory goes away with the cluster's."""

    def __init__(self, directory, settings):
        self.home = pathlib.Path(directory)
        self.data = self.home / "data"
        self.config_file = self.home / "server.properties"
        self.settings = settings
        self.process = None
        self.host = "127.0.0.1"
        # What is put before the command.
        self.prefix = []
        self.properties = dict(
            line.split("=", 1) for line in self.config_file.read_text().splitlines() if "=" in line
        )
        self.id = int(self.properties["node.id"])
        self.roles = self.properties["process.roles"].split(",")
        self.ports = {
            listener.split(":")[0]: int(listener.rsplit(":", 1)[1])
            for listener in self.properties["listeners"].split(",")
        }
        self.port = self.ports.get("PLAINTEXT", 0)

    @property
    def address(self):
        return f"{self.host}:{self.port}"

    @property
    def controller_endpoint(self):
        return f"CONTROLLER://{self.host}:{self.ports['CONTROLLER']}"

    @property
    def is_broker(self):
        return "broker" in self.roles

    @property
    def is_controller(self):
        return "controller" in self.roles

    def command(self):
        command = [*self.prefix, BINARY, "server", "--config", str(self.config_file)]
        command += ["--port-file", str(self.home / "port")]
        for name, value in self.settings.items():
            command += ["--set", f"{name}={value}"]
        return command

    def launch(self):
        """Starts the process and does not wait until it serves: it may need the others for that."""
        (self.home / "port").unlink(missing_ok=True)
        with open(self.home / "output", "ab") as output:
            self.process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )

    def serves(self):
        port_file = self.home / "port"
        return self.is_running and port_file.exists() and port_file.read_text().strip() != ""

    @property
    def meta_properties(self):
        lines = (self.data / "meta.properties").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)


class Cluster:
    """With `network`, a `support.network.Network`, each node is in a namespace of its own."""

    def __init__(self, brokers=3, controllers=None, network=None, **settings):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="martlet-cluster-"))
        settings = {name.replace("_", "."): value for name, value in settings.items()}
        shape = ["--nodes", brokers] + (["--controllers", controllers] if controllers else [])
        martlet("cluster", "up", "--prepare", "--dir", self.home, "--ports", FOR_CLUSTERS, *shape)
        directories = sorted(self.home.glob("node-*"), key=lambda path: int(path.name.split("-")[1]))
        self.nodes = [Node(directory, settings) for directory in directories]
        if network is not None:
            self._move_into(network)

    def _move_into(self, network):
        """The addresses of controllers are on their disks, too: these are prepared anew."""

        def uuid():
            return martlet("storage", "random-uuid").stdout.decode().strip()

        for node in self.nodes:
            node.host, node.prefix = network.addresses[node.id], network.inside(node.id)
        endpoints = {n.id: f"{n.host}:{n.ports['CONTROLLER']}" for n in self.nodes if n.is_controller}
        cluster_id, voters = uuid(), ",".join(f"{id}@{end}:{uuid()}" for id, end in endpoints.items())
        for node in self.nodes:
            listeners = [f"{name}://{node.host}:{port}" for name, port in node.ports.items()]
            node.properties["listeners"] = ",".join(listeners)
            node.properties["controller.quorum.bootstrap.servers"] = ",".join(endpoints.values())
            node.config_file.write_text("".join(f"{k}={v}\n" for k, v in node.properties.items()))
            shutil.rmtree(node.data)
            martlet(
                "storage", "format", "--config", node.config_file, "--cluster-id", cluster_id,
                "--initial-controllers", voters,
            )

    @property
    def brokers(self):
        return [node for node in self.nodes if node.is_broker]

    @property
    def address(self):
        """All brokers, as clients take them."""
        return ",".join(node.address for node in self.brokers)

    def node(self, number):
        return next(node for node in self.nodes if node.id == number)

    def start(self, timeout=60):
        for node in self.nodes:
            node.launch()
        self.wait(lambda: all(node.serves() for node in self.nodes), timeout, "all nodes serve")
        return self

    def restart(self, node, timeout=60):
        node.launch()
        self.wait(node.serves, timeout, f"node {node.id} serves")

    def stop(self):
        """Asks all to stop at once; returns their exit codes."""
        for node in self.nodes:
            if node.is_running:
                node.process.terminate()
        return [node.process.wait(30) for node in self.nodes]

    def close(self):
        for node in self.nodes:
            node.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def quorum(self, *asked):
        """What `martlet quorum describe` says of a broker that runs; None without an answer."""
        for node in asked or [node for node in self.brokers if node.is_running]:
            done = martlet(
                "--timeout", 2, "quorum", "describe", "--json", broker=node, check=False, timeout=30
            )
            if done.returncode == 0:
                return json.loads(done.stdout)
        return None

    def leader(self, other_than=None, timeout=30):
        """The active controller that the running nodes agree on."""
        found = []

        def is_known():
            quorum = self.quorum()
            leader = quorum and next((n for n in self.nodes if n.id == quorum["leaderId"]), None)
            found[:] = [leader]
            return leader is not None and leader.is_running and leader is not other_than

        self.wait(is_known, timeout, "a leader")
        return found[0]

    def wait(self, condition, timeout=30, what="it"):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if condition():
                return
            for node in self.nodes:
                code = None if node.process is None else node.process.poll()
                assert code is None or code < 0, f"node {node.id} ended with {code}:\n{node.output[-3000:]}"
            time.sleep(0.05)
        says = "\n".join(f"== node {node.id}\n{node.output[-2000:]}" for node in self.nodes)
        raise AssertionError(f"{what} did not come true within {timeout} s\n{says}")
