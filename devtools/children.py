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

    def __init__(self) -> None:
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.repeated: list[tuple[float, str, Sequence[str]]] = []
        self.due: dict[str, float] = {}
        self.passing: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str]) -> None:
        self.running[name] = self._spawn(command)

    def every(self, seconds: float, name: str, command: Sequence[str]) -> None:
        """Run a short command again and again, never twice at once; its failure is told and does not end the rest."""
        self.repeated.append((seconds, name, command))
        self.due[name] = time.monotonic()

    def first_ended(self) -> str:
        """Name of a program that has ended by itself, or ""."""
        return next((name for name, child in self.running.items() if child.poll() is not None), "")

    def wait_for_any(self) -> str:
        """Keep the repeated commands going until one of the programs ends; its name."""
        while not (ended := self.first_ended()):
            self._repeat()
            time.sleep(LOOK_SECONDS)
        return ended

    def _repeat(self) -> None:
        for name, child in list(self.passing.items()):
            if child.poll() is not None:
                del self.passing[name]
                if child.returncode:
                    print(f"The {name} failed this time (exit status {child.returncode}).", flush=True)
        for seconds, name, command in self.repeated:
            if name not in self.passing and time.monotonic() >= self.due[name]:
                self.due[name] = time.monotonic() + seconds
                self.passing[name] = self._spawn(command)

    @staticmethod
    def _spawn(command: Sequence[str]) -> "subprocess.Popen[bytes]":
        # A session of its own: Ctrl-C reaches ./dev alone, which then ends the programs in order.
        return subprocess.Popen(command, cwd=ROOT, start_new_session=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        children = [*self.running.values(), *self.passing.values()]
        # A second Ctrl-C must not leave half of them behind; each gets END_SECONDS and is then killed.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
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
