"""An agreement in force on paper enters with its history, confirmed for both sides (R-D38, R-C8, R-O13).

wang of 东山村支部 enters it; 朝晖街道 (feng) for the other side and 长田镇 (zhao) above confirm.
"""

from datetime import date

import pytest
from django.utils import timezone

from approvals import desk, journal
from approvals.midcourse import entering
from approvals.midcourse.records import EntryOfPast, PastStep
from approvals.rules import NotAllowed, Refused
from documents import numbers
from documents.proof import faults
from members.consistency import check
from members.models import Coverage, PartyOrg
from workflows.agreement import duties, overdue
from workflows.agreement.case import AgreementCase
from workflows.agreement.clauses import CURRENT, library
from workflows.agreement.texts import first_text

PAPER = "东山村支部共管〔2026〕7号"


def step(key: str, on: date, who: str) -> PastStep:
    return PastStep(key=key, on=on, org_name="党支部", who=who, without="原件存支部档案柜")


def steps(first=date(2026, 5, 8), second=date(2026, 5, 6), filed=date(2026, 5, 9)) -> list[PastStep]:
    """Signed by 乙方 two days before 甲方."""
    signed = [step("sign_origin", first, "王秀英（书记）"), step("sign_destination", second, "林晓东（书记）")]
    return [*signed, step("file", filed, "王秀英（书记）")]


@pytest.fixture
def other_side(orgs, appoint):
    return appoint("何敏", "hemin", orgs.street, "approver", "副书记")


@pytest.fixture
def facts(clock, li, orgs) -> dict:
    """In force since 10 May 2026 for a year; today is 23 November."""
    return {
        "origin": orgs.dongshan.pk,
        "destination": orgs.first.pk,
        "people": [li.pk],
        "bodies": first_text("individual"),
        "agreement_number": PAPER,
        "effective_on": "2026-05-10",
        "signed_on": "2026-05-08",
        "starts_on": "2026-05-10",
        "ends_on": "2027-05-09",
        "mode": "destination_led",
        "exchange_months": 1,
        "dues_paid_to": "origin",
    }


@pytest.fixture
def entered(facts, wang, zhao, lin) -> EntryOfPast:
    return entering.enter("agreement", by=wang, facts=facts, steps=steps())


@pytest.fixture
def confirmers(entered, appoint) -> list:
    """An approver of each organisation that is asked, in order."""
    asked = [row.org for row in entered.confirmations.order_by("pk")]
    return [appoint(f"审批{n}", f"confirms{n}", org, "approver", "副书记") for n, org in enumerate(asked)]


@pytest.fixture
def in_force(entered, confirmers) -> AgreementCase:
    for by in confirmers:
        desk.enter_with_history(entered, by=by, text="与协议原件核对一致")
    entered.refresh_from_db()
    return AgreementCase.whole(entered.case_id)


def refused(act) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as stop:
        act()
    return [(m.rule.number, m.what) for m in stop.value.missing]


def test_the_other_sides_committee_and_the_one_above_are_both_asked(entered, confirmers, orgs):
    asked = [row.org for row in entered.confirmations.order_by("pk")]
    assert asked == [orgs.first.superior_committee().office(), orgs.town]
    assert desk.enter_with_history(entered, by=confirmers[0]) is None
    assert (AgreementCase.objects.count(), Coverage.objects.count()) == (0, 0)


def test_a_committee_without_an_approver_is_named_before_anybody_waits_for_it(entered, wang, client, appoint, orgs):
    client.force_login(wang.account)
    words = "该组织还没有审批人，请其系统管理员先任命"
    assert client.get(f"/midcourse/{entered.pk}/").content.decode().count(words) == 1  # 长田镇 has zhao
    other = entered.confirmations.order_by("pk")[0].org
    appoint("何敏", "hemin", other, "approver", "副书记")
    assert words not in client.get(f"/midcourse/{entered.pk}/").content.decode()


def test_confirmed_by_both_it_is_in_force_with_its_real_days(in_force, li, orgs):
    case = in_force
    assert (case.state, case.with_history, case.agreement_number) == ("effective", True, PAPER)
    assert (case.effective_on, case.ends_on) == (date(2026, 5, 10), date(2027, 5, 9))
    assert [(c.person, c.because, c.since) for c in Coverage.objects.all()] == [(li, case.number, date(2026, 11, 23))]
    assert (case.text.number, case.mode, list(case.text.people.all())) == (1, "destination_led", [li])
    assert case.papers.count() == 0
    told = [(e.verb, timezone.localdate(e.effective_at)) for e in case.entries.all()]
    assert told == [
        ("before_system", date(2026, 5, 6)),
        ("before_system", date(2026, 5, 8)),
        ("before_system", date(2026, 5, 9)),
        ("entered_with_history", date(2026, 11, 23)),
        ("entered_with_history", date(2026, 11, 23)),
    ]


def test_only_what_is_not_over_is_owed_and_nothing_is_late(in_force):
    now = timezone.now()
    assert in_force.duties.count() > 0
    assert min(duty.last_day for duty in in_force.duties.all()) >= date(2026, 11, 23)
    assert duties.Duty.objects.overdue(now).count() == 0
    assert (duties.open_due(now), overdue.tell(now)) == (0, 0)


def test_the_log_the_archive_and_the_registers_hold(in_force, orgs):
    assert (list(journal.broken()), list(faults()), list(check())) == ([], [], [])
    assert [line.number for line in numbers.register(orgs.dongshan, "F-03", 2026)] == [7]


def test_a_member_with_an_agreement_in_force_is_refused(in_force, facts, wang):
    again = facts | {"agreement_number": "另一份"}
    found = refused(lambda: entering.enter("agreement", by=wang, facts=again, steps=steps()))
    last = in_force.ends_on
    assert found == [
        ("R-C8", f"李明已有生效的共管协议 {in_force.number}，到{last.year}年{last.month}月{last.day}日为止")
    ]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"starts_on": "2025-05-10", "ends_on": "2026-05-09", "effective_on": "2025-06-01"}, "R-C9"),
        ({"effective_on": "2026-05-07", "starts_on": "2026-05-01"}, "R-C6"),
        ({"effective_on": "2026-12-01"}, "R-C6"),
        ({"agreement_number": "东山村支部共管〔2025〕7号"}, "R-T12"),
    ],
)
def test_what_does_not_fit_together_is_refused(facts, wang, zhao, changed, rule):
    found = refused(lambda: entering.enter("agreement", by=wang, facts=facts | changed, steps=steps()))
    assert [number for number, _what in found] == [rule]


def test_filing_before_the_last_signature_is_refused(facts, wang):
    told = steps(filed=date(2026, 5, 7))
    found = refused(lambda: entering.enter("agreement", by=wang, facts=facts, steps=told))
    said = "“报上级备案”（2026-05-07）不能早于“甲方签署”（2026-05-08），请核对日期"
    assert found == [("R-D38", said)]


def test_whoever_is_no_party_enters_nothing(facts, appoint, orgs):
    stranger = appoint("钱丽", "qian", orgs.xihe, "secretary", "书记")
    found = refused(lambda: entering.enter("agreement", by=stranger, facts=facts, steps=steps()))
    assert found == [("R-C2", "协议由双方党组织签订，您代表的组织不是其中一方。")]


def test_nobody_is_asked_twice_and_a_party_cannot_confirm_for_itself(entered, confirmers, wang):
    desk.enter_with_history(entered, by=confirmers[0])
    for by in (confirmers[0], wang):
        with pytest.raises(NotAllowed):
            desk.enter_with_history(entered, by=by)


def test_a_clerk_enters_it_on_the_page(facts, li, wang, zhao, lin, orgs, client):
    client.force_login(wang.account)
    address = f"/agreements/history/?pair=origin-{orgs.first.pk}"
    assert client.get("/agreements/history/")["Location"] == "/agreements/new/"
    assert "已在纸上签订的，补录" in client.get("/agreements/new/").content.decode()
    assert "李明" in client.get(address).content.decode()
    names = ("agreement_number", "effective_on", "starts_on", "ends_on", "mode", "exchange_months", "dues_paid_to")
    typed = {name: facts[name] for name in names} | {"people": [li.pk], "clause-parties": ""}
    for told in steps():
        fields = {"on": told.on.isoformat(), "org_name": told.org_name, "who": told.who, "without": told.without}
        typed |= {f"{told.key}-{name}": words for name, words in fields.items()}

    answer = client.post(address, typed)

    entry = EntryOfPast.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/midcourse/{entry.pk}/")
    page = client.get(f"/midcourse/{entry.pk}/").content.decode()
    assert PAPER in page
    assert "流入地为主、流出地配合" in page
    assert client.get(f"/midcourse/{entry.pk}/edit/").status_code == 200


# About a floating organisation, between two committees (R-C1, R-O10) -------------------------------------------------


@pytest.fixture
def floating(orgs) -> PartyOrg:
    org = PartyOrg(
        name="中共长田镇驻临港流动党员支部委员会", short_name="驻临港流动支部", kind="branch", parent=orgs.town
    )
    org.is_floating = True
    org.save()
    return org


@pytest.fixture
def organiser(orgs, appoint):
    return appoint("钱红", "qian", orgs.town, "organiser", "组织委员")


@pytest.fixture
def of_both_committees(floating, facts, orgs, enrol) -> dict:
    """长田镇党委 and 朝晖街道党工委 signed on paper; 周杰 of 西河村支部 takes part there."""
    member = enrol("周杰", "320724199001011233", orgs.xihe, away_since=date(2026, 1, 5), away_branch=floating)
    parties = {"origin": orgs.town.pk, "destination": orgs.street.pk, "floating_org": floating.pk}
    paper = {"people": [member.pk], "bodies": first_text("organisation"), "agreement_number": "长镇共建〔2026〕第2号"}
    return facts | parties | paper


def test_an_agreement_about_a_floating_organisation_enters_too(of_both_committees, floating, organiser, orgs, appoint):
    entry = entering.enter("agreement", by=organiser, facts=of_both_committees, steps=steps())
    asked = [row.org for row in entry.confirmations.order_by("pk")]
    assert asked == [orgs.street.office(), orgs.town.superior_committee().office()]
    for n, org in enumerate(asked):
        confirms = appoint(f"审批{n}", f"confirms{n}", org, "approver", "副书记")
        desk.enter_with_history(entry, by=confirms, text="与协议原件核对一致")

    entry.refresh_from_db()
    case = AgreementCase.whole(entry.case_id)
    assert (case.scope, case.state, case.floating_org) == ("organisation", "effective", floating)
    covered = Coverage.objects.get()
    assert (covered.person.name, covered.individual, case.duties.exists()) == ("周杰", False, True)
    assert (list(journal.broken()), list(check())) == ([], [])


def test_the_two_committees_are_chosen_where_it_begins(of_both_committees, floating, organiser, orgs, client):
    client.force_login(organiser.account)
    typed = {"organisation-floating_org": "驻临港流动支部", "organisation-counterpart": "朝晖街道党工委"}
    answer = client.post("/agreements/begin/organisation/", typed | {"on_paper": "1"})
    assert (answer.status_code, AgreementCase.objects.count()) == (302, 0)
    page = client.get(answer["Location"]).content.decode()
    assert "流动党组织：驻临港流动支部" in page
    assert page.count("周杰（正式党员）") == 1
    assert page.count('name="clause-') == len(library(CURRENT, "organisation"))


@pytest.mark.parametrize(
    "asked", ["about=&with=", "about=9999&with=1", "about=x&with=y", "about={floating}&with={first}"]
)
def test_whoever_asks_for_others_is_led_back_to_the_choice(asked, floating, organiser, orgs, client):
    client.force_login(organiser.account)
    address = asked.format(floating=floating.pk, first=orgs.first.pk)
    assert client.get(f"/agreements/history/?{address}")["Location"] == "/agreements/new/"


def test_a_committee_that_has_nothing_to_do_with_it_reads_no_name(of_both_committees, floating, orgs, appoint, client):
    """R-O14: whoever may enter such an agreement learns nothing of a floating organisation of others by asking."""
    client.force_login(appoint("钱红", "qian", orgs.street, "organiser", "组织委员").account)
    typed = {"organisation-floating_org": "驻临港流动支部", "organisation-counterpart": "长田镇党委"}
    for more in ({"on_paper": "1"}, {}):
        answer = client.post("/agreements/begin/organisation/", typed | more)
        assert answer.status_code == 302
        assert "周杰" not in client.get(answer["Location"]).content.decode()
