"""A rule that stands against an act never hides the field that answers it. Subject: `rules.Missing.answered_by`."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from approvals import desk, kinds
from approvals.case_views import choices_for, form_for
from members.models import Person
from tests.conftest import PASSWORD, SHANGHAI
from workflows.evaluation.opening import open_due
from workflows.models import EvaluationCase
from workflows.transfer import drafting
from workflows.transfer.case import TransferCase

NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def li(li):
    """李明 as rosters have him: nobody wrote down how far his dues are paid."""
    Person.objects.filter(pk=li.pk).update(dues_until=None)
    return Person.objects.get(pk=li.pk)


@pytest.fixture
def sign_in():
    def door(hat) -> Client:
        client = Client()
        client.force_login(hat.account)
        return client

    return door


def page_of(sign_in, by, case, **choice) -> str:
    return sign_in(by).get(reverse("case", args=[case.number]), choice).content.decode()


def send(sign_in, by, case, verb, **typed):
    typed = {"seen": case.flow.whole(case.pk).log_length, **typed}
    return sign_in(by).post(reverse("act", args=[case.number, verb]), typed)


def rules_with_answers():
    return [
        pytest.param(flow, verb, rule, id=f"{flow.kind}-{verb.name}-{rule.__name__}")
        for flow in kinds.all_flows()
        for verb in flow.verbs().values()
        for rule in verb.rules
        if rule.answered_by
    ]


@pytest.mark.parametrize(("flow", "verb", "rule"), rules_with_answers())
def test_every_field_a_rule_asks_for_is_in_the_form_of_the_verb(flow, verb, rule):
    assert set(rule.answered_by) <= set(flow.forms[verb.name].base_fields)


def test_the_rules_that_fields_answer_are_these():
    assert {param.id for param in rules_with_answers()} == {
        "transfer-agree_to_release-dues_recorded",
        "transfer-agree_to_release-dues_up_to_date",
        "transfer-agree_to_release-conversion_view_given",
        "transfer-resubmit-changed_or_explained",
        "transfer-approve-dues_recorded",
        "transfer-approve-dues_up_to_date",
        "transfer-reissue-dues_recorded",
        "transfer-reissue-dues_up_to_date",
        "evaluation-draft-attendance_adds_up",
        "evaluation-submit-attendance_adds_up",
        "evaluation-complete-attendance_adds_up",
        "evaluation-submit_late-attendance_adds_up",
    }


def test_the_secretary_types_the_month_of_dues_where_the_opinion_is_given(transfer, wang, sign_in):
    page = page_of(sign_in, wang, transfer)
    assert "还缺下面几项，在本页填写后即可办理" in page
    assert "缺少党费交至年月" in page
    assert 'name="dues_until"' in page
    assert 'aria-disabled="true"' not in page

    empty = send(sign_in, wang, transfer, "agree_to_release", contact="13586399530", dues_until="", text="情况属实")
    assert empty.status_code == 422
    assert "情况属实" in empty.content.decode()
    sent = send(sign_in, wang, transfer, "agree_to_release", contact="13586399530", dues_until="2026-11")
    assert sent.status_code == 302
    case = TransferCase.objects.get(pk=transfer.pk)
    assert (case.state, case.dues_until) == ("destination_review", NOVEMBER)


def test_whoever_knows_the_month_types_it_in_the_draft(li, orgs, wang, sign_in, clock):
    draft = drafting.begin(li, by=wang, destination=orgs.first, reason="residence_changed", contact="13586399530")
    address = reverse("transfer_draft", args=[draft.number])
    assert 'name="dues_until"' in sign_in(wang).get(address).content.decode()

    facts = {"reason": "residence_changed", "channel": "paper", "contact": "13586399530"}
    assert sign_in(wang).post(address, {**facts, "dues_until": "2029-01", "save": "1"}).status_code == 422
    assert sign_in(wang).post(address, {**facts, "dues_until": "2026年11月", "save": "1"}).status_code == 302
    assert TransferCase.objects.get(pk=draft.pk).dues_until == NOVEMBER


def test_the_committee_records_the_month_before_it_approves(transfer_awaiting_approval, zhao, sign_in):
    """A coordination may have led past the branch, which then gave none (R-T5)."""
    case = transfer_awaiting_approval
    TransferCase.objects.filter(pk=case.pk).update(dues_until=None)
    assert 'name="dues_until"' in page_of(sign_in, zhao, case)

    typed = {"valid_days": 30, "carrier": "member", "secret": PASSWORD}
    assert send(sign_in, zhao, case, "approve", **typed).status_code == 422
    assert send(sign_in, zhao, case, "approve", dues_until="2026-10", **typed).status_code == 302
    case = TransferCase.objects.get(pk=case.pk)
    assert (case.state, case.dues_until) == ("letter_issued", date(2026, 10, 1))


def test_a_month_that_lags_behind_is_corrected_or_explained_and_else_not_asked(
    transfer_awaiting_approval, zhao, sign_in
):
    case = transfer_awaiting_approval
    assert 'name="dues_until"' not in page_of(sign_in, zhao, case)
    TransferCase.objects.filter(pk=case.pk).update(dues_until=date(2026, 8, 1))
    page = page_of(sign_in, zhao, case)
    assert 'name="dues_until" value="2026-08"' in page
    assert 'name="override-R-T5"' in page

    case = desk.act(case, "approve", by=zhao, valid_days=30, dues_until=NOVEMBER)
    assert (case.state, case.dues_until) == ("letter_issued", NOVEMBER)


def test_a_new_letter_asks_for_it_too(letter_out, zhao, sign_in):
    case = desk.act(letter_out, "void", by=zhao, reason="lost", text="本人在车站遗失了介绍信")
    TransferCase.objects.filter(pk=case.pk).update(dues_until=None)
    choice = next(c for c in choices_for(TransferCase.objects.get(pk=case.pk), zhao) if c.name == "reissue")
    assert (choice.barred, [m.rule.number for m in choice.asked_here]) == ([], ["R-T5"])
    assert "dues_until" in form_for(TransferCase.objects.get(pk=case.pk), choice, zhao).fields


def test_counts_that_do_not_add_up_are_corrected_on_their_form(effective, lin, sign_in, clock):
    clock.move_to(datetime(2026, 12, 1, 9, tzinfo=SHANGHAI))
    open_due(timezone.now())
    case = EvaluationCase.objects.get()
    EvaluationCase.objects.filter(pk=case.pk).update(activities_held=3, activities_attended=5)
    page = page_of(sign_in, lin, case)
    assert "参加次数不能多于开展次数" in page
    assert 'name="activities_attended" value="5"' in page
