"""A wrong clock is not believed: nothing is swept or recorded until an administrator has confirmed it (R-T24)."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from approvals import clock as server_clock
from approvals import desk, journal
from approvals.clock import BACK, ClockConfirmation, ClockDoubted, ClockReading
from approvals.models import Case, Entry
from approvals.sweep import Swept, sweep
from tests.conftest import MONDAY

FAR = timedelta(days=400)


def test_the_first_sweep_ever_believes_the_clock_and_keeps_its_reading(draft, clock):
    assert sweep() == Swept()
    assert list(ClockReading.objects.values_list("pk", "at")) == [(1, MONDAY)]


def test_a_sweep_400_days_ahead_lapses_nothing_and_says_so(draft, clock, caplog):
    sweep()
    clock.leap_to(MONDAY + FAR)

    swept = sweep()

    told = "nothing swept: the clock is 400 days beyond the last sweep"
    assert str(swept).startswith(told)
    assert told in caplog.text
    assert draft.flow.whole(draft.pk).state == "draft"
    assert list(ClockReading.objects.values_list("at", flat=True)) == [MONDAY]


@pytest.mark.parametrize(("days", "believed"), [(15, True), (16, False)])
def test_up_to_15_days_are_caught_up_without_a_word(draft, clock, days, believed):
    sweep()
    clock.leap_to(MONDAY + timedelta(days=days))
    assert (sweep().doubt is None) is believed


def test_the_number_of_days_is_a_setting(draft, clock, settings):
    settings.CLOCK_JUMP_DAYS = 30
    sweep()
    clock.leap_to(MONDAY + timedelta(days=30))
    assert sweep().doubt is None


def test_once_confirmed_all_is_made_up_at_its_moment(draft, clock):
    sweep()
    clock.leap_to(MONDAY + FAR)
    server_clock.confirm(timezone.now(), by=None)

    assert sweep() == Swept(reminded=1, lapsed=1)
    assert [(row.at, row.last, row.by) for row in ClockConfirmation.objects.all()] == [(MONDAY + FAR, MONDAY, None)]


def test_there_is_nothing_to_confirm_while_the_clock_is_believed(draft, clock):
    sweep()
    assert server_clock.confirm(timezone.now(), by=None) is None
    assert not ClockConfirmation.objects.exists()


def test_tick_does_nothing_until_told_that_the_jump_is_right(draft, clock, capsys):
    call_command("tick")
    clock.leap_to(MONDAY + FAR)

    call_command("tick")
    assert capsys.readouterr().out.splitlines()[-1].startswith("nothing swept: the clock is 400 days beyond")
    call_command("tick", "--confirm-jump")
    assert capsys.readouterr().out.splitlines()[-1] == "lapsed 1, reminded 1, supervised 0"


def test_an_act_during_a_jump_is_refused_in_words_and_lapses_nothing(draft, wang, clock):
    sweep()
    clock.leap_to(MONDAY + FAR)
    length = draft.log_length

    with pytest.raises(ClockDoubted) as refused:
        desk.act(draft, "submit", by=wang)

    assert str(refused.value) == "系统时间与上次运行相差400天，暂停办理，请系统管理员核对并确认。"
    assert refused.value.missing[0].supplier == "系统管理员"
    case = draft.flow.whole(draft.pk)
    assert (case.state, case.log_length) == ("draft", length)


def test_an_act_during_a_jump_in_which_nothing_fell_due_is_refused_as_well(transfer, wang, lin, clock):
    sweep()
    clock.leap_to(MONDAY - timedelta(hours=1))
    with pytest.raises(ClockDoubted, match="系统时间早于上次运行或上一条记录（2026-11-23 09:00）"):
        desk.act(transfer, "agree_to_release", by=wang)


def test_no_case_is_opened_during_a_jump(li, wang, orgs, clock):
    from workflows.transfer import drafting  # beside the desk: opens through it

    sweep()
    clock.leap_to(MONDAY + FAR)
    with transaction.atomic(), pytest.raises(ClockDoubted):
        drafting.begin(li, by=wang, reason="residence_changed", destination=orgs.first)
    assert not Case.objects.exists()


def test_a_clock_that_runs_back_sweeps_nothing(draft, clock):
    sweep()
    clock.leap_to(MONDAY - BACK)
    assert sweep() == Swept()
    clock.leap_to(MONDAY - BACK - timedelta(seconds=1))
    assert str(sweep()) == (
        "nothing swept: the clock is behind the last sweep of 2026-11-23T01:00+00:00: set the server's clock right"
    )


def test_no_entry_is_recorded_before_the_last_one_of_its_case(transfer, wang, clock):
    assert not ClockReading.objects.exists()
    clock.leap_to(MONDAY - timedelta(days=1))
    with pytest.raises(ClockDoubted, match="早于上次运行或上一条记录（2026-11-23 09:00）"):
        desk.act(transfer, "withdraw", by=wang, text="本人决定暂不转移")


def test_the_proof_names_an_entry_recorded_before_the_one_before_it(transfer, wang, clock, monkeypatch):
    sweep()
    monkeypatch.setattr(server_clock, "refuse_doubted", lambda case, now: None)
    clock.leap_to(MONDAY - timedelta(days=1))
    desk.act(transfer, "withdraw", by=wang, text="本人决定暂不转移")

    last = Entry.objects.filter(case=transfer).last()
    assert list(journal.broken()) == [f"事项 {transfer.number}：第 {last.seq} 条日志（withdraw）的记录时间早于上一条"]


def test_entries_from_before_the_first_sweep_are_not_asked_for_their_order(transfer, wang, clock, monkeypatch):
    monkeypatch.setattr(server_clock, "refuse_doubted", lambda case, now: None)
    clock.leap_to(MONDAY - timedelta(days=1))
    desk.act(transfer, "withdraw", by=wang, text="本人决定暂不转移")
    assert list(journal.broken()) == []

    clock.leap_to(MONDAY)
    sweep()
    assert list(journal.broken()) == []


def test_after_a_clock_that_ran_ahead_was_set_right_work_goes_on_once_that_is_confirmed(transfer, wang, clock):
    clock.leap_to(MONDAY + FAR)
    sweep()  # the first one ever: nobody could know
    clock.leap_to(MONDAY + timedelta(hours=1))
    with pytest.raises(ClockDoubted):
        desk.act(transfer, "withdraw", by=wang, text="本人决定暂不转移")

    server_clock.confirm(timezone.now(), by=None)

    desk.act(transfer, "withdraw", by=wang, text="本人决定暂不转移")
    assert sweep().doubt is None
    assert list(journal.broken()) == []


def test_the_guard_costs_a_step_no_statement(transfer, wang, clock, django_assert_num_queries):
    sweep()
    from approvals.case import Case as Record

    case = transfer.flow.locked(transfer.pk)
    assert isinstance(case, Record)
    with django_assert_num_queries(0):
        server_clock.refuse_doubted(case, timezone.now())
