"""党费交至 of a whole branch in one table: each row is saved by itself (R-T5)."""

import html
from datetime import date

import pytest

from members.models import Person
from members.register import log
from members.register.changes import change
from members.register.log import Ground, Kind

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def zhou(enrol, orgs) -> Person:
    return enrol("周杰", "320724199001011233", orgs.dongshan, dues_until=None)


@pytest.fixture
def page(orgs) -> str:
    return f"/orgs/{orgs.dongshan.pk}/dues/"


def said(answer) -> str:
    return html.unescape(answer.content.decode())


def test_months_of_many_are_typed_at_once_and_each_stands_on_its_own_log(client_of, wang, li, zhou, page):
    browser = client_of(wang)
    typed = {f"p{li.pk}-month": "2026-12", f"p{zhou.pk}-month": "202611"}
    assert browser.post(page, typed | {f"seen-{p.pk}": "0" for p in (li, zhou)}).status_code == 302
    assert [p.dues_until for p in Person.objects.order_by("pk")] == [date(2026, 12, 1), date(2026, 11, 1)]
    assert [e.changes for e in li.register_entries.all()] == [{"dues_until": ["2026-11-01", "2026-12-01"]}]
    assert "2026-11 → 2026-12" in said(browser.get(f"/people/{li.pk}/")).replace("<s>", "").replace("</s>", "")
    assert list(log.faults()) == []


@pytest.mark.parametrize(
    ("month", "sentence"),
    [
        ("2026-10", "早于已登记的 2026-11"),
        ("2011-06", "早于入党的月份"),
        ("2028-01", "最多预交到明年12月"),
        ("13月", "请按“年-月”填写"),
    ],
)
def test_one_row_that_cannot_be_holds_back_no_other(client_of, wang, li, zhou, page, month, sentence):
    typed = {f"p{li.pk}-month": month, f"p{zhou.pk}-month": "2026-11", f"seen-{li.pk}": "0", f"seen-{zhou.pk}": "0"}
    answer = client_of(wang).post(page, typed)
    assert (answer.status_code, sentence in said(answer), f'value="{month}"' in said(answer)) == (422, True, True)
    assert [p.dues_until for p in Person.objects.order_by("pk")] == [date(2026, 11, 1)] * 2


def test_an_earlier_month_is_a_correction_with_its_reason(client_of, wang, li, page):
    typed = {f"p{li.pk}-month": "2026-10", f"seen-{li.pk}": "0", "reason": "核对收据，多登一个月"}
    assert client_of(wang).post(page, typed).status_code == 302
    assert li.register_entries.get().reason == "核对收据，多登一个月"


def test_what_a_colleague_entered_meanwhile_is_said_on_the_row(client_of, wang, zhao, li, page):
    change(li, {"dues_until": date(2027, 1, 1)}, Kind.DUES, Ground(zhao))
    answer = client_of(wang).post(page, {f"p{li.pk}-month": "2026-12", f"seen-{li.pk}": "0"})
    assert "党费交至 2026-11 → 2027-01" in said(answer)
    assert Person.objects.get().dues_until == date(2027, 1, 1)


def test_it_is_for_who_keeps_the_register_of_that_branch(client_of, lin, li, appoint, orgs, page):
    keeper = appoint("管理员", "admin", orgs.town, "administrator")
    assert [client_of(hat).get(page).status_code for hat in (keeper, lin)] == [403, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_the_table_costs_the_same_for_one_and_for_three(
    client_of, wang, enrol, orgs, page, count, django_assert_max_num_queries
):
    for number in ["320724195909105119", "32072419900714431X", "320724199001011233"][:count]:
        enrol("党员", number, orgs.dongshan)
    browser = client_of(wang)
    browser.get(page)
    with django_assert_max_num_queries(9):
        assert len(browser.get(page).context["rows"]) == count
