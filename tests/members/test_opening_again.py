"""The same list once more changes nothing; further posts and those that had ended are given to the account there is."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from members.models import Account, Appointment
from members.opening import running
from members.opening.judging import judge

from .test_opening import fang, listed  # noqa: F401  fixtures

pytestmark = pytest.mark.usefixtures("clock")
LINES = "张伟 东山村支部 书记 13905180001\n刘洋 西河村支部 书记\n赵敏 西河村支部 经办人"


def posts(name: str) -> list[tuple[str, str]]:
    hats = Appointment.objects.current().filter(account__name=name).order_by("pk")
    return [(hat.org.short_name, hat.post) for hat in hats.select_related("org")]


def answer(opening, by, line: int, account: Account) -> None:
    """What the administrator says on the page: it is this account's holder."""
    row = opening.rows.all()[line]
    row.answers = {"who": str(account.pk)}
    row.save()
    judge(opening, by)
    opening.rows.filter(pk=row.pk).update(ticked=True)


def test_the_same_list_again_opens_and_appoints_nothing(listed, fang):  # noqa: F811
    assert running.run(listed(LINES), fang) == running.Result(opened=3)

    again = listed(LINES)
    assert [(row.ticked, row.may_run) for row in again.rows.all()] == [(False, False)] * 3
    assert [row.objections[0]["what"].rpartition("）")[2][:13] for row in again.rows.all()] == [
        "本人已在该组织任此岗位，不",
        "已在该组织任此岗位，不用办",
        "已在该组织任此岗位，不用办",
    ]
    assert running.run(again, fang) == running.Result()
    assert Account.objects.filter(name__in=["张伟", "刘洋", "赵敏"]).count() == 3
    assert (posts("张伟"), posts("刘洋")) == ([("东山村支部", "secretary")], [("西河村支部", "secretary")])


def test_a_second_post_and_a_post_elsewhere_go_to_the_same_account(listed, fang):  # noqa: F811
    running.run(listed(LINES), fang)
    zhang = Account.objects.get(name="张伟")

    more = listed("张伟 东山村支部 组织委员 13905180001\n张伟 西河村支部 经办人 13905180001")
    for line in (0, 1):
        answer(more, fang, line, zhang)
    assert running.run(more, fang) == running.Result(appointed=2)
    assert posts("张伟")[1:] == [("东山村支部", more.rows.all()[0].post), ("西河村支部", "clerk")]
    assert Account.objects.filter(name="张伟").count() == 1


def test_a_post_that_has_ended_is_given_again_to_the_same_account(listed, fang, clock):  # noqa: F811
    running.run(listed(LINES), fang)
    zhang = Account.objects.get(name="张伟")
    clock.shift(timedelta(days=40))
    zhang.appointments.update(until=localdate() - timedelta(days=1))

    again = listed("张伟 东山村支部 书记 13905180001")
    answer(again, fang, 0, zhang)
    assert running.run(again, fang) == running.Result(appointed=1)
    assert (posts("张伟"), zhang.appointments.count()) == ([("东山村支部", "secretary")], 2)
