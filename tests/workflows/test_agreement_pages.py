"""Agreements in the browser's words: the list of those without one, writing, reading, signing."""

import pytest
from django.test import Client

from tests.conftest import PASSWORD
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
