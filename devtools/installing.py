"""Install what is missing: system packages by apt, the virtual environment, the locked Python packages.

Two locks: requirements.lock is what an office needs to run, requirements-dev.lock holds that and what tests and checks
need. What is half made is made again (venv.py). Tests: tests/config/test_installing.py.
"""

import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from . import PYTHON, ROOT, VENV, Stop, single, venv
from .finding import has_library
from .progress import packages_in, shown

RUNNING = ROOT / "requirements.lock"
DEVELOPING = ROOT / "requirements-dev.lock"
STAMP = VENV / "installed.sha256"
PANGO = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}


def missing_packages() -> list[str]:
    """Debian packages this machine lacks for `./dev up`."""
    missing = [package for package, library in PANGO.items() if not has_library(library)]
    needs_venv = not VENV.exists() and not find_uv()
    return missing + (["python3-venv"] if needs_venv and not importlib.util.find_spec("ensurepip") else [])


def apt_install(packages: list[str]) -> None:
    """Install Debian packages as root or through sudo. Raises Stop with the one line to run where that cannot be."""
    # The first heals an installation that was interrupted; the second waits for one that still runs.
    line = "dpkg --configure -a && apt-get -o DPkg::Lock::Timeout=300 update && "
    line += f"apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends {shlex.join(packages)}"
    if not shutil.which("apt-get"):
        raise Stop(f"Missing system packages (Debian's names): {' '.join(packages)}. Install them, then try again.")
    if os.geteuid() == 0:
        sudo: list[str] = []
    elif shutil.which("sudo"):
        sudo = ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]
    else:
        raise Stop(f"Missing system packages. As root, run:\n  {line}")
    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    done = subprocess.run([*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "sh", "-ec", line], check=False)
    if done.returncode:
        raise Stop(f"The system packages could not be installed. As root, run:\n  {line}")


def find_uv() -> str | None:
    """Path of uv, the fast installer, if the machine or the virtual environment has it."""
    beside = VENV / "bin" / "uv"
    return str(beside) if beside.exists() else shutil.which("uv")


def digest_of(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def is_current(lock: Path) -> bool:
    """Whether the virtual environment was filled from the very lock that is here now."""
    return Path(PYTHON).exists() and STAMP.exists() and digest_of(lock) in STAMP.read_text().split()


def install() -> None:
    """What an office needs to run."""
    bring_up_to_date(RUNNING)


def install_for_developing() -> None:
    """What an office needs to run, and what tests and checks need."""
    bring_up_to_date(DEVELOPING)


def bring_up_to_date(lock: Path) -> None:
    """Fill gaps in system packages and virtual environment; nothing is done where nothing is missing."""
    with single.installing() as held:
        if reason := venv.fault():
            print(f"Making .venv anew: {reason}.", flush=True)
            venv.discard()
        elif VENV.exists() and not is_current(lock) and not find_uv() and not venv.has_pip():
            print("Making .venv anew: it has no pip.", flush=True)
            venv.discard()
        if packages := missing_packages():
            apt_install(packages)
        if not is_current(lock):
            install_locked(lock, find_uv(), held)


def install_locked(lock: Path, uv: str | None, held: int) -> None:
    """Make the virtual environment if need be and install exactly what `lock` names, each file by its hash.

    Until it is done a mark stands in the environment: whoever finds it there makes the environment again.
    """
    mark, is_new = VENV / venv.UNFINISHED, not VENV.exists()
    VENV.mkdir(exist_ok=True)
    mark.touch()
    if is_new:
        print("Making the virtual environment .venv …", flush=True)
        run(venv.make_command(uv), "The virtual environment .venv could not be made.", keep=(held,))
    total = packages_in(lock.read_text().splitlines())
    print(f"Installing the Python packages of {lock.name} (some minutes the first time) …", flush=True)
    status, progress = shown(fill_command(uv, lock), total, keep=(held,))
    if status:
        if not is_new and not progress.placing:
            mark.unlink()  # nothing was changed yet: what is there goes on working
        print("\n".join(progress.last), file=sys.stderr)
        raise Stop(
            "The Python packages could not be installed; without a network: docs/deployment.md, A closed network."
        )
    STAMP.write_text("\n".join(digest_of(done) for done in covered_by(lock)))
    mark.unlink()


def fill_command(uv: str | None, lock: Path) -> list[str]:
    if uv:
        return [uv, "pip", "install", "--no-progress", "--python", PYTHON, "--require-hashes", "-r", str(lock)]
    quiet = ("--progress-bar", "off", "--disable-pip-version-check", "--no-input")
    return [PYTHON, "-m", "pip", "install", *quiet, "--require-hashes", "-r", str(lock)]


def covered_by(lock: Path) -> list[Path]:
    """The locks that are fulfilled once `lock` is: who may develop can also run."""
    return [RUNNING, DEVELOPING] if lock == DEVELOPING else [lock]


def run(command: list[str], failure: str, *, keep: tuple[int, ...] = (), **options: Any) -> None:
    """Run a command in the project's folder; its output is shown. Raises Stop with `failure` if it fails.

    It inherits the open files `keep`; `options` are those of subprocess.run, `env` for instance."""
    if subprocess.run(command, cwd=ROOT, check=False, pass_fds=keep, **options).returncode:
        raise Stop(failure)
