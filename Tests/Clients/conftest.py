import itertools
import os
import re

import pytest
from support import broker as broker_module
from support.broker import Broker
from support.cluster import Cluster
from support.wire import Connection


def pytest_configure(config):
    if not os.access(broker_module.BINARY, os.X_OK):
        raise pytest.UsageError("MARTLET_BINARY must name the martlet binary; bin/test --clients sets it")


def pytest_collection_modifyitems(items):
    """Slow ones first: where tests run side by side, none of them is waited for at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def broker():
    """The broker that most tests share. A test that stops, kills or configures one takes `new_broker`."""
    shared = Broker()
    try:
        yield shared.start()
        assert shared.stop() == 0, f"the shared broker did not stop cleanly:\n{shared.output[-4000:]}"
    finally:
        shared.close()


@pytest.fixture(autouse=True)
def _blames_the_test_that_ends_the_shared_broker(request):
    yield
    if "broker" in request.fixturenames:
        shared = request.getfixturevalue("broker")
        if not shared.is_running:
            shared.start()
            pytest.fail("the shared broker ended")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """A failure shows what the brokers of the test said."""
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        values = getattr(item, "funcargs", {}).values()
        for broker in [value for value in values if isinstance(value, Broker)]:
            report.sections.append((f"broker {broker.address}", broker.output[-4000:]))


@pytest.fixture
def new_broker(request):
    """Starts brokers of the test's own, with the settings it names: `new_broker(num_partitions=3)`."""
    started = []

    def start(config_file=None, **settings):
        started.append(Broker(config_file, **settings))
        # By a name of its own, so that a failure shows its output too.
        request.node.funcargs[f"broker {len(started)}"] = started[-1]
        return started[-1].start()

    yield start
    for each in started:
        each.close()


@pytest.fixture
def new_cluster(request):
    """Starts clusters of the test's own: `new_cluster(brokers=3)`."""
    started = []

    def start(**shape):
        started.append(Cluster(**shape))
        for node in started[-1].nodes:
            request.node.funcargs[f"cluster {len(started)}, node {node.id}"] = node
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
