"""Decisions on the tree in the browser, by the administrator of a superior (R-O3, R-O6, R-O11, R-O14)."""

from datetime import date

import pytest
from django.urls import reverse

from approvals import desk
from members.models import AccessRecord, AccountEvent, OrgChange, PartyOrg
from tests.conftest import PASSWORD
from tests.workflows.conftest import draft, transfer  # noqa: F401  fixtures
from workflows.transfer import drafting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DECIDED = {"document": "江组〔2026〕12号", "on": "2026-11-23", "reason": ""}


@pytest.fixture
def visit(client_of, keeper):
    """The province's administrator on a page: `visit("rename", org)`, `visit("rename", org, name=…)`."""
    browser = client_of(keeper)

    def open_or_send(name: str, org: PartyOrg, /, **said):
        url = reverse(f"organisation_{name}", args=[org.pk])
        return browser.post(url, DECIDED | said) if said else browser.get(url)

    return open_or_send


def now(org: PartyOrg) -> PartyOrg:
    return PartyOrg.objects.get(pk=org.pk)


def test_an_organisation_is_renamed_and_its_page_tells_how_it_was_called(visit, client_of, keeper, orgs):
    assert visit("rename", orgs.dongshan).context["form"]["name"].value() == orgs.dongshan.name
    answer = visit("rename", orgs.dongshan, name="中共青石县长田镇东岭村支部委员会", short_name="东岭村支部")
    assert (answer.status_code, now(orgs.dongshan).short_name) == (302, "东岭村支部")

    shown = client_of(keeper).get(reverse("organisation", args=[orgs.dongshan.pk])).content.decode()
    for words in (
        "曾用名：中共青石县长田镇东山村支部委员会（用至 11月23日）",
        "中共青石县长田镇东山村支部委员会更名为中共青石县长田镇东岭村支部委员会",
        "江组〔2026〕12号",
        "江海省委 省管理员 登记于",
    ):
        assert words in shown
    found = client_of(keeper).post(reverse("organisations"), {"q": "东山村"}).content.decode()
    assert "东岭村支部" in found
    assert "曾用名：东山村支部" in found


def test_a_name_that_is_taken_comes_back_with_what_was_typed(visit, orgs):
    answer = visit("rename", orgs.dongshan, name=orgs.xihe.name, short_name="西")
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"name": ["已有组织使用这个全称，请核对。"]}
    assert answer.context["form"]["short_name"].value() == "西"


def test_a_day_to_come_is_refused_in_words(visit, orgs):
    answer = visit("rename", orgs.dongshan, name="中共某支部委员会", short_name="某支部", on="2026-12-01")
    assert answer.context["form"].errors == {"on": ["生效日期不能在将来，请在决定生效当日登记（R-O11）。"]}


def test_an_organisation_is_moved_by_the_name_of_its_new_superior(visit, orgs):
    assert visit("move", orgs.dongshan).status_code == 200
    assert visit("move", orgs.dongshan, parent="青石县委").status_code == 302
    assert now(orgs.dongshan).parent == orgs.county


@pytest.mark.parametrize(
    ("parent", "said"),
    [
        ("西河村支部", "西河村支部 的类别不能作党支部的上级（R-O3）。"),
        ("长田镇党委", "东山村支部现在就隶属长田镇党委（R-O11）"),
        ("查无此组织", "您的管理范围内没有这个组织，请核对名称。"),
        (
            "社区支部",
            "有多个组织符合：中共临港区朝晖街道一社区支部委员会、中共临港区朝晖街道二社区支部委员会。请填全称。",
        ),
    ],
)
def test_a_superior_that_cannot_be_is_refused_in_words(visit, orgs, parent, said):
    answer = visit("move", orgs.dongshan, parent=parent)
    assert answer.status_code == 422
    assert [error for errors in answer.context["form"].errors.values() for error in errors] == [said]


def test_closing_shows_everything_that_stands_against_it_with_links(visit, orgs, transfer):  # noqa: F811
    shown = visit("close", orgs.dongshan)
    body = shown.content.decode()
    assert [o.sentence for o in shown.context["obstacles"]] == [
        "还有1人的组织关系，须先接转",
        "还有1件办理中的事项，须先办结，或由承继组织接办",
    ]
    assert f"/people/?org={orgs.dongshan.pk}" in body
    assert transfer.get_absolute_url() in body
    visit("close", orgs.dongshan, secret=PASSWORD)
    assert now(orgs.dongshan).closed_on is None


def test_closing_asks_who_one_is(visit, orgs):
    assert visit("close", orgs.xihe, secret="wrong").status_code == 422
    assert now(orgs.xihe).closed_on is None
    assert visit("close", orgs.xihe, secret=PASSWORD).status_code == 302
    assert now(orgs.xihe).closed_on == date(2026, 11, 23)


def test_a_succession_is_shown_before_and_confirmed_with_ones_password(visit, orgs, li, wang, transfer):  # noqa: F811
    assert visit("succession", orgs.dongshan).status_code == 200
    shown = visit("succession", orgs.dongshan, successor="西河村支部")
    body = shown.content.decode()
    for words in (
        "1 名党员和申请人、0 个下级组织将由 西河村支部 承继",
        "1 件在办事项由承继组织接办",
        "李明：东山村支部 → 一社区支部",
        "王秀英",
        "承继不能撤回",
    ):
        assert words in body
    assert now(orgs.dongshan).closed_on is None

    wrong = visit("succession", orgs.dongshan, successor="西河村支部", confirm="1", secret="wrong")
    assert (wrong.status_code, now(orgs.dongshan).closed_on) == (422, None)
    assert "1 件在办事项由承继组织接办" in wrong.content.decode()
    done = visit("succession", orgs.dongshan, successor="西河村支部", confirm="1", secret=PASSWORD)
    assert (done.status_code, now(orgs.dongshan).successor) == (302, orgs.xihe)
    assert li.branch == orgs.xihe


def test_what_ends_because_both_sides_become_one_is_said_before(visit, orgs, transfer):  # noqa: F811
    shown = visit("succession", orgs.first, successor="东山村支部")
    assert "其中 1 件因两地成为同一组织而终止" in shown.content.decode()


def test_several_become_a_new_one(visit, orgs, li):
    said = {
        "others": [orgs.xihe.pk],
        "new_name": "中共青石县长田镇山河村支部委员会",
        "new_short_name": "山河村支部",
    }
    assert (
        "中共青石县长田镇西河村支部委员会自 11月23日 起撤销"
        in visit("succession", orgs.dongshan, **said).content.decode()
    )
    assert visit("succession", orgs.dongshan, confirm="1", secret=PASSWORD, **said).status_code == 302
    new = PartyOrg.objects.get(short_name="山河村支部")
    assert {now(org).successor for org in (orgs.dongshan, orgs.xihe)} == {new}


def test_neither_or_both_kinds_of_successor_are_refused(visit, orgs):
    for said in ({"successor": ""}, {"successor": "西河村支部", "new_name": "中共某支部委员会"}):
        answer = visit("succession", orgs.dongshan, **said)
        assert answer.context["form"].errors == {
            "successor": ["请填承继的组织；新设的，填新设组织的全称和简称。两者只填一种。"]
        }
    half = visit("succession", orgs.dongshan, new_name="中共某支部委员会")
    assert half.context["form"].errors == {"new_short_name": ["新设组织的全称和简称都要填。"]}


def test_what_stands_against_it_leaves_nothing_to_confirm(visit, orgs, li):
    shown = visit("succession", orgs.dongshan, successor="长田镇党委").content.decode()
    assert "东山村支部不能由党委承继，请选同类组织" in shown
    assert "确认撤销并承继" not in shown
    visit("succession", orgs.dongshan, successor="长田镇党委", confirm="1", secret=PASSWORD)
    assert now(orgs.dongshan).closed_on is None


def test_the_closed_one_offers_its_posts_at_the_successor(visit, client_of, keeper, orgs, wang):
    visit("succession", orgs.dongshan, successor="西河村支部", confirm="1", secret=PASSWORD)
    browser = client_of(keeper)
    shown = browser.get(reverse("organisation", args=[orgs.dongshan.pk])).content.decode()
    there = f"{reverse('account_appoint', args=[wang.account_id])}?as={wang.pk}"
    assert there in shown
    form = browser.get(there).context["form"]
    assert [form[name].value() for name in ("org", "post", "title")] == [orgs.xihe.name, "secretary", "书记"]
    said = {"org": orgs.xihe.name, "post": "secretary", "title": "书记", "since": "2026-11-23", "reason": ""}
    assert browser.post(there, said).status_code == 302
    assert wang.account.appointments.current().get().org == orgs.xihe


def test_only_a_superiors_administrator_comes_here(client_of, appoint, orgs, zhao):
    own = appoint("镇管理员", "townadmin", orgs.town, "administrator")
    foreign = appoint("街道管理员", "street", orgs.street, "administrator")
    for name in ("rename", "move", "close", "succession"):
        url = reverse(f"organisation_{name}", args=[orgs.town.pk])
        assert [client_of(hat).get(url).status_code for hat in (own, zhao, foreign)] == [403, 403, 404]
    assert AccessRecord.objects.filter(kind="foreign").count() == 4


def test_an_administrator_ends_only_what_is_theirs(client_of, appoint, orgs):
    own = appoint("镇管理员", "townadmin", orgs.town, "administrator")
    browser = client_of(own)
    url = reverse("organisation_succession", args=[orgs.dongshan.pk])
    refused = browser.post(url, DECIDED | {"successor": "一社区支部"})
    assert refused.context["form"].errors == {"successor": ["您的管理范围内没有这个组织，请核对名称。"]}
    assert browser.post(url, DECIDED | {"others": [orgs.first.pk], "successor": "西河村支部"}).status_code == 422


def test_the_audit_names_who_entered_it(visit, keeper, orgs, wang):
    visit("succession", orgs.dongshan, successor="西河村支部", confirm="1", secret=PASSWORD)
    assert list(OrgChange.objects.values_list("by", "document")) == [(keeper.pk, "江组〔2026〕12号")]
    assert AccountEvent.objects.get(did="ended").by == keeper.account


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_costs_the_same_for_one_and_for_three(
    visit, orgs, enrol, wang, lin, xu, chen, zhao, count, django_assert_max_num_queries
):
    for number in ["320724199001011233", "320724199001021239", "320724199001031242"][:count]:
        case = drafting.begin(enrol("党员", number, orgs.dongshan), by=wang, destination=orgs.first, reason="other")
        desk.act(case, "submit", by=wang)
    with django_assert_max_num_queries(62):
        visit("succession", orgs.dongshan, successor="西河村支部")
