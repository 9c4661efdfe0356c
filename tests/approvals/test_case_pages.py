"""The case page: what each hat sees, and what comes back when an act is refused."""

import re

import pytest
from django.urls import reverse

from approvals import desk
from members.models import AccessRecord
from tests.conftest import PASSWORD


@pytest.fixture
def sign_in(client):
    """Sit down at the desk of an appointment."""

    def sit(appointment):
        client.force_login(appointment.account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sit


def act_url(case, name: str) -> str:
    return reverse("act", args=[case.number, name])


def test_a_secretary_agrees_and_reads_what_comes_next(transfer, sign_in, wang):
    answer = sign_in(wang).post(
        act_url(transfer, "agree_to_release"),
        {"dues_until": "2026年11月", "contact": "13586399530", "text": "同意转出", "seen": transfer.log_length},
        follow=True,
    )
    assert answer.status_code == 200
    assert (
        "办完：同意并送转入方。下一步：一社区支部（书记），环节「转入方意见」，最迟12月7日。" in answer.content.decode()
    )
    transfer = transfer.flow.whole(transfer.pk)
    assert (transfer.state, str(transfer.dues_until)) == ("destination_review", "2026-11-01")


def test_a_missing_dues_month_keeps_what_was_typed(transfer, sign_in, wang):
    answer = sign_in(wang).post(
        act_url(transfer, "agree_to_release"), {"dues_until": "去年", "contact": "", "text": "同意，情况属实"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请按“年-月”填写，例如 2026-11。" in page
    assert "同意，情况属实" in page
    assert transfer.flow.whole(transfer.pk).state == "origin_branch_review"


def test_a_stale_page_says_who_was_faster_and_gives_the_text_back(
    transfer_awaiting_approval, sign_in, zhao, appoint, orgs
):
    case = transfer_awaiting_approval
    second = appoint("钱副书记", "qian", orgs.town, "approver")
    desk.act(case, "approve", by=zhao, valid_days=30)
    answer = sign_in(second).post(
        act_url(case, "approve"),
        {
            "valid_days": 30,
            "carrier": "member",
            "text": "同意，请尽快办理",
            "secret": PASSWORD,
            "seen": case.log_length,
        },
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "赵建国 已于 11月23日 09:00 先行办理。" in page
    assert "同意，请尽快办理" in page


def test_a_double_click_is_one_act(transfer, sign_in, wang):
    typed = {"dues_until": "2026-11", "contact": "13586399530", "text": "同意", "seen": transfer.log_length}
    first = sign_in(wang).post(act_url(transfer, "agree_to_release"), typed)
    again = sign_in(wang).post(act_url(transfer, "agree_to_release"), typed)
    assert (first.status_code, again.status_code) == (302, 302)
    assert first.url == again.url
    assert transfer.entries.filter(verb="agree_to_release").count() == 1


def test_approving_needs_the_password(transfer_awaiting_approval, sign_in, zhao):
    case = transfer_awaiting_approval
    typed = {"valid_days": 30, "carrier": "member", "text": "同意", "seen": case.log_length}
    refused = sign_in(zhao).post(act_url(case, "approve"), {**typed, "secret": "错误的密码"})
    assert refused.status_code == 422
    assert case.flow.whole(case.pk).state == "pending_approval"

    sign_in(zhao).post(act_url(case, "approve"), {**typed, "secret": PASSWORD})
    assert case.flow.whole(case.pk).state == "letter_issued"


def test_dues_that_lag_behind_ask_for_a_reason(transfer_awaiting_approval, sign_in, zhao, clock):
    case = transfer_awaiting_approval
    type(case).objects.filter(pk=case.pk).update(dues_until="2026-08-01")
    typed = {"valid_days": 30, "carrier": "member", "text": "同意", "seen": case.log_length, "secret": PASSWORD}
    warned = sign_in(zhao).post(act_url(case, "approve"), typed)
    assert warned.status_code == 422
    assert "党费只交至2026年8月，早于上月" in warned.content.decode()

    sign_in(zhao).post(act_url(case, "approve"), {**typed, "override-R-T5": "本人在外地，下月补交"})
    case = case.flow.whole(case.pk)
    assert case.state == "letter_issued"
    assert case.entries.get(verb="approve").data["overrides"] == {"R-T5": "本人在外地，下月补交"}


def test_a_foreign_case_answers_like_a_missing_one(transfer, sign_in, appoint, orgs):
    stranger = appoint("外人", "stranger", orgs.second, "secretary")
    foreign = sign_in(stranger).get(reverse("case", args=[transfer.number]))
    missing = sign_in(stranger).get(reverse("case", args=["ZJ2026-999999"]))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    token = re.compile(rb'(csrfmiddlewaretoken" value="|X-CSRFToken":")[A-Za-z0-9]+|data-number>[0-9a-f-]+')
    assert token.sub(b"", foreign.content) == token.sub(b"", missing.content)
    assert [r.kind for r in AccessRecord.objects.all()] == ["foreign"]


@pytest.mark.parametrize("name", ["inbox", "done", "started", "cases", "archive", "rules", "transfer_start"])
def test_every_list_opens(name, letter_out, sign_in, zhao):
    assert sign_in(zhao).get(reverse(name)).status_code == 200


def test_the_letter_page_shows_its_papers(letter_out, sign_in, chen):
    page = sign_in(chen).get(reverse("case", args=[letter_out.number])).content.decode()
    assert "中国共产党党员组织关系介绍信" in page
    assert "第000001号" in page


def test_a_draft_is_nobodys_business_at_the_destination_before_it_is_sent(draft, sign_in, wang, zhao, chen):
    address = reverse("case", args=[draft.number])
    assert [sign_in(by).get(address).status_code for by in (wang, zhao, chen)] == [200, 200, 404]


def test_the_button_says_whose_desk_is_next_and_until_when(transfer, sign_in, wang):
    page = sign_in(wang).get(reverse("case", args=[transfer.number])).content.decode()
    assert "进入「转入方意见」环节。一社区支部 → 综合党总支 → 朝晖街道党工委，最迟 12月14日。" in page
