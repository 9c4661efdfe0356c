"""The card, the page and the word of the top organisation's administrator when the clock has jumped (R-T24)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from approvals.clock import ClockConfirmation
from approvals.sweep import sweep
from tests.conftest import MONDAY

SAID = "系统时间与上次运行相差400天，暂停办理，请系统管理员核对并确认。"
NOW = MONDAY + timedelta(days=400)


@pytest.fixture
def jumped(draft, clock):
    sweep()
    clock.leap_to(NOW)


def test_every_page_of_the_tops_administrator_bears_the_card_and_nobody_elses(jumped, client_of, keeper, wang):
    assert SAID in client_of(keeper).get(reverse("calendar")).content.decode()
    assert SAID not in client_of(wang).get(reverse("calendar")).content.decode()


def test_the_page_shows_both_times_and_what_would_become_due(jumped, client_of, keeper):
    page = client_of(keeper).get(reverse("clock"))

    text = page.content.decode()
    assert ("2027-12-28 09:00" in text, "2026-11-23 09:00" in text) == (True, True)
    assert [(due.label, due.count, due.ends) for due in page.context["due"]] == [("组织关系接转", 1, 1)]


def test_the_administrator_confirms_and_it_is_recorded_who_and_when(jumped, client_of, keeper):
    browser = client_of(keeper)
    browser.post(reverse("clock_confirm"), {"day": "2027-12-28"})

    said = ClockConfirmation.objects.get()
    assert (said.at, said.last, said.by) == (NOW, MONDAY, keeper.account)
    assert sweep().lapsed == 1
    text = browser.get(reverse("clock")).content.decode()
    assert ("正常" in text, "省管理员" in text, SAID in text) == (True, True, False)


def test_a_page_that_showed_another_day_confirms_nothing(jumped, client_of, keeper):
    page = client_of(keeper).post(reverse("clock_confirm"), {"day": "2026-11-24"})
    assert page.status_code == 422
    assert "系统时间在确认前又变了，请重新核对。" in page.content.decode()
    assert not ClockConfirmation.objects.exists()


def test_nobody_else_confirms(jumped, client_of, wang, zhao):
    for hat in (wang, zhao):
        assert client_of(hat).post(reverse("clock_confirm"), {"day": "2027-12-28"}).status_code == 403
    assert not ClockConfirmation.objects.exists()


def test_who_acts_reads_why_nothing_is_done_and_keeps_what_was_typed(jumped, draft, client_of, wang):
    page = client_of(wang).post(reverse("act", args=[draft.number, "withdraw"]), {"text": "本人决定暂不转移"})
    text = page.content.decode()
    assert page.status_code == 422
    assert SAID[:-1] in text
    assert "本人决定暂不转移" in text


def test_an_act_that_has_no_page_of_its_own_answers_503_with_the_words(transfer, clock, client_of, zhao):
    sweep()
    clock.leap_to(NOW)
    page = client_of(zhao).post(reverse("urge", args=[transfer.number]))
    assert page.status_code == 503
    assert SAID in page.content.decode()


def test_readyz_names_the_jump(jumped, client):
    findings = client.get("/readyz").json()
    assert findings["time"] == (
        "400 days beyond the last sweep: confirm in the browser or by manage.py tick --confirm-jump"
    )
