"""A real broker process, on a port of its own and a directory that goes away with it."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

from support.ports import free_port

BINARY = os.environ.get("MARTLET_BINARY", "")


class StartFailed(Exception):
    """The process ended, or was not ready in time. The text is what it wrote."""


class Broker:
    """`start` and `stop` or `kill` may follow each other: the directory and the port stay the same."""

    def __init__(self, config_file=None, **settings):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="martlet-test-"))
        self.data = self.home / "data"
        self.config_file = config_file
        self.settings = {name.replace("_", "."): value for name, value in settings.items()}
        self.port = free_port()
        self.process = None

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    @property
    def output(self):
        path = self.home / "output"
        return path.read_text(errors="replace") if path.exists() else ""

    def command(self):
        settings = {
            "listeners": f"PLAINTEXT://127.0.0.1:{self.port}",
            "log.dirs": str(self.data),
            **self.settings,
        }
        command = [BINARY, "server", "--port-file", str(self.home / "port")]
        if self.config_file is not None:
            command += ["--config", str(self.config_file)]
        for name, value in settings.items():
            command += ["--set", f"{name}={value}"]
        return command

    def start(self, timeout=30):
        port_file = self.home / "port"
        port_file.unlink(missing_ok=True)
        with open(self.home / "output", "ab") as output:
            self.process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if port_file.exists() and (text := port_file.read_text().strip()):
                self.port = int(text)
                return self
            if self.process.poll() is not None:
                raise StartFailed(self.output)
            time.sleep(0.01)
        self.kill()
        raise StartFailed(f"not ready within {timeout} s\n{self.output}")

    def stop(self, signal_number=signal.SIGTERM, timeout=30):
        """Asks the process to stop and returns its exit code."""
        self.process.send_signal(signal_number)
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self):
        """kill -9: no chance to write anything more."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def close(self):
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    @property
    def resident_megabytes(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise AssertionError("no VmRSS")

    def partition_directory(self, topic, partition=0):
        return self.data / f"{topic}-{partition}"


def martlet(*arguments, broker=None, stdin=None, timeout=60, check=True):
    """Runs one command of the command line, as a user would."""
    command = [BINARY]
    if broker is not None:
        command += ["--bootstrap-server", broker.address]
    return subprocess.run(
        [*command, *map(str, arguments)], input=stdin, capture_output=True, timeout=timeout, check=check
    )
