"""What a stand-in does at the desk (R-O16), under both names, within the scope, and never on both sides (R-O13)."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals import beside, desk, supervising
from approvals.models import Assignment, Notice
from approvals.rules import AlreadyHandled, NotAllowed, Refused
from approvals.supervision import enlist
from documents.models import Paper
from members import delegating
from members.models import Appointment, Delegation
from tests.approvals.threads import at_once
from tests.conftest import PASSWORD
from workflows.models import TransferCase
from workflows.transfer import drafting

TODAY, FRIDAY, NOVEMBER = date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 1)


@pytest.fixture
def feng(orgs, appoint, clock) -> Appointment:
    """冯兰, organisation commissioner of 东山村支部."""
    return appoint("冯兰", "feng", orgs.dongshan, "commissioner", "组织委员")


@pytest.fixture
def lend(clock):
    """A delegation till Friday: `lend(wang, feng, kinds=[…])` returns the stand-in's hat, as a request reads it."""

    def give(giver: Appointment, receiver: Appointment, **more) -> Appointment:
        made = delegating.delegate(giver, receiver, since=TODAY, until=FRIDAY, ground="外出学习", **more)
        return Appointment.objects.with_givers().get(pk=made.pk)

    return give


def refused(call, *args, **kwargs) -> str:
    with pytest.raises((Refused, NotAllowed)) as stopped:
        call(*args, **kwargs)
    return stopped.value.missing[0].sentence if isinstance(stopped.value, Refused) else str(stopped.value)


def test_a_commissioner_cannot_sign_for_the_secretary_until_it_is_delegated(transfer, wang, feng, lend):
    assert not Assignment.objects.waiting_for(feng).exists()
    assert (
        refused(desk.act, transfer, "agree_to_release", by=feng, dues_until=NOVEMBER) == "这一步现在等待东山村支部办理"
    )

    hat = lend(wang, feng)
    assert [held.case.number for held in Assignment.objects.waiting_for(hat)] == [transfer.number]
    assert (
        desk.act(transfer, "agree_to_release", by=hat, dues_until=NOVEMBER, text="同意转出").state
        == "destination_review"
    )


def test_both_names_and_titles_stand_on_the_record(transfer, wang, feng, lend):
    hat = lend(wang, feng)
    case = desk.act(transfer, "agree_to_release", by=hat, dues_until=NOVEMBER, text="同意转出")
    said = case.opinions.get()
    assert (said.by, said.by_name, said.by_title) == (hat, "冯兰 代 王秀英", "组织委员 代 书记")
    entry = case.entries.get(verb="agree_to_release")
    assert entry.actor == {
        "org": "中共青石县长田镇东山村支部委员会",
        "name": "冯兰 代 王秀英",
        "post": "组织委员 代 书记",
    }


def test_both_names_stand_on_the_slip_and_the_paper(transfer_awaiting_approval, zhao, orgs, appoint, lend):
    deputy = appoint("钱进", "qian", orgs.town, "deputy", "副书记（挂职）")
    case = desk.act(transfer_awaiting_approval, "approve", by=lend(zhao, deputy), valid_days=30, text="同意")
    slip = Paper.objects.of(case.number).get(form="F-14").snapshot
    assert slip["entries"][-1]["by"] == "钱进 代 赵建国（副书记（挂职） 代 副书记）"
    issued = Paper.objects.of(case.number).filter(form__in=("F-01", "F-01P", "F-14"))
    assert [paper.issued_by for paper in issued] == ["钱进 代 赵建国"] * 3


def test_the_giver_may_be_faster(transfer, wang, feng, lend):
    hat = lend(wang, feng)
    desk.act(transfer, "agree_to_release", by=wang, dues_until=NOVEMBER)
    with pytest.raises(AlreadyHandled):
        desk.act(transfer, "agree_to_release", by=hat, dues_until=NOVEMBER)


def test_work_outside_the_scope_is_neither_seen_nor_done(transfer, wang, feng, lend, client):
    hat = lend(wang, feng, kinds=["coordination"])
    beside.urge(transfer, by=Appointment.objects.get(pk=transfer.opened_by_id))
    outside = "授权代办的范围不含「组织关系接转」，请由授权人本人办理（R-O16）。"
    assert not Assignment.objects.waiting_for(hat).exists()
    assert not Notice.objects.for_hat(hat).exists()
    assert refused(desk.act, transfer, "agree_to_release", by=hat, dues_until=NOVEMBER) == outside
    assert refused(desk.opine, transfer, by=hat, agrees=True) == outside
    assert refused(desk.act, transfer, "withdraw", by=hat) == outside


def test_work_outside_the_scope_is_not_begun(li, wang, feng, orgs, lend):
    hat = lend(wang, feng, kinds=["coordination"])
    assert refused(drafting.begin, li, by=hat, destination=orgs.first) == (
        "授权代办的范围不含「组织关系接转」，请由授权人本人办理（R-O16）。"
    )
    assert not TransferCase.objects.exists()


def test_what_was_taken_back_is_seen_at_the_desk_not_only_at_the_door(transfer, wang, feng, lend):
    hat = lend(wang, feng)
    delegating.take_back(Delegation.objects.get(), by=wang.account)
    assert refused(desk.act, transfer, "agree_to_release", by=hat, dues_until=NOVEMBER) == (
        "授权代办已收回或已到期，不能再代王秀英办理（R-O16）。"
    )
    assert transfer.opinions.count() == 0


def test_nobody_is_branch_and_committee_by_standing_in(
    transfer_at_destination, wang, lin, xu, chen, orgs, feng, appoint, lend
):
    """冯兰 has spoken for the branch in the secretary's name, and is an approver of the committee besides."""
    case = transfer_at_destination
    case.opinions.filter(side="origin").update(by=lend(wang, feng), by_name="冯兰 代 王秀英")
    case = desk.opine(case, by=lin, agrees=True)
    case = desk.opine(case, by=xu, agrees=True)
    case = desk.act(case, "accept", by=chen, branch=orgs.first)
    both = (
        "冯兰 代 王秀英已代表中共青石县长田镇东山村支部委员会对本事项表过态，同一人不得本人或由人代为再次表态（R-O13）"
    )
    assert refused(desk.act, case, "approve", by=appoint("冯兰", "feng", orgs.town, "approver"), valid_days=30) == both
    # Nor may the secretary herself, in whose name it was said …
    assert (
        refused(desk.act, case, "approve", by=appoint("王秀英", "wang", orgs.town, "approver"), valid_days=30) == both
    )


def test_nobody_is_on_both_sides_by_lending_their_name(transfer_awaiting_approval, wang, orgs, appoint, lend):
    """王秀英 has spoken for the branch; whoever stands in for her as approver of the committee may not approve."""
    second = appoint("王秀英", "wang", orgs.town, "approver")
    deputy = appoint("钱进", "qian", orgs.town, "deputy")
    assert refused(desk.act, transfer_awaiting_approval, "approve", by=lend(second, deputy), valid_days=30) == (
        "王秀英已代表中共青石县长田镇东山村支部委员会对本事项表过态，同一人不得本人或由人代为再次表态（R-O13）"
    )


def test_nobody_stands_in_on_their_own_case(transfer, li, wang, feng, lend):
    feng.account.person = li
    feng.account.save()
    assert refused(desk.act, transfer, "agree_to_release", by=lend(wang, feng), dues_until=NOVEMBER) == (
        "不得办理本人的事项，请由本组织其他任职人员办理（R-O13）"
    )


def test_a_stand_in_handles_the_givers_own_case(transfer, li, wang, feng, lend):
    """Where a branch has one secretary, her own transfer needs somebody else to speak for the branch."""
    wang.account.person = li
    wang.account.save()
    assert refused(desk.act, transfer, "agree_to_release", by=wang, dues_until=NOVEMBER).endswith("（R-O13）")
    hat = lend(wang, feng)
    assert desk.act(transfer, "agree_to_release", by=hat, dues_until=NOVEMBER).state == "destination_review"


def test_the_inbox_costs_the_same_with_and_without_a_scope(
    transfer, wang, feng, lend, client, django_assert_num_queries
):
    client.force_login(feng.account)
    client.get("/")
    hat = lend(wang, feng, kinds=["transfer"])
    client.post(reverse("choose_hat"), {"appointment": hat.pk})
    page = client.get("/")
    assert [row["case"].number for row in page.context["rows"]] == [transfer.number]


def test_a_stand_in_signs_in_the_browser_with_their_own_secret(
    transfer_awaiting_approval, zhao, orgs, appoint, lend, client
):
    case = transfer_awaiting_approval
    hat = lend(zhao, appoint("钱进", "qian", orgs.town, "deputy", "副书记"))
    hat.account.set_password("钱进自己的密码-2026")
    hat.account.save()
    client.force_login(hat.account)
    assert client.get(reverse("case", args=[case.number])).context["choices"] == []  # one's own post does not decide
    client.post(reverse("choose_hat"), {"appointment": hat.pk})
    typed = {"text": "同意", "valid_days": "30", "carrier": "member", "seen": case.log_length}
    address = reverse("act", args=[case.number, "approve"])
    assert client.post(address, {**typed, "secret": PASSWORD}).status_code == 422  # the giver's
    assert client.post(address, {**typed, "secret": "钱进自己的密码-2026"}).status_code == 302
    page = client.get(reverse("case", args=[case.number])).content.decode()
    assert "<b>钱进 代 赵建国</b>" in page
    assert "副书记 代 副书记" in page


def test_the_page_says_that_a_case_is_outside_the_scope(transfer, wang, feng, lend, client):
    hat = lend(wang, feng, kinds=["coordination"])
    client.force_login(feng.account)
    client.post(reverse("choose_hat"), {"appointment": hat.pk})
    answer = client.post(reverse("act", args=[transfer.number, "send_back"]), {"text": "请补充现居住地证明材料"})
    assert answer.status_code == 403
    assert "授权代办的范围不含「组织关系接转」，请由授权人本人办理" in answer.content.decode()


def test_what_was_done_under_it_is_counted_and_listed(transfer, wang, feng, lend, client):
    hat = lend(wang, feng)
    case = desk.act(transfer, "agree_to_release", by=hat, dues_until=NOVEMBER, text="同意转出")
    for account in (wang.account, feng.account):
        client.force_login(account)
        page = client.get(reverse("delegation", args=[hat.delegation_id])).content.decode()
        assert "共 1 件事项" in page
        assert f'href="{case.get_absolute_url()}"' in page
        assert "同意并送转入方" in page
    assert client.get(reverse("delegations")).context["received"] == [(hat.delegation, 1)]


@pytest.mark.django_db(transaction=True)
def test_taking_back_and_acting_at_one_moment_come_one_after_the_other(transfer, wang, feng, lend):
    hat = lend(wang, feng)
    given = Delegation.objects.get()
    answers = at_once(
        [
            lambda: desk.act(transfer, "agree_to_release", by=hat, dues_until=NOVEMBER),
            lambda: delegating.take_back(given, by=wang.account),
        ]
    )
    assert answers[1] is None
    done = isinstance(answers[0], TransferCase)
    assert done or isinstance(answers[0], NotAllowed)
    assert transfer.opinions.count() == int(done)
    given.refresh_from_db()
    if done:
        assert transfer.opinions.get().at <= given.taken_back_at


def test_supervision_outside_the_scope_is_the_givers_own(transfer, wang, zhao, orgs, appoint, lend, clock):
    """S8: 许建 stands in for the committee's approver in coordinations alone."""
    deputy = appoint("许建", "xujian", orgs.town, "deputy", "副书记")
    hat = lend(zhao, deputy, kinds=["coordination"])
    other = appoint("冯兰", "feng2", orgs.town, "commissioner", "组织委员")
    everything = lend(zhao, other)
    item = enlist(transfer.assignments.open().get(), timezone.now())
    asked = {"text": "请于三日内办理该同志的转接", "answer_by": date(2026, 11, 26)}
    with pytest.raises(NotAllowed):
        supervising.demand(item, by=hat, **asked)
    assert supervising.demand(item, by=everything, **asked).stage == "demanded"
