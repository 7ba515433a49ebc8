"""What a node is told to be, and what it refuses to be."""

import pytest
from support.broker import Broker, StartFailed


@pytest.mark.parametrize(
    "settings, message",
    [
        ({"process.roles": "broker"}, "a broker needs the name of its controllers' listener"),
        (
            {"process.roles": "controller"},
            "PLAINTEXT is for clients, and process.roles=controller serves none",
        ),
        (
            {"controller.quorum.voters": "1@127.0.0.1:1,2@127.0.0.1:2"},
            "a controller among several nodes needs a listener of its own",
        ),
    ],
)
def test_a_node_that_cannot_be_is_refused_with_a_reason(settings, message):
    broker = Broker()
    broker.settings = settings
    try:
        with pytest.raises(StartFailed, match=message):
            broker.start()
    finally:
        broker.close()


def test_a_node_of_a_cluster_says_that_its_disk_is_not_formatted():
    broker = Broker()
    broker.settings = {
        "listeners": "PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:0",
        "controller.listener.names": "CONTROLLER",
        "controller.quorum.bootstrap.servers": "127.0.0.1:1",
    }
    try:
        with pytest.raises(StartFailed, match="martlet storage format prepares it"):
            broker.start()
        assert not broker.data.exists() or not any(broker.data.iterdir())
    finally:
        broker.close()


def test_a_node_with_a_controllers_listener_and_no_others_formats_itself(new_broker, topic):
    broker = new_broker(
        **{
            "listeners": "PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:0",
            "controller_listener_names": "CONTROLLER",
        }
    )
    assert (broker.data / "meta.properties").exists()
