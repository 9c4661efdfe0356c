"""Funding lines are registered by the side that bears them, with totals (R-C15)."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from approvals.rules import NotAllowed
from workflows.agreement import funding
from workflows.agreement.funding_views import FundingForm

LINE = {"support": "money", "source": "retained_dues", "purpose": "活动经费", "on": date(2026, 11, 23)}


def test_each_side_registers_its_own_and_the_totals_add_up(effective, wang, lin):
    funding.register(effective, by=wang, amount=Decimal("10000.00"), **LINE)
    funding.register(effective, by=lin, amount=Decimal("100.50"), **LINE)
    funding.register(effective, by=lin, amount=Decimal("3200"), **LINE | {"support": "material", "purpose": "电脑一台"})
    origin, destination = funding.totals(effective)
    assert (origin.money, origin.material) == (Decimal("10000.00"), Decimal(0))
    assert (destination.money, destination.material) == (Decimal("100.50"), Decimal("3200.00"))


def test_a_struck_line_stays_and_counts_no_more(effective, wang, lin):
    line = funding.register(effective, by=wang, amount=Decimal("500"), **LINE)
    with pytest.raises(NotAllowed):
        funding.strike(line, by=lin)
    funding.strike(line, by=wang)
    assert effective.funding.count() == 1
    assert funding.totals(effective)[0].money == Decimal(0)
    assert [e.verb for e in effective.entries.all()][-2:] == ["funding", "funding_struck"]


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("-1", "金额不能小于 0（R-C15）。"),
        ("1.005", "金额最多两位小数，精确到分（R-C15）。"),
        ("壹佰", "输入一个数字。"),
    ],
)
def test_amounts_below_zero_or_with_three_decimals_are_refused(amount, said):
    form = FundingForm(
        {"support": "money", "source": "budget", "purpose": "活动", "on": "2026-11-23", "amount": amount}
    )
    assert not form.is_valid()
    assert said in str(form.errors["amount"])


def test_nothing_is_registered_before_the_agreement_holds(proposed, wang):
    with pytest.raises(NotAllowed):
        funding.register(proposed, by=wang, amount=Decimal("500"), **LINE)


def test_totals_stand_year_by_year(effective, wang, lin):
    funding.register(effective, by=wang, amount=Decimal("10000.00"), **LINE)
    funding.register(effective, by=wang, amount=Decimal("20.00"), **LINE | {"on": date(2025, 12, 31)})
    funding.register(effective, by=lin, amount=Decimal("300"), **LINE | {"support": "material"})
    found = [(t.year, t.side, t.money, t.material) for t in funding.totals_by_year(effective)]
    assert found == [
        (2026, "origin", Decimal("10000.00"), Decimal(0)),
        (2026, "destination", Decimal(0), Decimal("300.00")),
        (2025, "origin", Decimal("20.00"), Decimal(0)),
        (2025, "destination", Decimal(0), Decimal(0)),
    ]


def test_whoever_may_not_register_reads_who_does(effective, wang, zhao, client):
    address = reverse("agreement_funding", args=[effective.number])
    client.force_login(wang.account)
    assert "登记一笔" in client.get(address).content.decode()
    client.force_login(zhao.account)
    page = client.get(address).content.decode()
    assert "登记一笔" not in page
    assert "协议生效期间由双方的经办人各自登记（R-C15）。" in page
