"""What a figure prints, and when its limit is held."""

import json
from datetime import date

import pytest

from bench.figures import Figure, ratio

MONDAY = date(2026, 11, 23)


def test_a_ratio_as_a_json_line():
    figure = ratio("step", "bare-sql", limit="<= 10", ours=24.9, theirs=3.0, n=50)
    assert json.loads(figure.as_json(MONDAY)) == {
        "bench": "step",
        "against": "bare-sql",
        "ratio": 8.3,
        "limit": "<= 10",
        "ok": True,
        "n": 50,
        "median_ms": 24.9,
        "other_median_ms": 3.0,
        "date": "2026-11-23",
    }


def test_a_figure_without_a_limit_is_never_missed_and_names_none():
    figure = Figure("import", "140000-rows", 61.25, "seconds", about={"rows": 140_000})
    assert figure.ok
    assert json.loads(figure.as_json(MONDAY)) == {
        "bench": "import",
        "against": "140000-rows",
        "seconds": 61.25,
        "rows": 140_000,
        "date": "2026-11-23",
    }


@pytest.mark.parametrize(
    ("limit", "value", "ok"),
    [
        ("<= 1.2", 1.2, True),
        ("<= 1.2", 1.21, False),
        ("< 1", 1.0, False),
        ("< 1", 0.999, True),
        (">= 2", 2.0, True),
        (">= 2", 1.999, False),
    ],
)
def test_limits_are_exact(limit, value, ok):
    assert Figure("inbox", "x", value, limit=limit).ok is ok


def test_a_missed_limit_cannot_be_overlooked_in_the_table():
    assert Figure("step", "bare-sql", 12.5, limit="<= 10").as_row() == (
        "step    bare-sql                12.5 ×              <= 10 MISSED"
    )
