"""A year that began on paper goes on after its last number, and says who told which (R-T12)."""

from datetime import date

import pytest
from django.db import transaction
from django.urls import reverse

from documents import numbers
from documents.models import LastOnPaper
from members.rulebook import RuleBroken

LETTERS, TODAY = "F-01", date(2026, 11, 23)


def take(org):
    with transaction.atomic():
        return numbers.take(org, LETTERS, TODAY)


def refused(act) -> str:
    with pytest.raises(RuleBroken) as broken:
        act()
    assert broken.value.number == "R-T12"
    return broken.value.message


@pytest.fixture
def tell(clock, zhao, orgs):
    return lambda number: numbers.continue_after(orgs.town, LETTERS, 2026, number, by=zhao)


def test_the_register_goes_on_after_the_last_number_on_paper(tell, orgs, zhao):
    tell(37)
    assert [take(orgs.town), take(orgs.town)] == [38, 39]
    assert list(numbers.faults()) == [f"编号登记 {line}：既没有文书，也没有作废原因" for line in _lines(orgs)]
    said = LastOnPaper.objects.get()
    assert (said.number, said.by, str(said.series)) == (37, zhao, f"{orgs.town.pk} F-01 2026")


def _lines(orgs) -> list:
    return list(numbers.register(orgs.town, LETTERS, 2026))


def test_it_may_be_put_right_until_the_system_gives_a_number(tell, orgs):
    tell(37)
    tell(35)
    assert take(orgs.town) == 36
    assert refused(lambda: tell(40)) == "2026年的编号本系统已发到第36号，纸面末号不能再改"
    assert [said.number for said in LastOnPaper.objects.all()] == [35, 37]


def test_other_years_and_organisations_count_for_themselves(tell, orgs):
    tell(37)
    with transaction.atomic():
        assert numbers.take(orgs.town, LETTERS, date(2027, 1, 4)) == 1
        assert numbers.take(orgs.street, LETTERS, TODAY) == 1


def test_a_paper_letter_that_is_entered_later_must_lie_before_it(tell, orgs):
    tell(37)
    numbers.enter_from_paper(orgs.town, LETTERS, date(2026, 11, 10), 12)
    said = refused(lambda: numbers.enter_from_paper(orgs.town, LETTERS, date(2026, 11, 20), 38))
    assert said.startswith(f"{orgs.town} 2026年登记的纸面末号是第37号，第38号在它以后；")
    assert refused(lambda: numbers.enter_from_paper(orgs.town, LETTERS, date(2026, 11, 10), 12)).endswith(
        "请核对介绍信"
    )
    assert take(orgs.town) == 38


def test_the_last_number_is_no_smaller_than_one_that_was_entered(tell, orgs):
    numbers.enter_from_paper(orgs.town, LETTERS, date(2026, 11, 10), 37)
    assert refused(lambda: tell(36)) == "编号登记中已有纸面的第37号，末号不能小于它"
    tell(37)
    assert take(orgs.town) == 38


# The page -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(client, orgs):
    address = reverse("number_registers", args=[orgs.town.pk])

    def ask(appointment, **typed):
        client.force_login(appointment.account)
        return client.post(address, typed) if typed else client.get(address)

    return ask


def test_who_works_there_tells_it_on_the_page(page, clock, zhao, orgs):
    assert "还没有编号，从第1号起" in page(zhao).content.decode()
    assert page(zhao, kind=LETTERS, number="37").status_code == 302
    shown = page(zhao).content.decode()
    assert "已到第37号，下一号为第38号（第37号以前在纸上）" in shown
    assert "赵建国" in shown
    assert take(orgs.town) == 38


@pytest.mark.parametrize("number", ["-1", "", "1000000", "三十七"])
def test_what_is_no_number_is_refused(page, clock, zhao, number):
    assert page(zhao, kind=LETTERS, number=number).status_code == 422
    assert not LastOnPaper.objects.exists()


def test_a_late_change_is_refused_in_words_and_the_number_kept(page, clock, zhao, orgs):
    take(orgs.town)
    answer = page(zhao, kind=LETTERS, number="37")
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "2026年的编号本系统已发到第1号，纸面末号不能再改" in shown
    assert 'value="37"' in shown


def test_others_read_it_and_a_branch_gives_no_letters(page, clock, client, wang, sun, orgs):
    assert "由本组织的办理人员或系统管理员登记" in page(sun).content.decode()
    assert page(sun, kind=LETTERS, number="37").status_code == 403
    client.force_login(wang.account)
    own = client.get(reverse("number_registers", args=[wang.org_id])).content.decode()
    assert ("共管协议" in own, 'value="F-01"' in own) == (True, False)
