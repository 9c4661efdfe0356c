"""Agreements as a user meets them (W2): drafted, talked over, waiting for a signature, in force, given notice.

Told through the desk like the transfers of stories.py, between 东山村支部 or 西河村支部 (`ours`) and 一社区支部.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from approvals import desk
from approvals.calendar import add_workdays
from approvals.case import Case
from config.past import clock_at
from members.models import Person
from members.people import MEMBERS
from workflows.agreement import drafting, duties, funding
from workflows.agreement.case import AgreementCase
from workflows.agreement.states import Every

from .stories import Hats

IN_FORCE_SINCE = 100  # days: some duties are done by now, some missed


@transaction.atomic
def sign(hats: Hats) -> int:
    """Every agreement, unless they are there; how many."""
    if AgreementCase.objects.exists():
        return 0
    east, west = hats | {"ours": hats["wang"]}, hats | {"ours": hats["yan"]}
    people, others = _free_members(east), _free_members(west)
    _talked_over(east, people[:1])
    _in_force(east, people[1:2])
    _drafted(east, people[2:3])
    _half_signed(west, others[:2])
    _given_notice(west, others[2:3])
    duties.open_due(timezone.now())
    return AgreementCase.objects.count()


def _free_members(hats: Hats) -> list[Person]:
    """Members of that branch whom no open matter names: those who live at 一社区支部 first."""
    members = Person.objects.of(hats["ours"].org).filter(stage__in=MEMBERS, accounts=None)
    free = members.exclude(cases__in=Case.objects.open())
    return sorted(free, key=lambda p: (p.away_branch_id != hats["lin"].org.pk, p.away_since is None, p.pk))


def _drafted(hats: Hats, people: list[Person]) -> None:
    with _day(1):
        _begun(hats, people)


def _talked_over(hats: Hats, people: list[Person]) -> None:
    """一社区支部 wants to report less often; 东山村支部 has to answer."""
    case = _proposed(hats, people, 6)
    with _day(3):
        drafting.write(case, by=hats["lin"], bodies=case.text.bodies, exchange_months=Every.QUARTER)
        desk.act(case, "counter", by=hats["lin"], text="支部人手少，联系情况建议改为每季度互通一次。")


def _half_signed(hats: Hats, people: list[Person]) -> None:
    case = _proposed(hats, people, 9)
    with _day(5):
        desk.act(case, "accept_text", by=hats["lin"], text="同意文本。")
    with _day(4):
        desk.act(_fresh(case), "sign_first", by=hats["ours"], text="同意签署。")


def _in_force(hats: Hats, people: list[Person]) -> None:
    """东山村支部 keeps in touch every month; what 一社区支部 owes is missed: 一头热."""
    case = _effective(hats, people, IN_FORCE_SINCE)
    duties.open_due(timezone.now())
    late = case.duties.filter(key="contact", due_at__lte=timezone.now())
    told = {duty.due_at - timedelta(days=5): duty for duty in late}
    bought = timezone.make_aware(datetime.combine(_ago(20), time(9, 30)))
    for moment in sorted({*told, bought}):
        with clock_at(moment):
            if moment in told:
                _keep_in_touch(hats, told[moment])
            else:
                _buy_books(hats, case, timezone.localdate(moment))


def _keep_in_touch(hats: Hats, duty: duties.Duty) -> None:
    duties.done(duty, by=hats["ours"], evidence="电话联系本人，了解务工和生活情况，转告支部近期安排。")


def _buy_books(hats: Hats, case: AgreementCase, on: date) -> None:
    funding.register(
        case,
        by=hats["ours"],
        support="money",
        source="budget",
        amount=Decimal(600),
        purpose="购置学习资料",
        on=on,
    )


def _given_notice(hats: Hats, people: list[Person]) -> None:
    case = _effective(hats, people, 60)
    with _day(8):
        text = "该同志已返乡创业，不再需要双方共管，本支部拟提前解除协议。"
        desk.act(_fresh(case), "give_notice", by=hats["ours"], text=text)


def _effective(hats: Hats, people: list[Person], days_ago: int) -> AgreementCase:
    """Proposed, agreed, signed by both and filed by both, all within that one day."""
    ours, lin = hats["ours"], hats["lin"]
    case = _proposed(hats, people, days_ago)
    with _day(days_ago, hour=14):
        for verb, by in (("accept_text", lin), ("sign_first", ours), ("sign_second", lin)):
            desk.act(_fresh(case), verb, by=by, text="经支部委员会讨论，同意。")
        desk.opine(_fresh(case), by=ours, agrees=True, text="已报长田镇党委备案。")
        desk.act(_fresh(case), "file", by=lin, text="已报朝晖街道党工委备案。")
    return _fresh(case)


def _proposed(hats: Hats, people: list[Person], days_ago: int) -> AgreementCase:
    with _day(days_ago):
        case = _begun(hats, people)
        desk.act(case, "send", by=hats["ours"])
    return _fresh(case)


def _begun(hats: Hats, people: list[Person]) -> AgreementCase:
    return drafting.begin(people, by=hats["ours"], origin=hats["ours"].org, destination=hats["lin"].org)


def _fresh(case: AgreementCase) -> AgreementCase:
    return AgreementCase.objects.get(pk=case.pk)


def _ago(days: int) -> date:
    """The working day on or after that many days ago."""
    return add_workdays(timezone.localdate() - timedelta(days=days + 1), 1)


def _day(days_ago: int, hour: int = 9):
    """A clock that stands on that day, or now if that is earlier."""
    at = timezone.make_aware(datetime.combine(_ago(days_ago), time(hour, 30)))
    return clock_at(min(at, timezone.now()))
