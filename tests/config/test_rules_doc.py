"""docs/rules.md says which rules the code holds, where and by which test, and why it does not hold the others.

This keeps it true: no rule of the domain is left out, and each is proved by a test that names it.
"""

import ast
import json
import os
import re
import subprocess
import sys

import pytest

from devtools import ROOT

HELD, NOT_YET = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8").split("## Not yet")


def table(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| R-")]


ROWS, REASONS = table(HELD), dict(table(NOT_YET))
# How many rules the domain has of each kind; each of those in PROVED_AT_THE_BOUNDARY has a test of its own.
DOMAIN = {"R-O": 16, "R-I": 4, "R-T": 26, "R-S": 10, "R-P": 11}
RULES = {f"{kind}{n}" for kind, last in DOMAIN.items() for n in range(1, last + 1)}
PROVED_AT_THE_BOUNDARY = {number for number in RULES if number[:3] in ("R-O", "R-I", "R-T")} | {
    "R-S1", "R-S2", "R-S3", "R-S4",
}  # fmt: skip
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


def test_every_rule_of_the_domain_is_either_held_or_missing_for_a_reason():
    held = [row[0] for row in ROWS]
    assert len(held) == len(set(held))
    assert not set(held) & set(REASONS)
    assert set(held) | set(REASONS) >= RULES
    assert [number for number, why in REASONS.items() if len(why) < 20] == []


@pytest.mark.parametrize("row", [row for row in ROWS if row[0] in PROVED_AT_THE_BOUNDARY], ids=lambda row: row[0])
def test_a_rule_is_proved_by_a_test_that_names_it(row):
    number, _, _, proofs = row
    named = re.findall(r"`([^`]+)::([^`]+)`", proofs)
    assert any(number in _rules_of(*proof) for proof in named), f"no test among {named} says {number}"


def _rules_of(path: str, name: str) -> set[str]:
    """The rules a test names: in its own name (`test_r_t4_…`), its docstring, what it asserts or is parametrized by."""
    text = (ROOT / path).read_text(encoding="utf-8")
    test = next(node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name == name)
    first = min(node.lineno for node in (test, *test.decorator_list))
    said = "\n".join(text.splitlines()[first - 1 : test.end_lineno])
    own = re.match(r"test_r_([a-z])(\d+)_", name)
    return numbers(said) | ({f"R-{own[1].upper()}{own[2]}"} if own else set())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_rule_is_declared_where_the_page_says_and_proved_by_tests_that_are_there(row):
    number, _, declared_in, proofs = row
    source, *others = [(ROOT / path).read_text(encoding="utf-8") for path in re.findall(r"`([^`]+)`", declared_in)]
    assert re.search(rf'(?:declare|rule)\(\s*"{number}",\s*"', source)
    assert all(number in numbers(other) for other in others)

    for proof in re.findall(r"`([^`]+)`", proofs):
        path, _, name = proof.partition("::")
        tests = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"^def {name}\(" if name else r"^ *def test_", tests, re.MULTILINE), proof
