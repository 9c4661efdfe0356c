"""`python -m bench`: which names there are, what is printed, when it fails, and what it never touches."""

import json
from types import SimpleNamespace

import pytest

from bench import __main__ as command
from bench import database
from bench.figures import Figure

HELD = Figure("step", "bare-sql", 8.3, limit="<= 10")
MISSED = Figure("inbox", "ten-thousand-closed", 3.5, limit="<= 1.2")


@pytest.fixture
def benches(monkeypatch):
    """Benches that give the figures named here, on a database that is taken as prepared."""
    monkeypatch.setattr(database, "prepare", lambda: None)
    given = {"bench.step": [HELD], "bench.inbox": [MISSED]}
    monkeypatch.setattr(command.importlib, "import_module", lambda n: SimpleNamespace(measure=lambda: given[n]))


def test_the_lines_after_the_table_are_one_json_object_a_figure(benches, capsys):
    assert command.measure(["step", "inbox"], strict=False) == 0
    table, lines = capsys.readouterr().out.split("\n\n")
    assert len(table.splitlines()) == 2
    assert [(row["bench"], row["ok"]) for row in map(json.loads, lines.splitlines())] == [
        ("step", True),
        ("inbox", False),
    ]


def test_a_missed_limit_is_said_loudly_and_fails_only_when_strict(benches, capsys):
    assert command.measure(["inbox"], strict=False) == 0
    assert "LIMIT MISSED: inbox" in capsys.readouterr().err
    assert command.measure(["inbox"], strict=True) == 1
    assert command.measure(["step"], strict=True) == 0


def test_an_unknown_name_lists_those_there_are(capsys):
    with pytest.raises(SystemExit):
        command.main(["steps"])
    assert "step, inbox, letter, pages, import" in capsys.readouterr().err


def test_a_database_with_tables_is_refused(db):
    with pytest.raises(database.Unfit):
        database.prepare()
