"""Install what is missing: system packages by apt, the virtual environment, the locked Python packages."""

import hashlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from . import PYTHON, ROOT, VENV, Stop
from .finding import has_library

LOCK = ROOT / "requirements.lock"
STAMP = VENV / "installed.sha256"
PANGO = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}


def missing_packages() -> list[str]:
    """Debian packages this machine lacks for `./dev up`."""
    missing = [package for package, library in PANGO.items() if not has_library(library)]
    needs_venv = not Path(PYTHON).exists() and not find_uv()
    return missing + (["python3-venv"] if needs_venv and not importlib.util.find_spec("ensurepip") else [])


def apt_install(packages: list[str]) -> None:
    """Install Debian packages as root or through sudo. Raises Stop with the one line to run where that cannot be."""
    line = f"apt-get update && apt-get install -y --no-install-recommends {shlex.join(packages)}"
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


def lock_digest() -> str:
    return hashlib.sha256(LOCK.read_bytes()).hexdigest()


def is_current() -> bool:
    """Whether the virtual environment was last filled from the very lock file that is here now."""
    return Path(PYTHON).exists() and STAMP.exists() and STAMP.read_text() == lock_digest()


def install_locked(uv: str | None) -> None:
    """Make the virtual environment if need be and install exactly what the lock names, each file by its hash."""
    if uv:
        make = [uv, "venv", "--quiet", "--python", sys.executable, str(VENV)]
        fill = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--require-hashes", "-r", str(LOCK)]
    else:
        make = [sys.executable, "-m", "venv", str(VENV)]
        fill = [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(LOCK)]
    if not Path(PYTHON).exists():
        run(make, "The virtual environment .venv could not be made.")
    print("Installing the locked Python packages (some minutes the first time) …", flush=True)
    run(fill, "The Python packages could not be installed; without a network see docs/deployment.md, Closed networks.")
    STAMP.write_text(lock_digest())


def install() -> None:
    """Bring system packages and the virtual environment up to date; nothing is done where nothing is missing."""
    if packages := missing_packages():
        apt_install(packages)
    if not is_current():
        install_locked(find_uv())


def run(command: list[str], failure: str, env: dict[str, str] | None = None) -> None:
    """Run a command in the project's folder; its output is shown. Raises Stop with `failure` if it fails."""
    if subprocess.run(command, cwd=ROOT, env=env, check=False).returncode:
        raise Stop(failure)
