"""Every link and picture of the guides leads somewhere. Subjects: README.md, docs/*.md."""

import re

import pytest

from devtools import ROOT

GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_link_and_picture_of_a_guide_is_there(guide):
    targets = LINK.findall(guide.read_text(encoding="utf-8"))

    assert [to for to in targets if ":" not in to and not (guide.parent / to.partition("#")[0]).exists()] == []


def test_every_picture_is_shown_somewhere():
    shown = {to for guide in GUIDES for to in LINK.findall(guide.read_text(encoding="utf-8"))}
    taken = {path.name for path in (ROOT / "docs" / "pictures").glob("*.png")}

    assert taken <= {to.rpartition("/")[2] for to in shown}
