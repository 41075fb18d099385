"""Run a dashboard in its own process, as users do."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests import asking

COMMAND = (sys.executable, "-m", "agentops_otel.dashboard")
PROTOBUF = {"Content-Type": "application/x-protobuf"}


class Server:
    """A dashboard in its own process."""

    def __init__(self, database: Path) -> None:
        self.process = subprocess.Popen(
            [*COMMAND, "dashboard", "--port", "0", "--db", database],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        line = next(line for line in self.process.stdout if "OTLP/HTTP" in line)
        self.url = re.findall(r"http://[^/]+", line)[0]

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        code = self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code


@contextlib.contextmanager
def running(database: Path) -> Iterator[Server]:
    server = Server(database)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.kill()


def get(server: Server, path: str, **parameters: Any) -> Any:
    answer = asking.get(f"{server.url}/api/v1{path}", params=parameters)
    answer.raise_for_status()
    return answer.json()
