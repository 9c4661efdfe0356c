"""The environment as the settings ask for it: what is missing or malformed is told in words, never with the value.

Tests: tests/config/test_variables.py.
"""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from config import env_file

HOW_TO_ENCODE = """python3 -c 'import getpass, urllib.parse; print(urllib.parse.quote(getpass.getpass(), ""))'"""
POSTGRESQL = ("postgres", "postgresql")


class Variables(environ.Env):
    """django-environ whose complaints name the variable, the settings file and what to do."""

    source = Path(".env")

    def read_file(self, path: Path) -> None:
        """Take in `path`; the process's own environment wins. Raises ImproperlyConfigured for an unreadable one."""
        self.source = path
        try:
            env_file.read(path)
        except env_file.Unreadable as fault:
            raise ImproperlyConfigured(str(fault)) from None
        self.read_env(str(path))

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().get_value(var, *args, **kwargs)
        except ImproperlyConfigured:
            raise ImproperlyConfigured(self._missing(var)) from None
        except ValueError:
            raise ImproperlyConfigured(f"{var} (in {self.source} or the environment) has the wrong form.") from None

    def _missing(self, var: str) -> str:
        if not self.source.exists():
            return (
                f"{var} is not set: there is no {self.source}. An office that holds data needs its own .env back, from "
                "where it is kept aside; for a new office run ./dev env."
            )
        return f"{var} is not set, neither in {self.source} nor in the environment: docs/deployment.md, Variables."

    def field_keys(self, var: str) -> dict[str, str]:
        """`id:key,id:key` in its order. An id that stands twice is refused: only one of the two keys would count."""
        pairs = [pair.partition(":") for pair in self.list(var)]
        names = [name.strip() for name, _, _ in pairs]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise ImproperlyConfigured(f"{var} names {twice} twice. Each key needs an id of its own.")
        return {name: key.strip() for name, (_, _, key) in zip(names, pairs, strict=True)}

    def networks(self, var: str, *, default: list[str]) -> list[IPv4Network | IPv6Network]:
        """Addresses and networks, divided by commas. Raises ImproperlyConfigured for what is neither."""
        try:
            return [ip_network(name.strip(), strict=False) for name in self.list(var, default=default)]
        except ValueError:
            raise ImproperlyConfigured(
                f"{var} (in {self.source} or the environment) must be addresses or networks, divided by commas: "
                "127.0.0.1,10.8.0.0/24. A host name will not do."
            ) from None

    def database(self, var: str, *, default: str) -> dict[str, Any]:
        """Django's settings of the database, SQLite or PostgreSQL. Raises ImproperlyConfigured, without the address."""
        address = self(var, default="") or default
        scheme, _, rest = address.partition("://")
        if scheme not in ("sqlite", *POSTGRESQL):
            raise ImproperlyConfigured(
                f"{var} is for SQLite (sqlite:////srv/liangdi/var/liangdi.sqlite3) or PostgreSQL "
                "(postgres://user:password@host:5432/name) and begins with neither."
            )
        if scheme == "sqlite" and not rest.startswith("/"):
            raise ImproperlyConfigured(f"{var}: a SQLite address has three slashes and a path, sqlite:///PATH.")
        try:
            database = self.db_url_config(address)
        except ValueError:
            database = {}
        if not database or (scheme in POSTGRESQL and _is_shifted(rest)):
            raise ImproperlyConfigured(
                f"{var} cannot be taken apart into user, password, host, port and name: a password with special "
                f"characters (/ # ? @ : % [ ]) must be percent-encoded. This prints it so: {HOW_TO_ENCODE}"
            )
        return database


def _is_shifted(rest: str) -> bool:
    """Whether a PostgreSQL address, from `//` on, was cut inside its password by an unencoded / ? or #."""
    login = re.split(r"[/?#]", rest, maxsplit=1)[0]
    return "#" in rest or ("@" in rest and "@" not in login)
