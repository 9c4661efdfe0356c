"""Re-make both locks without a registry's address in them, so that an office behind a mirror can use them."""

from . import ROOT, Stop
from .installing import DEVELOPING, RUNNING, find_uv, install_for_developing, run

COMPILE = (
    "pip compile --quiet --universal --python-version 3.11 --generate-hashes "
    "--no-emit-index-url --no-header pyproject.toml -o"
)
# What runs is decided first; developing adds to it and changes no version of it.
LOCKS = {RUNNING: (), DEVELOPING: ("--extra", "dev", "-c", RUNNING.name)}


def lock(args: list[str]) -> int:
    """Re-make requirements.lock and requirements-dev.lock (`--upgrade` for newer versions), then install both."""
    install_for_developing()
    uv = find_uv()
    if uv is None:
        raise Stop("uv is missing: .venv/bin/pip install uv")
    for path, extra in LOCKS.items():
        run([uv, *COMPILE.split(), path.name, *extra, *args], f"{path.name} could not be made.")
    if lines := lines_with_address():
        raise Stop(f"{lines[0]} holds an address.")
    install_for_developing()
    return 0


def lines_with_address() -> list[str]:
    """The lines of the locks that name an address (a mirror's or a registry's), as `requirements.lock:12`."""
    return [
        f"{path.name}:{number}"
        for path in LOCKS
        for number, line in enumerate((ROOT / path).read_text().splitlines(), 1)
        if "http://" in line or "https://" in line
    ]
