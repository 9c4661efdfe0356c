"""What the first page costs on the wire: at most 40 kB of HTML, CSS and scripts, from nobody but this server.

Measured as an office would get it: gunicorn in a process of its own, static files collected and compressed,
Chromium with an empty cache counting what it received, the headers of the answers included.
"""

from collections.abc import Callable, Iterator

import pytest

from config.demo import cast
from devtools.children import Children
from devtools.serving import wait_for, web_server
from members import roster
from tests import separate
from tests.browser.conftest import ROSTER, session_of
from tests.browser.watching import Watched

LIMIT = 40_000  # bytes

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(transactional_db, tmp_path_factory) -> Iterator[str]:
    """The address of a server as ./dev up runs it, on the test database with the cast in it."""
    roster.run(ROSTER, applicants=True)
    cast.arrive()
    port, data_dir = separate.free_port(), tmp_path_factory.mktemp("data")
    separate.manage("collectstatic", "--noinput", "--verbosity", "0", data_dir=data_dir)
    with Children(separate.variables(data_dir)) as children:
        children.start("web server", web_server(port))
        wait_for(f"http://127.0.0.1:{port}/healthz", children)
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def received(browser, server) -> Iterator[Callable[[str, str], dict[str, int]]]:
    """`received("/", "wang")`: the bytes of every answer that opening a page with an empty cache brings, by address."""
    opened: list[Watched] = []

    def look(path: str, login: str = "") -> dict[str, int]:
        context = browser.new_context(base_url=server, locale="zh-CN")
        opened.append(Watched(context, server))
        if login:
            context.add_cookies([session_of(login, server)])
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        asked: dict[str, str] = {}
        sizes: dict[str, int] = {}
        wire.on("Network.responseReceived", lambda e: asked.update({e["requestId"]: e["response"]["url"]}))
        wire.on("Network.loadingFinished", lambda e: sizes.update({asked[e["requestId"]]: e["encodedDataLength"]}))
        page.goto(path, wait_until="networkidle")
        context.close()
        return sizes

    yield look
    assert [fault for watched in opened for fault in watched.faults] == []


@pytest.mark.parametrize(("path", "login"), [("/sign-in/", ""), ("/", "wang")], ids=["sign-in", "inbox"])
def test_the_first_page_weighs_at_most_40_kb(received, path, login):
    sizes = received(path, login)
    assert len(sizes) == 4  # the page, its style sheet, two scripts
    assert sum(sizes.values()) <= LIMIT
