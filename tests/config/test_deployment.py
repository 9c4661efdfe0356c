"""The guide for administrators and the files of deploy/ name what is there. Subjects: docs/deployment.md, deploy/."""

import re

import pytest
from django.core.management import get_commands

from devtools import ROOT

GUIDE = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
TEXTS = sorted(path for path in (ROOT / "deploy").rglob("*") if path.is_file())
OUTSIDE_DJANGO = {"LISTEN", "WEB_CONCURRENCY"}  # read by deploy/gunicorn.conf.py


def variables_of_settings() -> set[str]:
    source = (ROOT / "config" / "settings.py").read_text(encoding="utf-8")
    return set(re.findall(r"""env(?:\.\w+)?\(\s*"([A-Z_0-9]+)\"""", source)) - {"ENV_FILE"}


def variables_of_guide() -> set[str]:
    table = GUIDE.split("## Variables")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([A-Z_0-9]+)`", row)}


def test_the_guide_lists_every_variable_and_no_other():
    assert variables_of_guide() == variables_of_settings() | OUTSIDE_DJANGO


@pytest.mark.parametrize("text", [ROOT / "docs" / "deployment.md", *TEXTS], ids=lambda path: path.name)
def test_every_command_that_is_named_exists(text):
    named = set(re.findall(r"manage\.py ([a-z_]+)", text.read_text(encoding="utf-8")))

    assert named <= set(get_commands())


def test_every_unit_that_the_guide_starts_is_there():
    started = set(re.findall(r"liangdi-[a-z]+(?:\.timer)?", GUIDE))
    units = {path.name.removesuffix(".service") for path in (ROOT / "deploy" / "systemd").iterdir()}

    assert started <= units
