"""What `./dev` is made of. Standard library only: it runs before anything is installed. Tests: tests/config/."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = str(VENV / "bin" / "python")


class Stop(Exception):
    """The command cannot go on; the message says why and what to do, in one or two lines."""
