"""Cutting the network between brokers, as `bin/torture cluster` does: it is cut, and taken away again."""

import pathlib
import subprocess
import sys
import time

import pytest
from support import network as network_module
from support.network import Network


@pytest.fixture(scope="module", autouse=True)
def _needs_namespaces():
    lack = network_module.missing()
    if lack is not None:
        pytest.skip(lack)


def left_of(name):
    """The namespaces and links of a network."""
    spaces = subprocess.run(["ip", "netns", "list"], capture_output=True, check=True).stdout.decode()
    links = subprocess.run(["ip", "-o", "link"], capture_output=True, check=True).stdout.decode()
    return [line for line in (spaces + links).splitlines() if name in line]


def reaches(network, sender, receiver):
    """Whether a packet of one node comes to another. Its answer has to come back, too."""
    program = (
        "import socket, sys\n"
        "try:\n"
        "    socket.create_connection((sys.argv[1], 9), timeout=1)\n"
        "except ConnectionRefusedError:\n"
        "    pass\n"
        "except OSError:\n"
        "    sys.exit(1)\n"
    )
    command = [*network.inside(sender), sys.executable, "-c", program, network.addresses[receiver]]
    return subprocess.run(command, timeout=30).returncode == 0


def comes_true(condition):
    deadline = time.monotonic() + 30
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def test_a_node_is_cut_off_and_one_way_is_cut():
    network = Network([1, 2, 3])
    try:
        assert comes_true(lambda: reaches(network, 1, 2) and reaches(network, 3, 1))
        network.cut(1)
        assert not reaches(network, 1, 2) and not reaches(network, 3, 1)
        assert reaches(network, 3, 2)
        network.mend(1)
        assert comes_true(lambda: reaches(network, 1, 2) and reaches(network, 3, 1))
        network.cut_way(1, 2)
        assert not reaches(network, 1, 2) and reaches(network, 1, 3)
        network.mend_way(1, 2)
        assert reaches(network, 1, 2)
    finally:
        network.close()
    assert left_of(network.name) == []


def test_nothing_is_left_of_a_network_whose_process_was_killed():
    program = (
        "import subprocess, time\n"
        "from support.network import Network\n"
        "network = Network([1])\n"
        "inside = subprocess.Popen([*network.inside(1), 'sleep', '600'])\n"
        "print(network.name, inside.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=pathlib.Path(__file__).parent
    )
    name, inside = process.stdout.readline().decode().split()
    assert left_of(name) != []
    process.kill()
    process.wait()
    assert comes_true(lambda: left_of(name) == [])
    assert comes_true(lambda: subprocess.run(["kill", "-0", inside], capture_output=True).returncode != 0)
