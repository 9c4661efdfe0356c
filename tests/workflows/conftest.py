"""Transfers at the states scenarios begin from."""

from datetime import date

import pytest

from approvals import desk
from workflows.agreement import drafting as agreement_drafting
from workflows.transfer import drafting


@pytest.fixture
def draft(clock, li, orgs, wang, zhao, chen, xu, lin):
    """李明's transfer from 东山村支部 to 一社区支部, written but not sent."""
    return drafting.begin(
        li,
        by=wang,
        destination=orgs.first,
        reason="residence_changed",
        away_since=date(2026, 3, 2),
        contact="13586399530",
    )


@pytest.fixture
def transfer(draft, wang):
    """Sent: the origin branch is asked."""
    return desk.act(draft, "submit", by=wang)


@pytest.fixture
def transfer_at_destination(transfer, wang):
    typed = {"dues_until": date(2026, 11, 1), "overrides": {"R-T5": "次月补交"}}  # some scenarios begin months later
    return desk.act(transfer, "agree_to_release", by=wang, text="同意转出", **typed)


@pytest.fixture
def transfer_awaiting_approval(transfer_at_destination, lin, xu, chen, orgs):
    case = desk.opine(transfer_at_destination, by=lin, agrees=True, text="同意接收")
    case = desk.opine(case, by=xu, agrees=True, text="同意")
    return desk.act(case, "accept", by=chen, branch=orgs.first, text="同意接收")


@pytest.fixture
def letter_out(transfer_awaiting_approval, zhao):
    return desk.act(transfer_awaiting_approval, "approve", by=zhao, valid_days=30, text="同意")


@pytest.fixture
def agreement(clock, li, orgs, wang, lin, zhao, chen):
    """A draft of 东山村支部 for 李明 with 一社区支部."""
    return agreement_drafting.begin([li], by=wang, origin=orgs.dongshan, destination=orgs.first)


@pytest.fixture
def proposed(agreement, wang):
    return desk.act(agreement, "send", by=wang)


@pytest.fixture
def effective(proposed, wang, lin):
    """Signed by both, filed by both."""
    case = desk.act(proposed, "accept_text", by=lin, text="同意文本")
    case = desk.act(case, "sign_first", by=wang, text="同意签署")
    case = desk.act(case, "sign_second", by=lin, text="同意签署")
    case = desk.opine(case, by=wang, agrees=True, text="已报镇党委备案")
    return desk.act(case, "file", by=lin, text="已报街道党工委备案")
