"""Starting: what is wrong is said, in words that name the setting; what is right is ready at once."""

import subprocess
import time

import pytest
from support.broker import BINARY, Broker, StartFailed
from support.clients import CONFLUENT
from support.messages import lines
from support.wire import Connection


@pytest.mark.parametrize(
    "name, value, allowed",
    [
        ("num.partitions", "many", ""),
        ("num.partitions", "0", "1"),
        ("log.retention.check.interval.ms", "-1", ""),
        ("compression.type", "rar", "zstd"),
        ("log.message.timestamp.type", "Sometimes", "CreateTime"),
        ("auto.create.topics.enable", "maybe", "true"),
        ("martlet.durability", "perhaps", "page-cache"),
        ("listeners", "nonsense", "listeners"),
        ("no.such.setting", "1", ""),
    ],
)
def test_an_impossible_setting_stops_the_start(name, value, allowed):
    broker = Broker()
    broker.settings[name] = value
    try:
        with pytest.raises(StartFailed) as caught:
            broker.start()
        assert broker.process.returncode != 0
        message = str(caught.value)
        assert name in message and allowed in message
        assert value in message or name == "no.such.setting"
        assert "Fatal error" not in message and len(message) < 2000
    finally:
        broker.close()


def test_settings_from_a_file(new_broker, tmp_path, topic):
    properties = tmp_path / "server.properties"
    properties.write_text(
        "# A comment\n! another\n\nnum.partitions = 4\nlog.retention.hours:24\n"
        "auto.create.topics.enable=\\\n    true\n"
    )
    broker = new_broker(config_file=properties)
    CONFLUENT.produce(broker, topic, lines(1))
    with Connection(broker) as connection:
        (described,) = connection.request("Metadata", 12, topics=[{"name": topic}])["topics"]
        assert len(described["partitions"]) == 4


def test_the_command_line_wins_over_the_file(new_broker, tmp_path, topic):
    properties = tmp_path / "server.properties"
    properties.write_text("num.partitions=4\n")
    broker = new_broker(config_file=properties, num_partitions=2)
    CONFLUENT.produce(broker, topic, lines(1))
    with Connection(broker) as connection:
        (described,) = connection.request("Metadata", 12, topics=[{"name": topic}])["topics"]
        assert len(described["partitions"]) == 2


def test_a_file_that_is_not_there(tmp_path):
    done = subprocess.run(
        [BINARY, "server", "--config", tmp_path / "none.properties"], capture_output=True, timeout=30
    )
    assert done.returncode != 0
    assert b"none.properties" in done.stderr


def test_a_port_that_is_taken(broker):
    second = Broker(listeners=f"PLAINTEXT://127.0.0.1:{broker.port}")
    try:
        with pytest.raises(StartFailed, match=str(broker.port)):
            second.start()
    finally:
        second.close()


def test_a_directory_that_another_broker_has(broker):
    second = Broker(log_dirs=str(broker.data))
    try:
        with pytest.raises(StartFailed, match=str(broker.data)):
            second.start()
    finally:
        second.close()


def test_an_empty_directory_formats_itself(new_broker):
    broker = new_broker()
    properties = dict(
        line.split("=", 1)
        for line in (broker.data / "meta.properties").read_text().splitlines()
        if not line.startswith("#")
    )
    assert properties["version"] == "1"
    assert len(properties["cluster.id"]) == 22
    assert "node.id" in properties and "directory.id" in properties
    assert (broker.data / "__cluster_metadata-0").is_dir()


def test_the_files_are_kafkas(new_broker, topic):
    broker = new_broker()
    CONFLUENT.produce(broker, topic, lines(10))
    broker.stop()
    names = {file.name for file in broker.partition_directory(topic).iterdir()}
    zero = "0" * 20
    assert {f"{zero}.log", f"{zero}.index", f"{zero}.timeindex", "partition.metadata"} <= names
    assert "leader-epoch-checkpoint" in names
    checkpoints = {
        "recovery-point-offset-checkpoint",
        "log-start-offset-checkpoint",
        "replication-offset-checkpoint",
    }
    assert checkpoints <= {file.name for file in broker.data.iterdir()}
    version, count, *entries = (broker.data / "recovery-point-offset-checkpoint").read_text().splitlines()
    assert (version, f"{topic} 0 10" in entries) == ("0", True)


@pytest.mark.slow
def test_many_starts_and_stops(new_broker, topic):
    broker = new_broker()
    for n in range(10):
        CONFLUENT.produce(broker, topic, lines(10, start=n * 10))
        assert broker.stop() == 0
        broker.start()
    assert [m.value for m in CONFLUENT.consume(broker, topic, 100)] == [m.value for m in lines(100)]


def test_idle_it_is_small_and_quiet(new_broker):
    broker = new_broker()
    time.sleep(1)
    assert broker.resident_megabytes < 80
    fields = open(f"/proc/{broker.process.pid}/stat").read().rpartition(")")[2].split()
    before = int(fields[11]) + int(fields[12])
    time.sleep(2)
    fields = open(f"/proc/{broker.process.pid}/stat").read().rpartition(")")[2].split()
    assert int(fields[11]) + int(fields[12]) - before < 20, "hundredths of a second in two seconds of nothing"
