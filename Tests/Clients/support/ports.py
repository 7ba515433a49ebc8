"""Ports for brokers. Tests that run side by side in several processes take none from each other."""

import itertools
import os
import random
import socket

WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
WIDTH = 2500
# Below those that the system chooses for outgoing connections, so that a broker finds its own again.
FIRST = 10_000 + WORKER % 8 * WIDTH
# The rest is for clusters, which choose theirs at random.
FOR_BROKERS = range(FIRST, FIRST + 500)
FOR_CLUSTERS = f"{FIRST + 500}-{FIRST + WIDTH - 1}"

_next = itertools.cycle(FOR_BROKERS)
for _ in range(random.randrange(len(FOR_BROKERS))):
    next(_next)


def free_port():
    """A port that nobody listens at, and that is given again only when all others were."""
    for port in itertools.islice(_next, len(FOR_BROKERS)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError(f"no port of {FOR_BROKERS} is free")
