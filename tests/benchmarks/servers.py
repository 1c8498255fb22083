"""Contestants as processes of their own, each on a free port of 127.0.0.1."""

import os
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.client import Client, request


@dataclass
class Server:
    """A running contestant."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    def memory(self) -> float:
        """Anonymous memory in megabytes (PSS, so that shared libraries are not counted)."""
        for line in Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss_Anon:"):
                return int(line.split()[1]) / 1024
        return float("nan")

    def cpu(self) -> float:
        """Seconds of processor that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def start(
    name: str, command: Sequence[str], port: int, environment: Mapping[str, str], ready: str, log: Path
) -> Server:
    """Start a contestant and wait until the path `ready` answers with 200."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, env={**os.environ, **environment}, stdout=output, stderr=output)
    end = time.monotonic() + 120
    while time.monotonic() < end and process.poll() is None:
        try:
            client = Client(port)
            status = client.get(request(ready)).status
            client.close()
            if status == 200:
                return Server(name, port, process)
        except OSError:
            pass
        time.sleep(0.1)
    process.kill()
    raise RuntimeError(f"{name} did not start; see {log}")
