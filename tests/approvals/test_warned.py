"""A foreseeable warning stands before the signature and where its fact is typed; its reason is on record (U4)."""

import re

import pytest
from django.urls import reverse

from approvals import desk, timeline
from approvals.rules import Missing
from approvals.warned import Warned, asked
from members.rulebook import RULES
from workflows.transfer import drafting

BEHIND = "党费只交至2026年8月，早于上月"
REASON = "本人在外地，下月补交"


@pytest.fixture
def behind(transfer_awaiting_approval):
    """The branch has written down August; it is November."""
    case = transfer_awaiting_approval
    type(case).objects.filter(pk=case.pk).update(dues_until="2026-08-01")
    return case


@pytest.fixture
def sign_in(client):
    def sit(hat):
        client.force_login(hat.account)
        return client

    return sit


def send(client, case, verb: str, **typed):
    typed = {"seen": case.flow.whole(case.pk).log_length, **typed}
    return client.post(reverse("act", args=[case.number, verb]), typed)


def test_warnings_are_put_together_by_rule_and_reasons_stay():
    dues, other = RULES["R-T5"], RULES["R-T22"]
    missing = [
        Missing("甲", overridable=True, rule=other),
        Missing("乙", overridable=True, rule=other),
        Missing("丙", rule=dues),
    ]
    assert asked(missing, {"override-R-T22": " 已说明 ", "override-R-T5": REASON, "text": "同意"}) == [
        Warned("R-T22", ("甲", "乙"), "已说明"),
        Warned("R-T5", (dues.sentence,), REASON),
    ]
    assert asked(missing[2:], {"override-R-XX": "没有这条规则", "override-R-T5": ""}) == []


def test_u4_the_warning_stands_before_the_password(behind, sign_in, zhao):
    page = sign_in(zhao).get(reverse("case", args=[behind.number])).content.decode()
    assert page.index(BEHIND) < page.index('name="override-R-T5"') < page.index('name="secret"')


def test_u4_what_is_refused_for_something_else_keeps_all_but_the_password(behind, sign_in, zhao):
    typed = {"valid_days": "45", "carrier": "confidential_post", "dues_until": "2026-08", "text": "同意，请抓紧办理"}
    answer = send(sign_in(zhao), behind, "approve", **typed, **{"override-R-T5": REASON, "secret": "wrong"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'name="override-R-T5" value="{REASON}"' in page
    assert 'value="45"' in page
    assert '<option value="confidential_post" selected' in page
    assert ">\n同意，请抓紧办理</textarea>" in page
    assert "wrong" not in page


def test_u4_the_branch_that_types_the_month_is_warned_and_its_reason_stands_in_the_timeline(transfer, sign_in, wang):
    typed = {"dues_until": "2026-08", "contact": "13586399530", "text": "情况属实，同意转出"}
    client = sign_in(wang)
    warned = send(client, transfer, "agree_to_release", **typed)
    assert (warned.status_code, BEHIND in warned.content.decode()) == (422, True)
    assert 'name="override-R-T5"' in warned.content.decode()

    sent = send(client, transfer, "agree_to_release", **typed, **{"override-R-T5": REASON})
    assert sent.status_code == 302
    case = transfer.flow.whole(transfer.pk)
    assert timeline.events(case)[-1].facts == (
        ("党费交至", "2026-08"),
        ("党员联系方式", "13586399530"),
        ("仍要办理的理由（R-T5）", REASON),
    )
    page = client.get(reverse("case", args=[case.number])).content.decode()
    assert REASON in page


def test_u4_the_reason_at_the_approval_stands_in_the_timeline(behind, zhao):
    case = desk.act(behind, "approve", by=zhao, valid_days=30, overrides={"R-T5": REASON})
    facts = {event.tag: dict(event.facts) for event in timeline.events(case)}
    assert facts["批准并开具介绍信"] == {"介绍信有效期（天）": "30", "仍要办理的理由（R-T5）": REASON}


def test_u4_a_draft_says_what_later_steps_will_warn_of(draft, sign_in, wang):
    client, address = sign_in(wang), reverse("transfer_draft", args=[draft.number])
    assert "后面的步骤会提醒" not in client.get(address).content.decode()
    typed = {"reason": "residence_changed", "channel": "paper", "contact": "13586399530", "dues_until": "2026-08"}
    kept = client.post(address, typed, headers={"HX-Request": "true"}).content.decode()
    assert f"后面的步骤会提醒：{BEHIND}" in re.sub(r"<[^>]+>", "", kept)
    assert f"{BEHIND}（" in client.get(address).content.decode()


def test_u4_a_reason_typed_on_the_draft_stays_when_something_else_is_refused(draft, sign_in, wang):
    drafting.rewrite(draft, by=wang, destination=None)
    typed = {"reason": "residence_changed", "away_since": "2026-10-01", "channel": "paper", "contact": "13586399530",
             "dues_until": "2026-11", "override-R-T2": "单位已在当地落户", "send": "1"}  # fmt: skip
    answer = sign_in(wang).post(reverse("transfer_draft", args=[draft.number]), typed)
    assert answer.status_code == 422
    assert 'name="override-R-T2" value="单位已在当地落户"' in answer.content.decode()
