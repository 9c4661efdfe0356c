"""The settings file `.env`: one NAME=value a line. Standard library only, because `./dev` reads it before anything is
installed. Tests: tests/config/test_variables.py."""

import re
from pathlib import Path

LINE = re.compile(r"\A(?:export )?([A-Za-z_0-9]+)=(.*)\Z")


class Unreadable(Exception):
    """The settings file cannot be used; the message says why and what to do, and quotes nothing of it."""


def read(path: Path) -> dict[str, str]:
    """What `path` sets, values as written, quotes taken off; {} if there is no such file. Raises Unreadable."""
    found: dict[str, str] = {}
    for number, line in enumerate(_lines(path), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        pair = LINE.match(line)
        if pair is None:
            raise Unreadable(
                f"{path}, line {number} is not of the form NAME=value, without spaces around “=”. "
                "Mend it, or put # in front."
            )
        found[pair[1]] = _unquoted(pair[2])
    return found


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except PermissionError:
        raise Unreadable(
            f"{path} may not be read by this user. As root: chown it to the user that runs Liangdi; mode 600 is right."
        ) from None
    except UnicodeDecodeError:
        raise Unreadable(f"{path} is not a text file in UTF-8. Put a copy of the office's own in its place.") from None
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}.") from None


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
