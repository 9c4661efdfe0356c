"""无人办理时: what the table says will happen is what the clock then does, in every waiting state of W1 and W10.

Told over New Year 2027, whose holidays nobody has entered, and over a Spring Festival and 29 February 2028.
"""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from approvals import desk, outlook
from approvals.calendar import CalendarDay
from approvals.flow import Waiting
from approvals.models import Entry, Supervision
from approvals.sweep import sweep
from members.models import PartyOrg
from tests.conftest import MONDAY, SHANGHAI
from workflows.coordination.flow import CoordinationFlow
from workflows.transfer import drafting
from workflows.transfer.flow import TransferFlow

pytestmark = pytest.mark.giant("clock")

LEAP_YEAR = datetime(2028, 1, 17, 9, 0, tzinfo=SHANGHAI)
SPRING_FESTIVAL = {
    **{date(2028, 1, 24) + timedelta(days=n): False for n in range(5)},
    date(2028, 1, 31): False,
    date(2028, 1, 22): True,
    date(2028, 2, 5): True,
}
WHY = "该同志不在本辖区工作和居住"


YEARS = [MONDAY, pytest.param(LEAP_YEAR, marks=pytest.mark.giant("clock", only_full=True))]


@pytest.fixture(params=YEARS, ids=["new-year-2027", "leap-year-2028"])
def office(request, clock, orgs, li, wang, zhao, sun, chen, xu, lin, zhou, gao):
    """The cast on the day the story begins, with the Spring Festival in the calendar."""
    clock.move_to(request.param)
    CalendarDay.objects.bulk_create(CalendarDay(day=day, works=works) for day, works in SPRING_FESTIVAL.items())
    return SimpleNamespace(clock=clock, orgs=orgs, li=li, wang=wang, zhao=zhao, chen=chen, xu=xu, lin=lin, gao=gao)


# How each state is reached -----------------------------------------------------------------------------------------


def draft(o):
    return drafting.begin(o.li, by=o.wang, destination=o.orgs.first, reason="residence_changed", contact="13586399530")


def origin_branch_review(o):
    return desk.act(draft(o), "submit", by=o.wang)


def destination_review(o):
    dues = timezone.localdate().replace(day=1)
    return desk.act(origin_branch_review(o), "agree_to_release", by=o.wang, dues_until=dues)


def pending_approval(o):
    case = desk.opine(destination_review(o), by=o.lin, agrees=True)
    case = desk.opine(case, by=o.xu, agrees=True)
    return desk.act(case, "accept", by=o.chen, branch=o.orgs.first)


def returned(o):
    return desk.act(origin_branch_review(o), "send_back", by=o.wang, text="请补充户籍变动证明")


def refused(o):
    case = desk.opine(destination_review(o), by=o.lin, agrees=False, text=WHY)
    case = desk.opine(case, by=o.xu, agrees=False, text=WHY)
    return desk.act(case, "refuse", by=o.chen, reason="not_working_or_living_here", text=WHY)


def letter_issued(o):
    return desk.act(pending_approval(o), "approve", by=o.zhao, valid_days=30)


def letter_expired(o):
    case = letter_issued(o)
    o.clock.shift(timedelta(days=31))
    sweep()
    return case


def letter_void(o):
    return desk.act(letter_issued(o), "void", by=o.zhao, reason="lost", text="本人报告介绍信在途中遗失")


def arrived(o):
    return desk.act(letter_issued(o), "report_in", by=o.chen, letter_number=1)


def dossier_check(o):
    return desk.act(arrived(o), "check_dossier", by=o.chen, text="入党志愿书需进一步核对")


def received(o):
    return desk.act(arrived(o), "receive", by=o.chen, branch=o.orgs.first)


def receipt_sent(o):
    return desk.act(received(o), "send_receipt", by=o.chen, handler="陈志强", phone="0518-87066345")


def coordination(o):
    return desk.act(refused(o), "escalate", by=o.wang, text="该同志已在临港区居住八个月")


def requested(o):
    return coordination(o).children.get()


def accepted(o):
    return desk.act(requested(o), "accept", by=o.gao, officer="高文军", text="受理")


def decided(o):
    case = desk.opine(accepted(o), by=o.zhao, agrees=True, text="该同志长期在临港区，应当转出")
    case = desk.opine(case, by=o.chen, agrees=False, text="社区未见到本人，无法核实")
    return desk.act(case, "decide", by=o.gao, decision="uphold_transfer", text="租房合同属实，应予接收")


def supervised(o):
    case = decided(o)
    o.clock.shift(timedelta(days=20))
    sweep()
    return case


def joint(o):
    """Two provinces: nobody stands above both."""
    for org in (o.orgs.district,):
        org.parent = None
        org.save()
    return requested_afresh(o)


def requested_afresh(o):
    o.orgs.first = PartyOrg.objects.get(pk=o.orgs.first.pk)
    return requested(o)


W1 = [
    draft, origin_branch_review, destination_review, pending_approval, returned, refused, coordination, letter_issued,
    letter_expired, letter_void, arrived, dossier_check, received, receipt_sent,
]  # fmt: skip
W10 = [requested, joint, accepted, decided, supervised]


def waiting_states(flow) -> set[str]:
    return {node.state for node in flow.instance.nodes() if isinstance(node, Waiting)}


def test_every_waiting_state_is_told_here():
    assert {way.__name__ for way in W1} == waiting_states(TransferFlow)
    assert {way.__name__ for way in W10} == waiting_states(CoordinationFlow)


# What is compared --------------------------------------------------------------------------------------------------


def written(since: int) -> list[tuple]:
    """What the clock has written since an entry, on whichever case, by moment."""
    rows = Entry.objects.filter(pk__gt=since, by=None).select_related("case").order_by("effective_at", "pk")
    return [(e.case.number, e.verb, timezone.localtime(e.effective_at), e.to_state) for e in rows]


@pytest.mark.parametrize("way", [*W1, *W10], ids=lambda way: way.__name__)
def test_the_clock_does_what_the_table_said(way, office):
    case = way(office)
    case = case.flow.whole(case.pk)
    assert case.state == way.__name__
    last = Entry.objects.latest("pk").pk

    said = outlook.of(case)
    office.clock.shift(timedelta(days=800))
    sweep()

    foreseen = [(row.case.number, row.verb, timezone.localtime(row.at), row.case.state) for row in said.rows]
    assert foreseen == written(last)
    assert foreseen or way is supervised


@pytest.mark.parametrize("way", [*W1, *W10], ids=lambda way: way.__name__)
def test_it_ends_or_waits_for_somebody_on_the_list_as_the_table_said(way, office):
    case = way(office)
    said = outlook.of(case.flow.whole(case.pk))
    office.clock.shift(timedelta(days=800))
    sweep()
    last = said.rows[-1].case
    now = last.flow.whole(last.pk)
    held = list(now.assignments.open().select_related("org").order_by("pk"))
    assert said.ends == ("" if now.is_open else now.state_label)
    assert said.waits_for == [f"{row.org} · {row.get_post_display()}" for row in held]
    assert said.listed == Supervision.objects.open().filter(assignment__in=held).exists() == bool(held)


def test_every_superior_on_the_way_up_has_its_own_time(office, appoint, orgs, enrol):
    """Two towns of one county: its office is asked first, then the province's; each has ten working days (R-S1)."""
    town = PartyOrg(name="中共青石县北屏镇委员会", short_name="北屏镇党委", kind="party_committee", parent=orgs.county)
    town.may_approve_probationary = True
    town.save()
    branch = PartyOrg(name="中共青石县北屏镇新庄村支部委员会", short_name="新庄村支部", kind="branch", parent=town)
    branch.save()
    dues = timezone.localdate().replace(day=1)
    case = drafting.begin(office.li, by=office.wang, destination=branch, reason="residence_changed", contact="1")
    case = desk.act(desk.act(case, "submit", by=office.wang), "agree_to_release", by=office.wang, dues_until=dues)
    desk.opine(case, by=appoint("何新", "hexin", branch, "secretary"), agrees=False, text=WHY)
    hat = appoint("何高", "hegao", town, "organiser")
    case = desk.act(case, "refuse", by=hat, reason="not_working_or_living_here", text=WHY)
    desk.act(case, "escalate", by=office.wang, text="该同志确在北屏镇居住，请予协调")
    child = case.children.get()
    last = Entry.objects.latest("pk").pk
    said = outlook.of(child.flow.whole(child.pk))

    assert [(row.verb, row.tells[0]) for row in said.rows] == [
        ("remind", "青石县委组织部 · 组织员"),
        ("pass_up", "江海省委组织部 · 组织员"),
        ("remind", "江海省委组织部 · 组织员"),
        ("supervise", "江海省委组织部 · 组织员"),
    ]
    office.clock.shift(timedelta(days=800))
    sweep()
    foreseen = [(row.case.number, row.verb, timezone.localtime(row.at), row.case.state) for row in said.rows]
    assert foreseen == written(last)
    assert said.rows[2].at > said.rows[1].at + timedelta(days=5)
