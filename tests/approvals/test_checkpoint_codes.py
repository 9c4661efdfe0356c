"""The code on a printed sheet finds the state it was printed of, or says what differs."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from approvals import desk
from approvals.checkpoints import making
from approvals.checkpoints.codes import Code, Unreadable, code_of, find, grouped
from approvals.checkpoints.records import Checkpoint
from approvals.models import Entry


@pytest.fixture
def points(letter_out, chen) -> list[Checkpoint]:
    first = making.make(timezone.now())
    desk.act(letter_out, "report_in", by=chen, letter_number=1)
    return [first, making.make(timezone.now())]


@pytest.mark.parametrize(
    "typed",
    [
        "{n}-{all}",
        "{n}-{short}",
        " {n} - {groups} ",
        "{n}—{ALL}",
        "{wide}",
        "{misread}",
        "{all}",
        "https://office.example.cn/integrity/?code={n}-{all}",
    ],
)
def test_it_is_found_however_it_is_given(points, typed):
    point = points[0]
    told = typed.format(
        n=point.pk,
        all=point.hash,
        ALL=point.hash.upper(),
        short=point.hash[:24],
        groups=grouped(point.hash),
        wide="".join(chr(ord(char) + 0xFEE0) for char in f"{point.pk}-{point.hash}"),
        misread=f"{point.pk}-{point.hash}".replace("0", "O").replace("1", "l"),
    )
    found = find(Code.read(told))
    assert (found.point, found.difference) == (point, "")


@pytest.mark.parametrize("typed", ["", "12", "12-9f86", "12-" + "g" * 24, "12-" + "a" * 65, "-" + "a" * 64])
def test_what_is_no_code_is_said_to_be_none(typed):
    with pytest.raises(Unreadable, match="12-9f86 d081 884c"):
        Code.read(typed)


def test_what_differs_is_shown_group_by_group(points):
    first = points[0]
    typed = first.hash[:9] + ("0" if first.hash[9] != "0" else "1") + first.hash[10:24]
    assert find(Code.read(f"{first.pk}-{typed}")).difference == (
        f"检查点 {first.pk}（2026-11-23 09:00）现在的代码是 {grouped(first.hash[:24])}，与检查单的第 3 组不同。"
        "请核对是否抄错；没有抄错，就是日志被改动了。"
    )


def test_a_log_cut_off_since_it_was_printed_is_said_to_be(points):
    first, second = points
    code = Code.read(code_of(second))
    Entry.objects.filter(checkpoint=second).update(checkpoint=None)
    second.delete()
    assert find(code).difference == (
        f"日志里没有检查点 {code.number}，最后一个是：检查点 {first.pk}（2026-11-23 09:00）。它以后的内容被删去了，"
        "或者数据是从更早的备份恢复的，或者检查单是别的系统的。"
    )


def test_the_command_says_that_the_state_is_still_there(points, capsys):
    call_command("verify_log", checkpoint=code_of(points[0]))
    first, last = points
    assert capsys.readouterr().out.splitlines() == [
        "日志完整。",
        f"最近的检查点：{last.pk}-{last.hash}（2026-11-23 09:00）",
        f"检查单的状态仍在日志中：检查点 {first.pk}（2026-11-23 09:00），其中"
        "事项日志 7 条、名册变动 1 条、已归档文书 0 条、访问记录 0 条、账户变动 0 条、登记事实 8 条、"
        "事项 1 条、组织关系 1 条、开出的文书 4 条、附件 0 条",
    ]


def test_the_command_fails_when_the_state_is_gone_though_all_else_holds(points, capsys):
    gone = code_of(points[1])
    Entry.objects.filter(checkpoint=points[1]).update(checkpoint=None)
    points[1].delete()
    with pytest.raises(CommandError, match="与检查单不符：日志里没有检查点"):
        call_command("verify_log", checkpoint=gone)


def test_the_command_refuses_what_is_no_code(points):
    with pytest.raises(CommandError, match="这不是检查单的代码"):
        call_command("verify_log", checkpoint="12")
