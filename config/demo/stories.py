"""Transfers at every state a user can meet: fresh, due today and overdue, each told through the desk."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO

from django.db import transaction
from django.utils import timezone
from PIL import Image

from approvals import desk
from approvals.attachments import Scan
from approvals.calendar import add_workdays, workdays_between
from config.past import clock_at
from members import endings
from members.models import Appointment, PartyOrg, Person
from members.people import MEMBERS, Stage
from workflows.transfer import drafting
from workflows.transfer.case import TransferCase
from workflows.transfer.states import Reason, State

Hats = dict[str, Appointment]
# State to reach, and how many working days ago the story began.
STORIES = (
    (State.DRAFT, 1),
    (State.ORIGIN_BRANCH_REVIEW, 0),
    (State.ORIGIN_BRANCH_REVIEW, 5),
    (State.ORIGIN_BRANCH_REVIEW, 7),
    (State.ORIGIN_BRANCH_REVIEW, 13),
    (State.DESTINATION_REVIEW, 3),
    (State.DESTINATION_REVIEW, 16),
    (State.PENDING_APPROVAL, 6),
    (State.PENDING_APPROVAL, 12),
    (State.RETURNED, 8),
    (State.LETTER_ISSUED, 12),
    (State.ARRIVED, 18),
    (State.RECEIVED, 22),
    (State.RECEIPT_SENT, 25),
    (State.COMPLETED, 40),
    (State.WITHDRAWN, 15),
    (State.REFUSED, 9),
    (State.COORDINATION, 14),
    (State.LETTER_EXPIRED, 34),
    (State.LETTER_VOID, 11),
    (State.DOSSIER_CHECK, 13),
    (State.CANCELLED, 20),
)


@transaction.atomic
def tell(hats: Hats) -> int:
    """Tell every story that has not been told yet; the number of new cases."""
    branch = hats["wang"].org
    there = hats["lin"].org
    told = TransferCase.objects.values_list("person_id", flat=True)
    people = [p for p in _travellers(branch, there) if p.pk not in set(told)]
    if told or not people:
        return 0
    for person, (state, days_ago) in zip(people, STORIES, strict=False):
        _tell(person, _workday_before(days_ago), _way_to(state), hats, destination=there)
    west = hats | {"wang": hats["yan"]}  # 东山村支部 keeps members whom a visitor can begin something for
    for person, (day, steps) in zip(_travellers(hats["yan"].org, there), _far_away(), strict=False):
        _tell(person, day, steps, west, **OUTSIDE)
    _mourn(hats["yan"])
    return TransferCase.objects.count()


def _mourn(by: Appointment) -> None:
    """The oldest member of another branch has died; a draft for them ends with it."""
    members = Person.objects.of(by.org).filter(stage__in=MEMBERS, cases__isnull=True, accounts__isnull=True)
    if person := members.order_by("born_on", "pk").first():
        drafting.begin(person, by=by, reason=Reason.RETIREMENT)
        ground = "家属报告，并交来医院死亡证明"
        endings.record(person, by=by, how=endings.How.DIED, on=timezone.localdate(), ground=ground)


def _travellers(branch: PartyOrg, there: PartyOrg) -> list[Person]:
    """李明 first, then others of the branch: those who live at the destination before those who do not."""
    members = Person.objects.of(branch).filter(stage__in=MEMBERS).exclude(accounts__isnull=False)
    return sorted(members, key=lambda p: (p.name != "李明", p.away_branch_id != there.pk, p.away_since is None, p.pk))


def _workday_before(days: int) -> date:
    day = timezone.localdate()
    while workdays_between(day, timezone.localdate()) < days or add_workdays(day - timedelta(days=1), 1) != day:
        day -= timedelta(days=1)
    return day


def _tell(person: Person, day: date, steps: list["Step"], hats: Hats, **facts) -> None:
    """One case begun on `day`, a working day between its steps; `facts`: where to."""
    with _morning(day):
        case = drafting.begin(
            person,
            by=hats["wang"],
            reason=Reason.RESIDENCE_CHANGED,
            away_since=person.away_since,
            contact=person.phone,
            **facts,
        )
    for step in steps:
        with _morning(day):
            step(case, hats)
        day = min(add_workdays(day, 1), timezone.localdate())
        case = TransferCase.objects.get(pk=case.pk)


def _morning(day: date):
    """An hour of that day that lies in the past and after the step before it."""
    at = timezone.make_aware(datetime.combine(day, time(9, 10)))
    last = max(getattr(_morning, "last", at), at) + timedelta(minutes=7)
    _morning.last = last  # type: ignore[attr-defined]  # kept between steps
    return clock_at(min(last if timezone.localdate(last) == day else at, timezone.now()))


Step = Callable[[TransferCase, Hats], object]


def _way_to(goal: State) -> list[Step]:
    """The steps from a draft to `goal`."""
    if goal == State.WITHDRAWN:
        return [*_LINE[:2], lambda c, h: desk.act(c, "withdraw", by=h["wang"], text="本人决定暂不转移")]
    if goal in _BESIDE:
        steps, last = _BESIDE[goal]
        return [*_LINE[:steps], *last]
    reached = list(State).index(goal)
    return [step for state, step in zip(_AFTER, _LINE, strict=True) if list(State).index(state) <= reached]


def _observed(person: Person) -> str:
    """What a branch hands over about a probationer (R-T22)."""
    return "预备期内按时参加组织生活，每半年考察一次，表现良好。" if person.stage == Stage.PROBATIONARY else ""


def _refuse(case: TransferCase, hats: Hats) -> None:
    why = "经社区走访，该同志已搬离本辖区，去向不明"
    desk.opine(case, by=hats["lin"], agrees=False, text=why)
    desk.opine(case, by=hats["xu"], agrees=False, text=why)
    desk.act(case, "refuse", by=hats["chen"], reason="not_working_or_living_here", text=why)


def _escalate(case: TransferCase, hats: Hats) -> None:
    desk.act(case, "escalate", by=hats["wang"], text="该同志有在临港区的租房合同和社保记录，请予协调")
    coordination = case.children.get()
    desk.act(coordination, "accept", by=hats["gao"], officer="高文军", text="受理，请双方提交书面陈述")
    desk.opine(coordination, by=hats["zhao"], agrees=True, text="该同志长期在临港区务工，应当转出")


def _let_expire(case: TransferCase, hats: Hats) -> None:
    """A short letter that nobody brings."""
    desk.act(case, "approve", by=hats["zhao"], valid_days=10, text="同意转出，请尽快报到。")


def _send_back(case: TransferCase, hats: Hats) -> None:
    desk.opine(case, by=hats["lin"], agrees=True, text="同意接收")
    desk.opine(case, by=hats["xu"], agrees=True, text="同意")
    desk.act(case, "ask_material", by=hats["chen"], text="请补充现居住地证明（居住证或租房合同）")


def _void(case: TransferCase, hats: Hats) -> None:
    desk.act(case, "void", by=hats["zhao"], reason="lost", text="本人报告介绍信在途中遗失")


def _recall(case: TransferCase, hats: Hats) -> None:
    desk.act(case, "recall", by=hats["zhao"], text="本人返乡，不再转移，介绍信已收回")


def _check_dossier(case: TransferCase, hats: Hats) -> None:
    desk.act(case, "check_dossier", by=hats["chen"], text="档案中入党志愿书需进一步核对")


_LINE: tuple[Step, ...] = (
    lambda c, h: desk.act(c, "submit", by=h["wang"]),
    lambda c, h: desk.act(
        c,
        "agree_to_release",
        by=h["wang"],
        dues_until=timezone.localdate().replace(day=1),
        account=_observed(c.person),
        text="该同志长期在外工作生活，情况属实，同意转出。",
    ),
    lambda c, h: desk.opine(c, by=h["lin"], agrees=True, text="已与本人联系，住址属实，同意接收。"),
    lambda c, h: desk.opine(c, by=h["xu"], agrees=True, text="同意一社区支部意见。"),
    lambda c, h: desk.act(c, "accept", by=h["chen"], branch=h["lin"].org, text="同意接收，编入一社区支部。"),
    lambda c, h: desk.act(c, "approve", by=h["zhao"], valid_days=30, text="同意转出，开具介绍信。"),
    lambda c, h: desk.act(c, "report_in", by=h["chen"], letter_number=c.letter_number),
    lambda c, h: desk.act(c, "receive", by=h["chen"], branch=h["lin"].org, text="手续齐全，予以接收。"),
    lambda c, h: desk.act(c, "send_receipt", by=h["chen"], handler="陈志强", phone="0518-87066345"),
    lambda c, h: desk.act(c, "attach_receipt", by=h["zhao"], letter_number=c.letter_number),
)
# The state each step of _LINE leads to, or stays in.
_AFTER = (
    State.ORIGIN_BRANCH_REVIEW,
    State.DESTINATION_REVIEW,
    State.PENDING_APPROVAL,
    State.PENDING_APPROVAL,
    State.PENDING_APPROVAL,
    State.LETTER_ISSUED,
    State.ARRIVED,
    State.RECEIVED,
    State.RECEIPT_SENT,
    State.COMPLETED,
)
# States beside the main line: how many of its steps lead there, and what comes then.
_BESIDE: dict[State, tuple[int, list[Step]]] = {
    State.RETURNED: (2, [_send_back]),
    State.REFUSED: (2, [_refuse]),
    State.COORDINATION: (2, [_refuse, _escalate]),
    State.LETTER_EXPIRED: (5, [_let_expire]),
    State.LETTER_VOID: (6, [_void]),
    State.DOSSIER_CHECK: (7, [_check_dossier]),
    State.CANCELLED: (6, [_recall]),
}

# A branch that is not in this system: the town's clerk records what it says, with its letter (R-T6).
OUTSIDE = {
    "outside_name": "中共海东市明州区白沙社区第二支部委员会",
    "outside_committee": "中共海东市明州区委组织部",
    "outside_place": "海东省海东市明州区",
    "outside_contact": "周洁",
    "outside_phone": "0574-87654321",
}


def _far_away() -> list[tuple[date, list[Step]]]:
    """Asked, with a letter out, and one that nobody was received with for half a year (R-T16)."""
    return [
        (_workday_before(4), [*_LINE[:2]]),
        (_workday_before(11), [*_LINE[:2], _answer, _issue_far]),
        (_workday_before(140), [*_LINE[:2], _answer, _let_expire]),
    ]


def _answer(case: TransferCase, hats: Hats) -> None:
    text = "经审核，同意接收该同志组织关系，编入白沙社区第二支部。"
    desk.act(case, "accept", by=hats["he"], branch_name=case.outside_name, text=text, proof=_letter())


def _issue_far(case: TransferCase, hats: Hats) -> None:
    desk.act(case, "approve", by=hats["zhao"], valid_days=90, text="同意转出，开具介绍信。")


def _letter() -> Scan:
    return scan("复函.png")


def scan(name: str) -> Scan:
    """An empty page that stands for a scan."""
    page = BytesIO()
    Image.new("RGB", (620, 877), "white").save(page, "PNG")
    return Scan(name, "image/png", page.getvalue())
