"""The programs `./dev up` keeps running: started together, started again when one ends by itself, ended together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Sequence
from threading import Thread
from types import TracebackType
from typing import Self

from . import ROOT

END_SECONDS = 15
LOOK_SECONDS = 0.25
RESTARTS, RESTARTS_SECONDS = 5, 300  # so many new starts of one program within so long; then something is broken
RESTART_PAUSE = 1.0  # seconds
LAST_LINES = 8  # of what a program wrote are repeated when it is given up


def port_is_free(port: int) -> bool:
    """Whether a server can listen on `port` of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Child:
    """One program: how it is started, what it wrote last, when it had to be started again."""

    def __init__(self, command: Sequence[str], variables: dict[str, str]) -> None:
        self.command, self.variables = command, variables
        self.restarted: deque[float] = deque(maxlen=RESTARTS)
        self.lines: deque[str] = deque(maxlen=LAST_LINES)
        self.start()

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches ./dev alone, which then ends the programs in order.
        self.process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.variables,
            start_new_session=True,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
        self._passing_on = Thread(target=self._pass_on, args=(self.process.stderr,), daemon=True)
        self._passing_on.start()

    def _pass_on(self, written) -> None:
        with written:
            for line in written:
                sys.stderr.write(line)
                sys.stderr.flush()
                self.lines.append(line.rstrip())

    def may_start_again(self) -> bool:
        now = time.monotonic()
        return len(self.restarted) < RESTARTS or now - self.restarted[0] > RESTARTS_SECONDS

    def start_again(self) -> None:
        self.restarted.append(time.monotonic())
        self.start()

    def last_lines(self) -> list[str]:
        self._passing_on.join(1)
        return list(self.lines)


class Children:
    """Running programs by name. Leaving the `with` block ends every one of them and what they started."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.variables = variables
        self.by_name: dict[str, Child] = {}

    @property
    def running(self) -> dict[str, subprocess.Popen[str]]:
        return {name: child.process for name, child in self.by_name.items()}

    def start(self, name: str, command: Sequence[str]) -> None:
        self.by_name[name] = Child(command, self.variables)

    def first_ended(self) -> str:
        """Name of a program that has ended by itself, or ""."""
        return next((name for name, child in self.running.items() if child.poll() is not None), "")

    def wait_for_any(self) -> str:
        """Wait until one of the programs ends by itself; its name."""
        while not (ended := self.first_ended()):
            time.sleep(LOOK_SECONDS)
        return ended

    def keep_running(self) -> str:
        """Start again what ends by itself; return the name of a program that ended too often to be started again."""
        while True:
            name = self.wait_for_any()
            child = self.by_name[name]
            if not child.may_start_again():
                return name
            print(f"The {name} has ended by itself; starting it again.", file=sys.stderr, flush=True)
            time.sleep(RESTART_PAUSE)
            child.start_again()

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
