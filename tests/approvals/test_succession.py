"""Open cases follow what becomes of organisations: renamed, moved, taken over (R-O11), told with real transfers."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from approvals import beside, desk, journal, kinds
from approvals.case import Case
from approvals.models import Assignment, Notice
from approvals.rules import Refused
from documents import numbers
from documents.models import Paper
from members import consistency
from members.models import PartyOrg
from members.orgs import Kind
from members.rulebook import RuleBroken
from members.succession import Founding, succeed
from members.tree_changes import move, rename
from workflows.transfer import drafting
from workflows.transfer.states import State

NOVEMBER = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def sound(db, clock):
    """Whatever happened: logs, registers and the tree are whole, and no work stands where nobody can do it."""
    yield
    assert list(journal.broken()) == []
    assert list(numbers.faults()) == []
    assert list(consistency.check()) == []


@pytest.fixture
def other_town(orgs) -> PartyOrg:
    """北屏镇党委 beside 长田镇党委."""
    org = PartyOrg(
        name="中共青石县北屏镇委员会",
        short_name="北屏镇党委",
        kind=Kind.PARTY_COMMITTEE,
        parent=orgs.county,
        region="320724",
        document_code="北镇组",
        code="BP",
        may_approve_probationary=True,
    )
    org.save()
    return org


def now(case):
    return case.flow.whole(case.pk)


def waits_at(case) -> tuple[str, str, bool]:
    held = case.assignments.open().select_related("org").get()
    return str(held.org), held.post, held.decides


def test_every_column_that_names_an_organisation_says_what_becomes_of_it():
    """A new procedure, or a new column, must stand in `organisations` or in `organisations_on_record`."""
    for model in apps.get_models():
        if issubclass(model, Case):
            columns = {f.name for f in model._meta.fields if isinstance(f, ForeignKey) and f.related_model is PartyOrg}
            assert columns == {*model.organisations, *model.organisations_on_record}, model


@pytest.fixture
def returned(transfer_awaiting_approval, zhao):
    return desk.act(transfer_awaiting_approval, "send_back", by=zhao, text="请补充户籍变动证明材料")


@pytest.fixture
def refused(transfer_at_destination, lin, xu, chen):
    case = desk.opine(transfer_at_destination, by=lin, agrees=False, text="该同志不在本社区居住")
    case = desk.opine(case, by=xu, agrees=False, text="不在本社区居住")
    why = "经走访，该同志已搬离本辖区"
    return desk.act(case, "refuse", by=chen, reason="not_working_or_living_here", text=why)


@pytest.fixture
def letter_lost(letter_out, zhao):
    return desk.act(letter_out, "void", by=zhao, reason="lost", text="介绍信在途中遗失")


# Renamed -------------------------------------------------------------------------------------------------------------


def test_a_title_follows_the_name_and_what_was_said_keeps_the_old_one(transfer_at_destination, orgs, decided):
    case = transfer_at_destination
    rename(orgs.dongshan, name="中共青石县长田镇东岭村支部委员会", short_name="东岭村支部", decision=decided())

    assert now(case).title == "李明：东岭村支部 → 一社区支部"
    last = case.entries.last()
    assert (last.verb, last.data["text"], last.actor["name"]) == (
        "org_renamed",
        "中共青石县长田镇东山村支部委员会更名为中共青石县长田镇东岭村支部委员会（江组〔2026〕12号）",
        "省管理员",
    )
    assert case.opinions.get().org_name == "中共青石县长田镇东山村支部委员会"
    assert case.entries.get(verb="submit").actor["org"] == "中共青石县长田镇东山村支部委员会"


def test_a_paper_that_is_out_keeps_the_old_name_and_the_next_bears_the_new(letter_out, orgs, chen, zhao, decided):
    rename(orgs.dongshan, name="中共青石县长田镇东岭村支部委员会", short_name="东岭村支部", decision=decided())
    rename(orgs.town, name="中共青石县长田街道委员会", short_name="长田街道党委", decision=decided())

    letter = Paper.objects.get(because=letter_out.number, form="F-01")
    assert letter.org_name == "中共青石县长田镇委员会"
    assert letter.snapshot["from_org_name"] == "中共青石县长田镇东山村支部委员会"
    desk.act(letter_out, "void", by=zhao, reason="lost", text="介绍信在途中遗失")
    desk.act(letter_out, "reissue", by=zhao, valid_days=30, text="遗失补开，情况属实")
    again = Paper.objects.filter(because=letter_out.number, form="F-01").last()
    assert (again.org_name, again.snapshot["from_org_name"]) == (
        "中共青石县长田街道委员会",
        "中共青石县长田镇东岭村支部委员会",
    )


def test_a_page_opened_before_the_renaming_can_still_be_sent(transfer, wang, orgs, decided):
    seen = transfer.log_length
    rename(orgs.first, name="中共临港区朝晖街道阳光社区支部委员会", short_name="阳光社区支部", decision=decided())
    case = desk.act(transfer, "agree_to_release", by=wang, seen=seen, dues_until=NOVEMBER)
    assert case.state == State.DESTINATION_REVIEW


def test_a_closed_case_keeps_its_title(draft, wang, orgs, decided):
    desk.act(draft, "withdraw", by=wang, text="本人暂不转移")
    rename(orgs.dongshan, name="中共青石县长田镇东岭村支部委员会", short_name="东岭村支部", decision=decided())
    assert now(draft).title == "李明：东山村支部 → 一社区支部"


# Moved ---------------------------------------------------------------------------------------------------------------


def test_a_desk_that_is_no_longer_in_the_chain_gives_its_work_to_the_one_that_is(
    transfer_awaiting_approval, other_town, orgs, zhao, appoint, decided
):
    case = transfer_awaiting_approval
    move(orgs.dongshan, other_town, decision=decided())

    assert waits_at(case) == ("北屏镇党委", "approver", True)
    assert case.entries.last().verb == "org_moved"
    assert case.entries.last().data["text"] == (
        "由中共青石县长田镇委员会调整隶属中共青石县北屏镇委员会（江组〔2026〕12号）"
    )
    with pytest.raises(Refused):
        desk.act(case, "approve", by=zhao, valid_days=30)
    cao = appoint("曹堃小", "cao", other_town, "approver", "书记")
    assert desk.act(case, "approve", by=cao, valid_days=30).state == State.LETTER_ISSUED
    assert [n.number for n in numbers.register(other_town, "F-01", 2026)] == [1]


def test_a_general_branch_that_stands_between_no_more_is_not_waited_for(
    transfer_at_destination, orgs, lin, chen, decided
):
    case = desk.opine(transfer_at_destination, by=lin, agrees=True, text="同意接收")
    assert waits_at(case) == ("综合党总支", "secretary", False)
    move(orgs.first, orgs.street, decision=decided())
    assert waits_at(case) == ("朝晖街道党工委", "organiser", True)
    assert desk.act(case, "accept", by=chen, branch=orgs.first).state == State.PENDING_APPROVAL


def test_whoever_still_sits_there_stays_and_the_next_is_asked_as_the_chain_is_now(
    transfer_at_destination, orgs, lin, decided
):
    move(orgs.first, orgs.street, decision=decided())
    assert waits_at(transfer_at_destination) == ("一社区支部", "secretary", False)
    case = desk.opine(transfer_at_destination, by=lin, agrees=True, text="同意接收")
    assert waits_at(case) == ("朝晖街道党工委", "organiser", True)


def test_between_two_branches_that_came_under_one_committee_the_branch_has_the_last_word(
    transfer_at_destination, orgs, lin, xu, chen, decided
):
    """R-T14: an internal adjustment; the committee's word comes at the approval."""
    case = desk.opine(transfer_at_destination, by=lin, agrees=True, text="同意接收")
    case = desk.opine(case, by=xu, agrees=True, text="同意")
    move(orgs.first, orgs.town, decision=decided())
    assert waits_at(case) == ("一社区支部", "secretary", True)
    case = desk.act(case, "accept", by=lin, branch=orgs.first)
    assert (case.state, waits_at(case)) == (State.PENDING_APPROVAL, ("长田镇党委", "approver", True))


def test_visibility_follows_at_once(transfer_at_destination, orgs, sun, zhou, decided):
    assert Case.objects.visible_to(sun).count() == 1
    move(orgs.town, orgs.district, decision=decided())
    assert Case.objects.visible_to(sun).count() == 0
    assert Case.objects.visible_to(zhou).count() == 1


def test_where_nobody_could_decide_any_more_the_move_is_refused(transfer_awaiting_approval, orgs, decided):
    PartyOrg.objects.filter(pk__in=[orgs.province.pk, orgs.district.pk]).update(may_approve_probationary=False)
    with pytest.raises(RuleBroken) as refused:
        move(orgs.dongshan, orgs.district, decision=decided())
    assert str(refused.value) == f"变动后事项{transfer_awaiting_approval.number}没有可以办理的组织（R-O7）"
    assert PartyOrg.objects.get(pk=orgs.dongshan.pk).parent == orgs.town


def test_the_moved_desk_is_reminded_of_its_own_day_not_of_one_that_is_over(
    transfer_awaiting_approval, other_town, orgs, clock, decided
):
    case = transfer_awaiting_approval
    before = case.assignments.open().get().due_at
    clock.shift(timedelta(days=8))
    move(orgs.dongshan, other_town, decision=decided())
    assert [e.verb for e in case.entries.all()][-2:] == ["remind", "org_moved"]
    case.refresh_from_db()
    held = case.assignments.open().get()
    assert (held.due_at, case.clock_at) == (before, held.second_due_at)


# Taken over ----------------------------------------------------------------------------------------------------------


def test_the_origins_desk_is_the_successors_with_the_same_day(transfer, orgs, wang, appoint, decided):
    due_at = transfer.assignments.open().get().due_at
    succeed([orgs.dongshan], orgs.xihe, decision=decided())

    case = now(transfer)
    assert (case.origin, case.starter, case.title) == (orgs.xihe, orgs.xihe, "李明：西河村支部 → 一社区支部")
    held = case.assignments.open().get()
    assert (held.org, held.post, held.due_at) == (orgs.xihe, "secretary", due_at)
    last = case.entries.last()
    assert (last.verb, last.data) == (
        "org_succeeded",
        {
            "text": "中共青石县长田镇东山村支部委员会撤销，由中共青石县长田镇西河村支部委员会承继（江组〔2026〕12号）",
            "document": "江组〔2026〕12号",
        },
    )
    yan = appoint("严红", "yan", orgs.xihe, "secretary", "书记")
    assert desk.act(case, "agree_to_release", by=yan, dues_until=NOVEMBER).state == State.DESTINATION_REVIEW


def test_a_returned_case_comes_back_to_the_successor(transfer_awaiting_approval, zhao, orgs, appoint, decided):
    case = desk.act(transfer_awaiting_approval, "send_back", by=zhao, text="请补充户籍变动证明材料")
    succeed([orgs.dongshan], orgs.xihe, decision=decided())
    yan = appoint("严红", "yan", orgs.xihe, "secretary", "书记")
    assert waits_at(case) == ("西河村支部", "clerk", True)
    drafting.rewrite(case, by=yan, reason_text="已补充")
    assert desk.act(case, "resubmit", by=yan, text="已与本人核对，情况如前所报").state == State.ORIGIN_BRANCH_REVIEW


def test_a_letter_that_is_out_is_good_at_the_successor_and_its_receipt_comes_back(
    letter_out, orgs, chen, zhao, appoint, other_town, decided
):
    """Branch and committee of both sides end while the letter is under way; its number holds."""
    succeed([orgs.first], orgs.second, decision=decided())
    succeed([orgs.town], other_town, decision=decided())
    letter = Paper.objects.get(because=letter_out.number, form="F-01")
    assert (letter.is_void, letter.snapshot["to_org_name"]) == (False, "中共临港区朝晖街道一社区支部委员会")

    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    case = desk.act(case, "receive", by=chen, branch=orgs.second)
    assert case.person.branch == orgs.second
    desk.act(case, "send_receipt", by=chen, handler="陈志强", phone="0518-87066345")
    receipt = Paper.objects.get(because=case.number, form="F-01c")
    assert receipt.snapshot["receipt_addressee_org_name"] == "中共青石县北屏镇委员会"
    cao = appoint("曹堃小", "cao", other_town, "approver", "书记")
    assert desk.act(case, "attach_receipt", by=cao, letter_number=1).state == State.COMPLETED


def test_the_successor_counts_its_own_register(letter_out, orgs, zhao, other_town, appoint, decided):
    succeed([orgs.town], other_town, decision=decided())
    cao = appoint("曹堃小", "cao", other_town, "approver", "书记")
    desk.act(letter_out, "void", by=cao, reason="lost", text="介绍信在途中遗失")
    case = desk.act(letter_out, "reissue", by=cao, valid_days=30, text="遗失补开，情况属实")
    assert (case.replaced_number, case.letter_number) == (1, 1)
    assert [n.number for n in numbers.register(other_town, "F-01", 2026)] == [1]
    assert [n.void_reason for n in numbers.register(orgs.town, "F-01", 2026)] == ["lost"]


def test_a_branch_named_to_receive_is_replaced(transfer_awaiting_approval, orgs, decided):
    case = transfer_awaiting_approval
    assert now(case).receiving_branch == orgs.first
    new = succeed([orgs.first], Founding("中共临港区朝晖街道阳光社区支部委员会", "阳光社区支部"), decision=decided())
    assert (now(case).receiving_branch, now(case).destination) == (new, new)


def test_a_general_branch_that_ends_leaves_the_word_to_the_committee(transfer_at_destination, orgs, lin, decided):
    case = desk.opine(transfer_at_destination, by=lin, agrees=True, text="同意接收")
    succeed([orgs.general], orgs.street, decision=decided())
    assert waits_at(case) == ("朝晖街道党工委", "organiser", True)


def test_unread_notices_are_the_successors(transfer, wang, zhou, orgs, decided):
    beside.urge(transfer, by=zhou)
    succeed([orgs.dongshan], orgs.xihe, decision=decided())
    assert Notice.objects.get(kind="urged").org == orgs.xihe


def test_claims_are_kept(transfer, orgs, decided):
    before = transfer.slot
    succeed([orgs.dongshan], orgs.xihe, decision=decided())
    assert now(transfer).slot == before is not None


@pytest.mark.parametrize(
    ("steps", "ends_in", "verbs"),
    [
        ("draft", State.WITHDRAWN, ["withdraw"]),
        ("transfer", State.WITHDRAWN, ["withdraw"]),
        ("transfer_at_destination", State.WITHDRAWN, ["withdraw"]),
        ("transfer_awaiting_approval", State.WITHDRAWN, ["withdraw"]),
        ("letter_out", State.CANCELLED, ["recall"]),
        ("returned", State.WITHDRAWN, ["withdraw_or_lapse"]),
        ("refused", State.CANCELLED, ["give_up"]),
        ("letter_lost", State.CANCELLED, ["cancel"]),
    ],
)
def test_a_transfer_within_what_is_one_branch_now_ends(request, orgs, decided, steps, ends_in, verbs):
    """R-T14: nobody is moved to where they belong. The letter is void, its number stays."""
    case = request.getfixturevalue(steps)
    succeed([orgs.first], orgs.dongshan, decision=decided())
    ended = now(case)
    assert (ended.state, ended.is_open, ended.slot) == (ends_in, False, None)
    told = [(e.verb, e.by_id) for e in case.entries.all()]
    assert [verb for verb, _by in told][-len(verbs) - 1 :] == ["org_succeeded", *verbs]
    assert told[-1][1] is None  # nobody's opinion
    assert case.entries.last().data["text"] == "两地已同属东山村支部，无须再办（江组〔2026〕12号）"
    assert not Assignment.objects.open().filter(case=case).exists()
    assert not Paper.objects.filter(because=case.number, form="F-01", voided_at=None).exists()


def test_one_who_had_reported_in_is_received_so_that_the_letter_comes_to_its_end(letter_out, orgs, chen, zhao, decided):
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    succeed([orgs.first], orgs.dongshan, decision=decided())
    assert waits_at(case) == ("长田镇党委", "organiser", True)
    case = desk.act(case, "receive", by=zhao, branch=orgs.dongshan)
    desk.act(case, "send_receipt", by=zhao, handler="赵建国", phone="0518-82441955")
    assert desk.act(case, "attach_receipt", by=zhao, letter_number=1).state == State.COMPLETED


def test_one_who_was_received_stays_received_and_the_receipt_is_still_owed(letter_out, orgs, chen, decided):
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    case = desk.act(case, "receive", by=chen, branch=orgs.first)
    succeed([orgs.dongshan], orgs.first, decision=decided())
    assert now(case).state == State.RECEIVED
    assert desk.act(case, "send_receipt", by=chen, handler="陈志强", phone="1").state == State.RECEIPT_SENT


def test_what_was_coordinated_between_two_that_became_one_ends_with_its_coordination(refused, orgs, wang, gao, decided):
    case = desk.act(refused, "escalate", by=wang, text="有租房合同，请予协调")
    child = case.children.get()
    succeed([orgs.first], orgs.dongshan, decision=decided())
    assert (now(child).state, now(case).state) == ("withdrawn", State.CANCELLED)


def test_what_was_already_decided_between_them_is_carried_out_and_then_ends(
    refused, orgs, wang, gao, zhao, chen, decided
):
    case = desk.act(refused, "escalate", by=wang, text="有租房合同，请予协调")
    child = desk.act(case.children.get(), "accept", by=gao, officer="高文军", text="受理")
    desk.opine(child, by=zhao, agrees=True, text="该同志长期在临港区务工")
    desk.opine(child, by=chen, agrees=True, text="住址已核实无此人")
    why = "双方材料表明该同志确在临港区居住"
    desk.act(child, "decide", by=gao, decision="uphold_transfer", text=why)
    succeed([orgs.first], orgs.dongshan, decision=decided())
    assert (now(child).state, now(case).state) == ("executed", State.WITHDRAWN)


def test_a_coordination_goes_on_with_the_successor_in_every_seat(
    refused, orgs, wang, gao, other_town, appoint, decided
):
    case = desk.act(refused, "escalate", by=wang, text="有租房合同，请予协调")
    child = desk.act(case.children.get(), "accept", by=gao, officer="高文军", text="受理")
    succeed([orgs.town], other_town, decision=decided())
    succeed([orgs.dongshan], orgs.xihe, decision=decided())
    child = now(child)
    assert (child.origin, child.requester, child.title) == (
        orgs.xihe,
        orgs.xihe,
        "协调：李明：西河村支部 → 一社区支部",
    )
    assert sorted(str(a.org) for a in child.assignments.open().select_related("org")) == [
        "北屏镇党委",
        "朝晖街道党工委",
        "江海省委组织部",
    ]
    cao = appoint("曹堃小", "cao", other_town, "clerk")
    desk.opine(child, by=cao, agrees=True, text="该同志长期在临港区务工，应当转出")


def test_a_desk_whose_work_rests_while_it_is_coordinated_gives_that_to_the_successor_too(
    transfer_at_destination, orgs, wang, gao, clock, appoint, decided
):
    clock.shift(timedelta(days=40))
    case = desk.act(transfer_at_destination, "escalate_timeout", by=wang, text="转入方一直没有答复")
    succeed([orgs.first], orgs.second, decision=decided())
    child = case.children.get()
    desk.act(child, "refuse", by=gao, text="转入支部刚刚合并，先由承继支部研究")
    held = case.assignments.open().select_related("org").get()
    assert (now(case).state, str(held.org)) == (State.DESTINATION_REVIEW, "二社区支部")


def test_nobody_opens_a_case_for_an_organisation_that_is_no_more(li, orgs, wang, decided):
    """Their page was read before; the organisation ended meanwhile."""
    stale = PartyOrg.objects.get(pk=orgs.first.pk)
    succeed([orgs.first], orgs.second, decision=decided())
    with pytest.raises(Refused) as refused:
        drafting.begin(li, by=wang, destination=stale, reason="other")
    assert str(refused.value) == "一社区支部已撤销，请由承继组织重新发起（R-O11）。"


def test_a_form_read_before_does_not_receive_into_a_branch_that_is_no_more(letter_out, orgs, chen, decided):
    case = desk.act(letter_out, "report_in", by=chen, letter_number=1)
    stale = PartyOrg.objects.get(pk=orgs.first.pk)
    succeed([orgs.first], orgs.second, decision=decided())
    with pytest.raises(Refused) as refused:
        desk.act(case, "receive", by=chen, branch=stale)
    assert [rule.number for rule in refused.value.rules] == ["R-T10"]
    assert desk.act(case, "receive", by=chen, branch=orgs.second).state == State.RECEIVED


def test_the_statements_of_a_case_are_few_and_the_same_for_each(
    orgs, enrol, wang, lin, xu, chen, zhao, clock, decided, django_assert_max_num_queries
):
    numbers_ = ["320724199001011233", "320724199001021239", "320724199001031242", "320724199001041248"]
    for n, number in enumerate(numbers_):
        case = drafting.begin(enrol(f"党员{n}", number, orgs.dongshan), by=wang, destination=orgs.first, reason="other")
        desk.act(case, "submit", by=wang)
    fixed, each = 70, 14
    with django_assert_max_num_queries(fixed + each * len(numbers_)):
        succeed([orgs.dongshan], orgs.xihe, decision=decided())
    assert Case.objects.open().filter(origin=orgs.xihe).count() == len(numbers_)


def test_every_procedure_is_asked(orgs):
    assert {flow.kind for flow in kinds.all_flows()} >= {"transfer", "coordination"}


def test_a_destination_is_found_by_the_name_a_paper_still_bears(draft, orgs, wang, client_of, decided):
    rename(orgs.second, name="中共临港区朝晖街道阳光社区支部委员会", short_name="阳光社区支部", decision=decided())
    succeed([orgs.first], orgs.second, decision=decided())
    find = f"/transfers/{draft.number}/destinations/find/"
    browser = client_of(wang)
    for word in ("一社区", "二社区", "阳光"):
        rows = browser.post(find, {"q": word}).context["rows"]
        assert rows == [orgs.second]
