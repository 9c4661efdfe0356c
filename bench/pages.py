"""What a browser loads for the first page: HTML, stylesheet and scripts, compressed as the server sends them.

Limit: 40 kB (40,000 bytes), for the page one signs in on and for the inbox.
"""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.test import Client

from .database import fresh
from .figures import Figure
from .inbox import OPEN, as_served, desk

LINKED = re.compile(r'(?:<script[^>]*\ssrc|<link[^>]*rel="stylesheet"[^>]*\shref)="([^"]+)"')


def measure() -> list[Figure]:
    with as_served(), fresh("bench_pages") as database:
        busy = desk(database, closed=0)
        with database.entered():
            pages = {"sign-in": (Client(), "/sign-in/"), "inbox": (busy.browser, "/")}
            return [_figure(name, *page) for name, page in pages.items()]


def _figure(name: str, browser: Client, address: str) -> Figure:
    response = browser.get(address, headers={"Accept-Encoding": "gzip"})
    html = response.content if response.get("Content-Encoding") != "gzip" else gzip.decompress(response.content)
    linked = {link: _compressed(link) for link in dict.fromkeys(LINKED.findall(html.decode()))}
    scripts = sum(size for link, size in linked.items() if link.endswith(".js"))
    parts = {"html_bytes": len(response.content), "css_bytes": sum(linked.values()) - scripts, "js_bytes": scripts}
    return Figure("pages", name, sum(parts.values()) / 1000, "kB", "<= 40", parts | {"open": OPEN * (name == "inbox")})


def _compressed(link: str) -> int:
    """Bytes of a static file as WhiteNoise compresses it beforehand."""
    path = finders.find(link.removeprefix(static("")))
    return len(gzip.compress(Path(path).read_bytes(), compresslevel=9, mtime=0))
