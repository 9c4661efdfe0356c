"""One opinion for many cases of a batch: each its own act, its own refusal, its own entry (R-T6, R-O13)."""

from datetime import date

import pytest
from django.urls import reverse

from approvals import desk
from approvals.journal import Entry
from members.models import AccessRecord, PartyOrg, Person
from members.orgs import Kind
from tests.conftest import PASSWORD
from tests.workflows.batch_lists import SECOND, XIHE, id_number, line, listed, work
from tests.workflows.test_transfer_batch_pages import text_of
from workflows.models import TransferCase
from workflows.transfer.batch import running

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.giant("batches"),
    pytest.mark.usefixtures("clock", "chen", "xu", "lin"),
]


@pytest.fixture
def people(orgs, enrol) -> list[Person]:
    return [enrol(name, id_number(n), orgs.dongshan) for n, name in enumerate(("孔国", "周杰", "赵兰"), start=1)]


@pytest.fixture
def opened(wang, people):
    """Three cases of one batch at their origin branch; the last one's month of dues is not known."""
    Person.objects.filter(pk=people[2].pk).update(dues_until=None)
    rows = [line(people[0], dues="2026-10"), line(people[1], SECOND), line(people[2], XIHE, dues="")]
    batch = listed(wang, *rows)
    running.confirm(batch, by=wang, reasons={})
    work()
    return batch


@pytest.fixture
def to_approve(opened, wang, chen, xu, lin, yan, appoint, orgs):
    """The same three before the committee."""
    heard = appoint("许义娟", "xuyi", orgs.second, "secretary")
    for opened_case in TransferCase.objects.order_by("pk"):
        case = desk.act(opened_case, "agree_to_release", by=wang, dues_until=date(2026, 11, 1), text="同意转出")
        if case.destination == orgs.xihe:
            desk.act(case, "accept", by=yan, branch=orgs.xihe, text="同意接收")
            continue
        desk.opine(case, by=lin if case.destination == orgs.first else heard, agrees=True, text="同意")
        desk.opine(case, by=xu, agrees=True, text="同意")
        desk.act(case, "accept", by=chen, branch=case.destination, text="同意接收")
    return opened


@pytest.fixture
def yan(appoint, orgs):
    return appoint("严红", "yan", orgs.xihe, "secretary")


def page_of(batch) -> str:
    return reverse("batch_cases", args=[batch.pk])


def agree(client, batch, state: str, cases, **typed):
    keys = [case.pk for case in cases]
    seen = {f"seen-{case.pk}": case.log_length for case in cases}
    return client.post(reverse("batch_agree", args=[batch.pk, state]), {"case": keys, **seen, **typed})


def states() -> list[str]:
    return list(TransferCase.objects.order_by("pk").values_list("state", flat=True))


def test_u2_no_case_is_ticked_for_consent_before_somebody_does_it(client, opened, wang):
    client.force_login(wang.account)
    assert " checked" not in client.get(page_of(opened)).content.decode()
    assert client.get(page_of(opened) + "?ticked=all").content.decode().count(" checked") == 3


def test_u2_one_opinion_for_many_fits_the_consent_too(client, opened, wang):
    client.force_login(wang.account)
    answer = agree(client, opened, "origin_branch_review", TransferCase.objects.order_by("pk"), text="不同意转出")
    assert "选的是同意，写的是不同意，前后不一致" in text_of(answer)
    assert states() == ["origin_branch_review"] * 3


def test_the_branch_agrees_to_all_it_can_and_is_told_about_the_rest(client, opened, wang):
    client.force_login(wang.account)
    page = text_of(client.get(page_of(opened)))
    assert "等您办理的 3 件：转出支部意见" in page
    cases = list(TransferCase.objects.order_by("pk"))

    answer = agree(client, opened, "origin_branch_review", cases, text="情况属实，同意转出")
    assert answer.status_code == 422
    assert "办完 2 件，每件都已单独记录。" in text_of(answer)
    assert "赵兰：东山村支部 → 西河村支部 ：党费交至：这一项必须填写。" in text_of(answer)
    assert states() == ["destination_review", "destination_review", "origin_branch_review"]
    cases = list(TransferCase.objects.order_by("pk"))
    assert [(c.dues_until, c.contact) for c in cases[:2]] == [
        (date(2026, 10, 1), "13586399530"),
        (date(2026, 11, 1), "13586399530"),
    ]
    said = Entry.objects.filter(verb="agree_to_release").values_list("case", "opinion__text", "by")
    assert list(said) == [(case.pk, "情况属实，同意转出", wang.pk) for case in cases[:2]]
    assert f'value="{cases[2].pk}" checked' in answer.content.decode()


def test_the_committee_signs_once_and_approves_each(client, to_approve, zhao):
    client.force_login(zhao.account)
    cases = list(TransferCase.objects.order_by("pk"))
    wrong = agree(client, to_approve, "pending_approval", cases, text="同意", carrier="member", secret="falsch")
    assert wrong.status_code == 422
    assert states() == ["pending_approval"] * 3

    answer = agree(client, to_approve, "pending_approval", cases, text="同意", carrier="member", secret=PASSWORD)
    assert "办完 3 件，每件都已单独记录。" in text_of(answer)
    assert states() == ["letter_issued", "letter_issued", "completed"]
    letters = TransferCase.objects.order_by("pk")[:2]
    assert [(c.valid_days, c.letter_number) for c in letters] == [
        (30, letters[0].letter_number),
        (30, letters[0].letter_number + 1),
    ]
    assert TransferCase.objects.get(state="completed").person.branch.short_name == "西河村支部"


def test_one_validity_for_all_where_one_is_given(client, to_approve, zhao):
    client.force_login(zhao.account)
    cases = list(TransferCase.objects.order_by("pk"))[:2]
    agree(client, to_approve, "pending_approval", cases, carrier="confidential_post", valid_days="45", secret=PASSWORD)
    approved = TransferCase.objects.filter(state="letter_issued")
    assert {(c.valid_days, c.carrier) for c in approved} == {(45, "confidential_post")}


def test_a_warning_is_answered_for_the_cases_that_have_it(client, to_approve, zhao):
    first = TransferCase.objects.order_by("pk").first()
    TransferCase.objects.filter(pk=first.pk).update(dues_until=date(2026, 8, 1))
    client.force_login(zhao.account)
    cases = list(TransferCase.objects.order_by("pk"))
    answer = agree(client, to_approve, "pending_approval", cases, carrier="member", secret=PASSWORD)
    assert "党费只交至2026年8月，早于上月（ R-T5 ）" in text_of(answer)
    assert 'name="override-R-T5"' in answer.content.decode()
    assert states() == ["pending_approval", "letter_issued", "completed"]

    said = {"carrier": "member", "secret": PASSWORD, "override-R-T5": "困难党员，经批准缓交"}
    agree(client, to_approve, "pending_approval", [first], **said)
    assert Entry.objects.get(verb="approve", case=first).data["overrides"] == {"R-T5": "困难党员，经批准缓交"}


def test_nobody_speaks_for_both_sides_by_the_dozen_either(client, to_approve, wang, orgs, appoint):
    """R-O13: who spoke for the branch does not approve for the committee."""
    both = appoint("王秀英", "wang", orgs.town, "approver")
    wang.until = date(2026, 11, 22)
    wang.save()
    client.force_login(both.account)
    cases = list(TransferCase.objects.order_by("pk"))
    answer = agree(client, to_approve, "pending_approval", cases, carrier="member", secret=PASSWORD)
    assert text_of(answer).count("您已代表中共青石县长田镇东山村支部委员会对本事项表过态") == 3
    assert states() == ["pending_approval"] * 3


def test_an_old_page_decides_nothing_twice(client, opened, wang):
    client.force_login(wang.account)
    cases = list(TransferCase.objects.order_by("pk"))[:2]
    for _click in range(2):
        answer = agree(client, opened, "origin_branch_review", cases, text="同意")
    assert text_of(answer).count("该事项已有新的办理记录，请在最新页面上继续。") == 2
    assert Entry.objects.filter(verb="agree_to_release").count() == 2


def test_without_a_tick_nothing_is_done(client, opened, wang):
    client.force_login(wang.account)
    answer = agree(client, opened, "origin_branch_review", [], text="同意")
    assert (answer.status_code, "请至少勾选一件。" in text_of(answer)) == (422, True)


def test_each_side_sees_the_cases_that_are_its_own(client, opened, lin, orgs, appoint):
    client.force_login(lin.account)
    assert client.get(page_of(opened)).status_code == 200
    assert "您可以看到的 1 件" in text_of(client.get(page_of(opened)))
    elsewhere = PartyOrg(name="中共海北市某厂支部委员会", kind=Kind.BRANCH, parent=orgs.district)
    elsewhere.save()
    stranger = appoint("外人", "stranger", elsewhere, "secretary")
    client.force_login(stranger.account)
    assert client.get(page_of(opened)).status_code == 404
    assert AccessRecord.objects.filter(kind="foreign", subject=f"transferbatch:{opened.pk}").count() == 1


def test_a_case_of_somebody_else_is_not_decided_by_its_key(client, opened, lin, wang):
    """R-O14: a key the hat cannot see is missing."""
    client.force_login(lin.account)
    mine_not = TransferCase.objects.exclude(destination=lin.org).first()
    assert agree(client, opened, "origin_branch_review", [mine_not], text="同意").status_code == 404
    seen_not_mine = TransferCase.objects.get(destination=lin.org)
    answer = agree(client, opened, "origin_branch_review", [seen_not_mine], text="同意")
    assert answer.status_code == 422
    assert states() == ["origin_branch_review"] * 3


@pytest.mark.parametrize("state", ["draft", "destination_review", "x"])
def test_other_steps_are_never_taken_together(client, opened, wang, state):
    client.force_login(wang.account)
    assert agree(client, opened, state, list(TransferCase.objects.all())).status_code == 404


def test_a_case_says_that_it_belongs_to_a_batch(client, opened, lin, draft):
    client.force_login(lin.account)
    case = TransferCase.objects.get(destination=lin.org, batch_row__isnull=False)
    page = client.get(case.get_absolute_url()).content.decode()
    assert page_of(opened) in page
    assert "同批 3 人" in page
    client.force_login(draft.opened_by.account)
    assert "同批" not in client.get(draft.get_absolute_url()).content.decode()
