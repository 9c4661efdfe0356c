"""What hostile input is answered, in words (S7). Everything else of it: test_hostile_input.py, at random."""

import pytest
from django.urls import reverse

from approvals.beside import attach
from documents import archive
from members.register import scans
from members.roster.workbook import Unreadable, Workbook
from members.row_keys import key_of

from . import hostile
from .test_every_url import draft, transfer  # noqa: F401  fixtures


@pytest.fixture
def seated(client, wang):
    client.force_login(wang.account, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("typed", "key"),
    [("17", 17), ("9" * 18, int("9" * 18)), ("9" * 19, None), ("9" * 5000, None)]
    + [(typed, None) for typed in ("", "-1", "٣", "²", "1e3", "a", " 1")],
)
def test_a_key_is_at_most_eighteen_digits(typed, key):
    assert key_of(typed) == key


def test_a_hat_of_5000_digits_is_nobodys(seated):
    assert seated.post(reverse("choose_hat"), {"appointment": "9" * 5000}).status_code == 404


@pytest.mark.parametrize("name", ["search", "people", "organisations", "archive"])
def test_a_nul_in_a_search_is_refused_in_words(seated, name):
    answer = seated.post(reverse(name), {"q": "李\x00明"})
    assert (answer.status_code, "提交的内容不能识别" in answer.content.decode()) == (400, True)
    answer = seated.get(reverse(name), {"after": "\x00"})
    assert (answer.status_code, "提交的内容不能识别" in answer.content.decode()) == (400, True)


def test_a_session_that_nobody_gave_is_no_session(client, db):
    answer = client.get("/", headers={"cookie": r'sessionid="\000\000\000\000\000\000\000\000"'})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("sign_in"))


def test_a_body_in_a_code_that_is_no_text_is_read_as_ours(seated):
    kind, body = next((kind, body) for kind, body in hostile.BODIES if "rot13" in kind)
    assert seated.generic("POST", reverse("search"), body, content_type=kind).status_code == 200


@pytest.mark.parametrize(
    "what", sorted(name for name in hostile.FILES if name.startswith(("a row", "a sheet", "a rel")))
)
def test_an_invented_workbook_is_damaged_in_words(what):
    with pytest.raises(Unreadable, match="文件已损坏，不能读取"):
        Workbook(hostile.FILES[what])


def test_a_damaged_attachment_says_so(transfer, seated, wang, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    kept = attach(transfer, hostile.scan(), by=wang)
    (tmp_path / archive.place(kept.sha256)).write_bytes(b"%PDF")
    answer = seated.get(reverse("file", args=[transfer.number, kept.pk]))
    assert (answer.status_code, answer.content.decode()[:15]) == (404, "这份附件已缺失或被改动，已停止")


def test_more_than_any_page_takes_is_refused_unread(client, db, settings):
    """A stranger's upload must not fill the disk: nobody reads it."""
    too_long = str(settings.UPLOAD_LIMIT + 2 * 2**20 + 1)
    for length in (too_long, "9" * 5000):
        answer = client.post(reverse("sign_in"), {"username": "x"}, CONTENT_LENGTH=length)
        assert (answer.status_code, "过大" in answer.content.decode()) == (413, True)


def test_what_is_kept_is_readable_for_this_program_alone(transfer, wang, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    attach(transfer, hostile.scan(), by=wang)
    scans.keep(hostile.scan())
    modes = {file.stat().st_mode & 0o777 for file in tmp_path.rglob("*") if file.is_file()}
    assert modes == {0o600}
