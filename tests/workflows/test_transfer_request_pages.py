"""Pages of a request for a transfer: asked by the destination, answered by the branch of the relation (R-T1, R13)."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from approvals import desk
from approvals.attachments import Scan
from members import identity
from members.models import AccessRecord
from workflows.transfer.case import TransferCase
from workflows.transfer.requests import asking
from workflows.transfer.requests.records import TransferRequest

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
LI, NOBODY = "32072419800815833X", "320724199001011233"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
SAID = {"reason": "residence_changed", "away_since": "2026-03-02", "reason_text": "宏大建筑", "contact": "13586399530"}
LIST, ASK = "/transfers/requests/", "/transfers/requests/new/"

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def as_(client):
    def signed_in(hat):
        client.force_login(hat.account, backend=MODEL_BACKEND)
        return client

    return signed_in


@pytest.fixture
def asked(orgs, li, lin) -> TransferRequest:
    said = SAID | {"away_since": date(2026, 3, 2), "proof": Scan("意愿.png", "image/png", PNG)}
    return asking.ask(by=lin, name="李明", number=identity.parse(LI), destination=orgs.first, **said)


def typed(**other) -> dict:
    said = {"name": "李明", "id_number": LI, "destination": "一社区支部", **SAID}
    return said | {"proof": SimpleUploadedFile("意愿.png", PNG, "image/png")} | other


def posted(client, **other) -> str:
    """What the page says to a request, without what was typed and which number the request has."""
    answer = client.post(ASK, typed(**other), follow=True)
    assert answer.redirect_chain[0][0].startswith(LIST)
    return answer.content.decode()


def test_whoever_is_asked_for_the_answer_has_the_same_words(as_, li, lin):
    client = as_(lin)
    found, vain = posted(client), posted(client, name="李民", id_number=NOBODY)
    one, other = TransferRequest.objects.order_by("pk")
    vain = vain.replace(f"/requests/{other.pk}/", f"/requests/{one.pk}/").replace("李民", "李明")
    vain = vain.replace(other.masked_number, one.masked_number)
    assert [line for line in found.splitlines() if "csrf" not in line.lower()] == [
        line for line in vain.splitlines() if "csrf" not in line.lower()
    ]
    assert "姓名和身份号码与名册一致的，由所在党支部答复" in found
    assert "东山村" not in found


def test_the_list_of_both_sides_and_its_empty_words(as_, asked, lin, wang, chen, appoint, orgs):
    mine, theirs = (as_(hat).get(LIST).content.decode() for hat in (lin, wang))
    assert "本组织和下级提出的" in mine
    assert "等您答复" not in mine
    assert "等您答复" in theirs
    assert "本组织和下级提出的" not in theirs
    stranger = appoint("何静", "he", orgs.xihe, "secretary")
    nothing = as_(stranger).get(LIST).content.decode()
    assert "没有转入请求" in nothing
    assert "李明" not in nothing


def test_the_inbox_says_that_a_request_waits_and_later_that_it_was_answered(as_, asked, wang, lin):
    assert "转入请求 1 件待答复" in as_(wang).get("/").content.decode()
    assert "转入请求" not in as_(lin).get("/").content.decode()
    asking.refuse(asked, by=wang, decline="proof", text="签字看不清楚，请重新提供。")
    assert "转入请求" not in as_(wang).get("/").content.decode()
    assert "转入请求 1 件有答复" in as_(lin).get("/").content.decode()
    page = as_(lin).get(f"{LIST}{asked.pk}/").content.decode()
    assert "签字看不清楚，请重新提供。" in page
    assert "东山村" not in page
    assert "转入请求" not in as_(lin).get("/").content.decode()


def test_one_click_opens_the_draft_filled_in(as_, asked, wang, orgs):
    client = as_(wang)
    page = client.get(f"{LIST}{asked.pk}/").content.decode()
    assert "受理并起草" in page
    answer = client.post(f"{LIST}{asked.pk}/accept/")
    case = TransferCase.objects.get()
    assert answer.url == reverse("transfer_draft", args=[case.number])
    draft = client.get(answer.url).content.decode()
    assert orgs.first.name in draft
    assert 'value="2026-03-02"' in draft
    assert "意愿.png" in client.get(case.get_absolute_url()).content.decode()


def test_the_asking_side_opens_the_case_only_once_it_was_sent(as_, asked, wang, lin):
    case = asking.accept(asked, by=wang)
    page = as_(lin).get(f"{LIST}{asked.pk}/").content.decode()
    assert case.number not in page
    assert "提交以后在这里可以打开" in page
    desk.act(case, "submit", by=wang)
    assert case.number in as_(lin).get(f"{LIST}{asked.pk}/").content.decode()


def test_a_refusal_needs_a_reason_and_words_and_keeps_what_was_typed(as_, asked, wang):
    page = as_(wang).post(f"{LIST}{asked.pk}/refuse/", {"decline": "", "text": "本人不愿"})
    assert page.status_code == 422
    assert "本人不愿" in page.content.decode()
    assert "不少于 10 个字" in page.content.decode()
    assert TransferRequest.objects.get().status == "waiting"


def test_what_was_typed_wrongly_comes_back(as_, li, lin):
    page = as_(lin).post(ASK, typed(id_number="32072419800815833", proof=""))
    said = page.content.decode()
    assert page.status_code == 422
    assert "身份号码应为18位" in said
    assert "没有本人意愿，不能请求转移（R-T1）" in said
    assert "宏大建筑" in said
    assert not TransferRequest.objects.exists()


def test_the_wish_is_opened_on_record_and_withdrawn_with_a_button(as_, asked, wang, lin):
    answer = as_(wang).get(f"{LIST}{asked.pk}/wish/")
    assert (answer["Content-Type"], answer.content) == ("image/png", PNG)
    record = AccessRecord.objects.filter(kind="file").get()
    assert (record.appointment, record.subject) == (wang, f"transferrequest:{asked.pk}")
    as_(lin).post(f"{LIST}{asked.pk}/withdraw/")
    assert as_(wang).get(f"{LIST}{asked.pk}/").status_code == 404
    assert "已撤回" in as_(lin).get(LIST).content.decode()


def test_the_list_costs_the_same_for_one_and_three(as_, asked, wang, lin, orgs, enrol):
    client = as_(wang)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for name, number in (("周杰", "320724199001011233"), ("钱明", "320724199001021239")):
        enrol(name, number, orgs.dongshan)
        said = SAID | {"away_since": date(2026, 3, 2), "proof": Scan("意愿.png", "image/png", PNG)}
        asking.ask(by=lin, name=name, number=identity.parse(number), destination=orgs.first, **said)
    with CaptureQueriesContext(connection) as three:
        page = client.get(LIST)
    assert "钱明" in page.content.decode()
    assert len(three) == len(one)
