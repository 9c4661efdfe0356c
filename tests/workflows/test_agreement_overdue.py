"""Late duties: the owner is told once, the superior's list holds them after ten working days more (R-S7, R-C14)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals import local_terms
from approvals.attachments import Scan
from approvals.calendar import end_of
from approvals.deadlines import LocalTerm
from approvals.notices import Notice, NoticeKind
from approvals.rules import NotAllowed
from tests.conftest import sweep_confirmed
from workflows.agreement import duties, living_clauses, overdue
from workflows.agreement.duties import Duty

SHANGHAI = ZoneInfo("Asia/Shanghai")
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def at(year: int, month: int, day: int, hour: int = 9):
    return time_machine.travel(datetime(year, month, day, hour, tzinfo=SHANGHAI), tick=False)


def now() -> datetime:
    return datetime.now(tz=SHANGHAI)


@pytest.fixture
def owed(effective):
    """Contact and exchange of the first month are due on 22 December 2026."""
    duties.open_due(now())
    return effective


def notices(kind: str) -> list[str]:
    return list(Notice.objects.filter(kind=kind).order_by("pk").values_list("org__short_name", flat=True))


def listed() -> list[str]:
    return list(Duty.objects.filter(listed_at__isnull=False).order_by("key").values_list("key", flat=True))


def test_the_owner_is_told_once_when_the_day_is_over(owed):
    with at(2026, 12, 22, 23):
        assert overdue.tell(now()) == 0
    with at(2026, 12, 23, 0):
        assert [overdue.tell(now()), overdue.tell(now())] == [2, 0]
    assert notices(NoticeKind.REMIND) == ["东山村支部", "一社区支部"]


def test_ten_working_days_later_it_is_on_the_superiors_list_once(owed, gao):
    with at(2026, 12, 23, 0):
        overdue.tell(now())
    with at(2027, 1, 5, 23):  # the tenth working day after 22 December, no holiday entered
        overdue.tell(now())
        assert listed() == []
    with at(2027, 1, 6, 0):
        overdue.tell(now())
        overdue.tell(now())
        assert listed() == ["contact", "exchange"]
        assert overdue.listed(gao).count() == 2
    assert len(notices(NoticeKind.SUPERVISE)) == 2


def test_a_clock_that_stood_still_reminds_and_lists_with_the_same_result(owed):
    with at(2027, 1, 12):
        sweep_confirmed()
        sweep_confirmed()
    assert listed() == ["contact", "exchange"]
    assert len(notices(NoticeKind.SUPERVISE)) == 2


def test_what_is_done_leaves_the_list(owed, wang, zhao):
    with at(2027, 1, 12):
        sweep_confirmed()
        duties.done(Duty.objects.filter(key="contact").first(), by=wang, evidence="1月11日电话联系，情况正常")
        assert overdue.listed(zhao).count() == 0


def test_a_place_sets_its_own_term(owed, orgs):
    assert overdue.KNOWN in local_terms.known_terms()
    LocalTerm.objects.create(org=orgs.town, key="agreement.duty", count=2)
    with at(2026, 12, 25, 0):
        sweep_confirmed()
        assert listed() == ["contact"]  # the other side keeps the default


def test_a_scan_shows_that_it_was_done(owed, wang):
    scan = Scan.of(SimpleUploadedFile("走访照片.pdf", b"%PDF-1.7 scan"))
    done = duties.done(Duty.objects.get(key="contact"), by=wang, evidence="12月1日上门走访", proof=scan)
    assert done.file.name == "走访照片.pdf"
    assert owed.files.get() == done.file


def test_a_slip_is_corrected_by_a_line_of_its_own(owed, wang, lin):
    duty = duties.done(Duty.objects.get(key="contact"), by=wang, evidence="12月1日电话联系，情况正常")
    with pytest.raises(NotAllowed):
        duties.take_back(duty, by=lin, reason="登记到了别的协议上")
    with pytest.raises(NotAllowed):
        duties.take_back(duty, by=wang, reason="错")
    duties.take_back(duty, by=wang, reason="登记到了别的协议上")
    assert [e.verb for e in owed.entries.all()][-2:] == ["duty_done", "duty_taken_back"]
    assert Duty.objects.owed().filter(pk=duty.pk).exists()
    with pytest.raises(NotAllowed):
        duties.take_back(duty, by=wang, reason="登记到了别的协议上")


def test_a_refused_entry_keeps_the_words(owed, wang, client):
    client.force_login(wang.account, backend=MODEL_BACKEND)
    duty = Duty.objects.get(key="contact")
    page = client.post(f"/agreements/duties/{duty.pk}/", {"evidence": "已办"})
    assert page.status_code == 422
    assert 'value="已办"' in page.content.decode()
    bad = SimpleUploadedFile("x.pdf", b"MZ")
    page = client.post(f"/agreements/duties/{duty.pk}/", {"evidence": "12月1日电话联系", "proof": bad})
    assert page.status_code == 422
    assert Duty.objects.owed().filter(pk=duty.pk).exists()


def test_the_agreement_shows_what_is_owed_and_what_was_done(owed, wang, client):
    client.force_login(wang.account, backend=MODEL_BACKEND)
    duties.done(Duty.objects.get(key="contact"), by=wang, evidence="12月1日电话联系，情况正常")
    page = client.get(owed.get_absolute_url()).content.decode()
    assert "寄送学习资料" in page
    assert "已落实 1 项" in page
    assert "12月1日电话联系，情况正常" in page


def test_an_area_without_a_record_in_a_half_year_is_warned_of(owed, zhao, client, orgs):
    first, due = owed.effective_on, datetime(2027, 5, 23, tzinfo=SHANGHAI)
    for key in living_clauses.FIVE_TOGETHER:
        Duty.objects.create(case=owed, key=key, side="origin", org=orgs.dongshan, first_day=first, due_at=due)
    Duty.objects.filter(key="funding").update(done_at=now(), evidence="12月1日拨付活动经费")
    with at(2027, 5, 22, 23):
        assert overdue.areas_without_record(zhao, now()) == 0
    with at(2027, 5, 23, 0):
        assert overdue.areas_without_record(zhao, now()) == 4
        client.force_login(zhao.account, backend=MODEL_BACKEND)
        assert "“五共”工作有 4 项" in client.get("/supervision/").content.decode()


@pytest.mark.parametrize(("last_day", "dropped"), [(date(2026, 12, 22), False), (date(2026, 12, 23), True)])
def test_a_slip_corrected_after_the_end_leaves_owed_what_fell_due_by_its_last_day(owed, wang, last_day, dropped):
    duty = duties.done(Duty.objects.get(key="contact"), by=wang, evidence="12月1日电话联系，情况正常")
    Duty.objects.filter(pk=duty.pk).update(due_at=end_of(last_day))
    type(owed).objects.filter(pk=owed.pk).update(ended_on=date(2026, 12, 22), closed_at=now())
    duties.take_back(duty, by=wang, reason="登记到了别的协议上")
    assert (Duty.objects.get(pk=duty.pk).dropped_on is not None) == dropped
