"""Who stands on a roster and is no present member: by a status, a remark, or the sheet's name (R5).

Such rows are named and never taken: who left, died or was expelled must not come back by an import.
Tests: tests/members/test_roster_former.py.
"""

import re

from django.utils.translation import gettext as _

from . import cells, codes

# What ends a membership or the relation here. A remark may speak of others: 配偶去世, 由…转出地转入 say nothing.
_STATUS = re.compile(
    r"转出|去世|死亡|病故|逝世|除名|出党|开除|停止|中止|终止|退党|脱党|取消预备党员资格|失联|失去联系|无党籍"
)
_REMARK = re.compile(
    r"^(已|于|\d{2,4}[年.\-/]?)?[^，。；,;]{0,12}?(已转出|转出至|转出到|组织关系转出|去世|死亡|病故|逝世|除名|出党|开除党籍|"
    r"停止党籍|退党|脱党|取消预备党员资格)"
)
_OF_OTHERS = re.compile(r"(配偶|妻|丈夫|老伴|爱人|父|母|子|女|兄|弟|姐|妹|拟|未|申请|准备|曾)[^，。；,;]{0,6}?$")

_LOST = re.compile(r"失联|失去联系")
_DENIED = re.compile(r"未(转出|除名)|恢复党籍")


def why(status: str, lost: str, remark: str) -> str:
    """Why the row is no present member, a sentence without personal data; "" when nothing says so."""
    if status and status not in codes.PRESENT and codes.stage(status) is None and _STATUS.search(status):
        if _LOST.search(status):
            return lost_member()
        if "停止党籍" in status:
            return _("停止党籍，没有写入；已恢复党籍的，凭恢复的决定用「补登人员」登记")
        return _("党籍状态是“%(status)s”，不当作现有党员，没有写入") % {"status": status[:20]}
    if lost in cells.YES:
        return lost_member()
    if found := ended_in(remark):
        return _("备注写明“%(words)s”，不当作现有党员，没有写入") % {"words": found}
    return ""


def lost_member() -> str:
    """Who is lost is still a member of the branch, but is not entered unasked: a person looks first."""
    return _("失联党员，没有自动写入；仍是本支部党员的，核实后用「补登人员」登记，备注写明失联")


def ended_in(remark: str) -> str:
    """The words of a remark that end a membership here: `"2025年3月已转出至临港区"` → `"已转出"`."""
    found = _REMARK.search(remark)
    if not found or _OF_OTHERS.search(remark[: found.start(2)]) or _DENIED.search(remark):
        return ""
    return found[2]
