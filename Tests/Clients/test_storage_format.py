"""`martlet storage`: disks before their first start."""

import subprocess

import pytest
from support.broker import BINARY, martlet


def properties(tmp_path, **changed):
    lines = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "listeners": "PLAINTEXT://127.0.0.1:19092,CONTROLLER://127.0.0.1:19093",
        "controller.listener.names": "CONTROLLER",
        "controller.quorum.bootstrap.servers": "127.0.0.1:19093,127.0.0.1:19094",
        "log.dirs": str(tmp_path / "data"),
    }
    lines.update({name.replace("_", "."): value for name, value in changed.items()})
    path = tmp_path / "server.properties"
    path.write_text("".join(f"{name}={value}\n" for name, value in lines.items() if value is not None))
    return path


def cluster_id():
    return martlet("storage", "random-uuid").stdout.decode().strip()


def storage(*arguments):
    done = subprocess.run([BINARY, "storage", *map(str, arguments)], capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def test_a_random_uuid_has_22_characters_and_never_comes_twice():
    ids = {cluster_id() for _ in range(5)}
    assert len(ids) == 5 and all(len(each) == 22 and each[0] != "-" for each in ids)


def test_a_standalone_controller_writes_itself_down_as_the_only_voter(tmp_path):
    config, cluster = properties(tmp_path), cluster_id()
    code, text = storage("format", "--config", config, "--cluster-id", cluster, "--standalone")
    assert code == 0, text
    meta = (tmp_path / "data" / "meta.properties").read_text()
    assert f"cluster.id={cluster}" in meta and "node.id=1" in meta and "directory.id=" in meta
    checkpoint = tmp_path / "data" / "__cluster_metadata-0" / f"{0:020}-{0:010}.checkpoint"
    assert b"CONTROLLER" in checkpoint.read_bytes() and b"127.0.0.1" in checkpoint.read_bytes()
    assert (tmp_path / "data" / "bootstrap.checkpoint").exists()
    code, text = storage("info", "--config", config)
    assert (code, cluster in text) == (0, True), text


def test_initial_controllers_are_the_same_on_every_node(tmp_path):
    config = properties(tmp_path)
    own, other = cluster_id(), cluster_id()
    voters = f"1@127.0.0.1:19093:{own},2@127.0.0.1:19094:{other}"
    code, text = storage(
        "format", "-c", config, "-t", cluster_id(), "--initial-controllers", voters
    )
    assert code == 0, text
    assert f"directory.id={own}" in (tmp_path / "data" / "meta.properties").read_text()


def test_a_controller_that_joins_later_knows_no_voters(tmp_path):
    config = properties(tmp_path)
    code, text = storage("format", "-c", config, "-t", cluster_id(), "--no-initial-controllers")
    assert code == 0, text
    assert not list(tmp_path.glob("data/__cluster_metadata-0/*.checkpoint"))


@pytest.mark.parametrize(
    "changed, arguments, message",
    [
        ({}, [], "--standalone, --initial-controllers or --no-initial-controllers"),
        ({}, ["--standalone", "--no-initial-controllers"], "exclude each other"),
        (
            {"controller_quorum_voters": "1@127.0.0.1:19093"},
            ["--standalone"],
            "controller.quorum.voters is set",
        ),
        (
            {"process_roles": "broker", "listeners": "PLAINTEXT://127.0.0.1:19092"},
            ["--standalone"],
            "process.roles has no controller",
        ),
        ({}, ["--initial-controllers", "2@h:1:AAAAAAAAAAAAAAAAAAAAcA"], "leaves out this node, 1"),
        ({}, ["--initial-controllers", "1@h:AAAAAAAAAAAAAAAAAAAAcA"], "is not id@host:port:directory-id"),
        ({}, ["--standalone", "--release-version", "2.8"], "is no release"),
        ({}, ["--standalone", "--feature", "flying=1"], "is not a feature"),
        ({}, ["--standalone", "--feature", "metadata.version=3"], "has levels from"),
    ],
)
def test_what_cannot_be_formatted_is_said(tmp_path, changed, arguments, message):
    config = properties(tmp_path, **changed)
    code, text = storage("format", "-c", config, "-t", cluster_id(), *arguments)
    assert code != 0 and message in text, text
    assert not (tmp_path / "data" / "meta.properties").exists()


def test_nothing_is_formatted_twice(tmp_path):
    config, cluster = properties(tmp_path), cluster_id()
    assert storage("format", "-c", config, "-t", cluster, "--standalone")[0] == 0
    before = (tmp_path / "data" / "meta.properties").read_text()
    code, text = storage("format", "-c", config, "-t", cluster_id(), "--standalone")
    assert code == 1 and "formatted already" in text
    code, text = storage("format", "-c", config, "-t", cluster, "--standalone", "--ignore-formatted")
    assert code == 0 and "left as it is" in text
    assert (tmp_path / "data" / "meta.properties").read_text() == before


def test_a_release_chooses_the_metadata_version(tmp_path):
    config = properties(tmp_path, controller_quorum_bootstrap_servers="127.0.0.1:19093")
    storage("format", "-c", config, "-t", cluster_id(), "--standalone", "--release-version", "4.0")
    # FeatureLevel: the name, then the level.
    assert b"metadata.version\x00\x19" in (tmp_path / "data" / "bootstrap.checkpoint").read_bytes()


def test_directories_that_do_not_agree_are_named(tmp_path):
    directories = f"{tmp_path / 'a'},{tmp_path / 'b'}"
    config = properties(tmp_path, log_dirs=directories)
    code, text = storage("info", "-c", config)
    assert code == 1 and "not formatted" in text
    storage("format", "-c", config, "-t", cluster_id(), "--standalone")
    meta = tmp_path / "b" / "meta.properties"
    meta.write_text(meta.read_text().replace("cluster.id=", "cluster.id=other"))
    code, text = storage("info", "-c", config)
    assert code == 1 and "several clusters" in text
