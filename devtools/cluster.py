"""A throw-away PostgreSQL server on a free port of this machine: made, used, removed."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import Stop

# Nothing in it outlives the run, so it need not survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


@dataclass(frozen=True)
class Server:
    """A running server: its DATABASE_URL and the folder of its data. `stop` ends all connections, `start` undoes it."""

    url: str
    data: Path
    stop: Callable[[], None]
    start: Callable[[], None]

    def cpu_seconds(self) -> float:
        """What it and its closed connections have taken of the processors; 0 where the system does not tell (/proc)."""
        try:
            pid = (self.data / "postmaster.pid").read_text().split()[0]
            told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0
        return sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK")  # utime, stime, and of the children that ended


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def throwaway_cluster(binaries: Path, *, fast: bool = True) -> Iterator[Server]:
    """A fresh, empty server; `fast=False` keeps a real server's durability, for measuring.

    PostgreSQL refuses to run as root, so as root it runs as the user postgres.
    """
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="liangdi-pg-"))
    if as_postgres:
        shutil.chown(folder, "postgres")

    def run(program: str, *args: str) -> None:
        command = [*as_postgres, str(binaries / program), *args]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Stop(f"{program} of the throw-away PostgreSQL failed:\n{done.stdout}{done.stderr}")

    port = free_port()
    data, log = str(folder / "data"), str(folder / "log")
    options = [f"-p {port}", "-h 127.0.0.1", f"-k {folder}", *(f"-c {setting}" for setting in FAST if fast)]

    def start() -> None:
        run("pg_ctl", "-D", data, "-l", log, "-w", "-o", " ".join(options), "start")

    def stop() -> None:
        run("pg_ctl", "-D", data, "-m", "fast", "-w", "stop")

    try:
        run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        start()
        try:
            run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "liangdi")
            yield Server(f"postgres://postgres@127.0.0.1:{port}/liangdi", Path(data), stop, start)
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
