"""The sheet for the safe brings the keys back. Subjects: config/key_sheet.py, `manage.py keys`."""

import stat
from xml.etree import ElementTree

import pytest
import segno
from django.core.management import CommandError, call_command

from config import env_file, key_sheet
from members import keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_keys(settings):
    settings.FIELD_KEYS = {"k2": "B" * 43 + "=", **settings.FIELD_KEYS}
    return settings


def words_of(page):
    """The texts of the page, in order."""
    root = ElementTree.fromstring(page)  # noqa: S314  our own page
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]


def test_the_two_lines_are_those_of_the_settings_file(two_keys, tmp_path):
    path = tmp_path / ".env"
    path.write_text("\n".join(key_sheet.lines()))

    read = env_file.read(path)

    assert dict(pair.split(":") for pair in read["FIELD_KEYS"].split(",")) == two_keys.FIELD_KEYS
    assert read["INDEX_KEY"] == two_keys.INDEX_KEY


def test_the_square_holds_the_two_lines():
    assert key_sheet.square() == segno.make("\n".join(key_sheet.lines()), error="m", micro=False)


def test_the_terminal_shows_keys_fingerprints_and_square(two_keys, capsys):
    call_command("keys")

    shown = capsys.readouterr().out
    for line in [*key_sheet.lines(), f"FIELD_KEYS k2: fingerprint {keys.fingerprint(two_keys.FIELD_KEYS['k2'])}"]:
        assert f"\n{line}\n" in shown
    assert "█▄▄▄█" in shown


def test_the_page_to_print_holds_every_key_and_only_its_owner_may_read_it(two_keys, tmp_path):
    path = tmp_path / "sheet.svg"

    call_command("keys", svg=path)

    texts = "".join(words_of(path.read_text(encoding="utf-8")))
    assert all(line in texts for line in key_sheet.lines())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_no_line_of_the_page_is_cut_off_at_its_edge(two_keys):
    assert max(map(len, words_of(key_sheet.page()))) <= 80


def test_a_sheet_is_never_written_over_a_file(tmp_path):
    path = tmp_path / "sheet.svg"
    path.write_text("mine")

    with pytest.raises(CommandError, match="is there already"):
        call_command("keys", svg=path)
    assert path.read_text() == "mine"


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        call_command("keys", svg=tmp_path / "nowhere" / "sheet.svg")


def test_the_check_tells_fingerprints_and_no_key(settings, capsys):
    call_command("keys", check=True)

    shown = capsys.readouterr().out
    assert shown.splitlines() == [
        f"FIELD_KEYS k1: fingerprint {keys.fingerprint(settings.FIELD_KEYS['k1'])}",
        f"INDEX_KEY: fingerprint {keys.fingerprint(settings.INDEX_KEY)}",
        "They fit what is stored.",
    ]


def test_the_check_writes_nothing_down(two_keys, capsys):
    call_command("keys", check=True)

    assert not keys.KeyFingerprint.objects.filter(key_id="k2").exists()


def test_keys_that_do_not_fit_are_not_printed_for_the_safe(settings, capsys):
    settings.INDEX_KEY = "A" * 43 + "="

    with pytest.raises(CommandError, match="not those of the data"):
        call_command("keys")
    assert "A" * 43 not in capsys.readouterr().out
