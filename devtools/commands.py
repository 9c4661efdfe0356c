"""The commands of `./dev`, one line each, and which module carries them out."""

import errno
import signal
import subprocess
import sys
from collections.abc import Callable
from types import FrameType

from . import PYTHON, ROOT, Stop, benching, checking, environment, locking, picturing, serving, testing
from .installing import install_for_developing

# A full disk, a folder that may not be written: told in words. Anything else is a fault of ours, with its traceback.
MENDABLE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.ENOTDIR}

Command = Callable[[list[str]], int]


def catalogue(args: list[str]) -> int:
    """Bring locale/en up to date with the source texts: new entries empty, obsolete ones dropped."""
    install_for_developing()
    with environment.throwaway() as variables:
        command = [PYTHON, "manage.py", "catalogue", "update", *args]
        return subprocess.run(command, cwd=ROOT, env=variables, check=False).returncode


def env(_args: list[str]) -> int:
    """Write .env for a server: random keys and no demo (`./dev up` writes one for the demo by itself)."""
    path, folder = environment.ENV_FILE, environment.data_dir(environment.read_env())
    if not path.exists() and environment.holds_office(folder):
        raise Stop(
            f"There is data in {folder} but no {path}: new keys would not open it. Put the office's own .env back, or "
            "its keys from the safe (docs/deployment.md, Keys). To begin anew with nothing, move the data away first."
        )
    if not environment.write_env(path, demo=False):
        raise Stop(f"{path} is there already and is left alone: its keys open what is stored.")
    print(f"Wrote {path}. Keep a copy in a safe place; every other variable: docs/deployment.md.")
    return 0


def show_help(_args: list[str]) -> int:
    """This list."""
    for name, command in COMMANDS.items():
        print(f"  ./dev {name:<10} {(command.__doc__ or '').splitlines()[0]}")
    return 0


COMMANDS: dict[str, Command] = {
    "up": serving.up,
    "test": testing.test,
    "check": checking.check,
    "bench": benching.bench,
    "pictures": picturing.pictures,
    "catalogue": catalogue,
    "env": env,
    "lock": locking.lock,
    "help": show_help,
}


def end_on_signal(signum: int, _frame: FrameType | None) -> None:
    """End as on Ctrl-C, so that what was started is stopped and what was laid out is removed."""
    raise KeyboardInterrupt(signal.strsignal(signum))


def main(args: list[str]) -> int:
    """Carry out one command; the exit status is 0 only if it did what it was asked."""
    signal.signal(signal.SIGTERM, end_on_signal)
    name = args[0] if args else "help"
    command = COMMANDS.get({"-h": "help", "--help": "help"}.get(name, name))
    if command is None:
        print(f"./dev does not know “{name}”. What it knows:", file=sys.stderr)
        show_help([])
        return 2
    try:
        return command(args[1:])
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno not in MENDABLE:
            raise
        print(f"{error.filename or 'The disk'}: {error.strerror}. Nothing more was done.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
