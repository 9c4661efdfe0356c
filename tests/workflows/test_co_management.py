"""The section 共管 of a person's page."""

from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine

from approvals import desk
from workflows.agreement import duties
from workflows.evaluation import writing
from workflows.evaluation.case import EvaluationCase
from workflows.evaluation.opening import open_due

SHANGHAI = ZoneInfo("Asia/Shanghai")
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"
WRITTEN = {
    "activities_held": 6,
    "activities_attended": 5,
    "grade": "good",
    "opinion_text": "按时参加组织生活，表现很好。",
}


def section(client, hat, person) -> str:
    client.force_login(hat.account, backend=MODEL_BACKEND)
    page = client.get(f"/people/{person.pk}/").content.decode()
    return page.partition('id="h-co"')[2].partition("</section>")[0]


def test_the_origin_sees_agreement_mode_evaluation_and_next_duty(effective, li, wang, lin, client):
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=SHANGHAI), tick=False):
        now = datetime.now(tz=SHANGHAI)
        duties.open_due(now)
        open_due(now)
        desk.act(writing.send(EvaluationCase.objects.get(), by=lin, **WRITTEN), "confirm", by=wang, text="")
        said = section(client, wang, li)
    for words in (effective.number, "东山村支部", "一社区支部", "流入地为主", "2026年下半年", " 好", "与党员联系"):
        assert words in said


def test_whoever_is_under_no_agreement_has_no_section(clock, li, wang, client):
    assert section(client, wang, li) == ""
