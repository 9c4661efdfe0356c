"""A probationer leaves (R-T22): the account the branch hands over, and who may say that they cannot be recognised."""

import html
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from approvals import desk
from approvals.attachments import Scan
from approvals.rules import Refused, refusals
from members.models import Person
from workflows.transfer.case import TransferCase

ACCOUNT = "该同志按期参加组织生活，每半年考察一次，表现良好"
SCAN = Scan("考察.pdf", "application/pdf", b"%PDF-1.7 an account")
WHY = "入党材料缺少支部大会记录，党员身份无法认定"
DUES = {"dues_until": date(2026, 11, 1)}


@pytest.fixture
def li(li):
    """李明 as a probationer of ten months."""
    Person.objects.filter(pk=li.pk).update(stage="probationary_member", joined_on=date(2026, 1, 20), converted_on=None)
    return Person.objects.get(pk=li.pk)


def against(case, verb, by, data) -> list[str]:
    return [m.rule.number for m in refusals(case.flow.whole(case.pk), case.flow.verbs()[verb], by, data)]


def test_without_an_account_the_branch_does_not_let_a_probationer_go(transfer, wang):
    with pytest.raises(Refused) as refused:
        desk.act(transfer, "agree_to_release", by=wang, **DUES)
    assert str(refused.value) == "预备党员转出，须移交培养教育考察情况：写明，或附书面材料（R-T22）。"
    assert against(transfer, "agree_to_release", wang, {**DUES, "account": "  "}) == ["R-T22"]


def test_words_are_an_account_and_reach_the_destination(transfer, wang, lin, client):
    desk.act(transfer, "agree_to_release", by=wang, account=ACCOUNT, **DUES)
    client.force_login(lin.account)
    assert ACCOUNT in html.unescape(client.get(f"/cases/{transfer.number}/").content.decode())


def test_a_paper_is_an_account_and_reaches_the_destination(transfer, wang, lin, client):
    desk.act(transfer, "agree_to_release", by=wang, proof=SCAN, **DUES)
    kept = transfer.files.get()
    client.force_login(lin.account)
    shown = client.get(f"/cases/{transfer.number}/").content.decode()
    assert shown.count(f"/cases/{transfer.number}/files/{kept.pk}/") == 2  # on the card of the step, and in the list


def test_sent_back_and_sent_again_the_words_stand(transfer, wang, zhao):
    desk.act(transfer, "agree_to_release", by=wang, account=ACCOUNT, **DUES)
    case = TransferCase.objects.get(pk=transfer.pk)
    assert against(case, "agree_to_release", wang, DUES) == []


def test_the_form_asks_a_probationers_branch_and_no_other(transfer, wang, client):
    client.force_login(wang.account)
    page = f"/cases/{transfer.number}/"
    shown = html.unescape(client.get(f"{page}?act=agree_to_release").content.decode())
    assert "培养教育考察情况" in shown
    assert 'enctype="multipart/form-data"' in shown

    typed = {"seen": transfer.log_length, "dues_until": "2026-11", "contact": "13586399530"}
    answer = client.post(f"{page}act/agree_to_release/", typed)
    assert answer.status_code == 422
    assert "须移交培养教育考察情况" in html.unescape(answer.content.decode())
    scan = SimpleUploadedFile("考察.png", b"\x89PNG\r\n\x1a\n an account")
    assert client.post(f"{page}act/agree_to_release/", typed | {"proof": scan}).status_code == 302

    Person.objects.update(stage="full_member")
    assert "培养教育考察情况" not in html.unescape(client.get(page).content.decode())


def test_that_a_probationer_cannot_be_recognised_is_for_the_county(transfer, wang, lin, xu, chen):
    case = desk.act(transfer, "agree_to_release", by=wang, account=ACCOUNT, **DUES)
    desk.opine(case, by=lin, agrees=False, text=WHY)
    desk.opine(case, by=xu, agrees=False, text=WHY)
    said = {"reason": "transfer_condition_not_met", "text": WHY}
    assert against(case, "refuse", chen, said) == ["R-T22"]
    assert against(case, "refuse", chen, said | {"demanded": " "}) == ["R-T22"]
    assert against(case, "refuse", chen, said | {"reason": "not_working_or_living_here"}) == []
    refused = desk.act(case, "refuse", by=chen, demanded="中共临港区委组织部 临组认〔2026〕3号", **said)
    assert refused.refusal_demanded == "中共临港区委组织部 临组认〔2026〕3号"


def test_a_full_members_conditions_need_no_county(transfer, wang, lin, xu, chen):
    case = desk.act(transfer, "agree_to_release", by=wang, account=ACCOUNT, **DUES)
    Person.objects.update(stage="full_member")
    assert against(case, "refuse", chen, {"reason": "transfer_condition_not_met", "text": WHY}) == []


# The probation is over and nobody has decided on it (R-T22 c) ---------------------------------------------------

OVER = {"R-T22": "支部大会定于下月召开，因工作调动须先转出"}


@pytest.fixture
def overdue(draft, li):
    """李明's year of probation ended today."""
    Person.objects.filter(pk=li.pk).update(joined_on=date(2025, 11, 23))
    return TransferCase.objects.get(pk=draft.pk)


@pytest.mark.parametrize(("joined", "stands"), [(date(2025, 11, 24), []), (date(2025, 11, 23), ["R-T22"])])
def test_p14_that_nobody_discussed_the_conversion_is_asked_when_it_is_sent(draft, li, wang, joined, stands):
    Person.objects.filter(pk=li.pk).update(joined_on=joined)
    assert against(TransferCase.objects.get(pk=draft.pk), "submit", wang, None) == stands


def test_p14_going_on_needs_a_reason_and_the_branchs_view_and_both_travel_along(overdue, wang, lin, client):
    with pytest.raises(Refused) as refused:
        desk.act(overdue, "submit", by=wang)
    said = "该同志预备期已满，尚未讨论转正，应先讨论再转出；确需转出的，请说明理由（R-T22）。"
    assert (str(refused.value), [m.overridable for m in refused.value.missing]) == (said, [True])

    case = desk.act(overdue, "submit", by=wang, overrides=OVER)
    with pytest.raises(Refused) as refused:
        desk.act(case, "agree_to_release", by=wang, account=ACCOUNT, **DUES)
    assert str(refused.value) == "预备期已满尚未讨论转正的，转出支部须写明能否转正的意见（R-T22）。"

    case = desk.act(case, "agree_to_release", by=wang, account=ACCOUNT, conversion_view="extend", **DUES)
    client.force_login(lin.account)
    shown = html.unescape(client.get(f"/cases/{case.number}/").content.decode())
    assert "需延长预备期" in shown
    assert case.entries.get(verb="submit").data["overrides"] == OVER


def test_p14_the_form_asks_for_that_view_only_then(overdue, wang, li, client):
    desk.act(overdue, "submit", by=wang, overrides=OVER)
    client.force_login(wang.account)
    page = f"/cases/{overdue.number}/?act=agree_to_release"
    assert 'name="conversion_view"' in client.get(page).content.decode()
    Person.objects.filter(pk=li.pk).update(joined_on=date(2025, 11, 24))
    assert 'name="conversion_view"' not in client.get(page).content.decode()


def test_p14_a_corrected_transfer_is_asked_again(transfer, wang, li):
    case = desk.act(transfer, "send_back", by=wang, text="请补充考察材料后重新提交")
    Person.objects.filter(pk=li.pk).update(joined_on=date(2025, 11, 23))
    assert against(case, "resubmit", wang, {"text": "考察材料已补充，请核"}) == ["R-T22"]


@pytest.mark.parametrize(
    ("joined", "stands"),
    [
        (date(2026, 8, 23), []),
        (date(2026, 8, 24), ["R-T22"]),
        (date(2025, 11, 24), []),
        (date(2025, 11, 23), ["R-T22"]),
    ],
)
def test_p12_a_second_letter_asks_about_a_probationer_again(letter_out, zhao, li, joined, stands):
    """Three months after the admission, and the year of probation: as at the first letter and before it (R-T17)."""
    Person.objects.filter(pk=li.pk).update(joined_on=joined)
    desk.act(letter_out, "void", by=zhao, reason="lost", text="本人报告介绍信在途中遗失")
    assert against(letter_out, "reissue", zhao, None) == stands


@pytest.fixture
def letter_out(transfer, wang, lin, xu, chen, zhao, orgs):
    case = desk.act(transfer, "agree_to_release", by=wang, account=ACCOUNT, **DUES)
    desk.opine(case, by=lin, agrees=True)
    desk.opine(case, by=xu, agrees=True)
    desk.act(case, "accept", by=chen, branch=orgs.first)
    return desk.act(case, "approve", by=zhao, valid_days=30)
