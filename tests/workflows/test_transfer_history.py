"""A transfer whose letter was issued on paper before the system enters with its history (R-D38, R-T12).

He 何敏 is the clerk of the issuing committee; wang, of the branch, enters, and zhao of the committee confirms.
"""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from approvals import desk, journal, sweep, timeline
from approvals.attachments import Scan
from approvals.midcourse import entering
from approvals.midcourse.records import EntryOfPast, PastStep
from approvals.models import Notice
from approvals.rules import NotAllowed, Refused
from documents import numbers
from documents.models import Paper, TakenNumber
from documents.proof import faults
from members.consistency import check
from tests.conftest import SHANGHAI
from workflows.transfer.case import TransferCase

LETTER = b"%PDF-1.7 the stub of the paper letter"


def step(key: str, on: date, org: str, who: str, **told) -> PastStep:
    return PastStep(key=key, on=on, org_name=org, who=who, **({"without": "原件存镇党委档案柜"} | told))


def scanned(key: str, on: date, org: str, who: str) -> PastStep:
    kept = Scan.of(SimpleUploadedFile("存根.pdf", LETTER)).store()
    file = {"file_name": kept.name, "content_type": kept.content_type, "sha256": kept.sha256, "size": kept.size}
    return PastStep(key=key, on=on, org_name=org, who=who, **file)


def steps(*more: PastStep) -> list[PastStep]:
    return [
        step("agree_to_release", date(2026, 11, 2), "东山村支部", "王秀英（书记）", text="同意转出"),
        step("accept", date(2026, 11, 6), "一社区支部", "林晓东（书记）", text="同意接收"),
        scanned("approve", date(2026, 11, 9), "中共青石县长田镇委员会", "赵建国（副书记）"),
        *more,
    ]


def past_facts(orgs) -> dict:
    """Letter 37 of 10 November, good for 30 days; today is 23 November."""
    return {
        "origin": orgs.dongshan.pk,
        "destination": orgs.first.pk,
        "letter_number": 37,
        "issued_on": "2026-11-10",
        "valid_days": 30,
        "carrier": "member",
        "happened": "on_the_way",
        "reason": "residence_changed",
        "dues_until": "2026-11-01",
        "contact": "13586399530",
    }


@pytest.fixture
def facts(clock, li, orgs) -> dict:
    return past_facts(orgs)


@pytest.fixture
def entered(facts, li, wang, zhao, chen, lin) -> EntryOfPast:
    return entering.enter("transfer", by=wang, person=li, facts=facts, steps=steps())


@pytest.fixture
def letter_out(entered, zhao) -> TransferCase:
    desk.enter_with_history(entered, by=zhao, text="与存根核对一致")
    entered.refresh_from_db()
    return TransferCase.whole(entered.case_id)


def enter(facts, li, by, told=None, **changed):
    return entering.enter("transfer", by=by, person=li, facts=facts | changed, steps=told or steps())


def refused(act) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as stop:
        act()
    return [(m.rule.number, m.what) for m in stop.value.missing]


# From paper to the filed receipt -------------------------------------------------------------------------------------


def test_until_the_committee_confirms_there_is_no_case(entered, zhao, orgs):
    assert TransferCase.objects.count() == 0
    assert [row.org for row in entered.confirmations.all()] == [orgs.town]
    assert list(EntryOfPast.objects.to_confirm(zhao)) == [entered]


def test_confirmed_it_is_a_case_with_the_letter_out_and_its_days_as_they_were(letter_out, li, orgs):
    case = letter_out
    assert (case.state, case.with_history, case.letter_number) == ("letter_issued", True, 37)
    assert (case.issued_on, case.valid_until) == (date(2026, 11, 10), date(2026, 12, 10))
    assert case.opened_at == datetime(2026, 11, 2, tzinfo=SHANGHAI)
    assert case.number == f"ZJ2026-{case.pk:06d}"
    assert li.branch == orgs.dongshan  # the letter moves nothing yet (R-T9)
    [held] = case.assignments.open()
    assert (held.org, held.post, held.side) == (orgs.street, "clerk", "destination")
    assert case.title == "李明：东山村支部 → 一社区支部"


def test_the_log_holds_the_real_days_beside_the_day_of_entering(letter_out, wang, zhao):
    now = timezone.now()
    assert [
        (e.verb, e.from_state, e.to_state, timezone.localdate(e.effective_at), e.by) for e in letter_out.entries.all()
    ] == [
        ("before_system", "origin_branch_review", "destination_review", date(2026, 11, 2), wang),
        ("before_system", "destination_review", "pending_approval", date(2026, 11, 6), wang),
        ("before_system", "pending_approval", "letter_issued", date(2026, 11, 9), wang),
        ("entered_with_history", "letter_issued", "letter_issued", date(2026, 11, 23), zhao),
    ]
    assert {entry.recorded_at for entry in letter_out.entries.all()} == {now}
    assert letter_out.opinions.count() == 0  # nobody is made to have typed an opinion
    assert list(journal.broken()) == []
    assert list(faults()) == []
    assert list(check(full=True)) == []


def test_the_timeline_says_who_it_was_on_paper_and_that_it_was_before_the_system(letter_out):
    shown = [(e.past, e.who, e.title, e.tag, e.org, e.side, e.text) for e in timeline.events(letter_out)]
    assert shown == [
        (True, "王秀英（书记）", "系统上线前", "转出支部意见", "东山村支部", "流出地", "同意转出"),
        (True, "林晓东（书记）", "系统上线前", "转入方意见", "一社区支部", "流入地", "同意接收"),
        (
            True,
            "赵建国（副书记）",
            "系统上线前",
            "批准并开具介绍信",
            "中共青石县长田镇委员会",
            "流出地",
            "",
        ),
        (False, "赵建国", "副书记", "确认补录", "中共青石县长田镇委员会", "流出地", "与存根核对一致"),
    ]


def test_its_scan_belongs_to_the_case(letter_out):
    [file] = letter_out.files.all()
    approved = letter_out.entries.get(from_state="pending_approval")
    assert (file.name, approved.data["proof"]) == ("存根.pdf", {"file": file.pk, "sha256": file.sha256})


def test_nothing_is_late_on_the_first_day(letter_out):
    assert sweep.sweep().reminded == 0
    held = letter_out.assignments.open().get()
    assert held.due_at == datetime(2026, 12, 11, tzinfo=SHANGHAI)  # 24:00 of the letter's last day
    assert not held.is_overdue(timezone.now())


def test_it_goes_on_like_any_other_to_the_filed_receipt(letter_out, li, orgs, chen, zhao, clock):
    desk.act(letter_out, "report_in", by=chen, letter_number=37)
    desk.act(letter_out, "receive", by=chen, branch=orgs.first)
    assert li.branch == orgs.first
    desk.act(letter_out, "send_receipt", by=chen, handler="陈志强", phone="0518-87066345")
    done = desk.act(letter_out, "attach_receipt", by=zhao, letter_number=37)
    assert done.state == "completed"
    slip = Paper.objects.of(done.number).get(form="F-14").snapshot
    assert slip["history"] == (
        "系统启用前在纸上办理，中共青石县长田镇东山村支部委员会 王秀英补录，"
        "中共青石县长田镇委员会 赵建国确认，2026年11月23日转为在办事项。"
    )
    assert slip["entries"][0] == {
        "at": "2026-11-02",
        "side": "流出地",
        "org": "东山村支部",
        "by": "王秀英（书记）",
        "step": "转出支部意见",
        "verdict": "系统上线前（补录）：转出支部意见",
        "text": "同意转出　没有扫描件：原件存镇党委档案柜",
        "due": "",
        "overdue": "",
        "superseded": False,
    }
    assert list(journal.broken()) == []
    assert list(faults()) == []
    assert list(check(full=True)) == []


# The number of the letter (R-T12) ------------------------------------------------------------------------------------


def take(org, on=date(2026, 11, 23)):
    return numbers.take(org, "F-01", on)


def test_the_register_keeps_the_number_and_never_gives_it_again(facts, li, wang, zhao, orgs):
    assert take(orgs.town) == 1
    desk.enter_with_history(enter(facts, li, wang, letter_number=3), by=zhao)
    assert [take(orgs.town), take(orgs.town), take(orgs.town)] == [2, 4, 5]
    lines = numbers.register(orgs.town, "F-01", 2026)
    assert [(line.number, line.on_paper) for line in lines] == [
        (1, False),
        (2, False),
        (3, True),
        (4, False),
        (5, False),
    ]
    TakenNumber.objects.filter(on_paper=False).update(void_reason="mistake", voided_at=timezone.now())
    assert list(numbers.faults()) == []


def test_a_number_that_the_register_has_given_is_refused(facts, li, wang, orgs):
    take(orgs.town)
    assert refused(lambda: enter(facts, li, wang, letter_number=1)) == [
        ("R-T12", "长田镇党委 2026年第1号已在编号登记中（2026-11-23），请核对介绍信")
    ]


def test_a_number_given_while_it_waited_is_refused_at_the_confirmation(facts, li, wang, zhao, orgs):
    waiting = enter(facts, li, wang, letter_number=1)
    take(orgs.town)
    assert [number for number, _ in refused(lambda: desk.enter_with_history(waiting, by=zhao))] == ["R-T12"]
    assert TransferCase.objects.count() == 0


def test_a_lost_paper_letter_is_void_in_the_register_and_replaced_by_a_number_of_ours(letter_out, zhao, orgs):
    desk.act(letter_out, "void", by=zhao, reason="lost", text="本人报告介绍信遗失")
    again = desk.act(letter_out, "reissue", by=zhao, valid_days=30, text="同意补开介绍信，原号作废")
    assert (again.letter_number, again.replaced_number) == (1, 37)
    assert numbers.entry(orgs.town, "F-01", 2026, 37).void_reason == "lost"
    assert numbers.entry(orgs.town, "F-01", 2026, 1).void_reason == ""


def test_an_opinion_on_paper_is_asked_again_when_it_is_six_months_old(letter_out, zhao, clock):
    clock.move_to(datetime(2027, 5, 7, 9, 0, tzinfo=SHANGHAI))
    sweep.sweep()
    found = refused(lambda: desk.act(letter_out, "reissue", by=zhao, valid_days=30, text="同意补开介绍信，原号作废"))
    assert ("R-T16", "转入方意见已超过六个月，须重新征求") in found


# Wrong input ----------------------------------------------------------------------------------------------------------


def test_a_letter_that_has_run_out_enters_only_with_what_happened(facts, li, wang, zhao, orgs):
    assert refused(lambda: enter(facts, li, wang, valid_days=12)) == [
        ("R-T16", "介绍信已于2026年11月22日到期，请选择后来的情况：已报到，或有效期内没有报到")
    ]
    expired = enter(facts, li, wang, valid_days=12, happened="expired")
    case = desk.enter_with_history(expired, by=zhao)
    assert case.state == "letter_expired"
    held = case.assignments.open().get()
    assert (held.org, held.is_overdue(timezone.now())) == (orgs.town, False)
    assert numbers.entry(orgs.town, "F-01", 2026, 37).void_reason == "expired"


def test_a_letter_that_runs_out_while_it_waits_is_sent_back(facts, li, wang, zhao, clock):
    waiting = enter(facts, li, wang, valid_days=15)  # until 25 November
    clock.shift(timedelta(days=3))
    assert [number for number, _ in refused(lambda: desk.enter_with_history(waiting, by=zhao))] == ["R-T16"]


def test_on_the_last_day_it_still_enters_as_on_its_way(facts, li, wang, zhao):
    assert desk.enter_with_history(enter(facts, li, wang, valid_days=13), by=zhao).state == "letter_issued"


def test_who_has_reported_in_waits_to_be_received(facts, li, wang, zhao, chen, orgs):
    told = steps(step("report_in", date(2026, 11, 20), "朝晖街道党工委", "陈志强"))
    changed = {"happened": "reported", "reported_on": "2026-11-20"}
    case = desk.enter_with_history(enter(facts, li, wang, told, **changed), by=zhao)
    assert case.state == "arrived"
    assert case.assignments.open().get().due_at == datetime(2026, 12, 8, tzinfo=SHANGHAI)  # ten working days from today
    desk.act(case, "receive", by=chen, branch=orgs.first)
    assert li.branch == orgs.first


def test_who_reported_in_after_the_last_day_did_not_with_this_letter(facts, li, wang):
    told = steps(step("report_in", date(2026, 11, 23), "朝晖街道党工委", "陈志强"))
    late = {"happened": "reported", "reported_on": "2026-11-23", "valid_days": 12}
    assert refused(lambda: enter(facts, li, wang, told, **late)) == [
        ("R-T4", "报到日期应在介绍信开具之日至有效期最后一日（2026年11月22日）之间")
    ]


def test_days_out_of_order_are_refused_with_both(facts, li, wang):
    told = steps()
    told[1].on = date(2026, 11, 1)
    assert refused(lambda: enter(facts, li, wang, told)) == [
        ("R-D38", "“转入方意见”（2026-11-01）不能早于“转出支部意见”（2026-11-02），请核对日期")
    ]


def test_a_step_without_scan_says_why(facts, li, wang):
    told = steps()
    told[0].without = ""
    assert refused(lambda: enter(facts, li, wang, told)) == [
        ("R-D38", "“转出支部意见”须附扫描件，或写明没有扫描件的原因")
    ]


def test_no_step_is_left_out(facts, li, wang):
    assert refused(lambda: enter(facts, li, wang, steps()[1:])) == [("R-D38", "缺少以前的步骤：转出支部意见")]


def test_a_member_of_another_branch_is_refused(facts, enrol, wang, orgs):
    other = enrol("周杰", "320724199001011233", orgs.xihe)
    assert [number for number, _ in refused(lambda: enter(facts, other, wang))] == ["R-O1"]


def test_the_destination_does_not_enter_for_the_origin(facts, li, lin):
    assert [number for number, _ in refused(lambda: enter(facts, li, lin))] == ["R-O14"]


def test_one_matter_is_entered_once(entered, facts, li, wang):
    assert refused(lambda: enter(facts, li, wang)) == [("R-D38", "这件事项已由东山村支部在补录中")]


def test_a_member_with_an_open_transfer_is_not_entered_again(letter_out, facts, li, wang):
    assert [number for number, _ in refused(lambda: enter(facts, li, wang, letter_number=38))] == ["R-T13"]


def test_two_branches_of_one_committee_have_no_letter(facts, li, wang, orgs):
    assert [n for n, _ in refused(lambda: enter(facts, li, wang, destination=orgs.xihe.pk))] == ["R-T14"]


# Who confirms (R-O13) -------------------------------------------------------------------------------------------------


def test_the_issuing_committee_confirms_what_is_below_it_and_the_one_above_what_it_enters_itself(
    facts, li, zhao, sun, orgs, appoint
):
    he = appoint("何敏", "he", orgs.town, "clerk")
    own = enter(facts, li, he)
    assert [row.org for row in own.confirmations.all()] == [orgs.county_department]
    with pytest.raises(NotAllowed, match="现在不等本组织确认"):
        desk.enter_with_history(own, by=zhao)
    assert desk.enter_with_history(own, by=sun).state == "letter_issued"


def test_who_enters_does_not_confirm_under_another_hat(facts, li, wang, orgs):
    entered = enter(facts, li, wang)
    other_hat = type(wang).objects.create(account=wang.account, org=orgs.town, post="approver", since=date(2020, 1, 1))
    assert refused(lambda: desk.enter_with_history(entered, by=other_hat)) == [
        ("R-O13", "补录和确认须由不同的人办理，请由本组织其他审批人确认")
    ]


def test_a_clerk_of_the_committee_does_not_confirm(entered, orgs, appoint):
    he = appoint("何敏", "he", orgs.town, "clerk")
    with pytest.raises(NotAllowed, match="审批人确认"):
        desk.enter_with_history(entered, by=he)


def test_nobody_enters_their_own(facts, li, wang):
    wang.account.person = li
    wang.account.save()
    assert [number for number, _ in refused(lambda: enter(facts, li, wang))] == ["R-O13"]


def test_it_is_confirmed_once(entered, zhao):
    desk.enter_with_history(entered, by=zhao)
    with pytest.raises(NotAllowed, match="可能已经办过"):
        desk.enter_with_history(entered, by=zhao)
    assert TransferCase.objects.count() == 1


def test_sent_back_it_is_corrected_and_keeps_its_scans(entered, facts, wang, zhao):
    entering.send_back(entered, by=zhao, text="编号与存根不符，应为38号")
    assert list(EntryOfPast.objects.returned_to(wang)) == [entered]
    told = steps()
    told[2] = PastStep(key="approve", on=date(2026, 11, 9), org_name="长田镇党委", who="赵建国")
    entering.correct(entered, by=wang, facts=facts | {"letter_number": 38}, steps=told)
    case = desk.enter_with_history(entered, by=zhao)
    assert (case.letter_number, case.files.count()) == (38, 1)
    assert [(row.agrees, row.superseded) for row in entered.confirmations.all()] == [(False, True), (True, False)]


def test_withdrawn_it_may_be_entered_again(entered, facts, li, wang):
    entering.withdraw(entered, by=wang)
    assert enter(facts, li, wang).pk != entered.pk


def test_who_entered_it_is_told(letter_out, orgs):
    assert list(Notice.objects.filter(case=letter_out).values_list("org", "kind")) == [(orgs.dongshan.pk, "moved")]


# A destination outside the system -------------------------------------------------------------------------------------


def test_towards_the_outside_the_committees_clerk_records_what_comes_back(facts, li, wang, zhao, orgs, appoint):
    there = {"outside_name": "中共海东市明州区白沙社区第二支部委员会", "outside_committee": "中共海东市明州区委组织部"}
    case = desk.enter_with_history(enter(facts, li, wang, destination=None, **there), by=zhao)
    held = case.assignments.open().get()
    assert (held.org, held.post) == (orgs.town, "clerk")
    he = appoint("何敏", "he", orgs.town, "clerk")
    proof = Scan.of(SimpleUploadedFile("回执.pdf", b"%PDF-1.7 receipt"))
    desk.act(case, "report_in", by=he, letter_number=37, reported_on=date(2026, 11, 16), proof=proof)
    about = {"letter_number": 37, "received_on": date(2026, 11, 18), "branch_name": there["outside_name"]}
    desk.act(case, "receive", by=he, proof=proof, **about)
    assert li.branch is None


def test_who_works_in_the_system_is_chosen_not_typed(facts, li, wang, orgs):
    there = {"outside_name": orgs.first.name, "outside_committee": orgs.street.name}
    assert [n for n, _ in refused(lambda: enter(facts, li, wang, destination=None, **there))] == ["R-T3"]
