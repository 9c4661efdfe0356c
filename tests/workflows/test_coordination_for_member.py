"""A member's own wish for coordination, recorded by a clerk with what the member has signed (R-S1, R13)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from approvals import desk
from approvals.attachments import Scan
from approvals.rules import Refused
from approvals.timeline import events
from tests.workflows.test_coordination import WHY, again, refused  # noqa: F401  fixture
from workflows.coordination.case import CoordinationCase

WISH = "本人已在临港区居住八个月，请上级协调"
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


@pytest.fixture
def signed() -> SimpleUploadedFile:
    return SimpleUploadedFile("请求.png", PNG, "image/png")


@pytest.mark.parametrize("recorder", ["wang", "zhao", "lin"])
def test_a_clerk_of_either_side_records_the_members_wish(refused, signed, recorder, request):  # noqa: F811
    by = request.getfixturevalue(recorder)
    desk.act(refused, "escalate", by=by, asked_by="member", proof=Scan.of(signed), text=WISH)
    asked = CoordinationCase.objects.get(parent=refused.pk)
    assert (asked.for_member, asked.requester, asked.ground_on_record) == (
        True,
        by.org,
        "对方不予办理（党员本人提请）",
    )
    entry = refused.entries.get(verb="escalate")
    assert entry.data["asked_by"] == "member"
    assert again(refused).files.get().name == "请求.png"
    assert ("谁提请协调", "党员本人（由本组织代为登记）") in events(again(refused))[-1].facts


def test_r_s1_without_what_the_member_signed_it_is_refused(refused, wang):  # noqa: F811
    with pytest.raises(Refused) as said:
        desk.act(refused, "escalate", by=wang, asked_by="member", text=WISH)
    assert [(m.rule.number, m.what) for m in said.value.missing] == [
        ("R-S1", "党员本人提请协调的，须附本人签字的书面请求（扫描件）")
    ]
    assert not CoordinationCase.objects.exists()


def test_an_organisation_asks_in_its_own_name_as_before(refused, wang):  # noqa: F811
    desk.act(refused, "escalate", by=wang, text=WISH)
    asked = CoordinationCase.objects.get(parent=refused.pk)
    assert (asked.for_member, asked.ground_on_record) == (False, "对方不予办理")


def test_silence_too_may_be_escalated_by_the_member(transfer_at_destination, wang, lin, clock, signed):
    clock.shift(timedelta(days=31))
    desk.act(transfer_at_destination, "escalate_timeout", by=wang, asked_by="member", proof=Scan.of(signed), text=WISH)
    asked = CoordinationCase.objects.get(parent=transfer_at_destination.pk)
    assert asked.ground_on_record == "逾期两倍期限未答复（党员本人提请）"


def test_the_letter_and_the_page_say_at_whose_wish(refused, signed, wang, gao, client):  # noqa: F811
    desk.act(refused, "escalate", by=wang, asked_by="member", proof=Scan.of(signed), text=WISH)
    asked = CoordinationCase.objects.get(parent=refused.pk)
    desk.act(asked, "accept", by=gao, officer="高文军", text="受理")
    assert asked.papers.get().snapshot["ground"] == "对方不予办理（党员本人提请）"
    client.force_login(gao.account, backend=MODEL_BACKEND)
    page = client.get(reverse("case", args=[asked.number])).content.decode()
    assert "党员本人，由东山村支部登记（R-S1）" in page


def test_the_page_asks_who_wishes_it_and_keeps_what_was_typed(refused, wang, client):  # noqa: F811
    client.force_login(wang.account, backend=MODEL_BACKEND)
    where = reverse("act", args=[refused.number, "escalate"])
    page = client.post(where, {"asked_by": "member", "text": WISH})
    said = page.content.decode()
    assert page.status_code == 422
    assert WISH in said
    assert "须附本人签字的书面请求" in said
