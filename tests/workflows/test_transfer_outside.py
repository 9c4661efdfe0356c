"""A transfer to a branch that is not in this system: the same states, and a clerk who records what the other side says.

He 何敏 is the clerk of the issuing committee (R-T6); zhao approves, wang speaks for the branch (R-O13).
"""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from approvals import desk, journal, plan, sweep, timeline
from approvals.attachments import Scan
from approvals.case_views import choices_for
from approvals.models import Case
from approvals.rules import Refused, refusals
from documents.models import Paper
from members.consistency import check
from members.models import PartyOrg
from members.people import relation_moved
from tests.conftest import SHANGHAI
from workflows.coordination.case import CoordinationCase
from workflows.transfer import drafting
from workflows.transfer.case import TransferCase
from workflows.transfer.outside import in_the_system

BRANCH = "中共海东市明州区白沙社区第二支部委员会"
COMMITTEE = "中共海东市明州区委组织部"
THERE = {
    "outside_name": BRANCH,
    "outside_committee": COMMITTEE,
    "outside_place": "海东省海东市明州区",
    "outside_region": "",
    "outside_contact": "周洁",
    "outside_phone": "0574-87654321",
}
WHY = "该同志不在本辖区工作和居住，社区查无此人"
LETTER = b"%PDF-1.7 a letter from outside"


def scan(body: bytes = LETTER) -> Scan:
    return Scan.of(SimpleUploadedFile("来函.pdf", body))


def again(case: Case) -> TransferCase:
    return TransferCase.whole(case.pk)


def against(case: Case, name: str, by, data: dict | None = None) -> list[str]:
    return [m.rule.number for m in refusals(again(case), case.flow.verbs()[name], by, data)]


def waiting(case: Case) -> list[tuple[str, str, str]]:
    return [(a.org.short_name, a.post, a.side) for a in case.assignments.open().select_related("org").order_by("pk")]


@pytest.fixture
def he(orgs, appoint):
    return appoint("何敏", "he", orgs.town, "clerk")


@pytest.fixture
def draft(clock, li, orgs, wang, zhao, he):
    return drafting.begin(li, by=wang, reason="residence_changed", away_since=date(2026, 3, 2), contact="135", **THERE)


@pytest.fixture
def asked(draft, wang):
    """The origin branch agreed; the outside is asked by letter."""
    sent = desk.act(draft, "submit", by=wang)
    return desk.act(sent, "agree_to_release", by=wang, dues_until=date(2026, 11, 1), text="同意转出")


@pytest.fixture
def answered(asked, he):
    return desk.act(asked, "accept", by=he, branch_name=BRANCH, text="同意接收", proof=scan())


@pytest.fixture
def letter_out(answered, zhao):
    return desk.act(answered, "approve", by=zhao, valid_days=90, text="同意")


def report(case: Case, he, on: date) -> Case:
    number = again(case).letter_number
    return desk.act(case, "report_in", by=he, letter_number=number, reported_on=on, proof=scan())


def receive(case: Case, he, on: date, branch: str = BRANCH) -> Case:
    about = {"letter_number": again(case).letter_number, "received_on": on, "branch_name": branch}
    return desk.act(case, "receive", by=he, proof=scan(b"%PDF-1.7 the receipt"), **about)


# From draft to the filed receipt ------------------------------------------------------------------------------------


def test_a_member_leaves_the_system_when_the_receipt_says_so(letter_out, he, li, orgs, clock):
    moved = []

    def listen(sender, **about):
        moved.append((about["old"], about["new"], about["because"]))

    relation_moved.connect(listen)
    try:
        clock.move_to(datetime(2026, 12, 7, 9, 0, tzinfo=SHANGHAI))
        report(letter_out, he, date(2026, 12, 1))
        assert li.branch == orgs.dongshan  # the letter moves nothing yet (R-T9)
        receive(letter_out, he, date(2026, 12, 3))
    finally:
        relation_moved.disconnect(listen)

    relation = li.relations.order_by("-since").first()
    assert (relation.org, relation.because) == (None, letter_out.number)
    assert relation.since == datetime(2026, 12, 4, 0, 0, tzinfo=SHANGHAI)
    assert moved == [(orgs.dongshan, None, letter_out.number)]
    assert list(check(full=True)) == []

    proof = scan(b"%PDF-1.7 the receipt")
    about = {"handler": "周洁", "phone": "0574-87654321", "receipt_on": date(2026, 12, 4), "proof": proof}
    sent = desk.act(letter_out, "send_receipt", by=he, **about)
    assert waiting(sent) == [("长田镇党委", "clerk", "origin")]
    filed = desk.act(sent, "attach_receipt", by=he, letter_number=again(sent).letter_number)
    assert (filed.state, filed.received_on, filed.receipt_on) == ("completed", date(2026, 12, 3), date(2026, 12, 4))
    assert {"F-01", "F-01P", "F-14"} <= set(filed.papers.values_list("form", flat=True))
    assert not filed.papers.filter(form="F-01c").exists()  # the receipt came on paper, from outside
    assert filed.files.count() == 4
    assert list(journal.broken()) == []


def test_the_letter_is_addressed_to_what_was_typed(letter_out):
    letter = Paper.objects.get(because=letter_out.number, form="F-01").snapshot
    assert (letter["addressee_org_name"], letter["to_org_name"]) == (COMMITTEE, BRANCH)
    assert letter["receipt_addressee_org_name"] == "中共青石县长田镇委员会"


def test_the_branch_the_answer_names_is_the_one_on_the_letter(asked, he, zhao):
    other = "中共海东市明州区白沙社区第三支部委员会"
    desk.act(asked, "accept", by=he, branch_name=other, text="请转入第三支部", proof=scan())
    out = desk.act(asked, "approve", by=zhao, valid_days=90)
    assert Paper.objects.get(because=out.number, form="F-01").snapshot["to_org_name"] == other
    assert (out.outside_name, out.title) == (other, f"李明：东山村支部 → {other}")


def test_every_waiting_step_of_the_other_side_is_on_the_clerks_desk(asked, he, zhao, clock):
    assert waiting(asked) == [("长田镇党委", "clerk", "destination")]
    desk.act(asked, "accept", by=he, branch_name=BRANCH, proof=scan())
    out = desk.act(asked, "approve", by=zhao, valid_days=30)
    assert waiting(out) == [("长田镇党委", "clerk", "destination")]
    assert waiting(report(out, he, date(2026, 11, 23))) == [("长田镇党委", "clerk", "destination")]
    assert waiting(receive(out, he, date(2026, 11, 23))) == [("长田镇党委", "clerk", "destination")]


# What the record says -----------------------------------------------------------------------------------------------


def test_the_opinion_is_the_destinations_and_the_clerk_recorded_it(answered, he):
    said = answered.opinions.latest_of("destination")
    assert (said.org_id, said.org_name, said.by) == (None, COMMITTEE, he)
    assert said.signature == "何敏（中共青石县长田镇委员会经办人，据来函登记）"
    entry = answered.entries.get(opinion=said)
    assert (entry.recorded_for, entry.actor["org"]) == (COMMITTEE, "中共青石县长田镇委员会")
    kept = answered.files.get()
    assert entry.data["proof"] == {"file": kept.pk, "sha256": kept.sha256}
    assert (kept.by, kept.content_type) == (he, "application/pdf")


def test_timeline_and_slip_name_both(answered, zhao):
    card = timeline.events(answered)[-1]
    assert (card.who, card.title, card.org, card.side, card.place) == (
        "何敏",
        "经办人，长田镇党委据来函登记",
        COMMITTEE,
        "流入地",
        "z",
    )
    out = desk.act(answered, "approve", by=zhao, valid_days=30)
    slip = Paper.objects.get(because=out.number, form="F-14").snapshot
    assert (slip["to_org_name"], slip["destination_opinion"]["org"]) == (BRANCH, COMMITTEE)
    assert slip["destination_opinion"]["by"] == "何敏（中共青石县长田镇委员会经办人，据来函登记）"
    line = next(line for line in slip["entries"] if line["org"] == COMMITTEE)
    assert (line["side"], line["by"]) == ("流入地", "何敏（中共青石县长田镇委员会经办人，据来函登记）")


def test_a_step_without_an_opinion_is_the_other_sides_too(letter_out, he):
    report(letter_out, he, date(2026, 11, 23))
    card = timeline.events(letter_out)[-1]
    assert (card.org, card.side, card.tag) == (COMMITTEE, "流入地", "登记报到")


def test_the_one_who_is_waited_for_is_the_outside_and_the_plan_says_who_records(asked):
    card = timeline.waiting(asked)[0]
    assert (card.org, card.title, card.side) == (COMMITTEE, "长田镇党委据来函登记", "流入地")
    recorded = {step.node.state: [org.short_name for org in step.orgs] for step in plan.ahead(asked) if step.recorded}
    assert recorded == {
        "destination_review": ["长田镇党委"],
        "letter_issued": ["长田镇党委"],
        "arrived": ["长田镇党委"],
        "received": ["长田镇党委"],
    }


# Scans and accounts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("accept", {"branch_name": BRANCH, "text": "同意接收"}),
        ("ask_material", {"text": "请补充居住证明和工作单位证明"}),
        ("refuse", {"reason": "not_working_or_living_here", "text": WHY}),
    ],
)
def test_an_answer_without_a_scan_is_not_recorded(asked, he, verb, data):
    with pytest.raises(Refused) as refused:
        desk.act(asked, verb, by=he, **data)
    assert "登记系统外党组织的答复，须附来函、回执或系统页面的扫描件（R-T6）" in str(refused.value)
    assert (again(asked).state, asked.files.count()) == ("destination_review", 0)


def test_a_report_and_a_reception_need_their_scans(letter_out, he):
    number = again(letter_out).letter_number
    with pytest.raises(Refused, match="扫描件"):
        desk.act(letter_out, "report_in", by=he, letter_number=number, reported_on=date(2026, 11, 23))
    report(letter_out, he, date(2026, 11, 23))
    about = {"letter_number": number, "received_on": date(2026, 11, 23), "branch_name": BRANCH}
    with pytest.raises(Refused, match="扫描件"):
        desk.act(letter_out, "receive", by=he, **about)
    receive(letter_out, he, date(2026, 11, 23))
    with pytest.raises(Refused, match="扫描件"):
        desk.act(letter_out, "send_receipt", by=he, handler="周洁", phone="1", receipt_on=date(2026, 11, 23))


def test_a_refused_step_leaves_no_attachment(answered, he):
    with pytest.raises(Refused):
        desk.act(answered, "approve", by=he, valid_days=30, proof=scan(b"%PDF-1.7 another"))
    assert answered.files.count() == 1


def test_who_recorded_the_answer_does_not_approve(asked, zhao):
    desk.act(asked, "accept", by=zhao, branch_name=BRANCH, proof=scan())  # an approver takes the clerk's work too
    assert against(asked, "approve", zhao, {"valid_days": 30}) == ["R-O13"]


def test_who_approved_does_not_record_the_reception(letter_out, zhao, he):
    report(letter_out, he, date(2026, 11, 23))
    data = {"branch_name": BRANCH, "received_on": date(2026, 11, 23), "proof": scan()}
    assert against(letter_out, "receive", zhao, data | {"letter_number": again(letter_out).letter_number}) == ["R-O13"]


def test_who_spoke_for_the_branch_does_not_record_the_answer(asked, orgs, appoint):
    wang_too = appoint("王秀英", "wang", orgs.town, "clerk")
    assert against(asked, "accept", wang_too, {"branch_name": BRANCH, "proof": scan()}) == ["R-O13"]


def test_one_clerk_records_everything(letter_out, he):
    report(letter_out, he, date(2026, 11, 23))
    assert against(letter_out, "receive", he) == []


# Days ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "rules"), [(date(2026, 11, 22), ["R-T9"]), (date(2026, 11, 24), ["R-T9"])])
def test_a_report_lies_between_issue_and_today(letter_out, he, on, rules):
    data = {"letter_number": again(letter_out).letter_number, "reported_on": on, "proof": scan()}
    assert against(letter_out, "report_in", he, data) == rules


def test_a_report_in_time_may_be_heard_of_when_the_letter_is_over(answered, zhao, he, clock):
    out = desk.act(answered, "approve", by=zhao, valid_days=10)
    assert out.valid_until == date(2026, 12, 3)
    clock.move_to(datetime(2026, 12, 20, 9, 0, tzinfo=SHANGHAI))
    sweep.sweep()
    assert again(out).state == "letter_issued"
    late = {"letter_number": out.letter_number, "reported_on": date(2026, 12, 4), "proof": scan()}
    assert against(out, "report_in", he, late) == ["R-T4"]
    assert report(out, he, date(2026, 12, 3)).state == "arrived"


def test_without_news_for_a_month_the_letter_expires(answered, zhao, clock):
    out = desk.act(answered, "approve", by=zhao, valid_days=10)
    clock.move_to(datetime(2027, 1, 3, 23, 59, tzinfo=SHANGHAI))
    sweep.sweep()
    assert again(out).state == "letter_issued"
    clock.move_to(datetime(2027, 1, 4, 0, 0, tzinfo=SHANGHAI))
    sweep.sweep()
    assert again(out).state == "letter_expired"
    assert out.entries.filter(verb="remind").count() == 1  # on the day its validity was over: ask


def test_the_committee_need_not_wait_once_it_knows(answered, zhao, he, sun, clock):
    out = desk.act(answered, "approve", by=zhao, valid_days=10)
    assert "expire_as_heard" not in {c.name for c in choices_for(again(out), zhao)}
    clock.move_to(datetime(2026, 12, 4, 9, 0, tzinfo=SHANGHAI))
    assert "expire_as_heard" in {c.name for c in choices_for(again(out), zhao)}
    expired = desk.act(out, "expire_as_heard", by=zhao, text="对方电话答复：该同志未报到")
    assert expired.state == "letter_expired"
    assert not Paper.objects.filter(because=out.number, form="F-01", voided_at__isnull=True).exists()


def test_inside_the_system_a_letter_expires_on_its_day(letter_out):
    case = again(letter_out)
    assert case.node.lapses_at(case) == datetime(2027, 3, 22, 0, 0, tzinfo=SHANGHAI)  # ninety days and a month
    inside = PartyOrg.objects.get(short_name="一社区支部")
    TransferCase.objects.filter(pk=case.pk).update(outside_name="", destination=inside)
    case = again(letter_out)
    assert case.node.lapses_at(case) == datetime(2027, 2, 22, 0, 0, tzinfo=SHANGHAI)


def test_a_wrong_number_on_the_receipt_is_refused(letter_out, he):
    report(letter_out, he, date(2026, 11, 23))
    data = {"branch_name": BRANCH, "received_on": date(2026, 11, 23), "proof": scan(), "letter_number": 999}
    assert against(letter_out, "receive", he, data) == ["R-T12"]


def test_a_reception_names_the_branch(letter_out, he, li, orgs):
    report(letter_out, he, date(2026, 11, 23))
    data = {"received_on": date(2026, 11, 23), "proof": scan(), "letter_number": again(letter_out).letter_number}
    assert against(letter_out, "receive", he, data | {"branch_name": " "}) == ["R-T10"]
    assert li.branch == orgs.dongshan


def test_inside_the_system_nobody_is_received_into_nothing(transfer_to_first, chen, li, orgs):
    assert against(transfer_to_first, "receive", chen, {"branch": None, "branch_name": "某支部"}) == ["R-T10"]


@pytest.fixture
def transfer_to_first(letter_out, orgs, chen):
    """The same case, as if its destination were in the system all along."""
    TransferCase.objects.filter(pk=letter_out.pk).update(outside_name="", destination=orgs.first)
    return again(letter_out)


# Refusals, coordination, another destination ---------------------------------------------------------------------


@pytest.fixture
def refused(asked, he):
    return desk.act(asked, "refuse", by=he, reason="not_working_or_living_here", text=WHY, proof=scan())


def test_a_refusal_from_outside_goes_to_the_origins_highest_organisation(refused, wang, zhao, gao, he, orgs):
    desk.act(refused, "escalate", by=wang, text="该同志在明州区有住房和社保，应当接收")
    child = CoordinationCase.objects.get(parent=refused.pk)
    assert (child.coordinator, child.outside_name, child.respondent) == (orgs.province_department, BRANCH, orgs.town)
    assert (child.origin_top, child.destination_top) == (None, None)
    desk.act(child, "accept", by=gao, officer="高文军")
    assert waiting(child) == [("长田镇党委", "clerk", "origin"), ("江海省委组织部", "organiser", "superior")]

    with pytest.raises(Refused, match="流出地尚未提交书面陈述"):
        desk.act(child, "decide", by=gao, decision="uphold_transfer", text="住房和社保属实，应予接收")
    desk.opine(child, by=zhao, agrees=True, text="社保缴纳地在明州区")
    desk.act(child, "decide", by=gao, decision="uphold_transfer", text="住房和社保属实，应予接收")
    paper = Paper.objects.get(because=child.number, form="F-16").snapshot
    assert (paper["issuers"], paper["alone"]) == (["中共江海省委组织部"], True)
    assert (paper["destination_name"], [s["org"] for s in paper["statements"]][-1]) == (BRANCH, "中共江海省委组织部")

    desk.act(child, "execute", by=zhao)
    parent = again(refused)
    assert (parent.state, parent.decided_by_coordination) == ("pending_approval", True)
    assert desk.act(parent, "approve", by=zhao, valid_days=30).state == "letter_issued"


def test_silence_from_outside_may_be_escalated_after_twice_the_time(asked, wang, clock):
    clock.move_to(datetime(2026, 12, 18, 23, 59, tzinfo=SHANGHAI))
    assert against(asked, "escalate_timeout", wang) == ["R-S1"]
    clock.move_to(datetime(2026, 12, 22, 0, 0, tzinfo=SHANGHAI))
    desk.act(asked, "escalate_timeout", by=wang, text="去函两次没有回音")
    assert CoordinationCase.objects.get(parent=asked.pk).ground == "silence"


def test_the_clerk_is_reminded_to_ask(asked, clock, orgs):
    clock.move_to(datetime(2026, 12, 8, 0, 0, tzinfo=SHANGHAI))
    sweep.sweep()
    last = asked.entries.last()
    assert (last.verb, last.data["org"]) == ("remind", "中共青石县长田镇委员会")
    assert timeline.events(again(asked))[-1].side == "流出地"


def test_a_refusal_outside_may_lead_inside(refused, wang, orgs, lin, xu, chen):
    moved = desk.act(refused, "new_destination", by=wang, branch=orgs.first, outside=None)
    assert (moved.state, moved.destination, moved.outside_name, moved.outside_committee) == (
        "destination_review",
        orgs.first,
        "",
        "",
    )
    assert waiting(moved) == [("一社区支部", "secretary", "destination")]
    assert moved.title == "李明：东山村支部 → 一社区支部"


def test_a_refusal_inside_may_lead_outside(li, orgs, wang, zhao, he, lin, xu, chen, clock):
    case = drafting.begin(li, by=wang, destination=orgs.first, reason="residence_changed", contact="135")
    desk.act(case, "submit", by=wang)
    desk.act(case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    desk.opine(case, by=lin, agrees=False, text=WHY)
    desk.opine(case, by=xu, agrees=False, text=WHY)
    desk.act(case, "refuse", by=chen, reason="not_working_or_living_here", text=WHY)
    moved = desk.act(case, "new_destination", by=wang, branch=None, outside=THERE)
    assert (moved.destination, moved.outside_name) == (None, BRANCH)
    assert waiting(moved) == [("长田镇党委", "clerk", "destination")]


@pytest.mark.parametrize(
    ("branch", "outside"),
    [
        (False, None),
        (True, {**THERE, "outside_name": "中共海东市明州区白沙社区第三支部委员会"}),
        (False, {**THERE, "outside_committee": ""}),
    ],
)
def test_a_new_destination_is_one_and_whole(refused, wang, orgs, branch, outside):
    data = {"branch": orgs.first if branch else None, "outside": outside}
    assert against(refused, "new_destination", wang, data) == ["R-T3"]


def test_asked_for_material_it_goes_back_and_must_be_asked_again(asked, he, wang):
    back = desk.act(asked, "ask_material", by=he, text="请补充居住证明和工作单位证明", proof=scan())
    assert (back.state, back.opinions.latest_of("destination")) == ("returned", None)


def test_another_branch_there_is_recorded_with_the_answer(asked, he):
    assert "redirect" not in {choice.name for choice in choices_for(again(asked), he)}


# Names --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "中共临港区朝晖街道一社区支部委员会",
        "临港区朝晖街道一社区支部委员会",
        " 中共临港区 朝晖街道一社区支部委员会 ",
    ],
)
def test_a_branch_of_this_system_is_recognised(orgs, typed):
    assert in_the_system(typed) == orgs.first


def test_a_closed_branch_is_not_in_the_system(orgs):
    orgs.second.closed_on = date(2026, 1, 1)
    orgs.second.save()
    assert in_the_system(orgs.second.name) is None


@pytest.mark.parametrize("column", ["outside_name", "outside_committee"])
def test_names_of_this_system_are_not_sent_as_outside(draft, wang, orgs, column):
    name = {"outside_name": orgs.first.name, "outside_committee": orgs.street.name}[column]
    drafting.rewrite(draft, by=wang, **{column: name})
    assert against(draft, "submit", wang) == ["R-T3"]


def test_choosing_one_kind_of_destination_forgets_the_other(draft, wang, orgs):
    inside = drafting.rewrite(draft, by=wang, destination=orgs.first)
    assert (inside.destination, inside.outside_name, inside.outside_phone) == (orgs.first, "", "")
    outside = drafting.rewrite(draft, by=wang, **THERE)
    assert (outside.destination, outside.destination_name, outside.title) == (
        None,
        BRANCH,
        f"李明：东山村支部 → {BRANCH}",
    )


def test_the_table_holds_one_destination(draft, orgs):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=draft.pk).update(destination=orgs.first)


@pytest.mark.parametrize(("region", "days"), [("320724", 10), ("320103", 30), ("330203", 90), ("", 90)])
def test_the_region_decides_the_usual_validity(draft, wang, region, days):
    case = drafting.rewrite(draft, by=wang, outside_region=region)
    assert case.until_in_words("letter_issued") == f"介绍信有效期 {days} 天"


def test_u2_what_a_letter_says_is_copied_as_it_stands(asked, he, client):
    client.force_login(he.account)
    proof = SimpleUploadedFile("letter.pdf", LETTER, content_type="application/pdf")
    typed = {"text": "同意接收，但须先补交居住证明", "proof": proof, "seen": again(asked).log_length}
    answer = client.post(reverse("act", args=[asked.number, "ask_material"]), typed)
    assert answer.status_code == 302
    assert again(asked).opinions.last().text == "同意接收，但须先补交居住证明"
