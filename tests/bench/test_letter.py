"""The letter is judged by processor time, the middle one of three runs. Subject: bench/letter.py."""

import json
from datetime import date

from bench.letter import Run, figure_of
from bench.letter_worker import next_marks

RUNS = [
    Run(ours=150.0, naive=300.0, ours_cpu=70.0, naive_cpu=147.0),
    Run(ours=200.0, naive=290.0, ours_cpu=80.0, naive_cpu=152.0),
    Run(ours=140.0, naive=310.0, ours_cpu=71.0, naive_cpu=142.0),
]


def test_the_middle_of_three_runs_is_the_figure():
    figure = figure_of(RUNS, load=3.5)

    assert json.loads(figure.as_json(date(2026, 11, 29))) == {
        "bench": "letter",
        "against": "naive-weasyprint",
        "cpu_ratio": 2.0,
        "limit": ">= 2",
        "ok": True,
        "runs": [1.9, 2.0, 2.1],
        "ratio": 2.0,
        "n": 25,
        "median_ms": 150.0,
        "other_median_ms": 300.0,
        "cpu_ms": 71.0,
        "other_cpu_ms": 147.0,
        "load": 3.5,
        "date": "2026-11-29",
    }


def test_each_letter_of_the_bench_has_a_code_of_its_own():
    first, second = next_marks(), next_marks()
    assert first.qr_text != second.qr_text
    assert first.qr_text == first.printed_code
