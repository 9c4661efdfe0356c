"""A place's own terms: within the bounds of the rules, by the administrator in reach, for what comes after (R-T24)."""

from datetime import date

import pytest
from django.urls import reverse

from approvals import calendar, desk
from approvals.local_terms import in_force, known_terms, set_term
from approvals.models import LocalTerm
from members.administrators import Administrator
from members.rulebook import RuleBroken

BRANCH, DESTINATION = "transfer.origin_branch_review", "transfer.destination_review"


@pytest.fixture
def keeper(orgs, appoint) -> Administrator:
    hat = appoint("管理员", "keeper", orgs.town, "administrator")
    return Administrator(hat.account, hat)


def at(org, key) -> tuple:
    row = next(row for row in in_force(org) if row.known.term.key == key)
    return row.count, row.own and row.own.org


def due(case) -> date:
    return calendar.last_day_of(case.assignments.open().get().due_at)


def test_it_holds_at_the_place_and_below_until_it_is_set_again(keeper, orgs):
    set_term(keeper, orgs.town, BRANCH, 7)
    assert (at(orgs.town, BRANCH), at(orgs.dongshan, BRANCH)) == ((7, orgs.town), (7, orgs.town))
    assert at(orgs.county, BRANCH) == (5, None)
    set_term(keeper, orgs.dongshan, BRANCH, 3)
    set_term(keeper, orgs.town, BRANCH, 8)
    assert (at(orgs.dongshan, BRANCH), at(orgs.xihe, BRANCH)) == ((3, orgs.dongshan), (8, orgs.town))
    set_term(keeper, orgs.dongshan, BRANCH, None)
    set_term(keeper, orgs.town, BRANCH, None)
    assert at(orgs.dongshan, BRANCH) == (5, None)
    assert [row.count for row in LocalTerm.objects.order_by("pk")] == [7, 3, 8, None, None]


def test_what_was_asked_keeps_its_day_and_what_is_asked_next_has_the_new_term(transfer, keeper, orgs, wang, lin, clock):
    """The branch was given until 30 November. The destination's ten days are set to three meanwhile."""
    set_term(keeper, orgs.town, BRANCH, 20)
    above = Administrator(keeper.account, None)
    set_term(above, orgs.province, DESTINATION, 3)
    assert due(transfer.flow.whole(transfer.pk)) == date(2026, 11, 30)
    case = desk.act(transfer, "agree_to_release", by=wang, dues_until=date(2026, 11, 1))
    assert due(case) == date(2026, 11, 26)


def test_nobody_sets_what_is_out_of_reach(keeper, orgs):
    for org in (orgs.county, orgs.street):
        with pytest.raises(RuleBroken, match="R-O12"):
            set_term(keeper, org, BRANCH, 7)


@pytest.mark.parametrize(
    ("key", "count", "rule"),
    [
        ("transfer.dossier_check", 31, "R-T21"),
        ("transfer.receipt", 2, "R-T11"),
        (BRANCH, 0, "R-T24"),
        (BRANCH, 366, "R-T24"),
        ("nobody.knows_it", 5, "R-T24"),
    ],
)
def test_a_rule_bounds_what_a_place_may_set(keeper, orgs, key, count, rule):
    with pytest.raises(RuleBroken, match=rule):
        set_term(keeper, orgs.town, key, count)
    assert not LocalTerm.objects.exists()


@pytest.mark.parametrize(("key", "count"), [("transfer.dossier_check", 30), (BRANCH, 1), (BRANCH, 365)])
def test_the_bounds_themselves_are_allowed(keeper, orgs, key, count):
    assert set_term(keeper, orgs.town, key, count).count == count


def test_every_term_is_known_once_with_the_state_it_runs_in():
    keys = [known.term.key for known in known_terms()]
    assert len(keys) == len(set(keys))
    assert {BRANCH, "transfer.refused_lapse", "coordination.pass_up"} <= set(keys)
    where = {known.term.key: known.state for known in known_terms()}
    assert where["transfer.receipt"] == "已接收、待回执"
    assert all(where.values())


def _sign_in(client, account):
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")


def test_an_administrator_sets_it_on_the_page_and_everybody_reads_whose_it_is(client, keeper, orgs, wang):
    _sign_in(client, keeper.account)
    assert client.get(reverse("local_terms")).headers["Location"] == reverse("local_terms_of", args=[orgs.town.pk])
    answer = client.post(reverse("local_term_change", args=[orgs.town.pk, BRANCH]), {"count": "7"}, follow=True)
    assert "7 个工作日" in answer.content.decode()
    _sign_in(client, wang.account)
    page = client.get(reverse("rules")).content.decode()
    assert "长田镇党委规定" in page
    assert "系统默认 5 个工作日" in page


@pytest.mark.parametrize("typed", ["x", "-1", "366", "７"])
def test_what_cannot_be_a_term_is_said_and_kept(client, keeper, orgs, typed):
    _sign_in(client, keeper.account)
    answer = client.post(reverse("local_term_change", args=[orgs.town.pk, BRANCH]), {"count": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode()


def test_nobody_else_sees_or_changes_them(client, orgs, wang, keeper):
    _sign_in(client, wang.account)
    assert client.get(reverse("local_terms")).status_code == 403
    _sign_in(client, keeper.account)
    assert client.get(reverse("local_terms_of", args=[orgs.street.pk])).status_code == 404
