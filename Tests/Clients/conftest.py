import itertools
import os
import re

import pytest

from support import broker as broker_module
from support.broker import Broker
from support.wire import Connection


def pytest_configure(config):
    if not os.access(broker_module.BINARY, os.X_OK):
        raise pytest.UsageError("MARTLET_BINARY must name the martlet binary; bin/test --clients sets it")


@pytest.fixture(scope="session")
def broker():
    """The broker that most tests share. A test that stops, kills or configures one takes `new_broker`."""
    shared = Broker()
    try:
        yield shared.start()
        assert shared.is_running, f"the shared broker died:\n{shared.output[-4000:]}"
    finally:
        shared.close()


@pytest.fixture(autouse=True)
def _shows_the_broker_when_a_test_kills_it(request):
    yield
    if "broker" in request.fixturenames:
        shared = request.getfixturevalue("broker")
        assert shared.is_running, f"the shared broker died:\n{shared.output[-4000:]}"


@pytest.fixture
def new_broker():
    """Starts brokers of the test's own, with the settings it names: `new_broker(num_partitions=3)`."""
    started = []

    def start(config_file=None, **settings):
        started.append(Broker(config_file, **settings))
        return started[-1].start()

    yield start
    for each in started:
        each.close()


@pytest.fixture
def connection(broker):
    """A connection to the shared broker, on which a test decides each byte."""
    with Connection(broker) as open_connection:
        yield open_connection


_numbers = itertools.count()


@pytest.fixture
def topic(request):
    """A topic name of the test's own; nothing is created."""
    return re.sub(r"[^a-zA-Z0-9._-]+", "-", request.node.name)[:150].strip("-.") + f"-{next(_numbers)}"
