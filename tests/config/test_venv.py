"""A virtual environment that is half made, broken or moved is noticed; a whole one is left alone. Subject:
devtools/venv.py."""

import shutil
import subprocess
import sys

import pytest

from devtools import venv

HERE = sys.version_info[:2]


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    """One made as `./dev` makes them, without the seconds that pip takes."""
    folder = tmp_path_factory.mktemp("pattern") / ".venv"
    subprocess.run([*venv.make_command(None, folder), "--without-pip"], check=True)  # noqa: S603  our own
    return folder


@pytest.fixture
def whole(pattern, tmp_path):
    folder = tmp_path / ".venv"
    shutil.copytree(pattern, folder, symlinks=True)
    return folder


def test_a_whole_one_and_none_at_all_are_no_fault(whole, tmp_path):
    assert venv.fault(whole) == ""
    assert venv.fault(tmp_path / "nothing") == ""


def test_one_that_was_being_filled_is_half_made(whole):
    (whole / venv.UNFINISHED).touch()

    assert venv.fault(whole) == "an earlier installation was interrupted"


def test_one_whose_python_is_gone_or_never_came_is_told(whole):
    (whole / "bin" / "python").unlink()
    assert venv.fault(whole) == "its Python is gone or does not run"

    (whole / "bin" / "python").symlink_to("/nowhere/python3")
    assert venv.fault(whole) == "its Python is gone or does not run"


def test_one_whose_python_does_not_run_is_told(whole):
    (whole / "bin" / "python").unlink()
    (whole / "bin" / "python").write_text("#!/bin/sh\nexit 1\n")
    (whole / "bin" / "python").chmod(0o755)

    assert venv.fault(whole) == "its Python is gone or does not run"


def test_one_that_another_python_made_is_told(whole):
    configuration = whole / "pyvenv.cfg"
    written = f"{HERE[0]}.{HERE[1]}."
    configuration.write_text(configuration.read_text().replace(written, "3.8."))

    assert venv.fault(whole) == f"it was made by Python 3.8, and its Python is {venv.said(HERE)} now"


def test_one_without_its_configuration_is_told(whole):
    (whole / "pyvenv.cfg").unlink()

    assert venv.fault(whole) == "its Python is gone or does not run"


def test_one_that_was_moved_is_told_by_the_programs_in_it(whole):
    script = whole / "bin" / "gunicorn"
    script.write_text("#!/srv/elsewhere/.venv/bin/python\nimport sys\n")
    assert venv.fault(whole) == "it was moved or copied from another folder"

    script.write_text(f"#!{whole}/bin/python3\nimport sys\n")
    assert venv.fault(whole) == ""


def test_the_version_is_read_as_venv_and_as_uv_write_it(tmp_path):
    path = tmp_path / "pyvenv.cfg"
    for line in ("version = 3.11.2", "version_info = 3.11.2"):
        path.write_text(f"home = /usr/bin\n{line}\n")
        assert venv.version_of(path) == (3, 11)
    path.write_text("version = unknown\n")
    assert venv.version_of(path) is None


def test_one_without_pip_cannot_be_filled_by_pip(whole):
    assert not venv.has_pip(whole)


def test_what_is_discarded_leaves_nothing_even_after_an_interruption(whole):
    left = whole.with_name(venv.DISCARDED)
    left.mkdir()
    (left / "half").touch()

    venv.discard(whole)

    assert list(whole.parent.iterdir()) == []


def test_a_link_is_taken_away_and_not_what_it_leads_to(whole, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(whole)

    venv.discard(link)

    assert not link.is_symlink()
    assert whole.exists()
