"""Every page of the product, as each kind of account sees it: no finding of axe, nothing wider than the screen.

Light and dark, 1440 and 390 pixels; the wide one is asked of axe in a full run. A colour scheme changes colours only,
so the dark page is asked about contrast.
Where the pages are: tests/browser/pages.py.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.template.loader import render_to_string
from django.urls import URLPattern, URLResolver, get_resolver
from django_otp.plugins.otp_totp.models import TOTPDevice

from config.demo.cast import PASSWORD
from members.models import Account
from tests.browser import pages
from tests.giants import FULL

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("demo")]

WHO = [  # the others walk in a full run
    who if who in ("", "zhao") else pytest.param(who, marks=pytest.mark.giant("browser", only_full=True))
    for who in pages.VISITORS
]
WIDTHS = (1440, 390)  # pixels
ASKED_AT = WIDTHS if FULL else (390,)  # axe: the narrow page shows in folds and menus what the wide one shows at once
STILL = {"reduced_motion": "reduce"}  # colours are measured when they have arrived
RUN = """async rules => (await axe.run(document, {resultTypes: ["violations"], ...rules})).violations
    .map(found => `${found.id} ${found.nodes.map(node => node.target).join(", ")}`)"""
SCHEMES = (("light", {}), ("dark", {"runOnly": ["color-contrast"]}))
OPEN_ALL = "document.querySelectorAll('main details').forEach(d => d.open = true)"


def findings(page) -> list[str]:
    """What is wrong with the page as it stands, folded parts opened."""
    page.evaluate(OPEN_ALL)
    page.evaluate(Axe().axe_script)  # once a page: it takes longer to send than to run
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        if (real := page.evaluate("document.scrollingElement.scrollWidth")) > width:
            found.append(f"{width}: {real} pixels wide")
        for scheme, rules in SCHEMES if width in ASKED_AT else ():
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme}: {violation}" for violation in page.evaluate(RUN, rules)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": WIDTHS[0], "height": 844})
    return found


@pytest.mark.parametrize("who", WHO)
def test_every_page_is_readable_by_everybody_and_fits_the_screen(desk, who):
    page = desk(who, **STILL)
    faults = {}
    for stop in pages.stops_of(who):
        stop.reach(page)
        if found := findings(page):
            faults[stop.name] = found
    assert faults == {}


def test_a_second_factor_is_asked_for_readably(desk):
    account = Account.objects.get(username="lin")
    TOTPDevice.objects.create(user=account, name="手机", confirmed=True)
    page = desk(**STILL)
    page.goto("/sign-in/")
    pages.send(username="lin", password=PASSWORD)(page)
    assert page.url.partition("?")[0].endswith("/sign-in/code/")
    assert findings(page) == []
    pages.send(code="000000")(page)
    assert findings(page) == []


def test_closed_doors_are_readable(desk):
    page = desk(**STILL)
    for _ in range(6):
        page.goto("/sign-in/")
        pages.send(username="xu", password="falsch")(page)
    assert "登录已锁定到" in page.locator("main").inner_text()
    assert findings(page) == []

    Account.objects.create_user("neu", name="新来的", password=PASSWORD)
    page = desk("neu", **STILL)
    page.goto("/")
    assert "任职" in page.locator("main").inner_text()
    assert findings(page) == []


def test_an_outdated_form_is_answered_readably(desk):
    page = desk("wang", **STILL)
    page.goto("/search/")
    page.evaluate("document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(i => i.value = '')")
    pages.search("李")(page)
    assert "李" not in page.locator("main h1").inner_text()
    assert findings(page) == []


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_faults_of_the_server_are_readable(desk, template):
    page = desk(**STILL)
    body = render_to_string(template)
    page.route("**/fault/", lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    page.goto("/fault/")
    assert findings(page) == []


def test_no_page_is_left_out():
    reached = {name for who in pages.VISITORS for stop in pages.stops_of(who) for name in stop.shows}
    assert addresses(get_resolver()) - set(pages.WITHOUT_PAGE) == reached


def addresses(resolver: URLResolver) -> set[str]:
    """The name of every address of the product; Django's own administration is not ours."""
    names = set()
    for part in resolver.url_patterns:
        if isinstance(part, URLPattern):
            names.add(part.name or part.lookup_str)
        elif part.namespace != "admin":
            names |= addresses(part)
    return names
