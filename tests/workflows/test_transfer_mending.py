"""A transfer that came back: why stands above the form, and it goes again changed or explained (U3, W1 `resubmit`)."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from approvals import desk
from approvals.beside import attach
from approvals.rules import Refused
from workflows.transfer import drafting

WHY = "请补交劳动合同复印件，现在只有第一页"
UNMENDED = "退回后还没有修改内容、补附件，也没有写明情况（不少于10个字）（R-T8）"


@pytest.fixture
def returned(transfer_awaiting_approval, zhao):
    return desk.act(transfer_awaiting_approval, "send_back", by=zhao, text=WHY)


@pytest.fixture
def sign_in(client):
    def sit(hat):
        client.force_login(hat.account)
        return client

    return sit


def page_of(client, case, **query) -> str:
    return client.get(reverse("case", args=[case.number]), query).content.decode()


def card(page: str) -> str:
    """The text of the card that says why it came back; empty where there is none."""
    found = re.search(r'<section class="card backed".*?</section>', page, re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])).strip() if found else ""


def test_u3_why_it_was_returned_stands_on_top_of_both_pages(returned, sign_in, wang):
    client = sign_in(wang)
    page = page_of(client, returned)
    assert page.index('class="card backed"') < page.index('class="line"')
    assert f"长田镇党委：退回修改 {WHY} 赵建国" in card(page)
    assert "去修改 修改后重新提交 " + UNMENDED.replace("R-T8", " R-T8 ") in card(page)
    assert f'class="btn btn--pri" href="{reverse("transfer_draft", args=[returned.number])}"' in page

    form = client.get(reverse("transfer_draft", args=[returned.number])).content.decode()
    assert form.index('class="card backed"') < form.index("hx-post")
    assert f"长田镇党委：退回修改 {WHY} 赵建国" in card(form)


def test_u3_whoever_returned_it_needs_no_card_and_the_return_is_not_folded(returned, sign_in, zhao):
    page = page_of(sign_in(zhao), returned)
    assert card(page) == ""
    folded = re.findall(r'<details class="card fold">\s*<summary>(.*?)</summary>', page, re.S)
    assert [re.sub(r"<[^>]+>", "", line).split(" · ")[0] for line in folded] == ["王秀英", "林晓东", "许梅", "陈志强"]
    assert page.count('<span class="tag">已作废，须重提</span>') == 4
    assert WHY in page


def test_u3_unchanged_and_silent_it_is_not_sent_again(returned, sign_in, wang):
    with pytest.raises(Refused) as refused:
        desk.act(returned, "resubmit", by=wang)
    assert [m.sentence for m in refused.value.missing] == [UNMENDED]

    client = sign_in(wang)
    assert 'href="?act=resubmit#decide" aria-current' not in page_of(client, returned)  # nothing is chosen yet
    answer = client.post(reverse("act", args=[returned.number, "resubmit"]), {"text": "已核对", "seen": ""})
    assert (answer.status_code, ">\n已核对</textarea>" in answer.content.decode()) == (422, True)
    assert returned.flow.whole(returned.pk).state == "returned"


def test_u3_explained_it_is_sent_and_the_explanation_stands_in_the_timeline(returned, sign_in, wang):
    client = sign_in(wang)
    words = "劳动合同只有一页，用人单位已盖章说明"
    client.post(reverse("act", args=[returned.number, "resubmit"]), {"text": words})
    page = page_of(client, returned)
    assert returned.flow.whole(returned.pk).state == "origin_branch_review"
    assert words in page
    assert card(page) == ""


def test_u3_changed_it_is_sent_without_a_word_but_not_when_it_was_put_back(returned, wang):
    before = returned.reason_text
    changed = drafting.rewrite(returned, by=wang, reason_text="劳动合同全文已补")
    put_back = drafting.rewrite(changed, by=wang, reason_text=before)
    with pytest.raises(Refused):
        desk.act(put_back, "resubmit", by=wang)
    again = drafting.rewrite(put_back, by=wang, reason_text="劳动合同全文已补")
    assert desk.act(again, "resubmit", by=wang).state == "origin_branch_review"


def test_u3_with_a_new_attachment_it_is_sent_without_a_word(returned, wang, clock):
    clock.shift(60)
    attach(returned, SimpleUploadedFile("contract.pdf", b"%PDF-1.7 the whole contract"), by=wang)
    assert desk.act(returned, "resubmit", by=wang).state == "origin_branch_review"


def test_u3_once_mended_the_red_button_sends_it(returned, sign_in, wang):
    drafting.rewrite(returned, by=wang, reason_text="劳动合同全文已补")
    page = page_of(sign_in(wang), returned)
    assert "aria-disabled" not in re.search(r'<section class="card backed".*?</section>', page, re.S)[0]
    assert f'<a class="btn btn--pri" href="{returned.get_absolute_url()}?act=resubmit#decide">' in page


def test_u3_the_edit_page_takes_the_explanation_and_keeps_it_when_only_saved(returned, sign_in, wang):
    client, address = sign_in(wang), reverse("transfer_draft", args=[returned.number])
    typed = {"reason": "residence_changed", "away_since": "2026-03-02", "channel": "paper", "contact": "13586399530",
             "dues_until": "2026-11", "reason_text": ""}  # fmt: skip
    words = "劳动合同只有一页，用人单位已盖章说明"
    assert client.post(address, typed | {"send": "1"}).status_code == 422
    saved = client.post(address, typed | {"save": "1", "explanation": words})
    assert f">\n{words}</textarea>" in saved.content.decode()
    sent = client.post(address, typed | {"send": "1", "explanation": words})
    assert (sent.status_code, returned.flow.whole(returned.pk).state) == (302, "origin_branch_review")


def test_u3_a_refusal_stands_on_top_with_its_reason_and_the_way_to_mend_it(
    transfer_at_destination, sign_in, wang, xu, lin, chen
):
    case = transfer_at_destination
    for by in (lin, xu):
        case = desk.opine(case, by=by, agrees=False, text="材料不全，无法核实")
    said = {"reason": "material_missing", "demanded": "居住证", "text": "没有居住证明，社区无法核实住址"}
    case = desk.act(case, "refuse", by=chen, **said)
    page = page_of(sign_in(wang), case)
    assert "朝晖街道党工委：不予办理（写明理由） 理由 材料不全（须逐项列明）" in card(page)
    assert "没有居住证明，社区无法核实住址" in card(page)
    assert 'class="btn btn--pri" href="/cases/' + case.number + '/?act=correct#decide"' in page

    case = desk.act(case, "correct", by=wang)
    assert "没有居住证明，社区无法核实住址" in card(page_of(sign_in(wang), case))  # still the reason to answer
