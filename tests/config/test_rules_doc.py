"""docs/rules.md says which rules the code holds, where and by which test. This keeps it true."""

import json
import os
import re
import subprocess
import sys

import pytest

from devtools import ROOT

HELD, NOT_YET = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8").split("## Not yet")
ROWS = [[cell.strip() for cell in line.split("|")[1:-1]] for line in HELD.splitlines() if line.startswith("| R-")]
ROOMS = ("members", "documents", "approvals", "workflows")
# What a web process has loaded when it answers its first request.
BOOK = """
import django, json; django.setup()
from django.urls import get_resolver; get_resolver().url_patterns
from members.rulebook import RULES; print(json.dumps(sorted(RULES)))
"""


def numbers(text: str) -> set[str]:
    return set(re.findall(r"R-[A-Z]\d+", text))


def test_the_page_lists_exactly_the_rules_of_a_freshly_started_server():
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", BOOK]
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)  # noqa: S603  our own text

    assert {row[0] for row in ROWS} == set(json.loads(answer.stdout))


def test_every_rule_the_code_names_is_held_or_said_to_be_missing():
    named = {number for room in ROOMS for path in (ROOT / room).rglob("*.py") for number in numbers(path.read_text())}

    assert named <= {row[0] for row in ROWS} | numbers(NOT_YET)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_rule_is_declared_where_the_page_says_and_proved_by_tests_that_are_there(row):
    number, _, declared_in, proofs = row
    source = (ROOT / declared_in.strip("`")).read_text(encoding="utf-8")
    assert re.search(rf'(?:declare|rule)\(\s*"{number}",\s*"', source)

    for proof in re.findall(r"`([^`]+)`", proofs):
        path, _, name = proof.partition("::")
        tests = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"^def {name}\(" if name else r"^ *def test_", tests, re.MULTILINE), proof
