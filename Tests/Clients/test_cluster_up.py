"""`martlet cluster up`: a cluster on this machine, as long as the command runs."""

import json
import os
import pathlib
import re
import signal
import subprocess
import time

import pytest
from confluent_kafka.admin import AdminClient, NewTopic
from support.broker import BINARY, martlet
from support.ports import FIRST, FOR_CLUSTERS


class Up:
    def __init__(self, directory, *arguments):
        self.process = subprocess.Popen(
            [BINARY, "cluster", "up", "--json", "--dir", directory, "--ports", FOR_CLUSTERS]
            + [str(argument) for argument in arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def state(self, until, timeout=60):
        """Reads states until one is as it should be."""
        deadline = time.monotonic() + timeout
        for line in self.process.stdout:
            state = json.loads(line)
            if until(state):
                return state
            assert time.monotonic() < deadline, state
        raise AssertionError("the command ended")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)
        self.process.stdout.close()


def is_complete(state):
    return "leaderId" in state and all(n["state"] in ("in service", "running") for n in state["nodes"])


def is_alive(process_id):
    try:
        return pathlib.Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def assert_gone(process_ids, timeout=30):
    deadline = time.monotonic() + timeout
    while any(is_alive(each) for each in process_ids):
        assert time.monotonic() < deadline, "nodes are left"
        time.sleep(0.05)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda s: s.name)
def test_nodes_run_as_long_as_the_command_does(tmp_path, end):
    with Up(tmp_path, "--nodes", 3) as up:
        state = up.state(is_complete)
        processes = [node["process"] for node in state["nodes"]]
        assert len(set(processes)) == 3 and all(map(is_alive, processes))
        assert [node["roles"] for node in state["nodes"]] == ["broker,controller"] * 3
        up.process.send_signal(end)
        up.process.wait(30)
        assert_gone(processes)


def test_a_cluster_comes_back_with_what_it_had(tmp_path):
    for topics in [["first"], ["first", "second"]]:
        with Up(tmp_path, "--nodes", 3) as up:
            state = up.state(is_complete)
            admin = AdminClient({"bootstrap.servers": state["bootstrapServers"]})
            admin.create_topics([NewTopic(topics[-1], 1, 3)])[topics[-1]].result(30)
            assert sorted(admin.list_topics(timeout=10).topics) == topics


def test_the_state_tells_who_is_gone_and_who_leads_instead(tmp_path):
    with Up(tmp_path, "--nodes", 1, "--controllers", 3) as up:
        state = up.state(is_complete)
        leader = next(node for node in state["nodes"] if node["id"] == state["leaderId"])
        assert (leader["roles"], leader["state"]) == ("controller", "running")
        os.kill(leader["process"], signal.SIGKILL)

        def is_replaced(later):
            by_id = {node["id"]: node["state"] for node in later["nodes"]}
            gone = by_id[leader["id"]] == "killed by signal 9"
            return gone and later.get("leaderId") not in (None, leader["id"])

        assert up.state(is_replaced)["leaderEpoch"] > state["leaderEpoch"]


def test_prepared_nodes_have_what_they_need_to_start(tmp_path):
    ports = ("--ports", f"{FIRST}-{FIRST + 7}")
    done = martlet("cluster", "up", "--prepare", "--nodes", 4, "--dir", tmp_path, *ports)
    lines = done.stdout.decode().splitlines()
    assert lines == [f"martlet server --config {tmp_path}/node-{n}/server.properties" for n in range(1, 5)]
    listeners = []
    for number in range(1, 5):
        config = tmp_path / f"node-{number}" / "server.properties"
        info = martlet("storage", "info", "--config", config).stdout.decode()
        assert "formatted" in info
        assert ("1 snapshots" in info) == (number <= 3), "the first three are voters"
        listeners += re.findall(r"^listeners=(.*)$", config.read_text(), re.M)
    taken = [int(port) for port in re.findall(r":(\d+)", ",".join(listeners))]
    assert len(taken) == len(set(taken)) == 7 and set(taken) <= set(range(FIRST, FIRST + 8))


@pytest.mark.parametrize("ports", ["9092", "0-10", "20-10", "1-65536", "-", "a-b", "1-2-3"])
def test_ports_that_are_none_are_refused(tmp_path, ports):
    done = martlet("cluster", "up", "--prepare", "--dir", tmp_path, f"--ports={ports}", check=False)
    assert done.returncode == 64 and b"--ports is two ports" in done.stderr


def test_too_few_ports_are_refused(tmp_path):
    ports = f"{FIRST}-{FIRST + 2}"
    done = martlet("cluster", "up", "--prepare", "--dir", tmp_path, "--ports", ports, check=False)
    assert done.returncode == 1 and f"free ports from {FIRST} to {FIRST + 2}".encode() in done.stderr
    assert list(tmp_path.iterdir()) == []
