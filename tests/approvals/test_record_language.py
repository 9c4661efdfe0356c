"""The interface speaks two languages, the record one. Subjects: approvals/handling.py, approvals/journal.py."""

import re

from django.utils.translation import override

from approvals import desk
from documents.models import Paper


def test_what_is_written_down_is_chinese_even_from_an_english_interface(transfer_awaiting_approval, zhao):
    zhao.title = ""  # the post itself is then written, which the interface translates
    zhao.save()

    with override("en"):
        case = desk.act(transfer_awaiting_approval, "approve", by=zhao, valid_days=30, text="同意")

    assert case.entries.last().actor["post"] == "审批人"
    assert case.opinions.last().by_title == "审批人"
    slip = Paper.objects.get(form="F-14").snapshot
    assert slip["origin_opinion"]["verdict"] == "同意"
    words = [value for line in slip["entries"] for value in line.values() if isinstance(value, str)]
    assert [word for word in words if re.search("[A-Za-z]{3}", word)] == []
