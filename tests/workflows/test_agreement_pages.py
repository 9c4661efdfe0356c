"""Agreements in the browser's words: the list of those without one, writing, reading, signing."""

from datetime import date

import pytest
from django.test import Client

from approvals import desk, timeline
from approvals.rules import Refused
from members.models import PartyOrg
from tests.conftest import PASSWORD
from workflows.agreement import drafting
from workflows.agreement.case import AgreementCase


@pytest.fixture
def office(client):
    """Sign in as somebody: `office(wang).get(...)`."""

    def sign_in(hat) -> Client:
        browser = Client()
        browser.force_login(hat.account)
        return browser

    return sign_in


@pytest.fixture
def away(li, orgs):
    li.away_branch, li.away_place = orgs.first, "临港区朝晖街道"
    li.save()
    return li


def test_those_without_an_agreement_are_listed_by_the_other_organisation(clock, away, office, wang, lin):
    ours = office(wang).get("/agreements/new/").content.decode()
    assert "流出到：一社区支部" in ours
    theirs = office(lin).get("/agreements/new/").content.decode()
    assert "流入自：东山村支部" in theirs


def test_an_agreement_is_drafted_written_and_sent_in_the_browser(clock, away, office, wang, lin, zhao, chen):
    browser = office(wang)
    there = browser.post("/agreements/begin/", {"pair": f"origin-{away.away_branch_id}", "person": [away.pk]})
    case = AgreementCase.objects.get()
    assert there.headers["Location"] == f"/agreements/{case.number}/write/"

    page = browser.get(there.headers["Location"])
    assert page.status_code == 200
    form = page.context["form"]
    typed = {name: form[name].value() for name in form.fields} | {"person": [away.pk], "done": "1"}
    typed["clause-copies"] = "本协议一式六份。"
    there = browser.post(f"/agreements/{case.number}/write/", typed)
    assert there.headers["Location"] == f"/cases/{case.number}/"
    page = browser.get(f"/cases/{case.number}/")
    assert "提交并送对方" in page.content.decode()

    browser.post(f"/cases/{case.number}/act/send/", {"text": "", "seen": page.context["case"].log_length})
    case.refresh_from_db()
    assert case.state == "proposed"
    other = office(lin).get(f"/cases/{case.number}/").content.decode()
    assert "同意文本，转入签署" in other
    text = office(lin).get(f"/agreements/{case.number}/versions/1/")
    assert "本协议一式六份。" in text.content.decode()


def test_signing_asks_who_one_is(proposed, office, lin, wang):
    browser = office(lin)
    browser.post(f"/cases/{proposed.number}/act/accept_text/", {"text": "同意"})
    answer = browser.post(f"/cases/{proposed.number}/act/sign_first/", {"text": "同意签署", "secret": "wrong"})
    assert answer.status_code == 422
    browser.post(f"/cases/{proposed.number}/act/sign_first/", {"text": "同意签署", "secret": PASSWORD})
    assert AgreementCase.objects.get().state == "signed_one_side"


def test_the_other_side_cannot_write_out_of_turn(proposed, office, wang):
    answer = office(wang).get(f"/agreements/{proposed.number}/write/")
    assert answer.status_code == 302


def test_a_draft_is_missing_for_the_other_side(agreement, office, lin):
    assert office(lin).get(f"/cases/{agreement.number}/").status_code == 404
    assert office(lin).get(f"/agreements/{agreement.number}/write/").status_code == 404


def test_who_was_left_off_the_roster_can_be_put_on_it_again(proposed, office, lin, li):
    browser = office(lin)
    there = f"/agreements/{proposed.number}/write/"
    form = browser.get(there).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    browser.post(there, typed)
    assert proposed.texts.get(sent_at=None).people.count() == 0
    page = browser.get(there)
    assert (list(page.context["people"]), page.context["kept"]) == ([li], set())
    browser.post(there, typed | {"person": [li.pk]})
    assert list(proposed.texts.get(sent_at=None).people.all()) == [li]


def test_what_was_typed_stays_when_something_is_wrong(agreement, office, wang, li):
    there = f"/agreements/{agreement.number}/write/"
    form = office(wang).get(there).context["form"]
    typed = {name: form[name].value() for name in form.fields} | {"person": [li.pk], "clause-copies": "一式六份。"}
    page = office(wang).post(there, typed | {"counterpart": "没有的支部"})
    assert page.status_code == 422
    assert "本系统里没有这个党组织，请核对名称（R-C2）。" in page.content.decode()
    assert "一式六份。" in page.content.decode()


def test_the_page_of_the_case_shows_the_changed_words_above_the_decision(proposed, office, wang, lin):
    drafting.write(proposed, by=lin, bodies=proposed.text.bodies, exchange_months=3)
    assert "本方已写下修改，还没有送出" in office(lin).get(f"/cases/{proposed.number}/").content.decode()
    assert "每季度互通" not in office(wang).get(f"/cases/{proposed.number}/").content.decode()

    desk.act(proposed, "counter", by=lin, text="联系情况建议改为每季度互通")
    page = office(wang).get(f"/cases/{proposed.number}/").content.decode()
    marked = page.index("增加「</span>季度<span")
    assert page.index("比第1版改了 1 条") < marked < page.index('id="decide"')


def test_u1_ones_own_unsent_change_bars_agreeing_and_its_sending_is_chosen(proposed, office, lin):
    drafting.write(proposed, by=lin, bodies=proposed.text.bodies, exchange_months=3)
    unsent = "本方写下的修改还没有送出，请先提出修改，或者在「修改文本」里改回（R-C7）"
    with pytest.raises(Refused) as refused:
        desk.act(proposed, "accept_text", by=lin, text="同意")
    assert [m.sentence for m in refused.value.missing] == [unsent]

    page = office(lin).get(f"/cases/{proposed.number}/").content.decode()
    assert '<a class="chip" href="?act=counter#decide" aria-current="true">提出修改，送还对方</a>' in page
    assert page.index("本方写下的修改：1 条") < page.index("增加「</span>季度<span") < page.index('id="decide"')
    grey = office(lin).get(f"/cases/{proposed.number}/?act=accept_text").content.decode()
    assert "本方写下的修改还没有送出" in grey
    assert 'aria-disabled="true">同意文本，转入签署</button>' in grey

    months = proposed.text.exchange_months
    drafting.write(proposed, by=lin, bodies=proposed.text.bodies, exchange_months=months)  # put back
    assert desk.act(proposed, "accept_text", by=lin, text="同意").state == "ready_to_sign"


def test_u1_ones_own_unsent_change_bars_signing(proposed, lin, wang):
    case = desk.act(proposed, "accept_text", by=lin, text="同意文本")
    case = desk.act(case, "sign_first", by=wang, text="同意签署")
    drafting.write(case, by=lin, bodies=case.text.bodies, exchange_months=3)
    with pytest.raises(Refused) as refused:
        desk.act(case, "sign_second", by=lin, text="同意签署")
    assert [m.rule.number for m in refused.value.missing] == ["R-C7"]


def test_two_committees_agree_about_a_floating_organisation(clock, orgs, office, zhao, wang, enrol):
    floating = PartyOrg(
        name="中共长田镇驻临港流动党员支部委员会",
        short_name="驻临港流动支部",
        kind="branch",
        parent=orgs.town,
        is_floating=True,
    )
    floating.save()
    member = enrol("周杰", "320724199001011233", orgs.xihe, away_since=date(2026, 1, 5), away_branch=floating)
    enrol("何静", "320724197209091042", orgs.second, away_since=date(2026, 1, 5), away_branch=floating)  # of neither
    browser = office(zhao)
    assert "驻临港流动党员支部" in browser.get(f"/agreements/new/?about={floating.pk}").content.decode()

    typed = {"organisation-floating_org": "驻临港流动支部", "organisation-counterpart": "一社区支部"}
    refused = browser.post("/agreements/begin/organisation/", typed)
    assert refused.status_code == 422
    assert "党支部不能签订《共建共管协议》（R-C1）" in refused.content.decode()

    browser.post("/agreements/begin/organisation/", typed | {"organisation-counterpart": "朝晖街道党工委"})
    case = AgreementCase.objects.get()
    assert (case.scope, case.origin, case.destination) == ("organisation", orgs.town, orgs.street)
    assert list(case.people) == [member]

    refused = office(wang).post("/agreements/begin/organisation/", typed)
    assert "请由上级党委起草（R-C1）" in refused.content.decode()


def test_a_member_who_is_away_has_the_button_on_their_page(clock, away, office, wang):
    assert "起草共管协议" in office(wang).get(f"/people/{away.pk}/").content.decode()
    away.away_since = None
    away.save()
    assert "起草共管协议" not in office(wang).get(f"/people/{away.pk}/").content.decode()


def test_u12_signing_tells_the_superiors_without_the_rule_on_refusals(proposed, office, lin, wang):
    case = desk.act(proposed, "accept_text", by=lin, text="同意文本")
    desk.act(case, "sign_first", by=wang, text="同意签署")
    typed = {"text": "同意签署", "secret": PASSWORD}
    page = office(lin).post(f"/cases/{case.number}/act/sign_second/", typed, follow=True).content.decode()
    assert "办完：同意并签署。已告知双方上级党委。" in page
    assert "R-T8" not in page


def test_u12_a_filing_stands_in_the_timeline_as_a_filing(effective):
    tags = [event.tag for event in timeline.events(effective)]
    assert tags[-2:] == ["已报本方上级备案", "已报上级备案，协议生效"]


def test_u12_a_filing_is_recorded_and_printed_as_a_filing(effective):
    given = effective.opinions.filter(state="filing").order_by("pk")
    assert [(opinion.verdict, opinion.get_verdict_display()) for opinion in given] == [
        ("filed", "备案"),
        ("filed", "备案"),
    ]
    assert effective.entries.get(opinion=given[0]).verb == "opine"
    assert not any(opinion.agrees for opinion in given)


@pytest.mark.parametrize("kept", ["agree", "note"])
def test_u12_a_filing_kept_as_consent_before_reads_as_a_filing(effective, kept):
    filing = effective.opinions.filter(state="filing")
    filing.update(verdict=kept)
    signing = effective.opinions.filter(state="ready_to_sign")
    said = [opinion.verdict_in(effective.flow).label for opinion in [*filing, *signing]]
    assert said == ["备案", "备案", "同意"]


def test_u12_what_both_promised_stays_on_the_page_when_it_is_in_force(effective, office, wang, lin):
    page = office(wang).get(f"/cases/{effective.number}/").content.decode()
    listed = page[page.index("协议期内各方要做什么") :]
    assert listed.index("流出地") < listed.index("与党员联系") < listed.index("共 12 次，第一次 12月22日前")
    assert listed.index("流入地") < listed.index("安排参加组织生活并考勤")


def test_u12_what_goes_is_struck_out_without_brackets(proposed, office, wang, lin):
    drafting.write(proposed, by=lin, bodies={**proposed.text.bodies, "copies": "本协议一式<b>四</b>份。"})
    desk.act(AgreementCase.objects.get(pk=proposed.pk), "counter", by=lin, text="份数写明即可")
    page = office(wang).get(f"/cases/{proposed.number}/").content.decode()
    assert '<del><span class="sr">删去「</span>' in page
    assert '<ins><span class="sr">增加「</span>' in page
    assert "&lt;b&gt;" in page
    assert "【" not in page


def test_u3_a_counter_proposal_stands_above_the_form_on_both_pages_with_its_reason(proposed, office, wang, lin):
    drafting.write(proposed, by=lin, bodies={**proposed.text.bodies, "copies": "本协议一式四份。"})
    desk.act(AgreementCase.objects.get(pk=proposed.pk), "counter", by=lin, text="上级备案另需两份")

    page = office(wang).get(f"/cases/{proposed.number}/").content.decode()
    card = page.index("一社区支部：提出修改，送还对方")
    assert card < page.index("<blockquote>上级备案另需两份</blockquote>") < page.index('id="decide"')
    way = page.index("去修改", card)
    assert page.rindex("btn--pri", card, way) < way < page.index('id="decide"')
    assert "重新提交后" not in page  # consent to the other side's text sends nothing again

    writing = office(wang).get(f"/agreements/{proposed.number}/write/").content.decode()
    card = writing.index("一社区支部：提出修改，送还对方")
    assert card < writing.index("上级备案另需两份") < writing.index("hx-post")
