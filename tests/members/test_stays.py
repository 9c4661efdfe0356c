"""Graduation, a stay abroad, the last contact (R-T23): entered by the office, kept with what they were before."""

import html
from datetime import date

import pytest

from members.models import Person, RegisterEntry
from members.register.changes import change
from members.register.log import Ground, Kind


@pytest.fixture
def page(li) -> str:
    return f"/people/{li.pk}/stay/"


def test_a_clerk_enters_and_clears_them_and_it_is_on_record(clock, client, wang, li, page):
    client.force_login(wang.account)
    typed = {"graduated_on": "2024-07-01", "abroad_since": "2025-09-01", "contacted_on": "2026-05-01"}
    assert client.post(page, typed).status_code == 302
    li.refresh_from_db()
    assert (li.graduated_on, li.abroad_since, li.contacted_on) == (
        date(2024, 7, 1),
        date(2025, 9, 1),
        date(2026, 5, 1),
    )
    client.post(page, typed | {"abroad_since": "", "contacted_on": "", "seen": "1"})
    assert [(entry.kind, entry.by, entry.changes) for entry in li.register_entries.order_by("seq")] == [
        (
            "stay",
            wang,
            {
                "graduated_on": [None, "2024-07-01"],
                "abroad_since": [None, "2025-09-01"],
                "contacted_on": [None, "2026-05-01"],
            },
        ),
        ("stay", wang, {"abroad_since": ["2025-09-01", None], "contacted_on": ["2026-05-01", None]}),
    ]


def test_nothing_changed_leaves_no_record(clock, client, wang, page):
    client.force_login(wang.account)
    assert client.post(page, {}).status_code == 302
    assert not RegisterEntry.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"graduated_on": "2026-11-24"}, "日期在将来"),
        ({"abroad_since": "2025-09-01", "contacted_on": "2025-08-31"}, "早于出国（境）日期"),
        ({"graduated_on": "去年"}, "输入一个有效的日期"),
    ],
)
def test_days_that_cannot_be_come_back(clock, client, wang, li, page, typed, said):
    client.force_login(wang.account)
    answer = client.post(page, typed)
    assert answer.status_code == 422
    assert said in html.unescape(answer.content.decode())
    assert Person.objects.get(pk=li.pk).graduated_on is None


def test_an_administrator_does_not_enter_them_and_a_stranger_finds_no_page(clock, client, orgs, appoint, chen, page):
    client.force_login(appoint("管理员", "keeper", orgs.town, "administrator").account)
    assert client.get(page).status_code == 403
    client.force_login(chen.account)
    assert client.get(page).status_code == 404


def test_an_old_page_says_what_was_entered_meanwhile_and_nobody_enters_their_own(clock, client, wang, zhao, li, page):
    change(li, {"contacted_on": date(2026, 5, 1)}, Kind.STAY, Ground(zhao))
    client.force_login(wang.account)
    answer = client.post(page, {"graduated_on": "2024-07-01", "seen": "0"})
    assert (answer.status_code, "最近一次联系 — → 2026-05-01" in html.unescape(answer.content.decode())) == (422, True)
    wang.account.person = li
    wang.account.save()
    assert client.get(page).status_code == 403
