"""Re-make requirements.lock without a registry's address in it, so that an office behind a mirror can use it."""

from . import ROOT, Stop
from .installing import find_uv, install, run

COMPILE = (
    "pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes "
    "--no-emit-index-url --no-header pyproject.toml -o requirements.lock"
)


def lock(args: list[str]) -> int:
    """Re-make requirements.lock from pyproject.toml (`--upgrade` for newer versions), then install it."""
    install()
    uv = find_uv()
    if uv is None:
        raise Stop("uv is missing: .venv/bin/pip install uv")
    run([uv, *COMPILE.split(), *args], "The lock file could not be made.")
    if lines := lines_with_address():
        raise Stop(f"requirements.lock holds an address in line {lines[0]}.")
    install()
    return 0


def lines_with_address() -> list[int]:
    """Numbers of the lines of the lock that name an address (a mirror's or a registry's)."""
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    return [number for number, line in enumerate(lines, 1) if "http://" in line or "https://" in line]
