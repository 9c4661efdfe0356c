"""The destination asks the branch of the formal relation to begin a transfer (R-T1, R-T2, R-O14, R13)."""

from datetime import date, timedelta

import pytest

from approvals import desk
from approvals.attachments import Scan
from approvals.case import Case
from approvals.rules import NotAllowed, Refused
from approvals.timeline import events
from members import identity
from members.access import Kind
from members.models import AccessRecord, PartyOrg
from members.succession import succeed
from tests.members.conftest import decided, keeper  # noqa: F401  fixtures
from workflows.transfer import drafting
from workflows.transfer.case import TransferCase
from workflows.transfer.requests import asking
from workflows.transfer.requests.records import Status, TransferRequest

LI = "32072419800815833X"
NOBODY = "320724199001011233"  # a valid number that is in no roster
WISH = Scan("意愿.png", "image/png", b"\x89PNG\r\n\x1a\n" + b"\0" * 32)
SAID = {
    "reason": "residence_changed",
    "away_since": date(2026, 3, 2),
    "reason_text": "宏大建筑有限公司",
    "contact": "13586399530",
}

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def ask(orgs, lin):
    """Ask as 一社区支部's secretary: `ask()`, `ask(name="…", number="…", by=…)`."""

    def asked(*, name: str = "李明", number: str = LI, by=lin, destination: PartyOrg = orgs.first, **facts):
        said = {"name": name, "number": identity.parse(number), "destination": destination, "proof": WISH}
        return asking.ask(by=by, **said, **(SAID | facts))

    return asked


def test_the_origin_begins_a_draft_that_says_what_was_asked(ask, li, wang, orgs):
    case = asking.accept(ask(), by=wang)
    assert (case.state, case.origin, case.starter, case.destination) == (
        "draft",
        orgs.dongshan,
        orgs.dongshan,
        orgs.first,
    )
    assert {name: getattr(case, name) for name in SAID} == SAID
    assert case.files.get().name == "意愿.png"
    begun = events(case)[0]
    assert begun.text == f"{orgs.first.name}请求将组织关系转入{orgs.first.name}，附党员本人书面意愿。"
    assert begun.file == case.files.get().pk
    request = TransferRequest.objects.get()
    assert (request.status, request.case, request.closed_by) == (Status.DRAFTED, case, wang)


def test_r_o14_the_draft_stays_the_origins_until_it_is_sent(ask, li, wang, lin):
    case = asking.accept(ask(), by=wang)
    assert not Case.objects.visible_to(lin).filter(pk=case.pk).exists()
    desk.act(case, "submit", by=wang)
    assert Case.objects.visible_to(lin).filter(pk=case.pk).exists()


def test_it_waits_on_the_desk_of_the_branch_that_holds_the_relation(ask, li, wang, zhao, lin, xu, enrol, appoint, orgs):
    request = ask()
    elsewhere = appoint("何静", "he", orgs.xihe, "secretary")
    rows = TransferRequest.objects
    assert [list(rows.on_the_desk_of(hat)) for hat in (wang, zhao, lin, elsewhere)] == [[request], [], [], []]
    assert [list(rows.visible_to(hat)) for hat in (wang, zhao, lin, xu, elsewhere)] == [[request]] * 4 + [[]]


def test_it_follows_the_member_to_another_branch(ask, li, wang, appoint, orgs, clock):
    request = ask()
    clock.shift(timedelta(days=1))
    li.join(orgs.xihe, because="内部调整")
    there = appoint("何静", "he", orgs.xihe, "secretary")
    assert list(TransferRequest.objects.on_the_desk_of(there)) == [request]
    with pytest.raises(NotAllowed, match="不在您的管理范围内"):
        asking.accept(request, by=wang)


@pytest.mark.parametrize(
    ("name", "number", "facts"),
    [
        ("李明", NOBODY, {}),  # nobody has this number
        ("李萍", LI, {}),  # the number is another's
        ("李明", LI, {"stage": "activist"}),  # no member yet
    ],
    ids=["no such number", "another name", "no member"],
)
def test_r_o14_asking_in_vain_answers_like_asking_for_a_member(ask, li, wang, zhao, gao, lin, name, number, facts):
    type(li).objects.filter(pk=li.pk).update(**facts)
    request = ask(name=name, number=number)
    assert (request.status, request.state_label, request.name) == (Status.WAITING, "待答复", name)
    assert request.person is None
    assert [TransferRequest.objects.visible_to(hat).exists() for hat in (wang, zhao, lin)] == [False, False, True]
    record = AccessRecord.objects.get()
    assert (record.kind, record.appointment, record.subject) == (Kind.ASKED, lin, f"transferrequest:{request.pk}")


def test_a_member_whose_relation_is_outside_the_system_is_asked_for_in_vain(ask, li, clock):
    clock.shift(timedelta(days=1))
    li.join(None, because="转出系统")
    assert ask().person is None


def test_r_i3_only_the_masked_number_is_kept(ask, li):
    assert ask().masked_number == "320724********833X" == li.masked_id
    columns = TransferRequest.objects.values_list().get()
    assert not any(LI in str(value) for value in columns)


def test_the_asking_side_sees_reason_and_words_of_a_refusal_but_not_the_branch(ask, li, wang, lin):
    request = asking.refuse(ask(), by=wang, decline="not_wished", text="本人表示仍在原村居住，暂不转移。")
    assert (request.status, request.get_decline_display()) == (Status.REFUSED, "经向本人核实，本人没有这个意愿")
    assert list(TransferRequest.objects.answers_for(lin)) == [request]
    assert list(TransferRequest.objects.visible_to(wang)) == [request]
    with pytest.raises(NotAllowed, match="已经有答复"):
        asking.accept(request, by=wang)


def test_a_superior_of_the_origin_may_answer_and_nobody_else(ask, li, zhao, gao, xu, appoint, orgs):
    request = ask()
    administrator = appoint("管理员", "admin", orgs.dongshan, "administrator")
    for stranger in (xu, administrator):
        with pytest.raises(NotAllowed):
            asking.accept(request, by=stranger)
    assert asking.accept(request, by=zhao).starter == orgs.town


def test_r_o13_nobody_asks_or_answers_for_themselves(ask, li, wang, lin):
    lin.account.person = li
    with pytest.raises(Refused, match="R-O13"):
        ask()
    lin.account.person = None
    request = ask()
    wang.account.person = li
    for answer in (
        lambda: asking.accept(request, by=wang),
        lambda: asking.refuse(request, by=wang, decline="", text=""),
    ):
        with pytest.raises(Refused, match="R-O13"):
            answer()


def test_r_t13_a_member_with_an_open_transfer_or_draft_gets_no_second(ask, li, wang, orgs):
    request = ask()
    draft = drafting.begin(li, by=wang, destination=orgs.first, reason="other")
    with pytest.raises(Refused, match=f"该同志已有草稿 {draft.number}"):
        asking.accept(request, by=wang)
    desk.act(draft, "submit", by=wang, overrides={"R-T2": "情况属实"})
    with pytest.raises(Refused, match="R-T13"):
        asking.accept(request, by=wang)
    assert TransferCase.objects.count() == 1


def test_a_member_of_ones_own_reach_is_not_asked_for(ask, li, gao, orgs):
    with pytest.raises(NotAllowed, match="直接办理"):
        ask(by=gao, destination=orgs.first)
    assert not TransferRequest.objects.exists()


def test_only_branches_of_ones_own_that_may_receive_are_asked_for(ask, li, orgs):
    with pytest.raises(NotAllowed, match="本组织和下级"):
        ask(destination=orgs.second)
    PartyOrg.objects.update(may_approve_probationary=False)
    with pytest.raises(Refused, match="R-T3"):
        ask()


def test_asking_twice_and_asking_by_the_dozen_are_refused_whoever_it_is_about(ask, li, lin, monkeypatch):
    monkeypatch.setattr(asking, "DAILY", 2)
    for name, number in (("李明", LI), ("张三", NOBODY)):
        ask(name=name, number=number)
        with pytest.raises(NotAllowed, match="已为这位同志提出过请求"):
            ask(name=name, number=number)
    with pytest.raises(NotAllowed, match="今天已提出 2 件"):
        ask(name="王五", number="32072419900714431X")


def test_tomorrow_one_may_ask_again(ask, li, monkeypatch, clock):
    monkeypatch.setattr(asking, "DAILY", 1)
    ask()
    clock.shift(timedelta(days=1))
    assert ask(name="张三", number=NOBODY).status == Status.WAITING


def test_sixty_days_without_an_answer_end_it_on_both_sides(ask, li, wang, lin, clock):
    request = ask()
    clock.shift(timedelta(days=60))
    assert request.state_label == "无人答复，已失效"
    assert not TransferRequest.objects.visible_to(wang).exists()
    assert list(TransferRequest.objects.visible_to(lin)) == [request]
    with pytest.raises(NotAllowed, match="已失效"):
        asking.accept(request, by=wang)
    assert ask().pk != request.pk


def test_the_asking_side_withdraws_and_the_other_side_no_longer_sees_it(ask, li, wang, lin):
    request = ask()
    with pytest.raises(NotAllowed, match="由提出请求的组织撤回"):
        asking.withdraw(request, by=wang)
    asking.withdraw(request, by=lin)
    assert not TransferRequest.objects.visible_to(wang).exists()
    with pytest.raises(NotAllowed, match="不能再撤回"):
        asking.withdraw(request, by=lin)


def test_r_t2_both_sides_read_that_a_short_stay_takes_another_credential(ask, li):
    short = ask(reason="study", away_since=date(2026, 8, 1))
    assert asking.usual_credential(short).sentence == (
        "外出不满六个月，一般开具党员证明信；确需转移组织关系的请写明理由（R-T2）"
    )
    asking.withdraw(short, by=short.by)
    assert asking.usual_credential(ask(reason="study")) is None


def test_r_o11_the_successor_of_the_asking_branch_goes_on_asking(ask, li, wang, orgs, decided):  # noqa: F811
    request = ask()
    succeed([orgs.first], orgs.second, decision=decided())
    request.refresh_from_db()
    assert request.org == orgs.second
    assert asking.accept(request, by=wang).destination == orgs.second


def test_an_administrator_asks_for_nothing(ask, li, appoint, orgs):
    with pytest.raises(NotAllowed, match="书记、组织员或经办人"):
        ask(by=appoint("管理员", "keeper", orgs.first, "administrator"))
