"""The programs `./dev up` keeps running: started together, ended together."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from . import ROOT

END_SECONDS = 15
LOOK_SECONDS = 0.25


def port_is_free(port: int) -> bool:
    """Whether a server can listen on `port` of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Children:
    """Running programs by name. Leaving the `with` block ends every one of them and what they started."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.variables = variables
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str]) -> None:
        # A session of its own: Ctrl-C reaches ./dev alone, which then ends the programs in order.
        self.running[name] = subprocess.Popen(command, cwd=ROOT, env=self.variables, start_new_session=True)

    def first_ended(self) -> str:
        """Name of a program that has ended by itself, or ""."""
        return next((name for name, child in self.running.items() if child.poll() is not None), "")

    def wait_for_any(self) -> str:
        """Wait until one of the programs ends by itself; its name."""
        while not (ended := self.first_ended()):
            time.sleep(LOOK_SECONDS)
        return ended

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        children = list(self.running.values())
        # A second Ctrl-C must not leave half of them behind; each gets END_SECONDS and is then killed.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        for child in children:
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + END_SECONDS
        for child in children:
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        signal.signal(signal.SIGINT, before)
