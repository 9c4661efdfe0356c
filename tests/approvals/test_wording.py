"""Nothing that means consent is chosen beforehand, and words that contradict the choice are refused (U2)."""

import re

import pytest
from django.urls import reverse

from approvals.sides import Verdict
from approvals.wording import PHRASES, contradiction

AGAINST_CONSENT = "选的是同意，写的是不同意，前后不一致。请改写意见，或者改选不同意、退回。"
CONSENT_AGAINST = "选的是不同意或退回，写的是同意，前后不一致。请写明不同意或退回的理由，或者改选同意。"


@pytest.fixture
def page_of(client):
    def page(hat, case, act: str) -> str:
        client.force_login(hat.account)
        return client.get(reverse("case", args=[case.number]), {"act": act}).content.decode()

    return page


@pytest.fixture
def send(client):
    def sent(hat, case, act: str, **typed):
        client.force_login(hat.account)
        typed = {"seen": case.flow.whole(case.pk).log_length, **typed}
        return client.post(reverse("act", args=[case.number, act]), typed)

    return sent


@pytest.mark.parametrize(
    "text", ["同意", "同意，请按程序办理。", "情况属实，同意。", "经研究，同意转出", "  原则同意。"]
)
def test_words_of_consent_do_not_refuse(text):
    assert contradiction(Verdict.DISAGREE, text) == CONSENT_AGAINST
    assert contradiction(Verdict.SEND_BACK, text) == CONSENT_AGAINST
    assert contradiction(Verdict.AGREE, text) == ""


@pytest.mark.parametrize("text", ["不同意", "经研究，不同意转出。", "情况不实：不予同意", "暂不同意，等核实后再报"])
def test_words_of_refusal_do_not_consent(text):
    assert contradiction(Verdict.AGREE, text) == AGAINST_CONSENT
    assert contradiction(Verdict.DISAGREE, text) == ""


@pytest.mark.parametrize(
    ("verdict", "text"),
    [
        (Verdict.DISAGREE, "同意书上没有本人签名，无法核实"),
        (Verdict.SEND_BACK, "同意函没有盖章，请补盖后重报"),
        (Verdict.DISAGREE, "原支部同意转出，但本人未到本社区报到"),
        (Verdict.AGREE, "没有不同意见"),
        (Verdict.AGREE, "不同意见已经沟通，同意接收"),
        (Verdict.NOTE, "不同意"),
        (None, "同意"),
    ],
)
def test_words_that_only_sound_alike_stand(verdict, text):
    assert contradiction(verdict, text) == ""


def test_no_phrase_contradicts_the_verdict_it_is_offered_for():
    found = {verdict: [contradiction(verdict, words) for _label, words in group] for verdict, group in PHRASES.items()}
    assert found == {Verdict.AGREE: ["", ""], Verdict.DISAGREE: ["", ""], Verdict.SEND_BACK: ["", ""]}


def test_an_opinion_has_nothing_chosen_and_phrases_wait_for_the_choice(transfer_at_destination, page_of, lin):
    page = page_of(lin, transfer_at_destination, "opine")
    assert "checked" not in page
    assert re.findall(r'data-when="(\w+)" hidden', page) == ["yes", "no"]


def test_an_opinion_without_a_choice_is_asked_for_it_and_keeps_the_words(transfer_at_destination, send, lin):
    answer = send(lin, transfer_at_destination, "opine", text="已与本人联系")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "请选择同意或者不同意。" in page
    assert "已与本人联系" in page
    assert transfer_at_destination.opinions.count() == 1  # the origin's


def test_disagreeing_with_the_quick_phrase_of_consent_is_refused(transfer_at_destination, send, lin):
    answer = send(lin, transfer_at_destination, "opine", agrees="no", text="同意，请按程序办理。")
    assert (answer.status_code, CONSENT_AGAINST in answer.content.decode()) == (422, True)
    assert transfer_at_destination.opinions.count() == 1


def test_a_return_offers_what_to_ask_for_and_refuses_consent(transfer, page_of, send, wang):
    page = page_of(wang, transfer, "send_back")
    assert re.findall(r'data-say="([^"]+)"', page) == ["请补：", "与实际不符："]
    assert CONSENT_AGAINST in send(wang, transfer, "send_back", text="同意转出，请尽快办理").content.decode()
    assert CONSENT_AGAINST in send(wang, transfer, "refuse", reason="material_missing", demanded="证明",
                                   text="同意转出，材料齐全没有问题").content.decode()  # fmt: skip
    assert transfer.flow.whole(transfer.pk).state == "origin_branch_review"
