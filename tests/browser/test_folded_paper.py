"""A paper folded under another says in its line what it says inside, also when it was filed meanwhile (O10)."""

from pathlib import Path

import django_htmx
import pytest
from django.conf import settings
from django.template.loader import render_to_string

from documents.models import Paper

pytestmark = pytest.mark.browser
ADDRESS = "http://localhost:1/"
HTMX = Path(django_htmx.__file__).parent / "static" / "django_htmx" / "htmx-2.min.js"


def shown(state: str) -> str:
    """A paper as the page and the answer to its asking show it."""
    urls = {"status_url": f"{ADDRESS}status", "pdf_url": "#", "preview_url": "data:,"}
    paper = Paper(pk=7, form="F-14", title="审批流转单", state=state)
    return render_to_string("documents/_paper.html", {"paper": paper, **urls})


@pytest.mark.parametrize(
    ("state", "words", "look"), [("filed", "已归档", "tag tag--ok"), ("failed", "生成失败", "tag tag--no")]
)
def test_the_line_follows_the_paper_below_it(page, state, words, look):
    line = '<summary>审批流转单 <span class="tag">正在生成</span></summary>'
    fold = f'<details class="fold">{line}{shown("issued")}</details>'
    page.route(f"{ADDRESS}status", lambda route: route.fulfill(content_type="text/html", body=shown(state)))
    page.route(ADDRESS, lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=f"<body>{fold}"))
    page.goto(ADDRESS)
    page.add_script_tag(path=settings.BASE_DIR / "static" / "app.js")
    page.add_script_tag(path=HTMX)

    page.wait_for_function(f"document.querySelector('summary .tag').textContent === '{words}'", timeout=15000)
    assert page.locator("summary .tag").get_attribute("class") == look
