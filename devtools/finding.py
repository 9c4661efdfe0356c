"""What the machine already has, and the line that installs what it lacks."""

import os
import shutil
from pathlib import Path

CHROMIUM_LINE = "apt-get install -y chromium fonts-noto-cjk"
POSTGRESQL_LINE = "apt-get install -y postgresql"

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """Path of a Chromium: the variables LIANGDI_CHROMIUM and BROWSER first, then PATH. None if there is none."""
    for variable in ("LIANGDI_CHROMIUM", "BROWSER"):
        path = os.environ.get(variable, "")
        if path and os.access(path, os.X_OK) and "chrom" in Path(path).name:
            return path
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def find_postgresql() -> Path | None:
    """Folder of the newest PostgreSQL server binaries (initdb, postgres), or None."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    if newest:
        return newest.parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None
