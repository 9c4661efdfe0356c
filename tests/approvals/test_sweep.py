"""Time acts (R-T24, R-S7): reminders, the supervision list, written defaults. Late or twice: the same result."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from approvals import desk, journal
from approvals.models import Checkpoint, Entry, Notice, Supervision
from approvals.rules import AlreadyHandled, NotAllowed
from approvals.sweep import Swept, sweep
from tests.approvals.threads import at_once
from tests.conftest import SHANGHAI
from workflows.transfer import drafting


def midnight_after(day: date) -> datetime:
    """24:00 of `day`."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI) + timedelta(days=1)


DUE = midnight_after(date(2026, 11, 30))  # five working days after Monday the 23rd
TWICE = midnight_after(date(2026, 12, 7))
TWICE_ON = date(2026, 12, 8)  # the day that begins with that moment


def steps(case) -> list[tuple]:
    """What the clock wrote on a case."""
    rows = case.entries.filter(by=None).order_by("seq")
    return [(e.verb, e.from_state, e.to_state, timezone.localtime(e.effective_at)) for e in rows]


def notices(case, kind) -> list[tuple[str, str]]:
    return sorted((n.org.short_name, n.post) for n in Notice.objects.filter(case=case, kind=kind).select_related("org"))


def told() -> list[tuple]:
    """Whose desk has the day's notice of its supervision list: organisation, post, day."""
    rows = Notice.objects.filter(kind="supervise").select_related("org")
    return sorted((n.org.short_name, n.post, n.day) for n in rows)


def test_a_desk_is_reminded_when_its_time_is_over_and_not_a_moment_before(transfer, clock):
    clock.move_to(DUE - timedelta(seconds=1))
    assert sweep() == Swept()
    clock.move_to(DUE)
    assert sweep() == Swept(reminded=1)
    assert steps(transfer) == [("remind", "origin_branch_review", "origin_branch_review", DUE)]
    assert notices(transfer, "remind") == [("东山村支部", "secretary")]
    assert transfer.entries.last().data == {"org": "中共青石县长田镇东山村支部委员会"}


def test_after_twice_the_time_it_stands_on_the_list_of_the_desk_and_of_its_superior_once(transfer, clock):
    clock.move_to(TWICE)
    assert sweep() == Swept(reminded=1, supervised=1)
    assert sweep() == Swept()
    clock.shift(timedelta(days=90))
    assert sweep() == Swept()
    assert [(verb, when) for verb, _from, _to, when in steps(transfer)] == [("remind", DUE), ("supervise", TWICE)]
    item = Supervision.objects.open().get()
    assert (item.assignment, item.listed_at) == (transfer.assignments.open().get(), TWICE)
    assert told() == [("东山村支部", "secretary", TWICE_ON), ("长田镇党委", "organiser", TWICE_ON)]


def test_what_is_done_leaves_the_list(transfer, wang, clock):
    clock.move_to(TWICE)
    sweep()
    desk.act(transfer, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    assert not Supervision.objects.open().exists()
    assert Supervision.objects.get().stage == "done"


def test_each_desk_of_a_state_is_reminded_for_itself(transfer_at_destination, lin, clock):
    due = midnight_after(date(2026, 12, 7))
    clock.move_to(due)
    sweep()
    case = desk.opine(transfer_at_destination, by=lin, agrees=True)
    sweep()
    assert notices(case, "remind") == [("一社区支部", "secretary"), ("综合党总支", "secretary")]
    assert [step[3] for step in steps(case)] == [due, due]  # the clock is the state's, not the desk's


LAPSES = [
    ("draft", 60, "lapse", "withdrawn", midnight_after(date(2027, 1, 22))),
    ("returned", 30, "withdraw_or_lapse", "withdrawn", midnight_after(date(2026, 12, 23))),
    ("receipt_sent", 30, "attach_receipt", "completed", midnight_after(date(2026, 12, 23))),
]


@pytest.fixture
def returned(transfer, wang):
    return desk.act(transfer, "send_back", by=wang, text="请补充户籍变动证明")


@pytest.fixture
def receipt_sent(letter_out, chen, orgs):
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    case = desk.act(case, "receive", by=chen, branch=orgs.first)
    return desk.act(case, "send_receipt", by=chen, handler="陈志强", phone="0518-87066345")


@pytest.mark.parametrize(("state", "_days", "verb", "end", "moment"), LAPSES, ids=[row[0] for row in LAPSES])
def test_what_the_clock_alone_decides_happens_at_its_moment(request, clock, state, _days, verb, end, moment):
    case = request.getfixturevalue(state)
    assert case.lapses_at == moment
    clock.move_to(moment - timedelta(seconds=1))
    sweep()
    assert case.flow.whole(case.pk).state == state
    clock.move_to(moment)
    assert sweep().lapsed == 1
    case = case.flow.whole(case.pk)
    assert (case.state, case.closed_at, case.slot, case.lapses_at) == (end, moment, None, None)
    assert steps(case)[-1] == (verb, state, end, moment)
    assert not case.assignments.open().exists()
    assert list(journal.broken()) == []


@pytest.mark.parametrize(
    ("state", "moments"),
    [
        ("draft", [midnight_after(date(2027, 1, 22))]),
        ("returned", [midnight_after(date(2026, 12, 23))]),
        ("receipt_sent", [midnight_after(date(2026, 12, 23))]),
        ("transfer", [DUE, TWICE]),
        ("transfer_at_destination", [midnight_after(date(2026, 12, 7)), midnight_after(date(2026, 12, 21))]),
        ("letter_out", [midnight_after(date(2026, 12, 23)), midnight_after(date(2027, 2, 28))]),
    ],
)
def test_late_is_the_same_as_on_time(request, clock, state, moments):
    case = request.getfixturevalue(state)
    outcomes = []
    for visits in (moments, [max(moments) + timedelta(days=40)]):
        with transaction.atomic():
            for visit in visits:
                clock.move_to(visit)
                sweep()
            clock.move_to(max(moments) + timedelta(days=40))
            sweep()
            now = case.flow.whole(case.pk)
            listed = list(Supervision.objects.order_by("pk").values_list("assignment__org", "listed_at", "told"))
            outcomes.append((now.state, now.closed_at, now.state_since, steps(now), listed, told()))
            transaction.set_rollback(True)
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][3]


def test_twice_writes_nothing_new(transfer, draft, clock):
    clock.move_to(TWICE)
    sweep()
    before = everything()
    assert sweep() == Swept()
    assert everything() == before


def everything() -> list[list]:
    """Every row the clock writes."""
    return [list(model.objects.order_by("pk").values()) for model in (Entry, Notice, Supervision, Checkpoint)]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_do_everything_once(transfer, clock):
    clock.move_to(TWICE)
    done = at_once([sweep] * 4)
    assert [error for error in done if isinstance(error, Exception)] == []
    sweep()  # what one skipped because another held it
    assert [step[0] for step in steps(transfer)] == ["remind", "supervise"]
    assert told() == [("东山村支部", "secretary", TWICE_ON), ("长田镇党委", "organiser", TWICE_ON)]
    assert Supervision.objects.count() == 1
    assert list(journal.broken()) == []


def test_an_act_meets_what_fell_due_before_any_sweep(draft, wang, clock):
    clock.move_to(midnight_after(date(2027, 1, 22)))
    with pytest.raises(AlreadyHandled) as late:
        desk.act(draft, "submit", by=wang)
    assert (late.value.entry.verb, late.value.entry.by) == ("lapse", None)
    case = draft.flow.whole(draft.pk)
    assert case.state == "withdrawn"
    assert sweep() == Swept()


def test_a_correction_that_comes_a_moment_too_late_does_not_revive_the_case(returned, wang, clock):
    clock.move_to(midnight_after(date(2026, 12, 23)))
    with pytest.raises(NotAllowed, match="已过期限"):
        drafting.rewrite(returned, by=wang, contact="13500000000")
    assert returned.flow.whole(returned.pk).state == "withdrawn"


def test_writing_on_a_draft_starts_its_sixty_days_again(draft, wang, clock):
    clock.shift(timedelta(days=59))
    drafting.rewrite(draft, by=wang, contact="13500000000")
    clock.shift(timedelta(days=59))
    assert sweep() == Swept(reminded=1)
    clock.shift(timedelta(days=2))
    assert sweep() == Swept(lapsed=1)


def test_a_draft_that_lies_is_reminded_of_once(draft, clock):
    clock.shift(timedelta(days=70))
    assert sweep() == Swept(reminded=1, lapsed=1)
    assert steps(draft)[0][0::3] == ("remind", midnight_after(date(2026, 12, 23)))


def test_a_returned_case_that_lies_is_reminded_of_twice(returned, clock):
    clock.shift(timedelta(days=70))
    sweep()
    assert [(verb, when) for verb, _from, _to, when in steps(returned)] == [
        ("remind", midnight_after(date(2026, 12, 3))),
        ("remind", midnight_after(date(2026, 12, 13))),
        ("withdraw_or_lapse", midnight_after(date(2026, 12, 23))),
    ]


def test_an_act_before_a_late_sweep_finds_the_silence_written_down_and_is_not_stopped_by_it(transfer, wang, clock):
    seen = transfer.log_length
    clock.move_to(TWICE)
    desk.act(transfer, "agree_to_release", by=wang, dues_until=date(2026, 11, 1), seen=seen)
    assert [(e.verb, e.effective_at) for e in transfer.entries.order_by("seq")][2:] == [
        ("remind", DUE),
        ("supervise", TWICE),
        ("agree_to_release", TWICE),
    ]


def test_the_log_is_checkpointed_once_an_hour(transfer, wang, clock):
    sweep()
    desk.act(transfer, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    clock.shift(timedelta(minutes=59))
    sweep()
    assert [point.entries for point in Checkpoint.objects.all()] == [2]
    clock.shift(timedelta(minutes=1))
    sweep()
    assert [point.entries for point in Checkpoint.objects.all()] == [2, 1]
