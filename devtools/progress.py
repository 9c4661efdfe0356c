"""Run an installer and show how far it is: a line a package with its number, and a sign of life in between.

Tests: tests/config/test_progress.py.
"""

import queue
import re
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from . import ROOT

SILENCE = 5.0  # seconds without a line after which a sign of life is shown
# What pip and uv say of a package they fetch or find, of one this machine does not need, and of putting them in place.
FETCHED = re.compile(
    r"^(?:Collecting|Requirement already satisfied:|\s*Downloading|\s*Building|\s\+) ?([A-Za-z0-9._-]+)"
)
RESOLVED = re.compile(r"^Resolved (\d+) packages?")
IGNORED = re.compile(r"^Ignoring ")
PLACING = re.compile(r"^(?:Installing collected packages|Prepared \d+ packages?)")
FILE = re.compile(r"\.(?:whl|tar\.gz|metadata)\b")


@dataclass
class Progress:
    """What an installer has said so far. `total` is how many packages the lock names."""

    total: int
    seen: set[str] = field(default_factory=set)
    placing: bool = False
    last: list[str] = field(default_factory=list)

    def take(self, line: str) -> str:
        """Note a line; what to show for it, or ""."""
        self.last = [*self.last[-30:], line]
        if IGNORED.match(line):
            self.total -= 1
        elif resolved := RESOLVED.match(line):
            self.total = int(resolved[1])
        elif PLACING.match(line):
            self.placing = True
            return f"  putting {len(self.seen) or self.total} packages in place …"
        elif (found := FETCHED.match(line)) and not FILE.search(found[1]) and found[1].lower() not in self.seen:
            self.seen.add(found[1].lower())
            return f"  {len(self.seen)} of {max(self.total, len(self.seen))}  {found[1].split('==')[0]}"
        return ""


def packages_in(lock: Iterable[str]) -> int:
    """How many packages the lines of a lock name."""
    return sum(bool(re.match(r"[A-Za-z0-9].*==", line)) for line in lock)


def shown(command: list[str], total: int, *, keep: tuple[int, ...] = ()) -> tuple[int, Progress]:
    """Run `command` in the project's folder, showing its progress; its exit status and what it said.

    It inherits the open files `keep`. It is ended when we are.
    """
    progress, began = Progress(total), time.monotonic()
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", pass_fds=keep
    ) as child:
        try:
            for line in _lines(child):
                said = f"  … {time.monotonic() - began:.0f} s" if line is None else progress.take(line)
                if said:
                    print(said, flush=True)
        except BaseException:
            child.kill()
            raise
    return child.returncode, progress


def _lines(child: subprocess.Popen[str]) -> Iterator[str | None]:
    """Its lines as they come; None for each spell of silence."""
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        assert child.stdout is not None  # noqa: S101 - it was opened as a pipe
        for line in child.stdout:
            lines.put(line.rstrip("\n"))
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=SILENCE)
        except queue.Empty:
            yield None
            continue
        if line is None:
            return
        yield line
