"""The virtual environment `.venv`: whether it is whole; one that is half made, broken or moved is removed.

Tests: tests/config/test_venv.py.
"""

import configparser
import json
import shutil
import subprocess
import sys
from pathlib import Path

from . import VENV

UNFINISHED = "unfinished"  # stands in the folder for as long as something is being put into it
DISCARDED = ".venv.discarded"
OLDEST = (3, 11)
SCRIPTS = ("gunicorn", "pip", "pytest")
PROBE = "import json, sys; print(json.dumps({'version': sys.version_info[:2], 'prefix': sys.prefix}))"


def fault(folder: Path = VENV) -> str:
    """Why `folder` cannot be used as it is; "" if it can, or if there is none."""
    if not folder.is_symlink() and not folder.exists():
        return ""
    if (folder / UNFINISHED).exists():
        return "an earlier installation was interrupted"
    found = probe(folder / "bin" / "python")
    if found is None:
        return "its Python is gone or does not run"
    made_by = version_of(folder / "pyvenv.cfg")
    if made_by != found or found < OLDEST:
        return f"it was made by {said(made_by)}, and its Python is {said(found)} now"
    return "" if belongs_here(folder) else "it was moved or copied from another folder"


def said(version: tuple[int, int] | None) -> str:
    return "an unknown Python" if version is None else f"Python {version[0]}.{version[1]}"


def probe(python: Path) -> tuple[int, int] | None:
    """Version of a Python that runs in an environment of its own, else None."""
    try:
        done = subprocess.run([str(python), "-I", "-c", PROBE], capture_output=True, text=True, check=False, timeout=60)
        found = json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    if found is None or Path(found["prefix"]).resolve() != python.parent.parent.resolve():
        return None
    return (found["version"][0], found["version"][1])


def version_of(configuration: Path) -> tuple[int, int] | None:
    """The Python that made the environment, as its pyvenv.cfg says (venv: version, uv: version_info)."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string("[venv]\n" + configuration.read_text())
        written = parser["venv"].get("version") or parser["venv"].get("version_info") or ""
        major, minor = written.split(".")[:2]
        return (int(major), int(minor))
    except (OSError, ValueError, configparser.Error):
        return None


def belongs_here(folder: Path) -> bool:
    """Whether the programs in it start this folder's Python: each names it in its first line, which no move changes."""
    for name in SCRIPTS:
        script = folder / "bin" / name
        if script.exists():
            first = script.read_text(errors="replace").splitlines()[0].removeprefix("#!").strip()
            # A long or spaced path is started through sh and does not stand in the first line.
            return first.startswith("/bin/sh") or Path(first).parent.resolve() == (folder / "bin").resolve()
    return True


def has_pip(folder: Path = VENV) -> bool:
    done = subprocess.run([str(folder / "bin" / "python"), "-m", "pip", "--version"], capture_output=True, check=False)
    return done.returncode == 0


def discard(folder: Path = VENV) -> None:
    """Remove it. It gets another name first, so that an interruption leaves none that is half removed."""
    aside = folder.with_name(DISCARDED)
    shutil.rmtree(aside, ignore_errors=True)
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        folder.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)


def make_command(uv: str | None, folder: Path = VENV) -> list[str]:
    """What makes it, with the Python that runs `./dev`."""
    if uv:
        return [uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, str(folder)]
    return [sys.executable, "-m", "venv", str(folder)]
