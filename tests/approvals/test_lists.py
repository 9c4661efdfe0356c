"""The lists: as many queries for three rows as for one, no gap between pages, exports, notices, urging."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from approvals import beside, desk
from approvals.models import Assignment, Notice
from members.identity import check_character
from members.models import AccessRecord
from workflows.transfer import drafting

LISTS = ["inbox", "done", "started", "cases", "archive"]
NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def sit(client):
    """Sit down at the desk of an appointment."""

    def down(appointment):
        client.force_login(appointment.account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return down


@pytest.fixture
def begin(clock, enrol, orgs, wang):
    """The n-th member's draft, from 东山村支部 to 一社区支部."""

    def nth(n: int, name: str = ""):
        digits = f"32072419900{1 + n // 28}{1 + n % 28:02d}123"
        person = enrol(name or f"党员{n}", digits + check_character(digits), orgs.dongshan)
        return drafting.begin(person, by=wang, destination=orgs.first, reason="residence_changed", contact="1")

    return nth


@pytest.fixture
def send(begin, wang):
    return lambda n, name="": desk.act(begin(n, name), "submit", by=wang)


@pytest.fixture
def walk(send, wang, lin, xu, chen, zhao, orgs):
    """The n-th member's transfer with its letter out: on every list of somebody, with papers and a past."""

    def through(n: int):
        case = desk.act(send(n), "agree_to_release", by=wang, dues_until=NOVEMBER, text="同意")
        case = desk.opine(case, by=lin, agrees=True, text="同意")
        case = desk.opine(case, by=xu, agrees=True, text="同意")
        case = desk.act(case, "accept", by=chen, branch=orgs.first, text="同意")
        return desk.act(case, "approve", by=zhao, valid_days=30, text="同意")

    return through


def queries(client, name: str, method: str = "get", data: dict | None = None) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = getattr(client, method)(reverse(name), data or {})
    assert answer.status_code == 200
    return len(asked)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_as_much_for_three_rows_as_for_one(name, walk, sit, wang, chen, zhao):
    hat = {"inbox": chen, "started": wang}.get(name, zhao)
    walk(1)
    client = sit(hat)
    client.get(reverse(name))  # what the first page of a session writes
    one = queries(client, name)
    walk(2)
    walk(3)
    assert queries(client, name) == one
    if name == "inbox":
        assert one <= 12


def test_search_asks_as_much_for_three_hits_as_for_one(walk, sit, zhao):
    walk(1)
    client = sit(zhao)
    one = queries(client, "search", "post", {"q": "党员"})
    walk(2)
    walk(3)
    assert queries(client, "search", "post", {"q": "党员"}) == one


def test_the_case_page_asks_as_much_however_long_its_story(walk, sit, wang, zhao, chen, orgs, lin, xu):
    case = walk(1)
    client = sit(zhao)
    address = reverse("case", args=[case.number])

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    asked()
    before = asked()
    for _day in range(3):
        beside.urge(case, by=wang)
        type(case).objects.filter(pk=case.pk).update()
        case.entries.filter(verb="urge").update(recorded_at=case.opened_at - timedelta(days=2))
    assert asked() == before


def pages(client, name: str = "inbox") -> list[list[str]]:
    """The case numbers of every page, following the link to the next."""
    found, address = [], reverse(name)
    while address and len(found) < 9:
        text = client.get(address).content.decode()
        found.append(list(dict.fromkeys(re.findall(r"ZJ2026-\d{6}", text.split("<main", 1)[-1]))))
        link = re.search(r'href="([^"]*[?&;]after=[^"]+)"', text)
        address = reverse(name) + link[1].replace("&amp;", "&") if link else ""
    return found


@pytest.mark.parametrize(("due", "undated"), [(33, 0), (0, 33), (28, 5), (31, 31)])
def test_every_row_stands_on_one_page_and_those_without_a_deadline_last(begin, wang, sit, due, undated):
    cases = [begin(n) for n in range(due + undated)]
    rows = Assignment.objects.open().filter(org=wang.org).order_by("-case_id")  # the newest are the dated ones
    dated = list(rows.values_list("pk", flat=True)[:due])
    Assignment.objects.filter(pk__in=dated).update(due_at=cases[0].opened_at + timedelta(days=7))

    found = pages(sit(wang))

    numbers = [case.number for case in cases]
    assert [len(page) for page in found] == [30] * ((due + undated) // 30) + [(due + undated) % 30]
    assert [number for page in found for number in page] == numbers[undated:] + numbers[:undated]


@pytest.mark.parametrize("name", ["started", "cases"])
def test_the_lists_of_cases_turn_their_pages_too(begin, wang, sit, name):
    cases = [begin(n) for n in range(33)]
    found = pages(sit(wang), name)
    assert [number for page in found for number in page] == [case.number for case in reversed(cases)]


@pytest.mark.parametrize(
    "after", ["x", "1.x", "-1.1", "1", ".", "..", "1" * 40, "9" * 20 + ".1", "1." + "9" * 25, "٣.٣", "1.5.5", "' OR 1"]
)
def test_a_tampered_page_mark_is_an_ordinary_page(begin, wang, sit, after):
    begin(1)
    for name in LISTS:
        assert sit(wang).get(reverse(name), {"after": after}).status_code == 200


def test_an_export_holds_no_formula_and_leaves_a_record(send, sit, wang):
    send(1, name="=HYPERLINK(1)")
    send(2, name="+86")
    answer = sit(wang).post(reverse("export_cases"))
    assert "党员" not in answer["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
    titles = [row[2] for row in book.get_sheet_by_index(0).to_python()[1:]]
    assert titles == ["'+86：东山村支部 → 一社区支部", "'=HYPERLINK(1)：东山村支部 → 一社区支部"]
    record = AccessRecord.objects.get()
    assert (record.kind, record.account, record.appointment, record.subject) == (
        "export", wang.account, wang, "cases:cases",
    )  # fmt: skip


def test_an_export_is_no_wider_than_the_list(send, sit, appoint, orgs):
    send(1)
    stranger = appoint("何静", "he", orgs.second, "secretary")
    for name in ("inbox", "done", "started", "cases"):
        answer = sit(stranger).post(reverse(f"export_{name}"))
        book = CalamineWorkbook.from_filelike(BytesIO(answer.content))
        assert len(book.get_sheet_by_index(0).to_python()) == 1, name


def test_a_notice_is_read_once_for_all_who_hold_the_post(walk, sit, wang, appoint, orgs):
    walk(1)
    deputy = appoint("副书记", "deputy", orgs.dongshan, "secretary")
    assert Notice.objects.for_hat(deputy).unread().count() > 0
    sit(wang).post(reverse("read_notices"))
    assert Notice.objects.for_hat(deputy).unread().count() == 0
    assert {notice.read_by for notice in Notice.objects.for_hat(deputy)} == {wang}


def test_notices_of_others_stay_unread(walk, sit, chen, wang):
    walk(1)
    before = Notice.objects.for_hat(wang).unread().count()
    sit(chen).post(reverse("read_notices"))
    assert Notice.objects.for_hat(wang).unread().count() == before


def test_urging_reaches_the_desk_that_holds_the_case_once_a_day(transfer_at_destination, sit, wang, lin, clock):
    case = transfer_at_destination
    for _click in range(3):
        sit(wang).post(reverse("urge", args=[case.number]))
    urged = Notice.objects.filter(kind="urged")
    assert [(notice.org, notice.post) for notice in urged] == [(lin.org, "secretary")]
    clock.shift(timedelta(days=1))
    sit(wang).post(reverse("urge", args=[case.number]))
    assert urged.all().count() == 2


def test_nobody_urges_their_own_desk(transfer_at_destination, lin):
    assert beside.urge(transfer_at_destination, by=lin) is False
    assert not Notice.objects.filter(kind="urged").exists()
