"""What each way beside the straight one means, in a sentence for whoever must choose (R-C6, R-C7, R-C11 to R-C13).

The page shows it under the name of the act. Tests: tests/workflows/test_hints.py.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HINTS: dict[str, str | Promise] = {
    "discard": _("不签了时用。草稿还没有送出，对方看不到。"),
    "counter": _("个别条款要改时用。先点「修改文本」写好，再送还对方；对方看得到改了哪些字。"),
    "send_back": _("对方的改动还不能接受时用。先点「修改文本」写好，再送对方；每一版都保留。"),
    "decline": _("不能签订时用。写明理由，协议终止，抄送双方上级。"),
    "take_back_proposal": _("不想签了时用。协议终止，对方不必再答复。"),
    "escalate_silence": _("对方超过两倍期限没有答复。请双方共同的上级听取两边意见，出具协调意见。"),
    "escalate": _("谈了三轮或三十个工作日仍不一致。请双方共同的上级听取两边意见，出具协调意见。"),
    "give_up": _("谈不成、也不请上级协调时用。协议终止，党员仍列入未签协议名单。"),
    "reopen": _("签署前后还要改文本时用。先点「修改文本」写好；已有的签署作废，按新版本重新签署。"),
    "lapse": _("不签了时用。协议终止；六十天没有一方签署的，系统也这样办理。"),
    "withdraw_signature": _("本方已签、对方满三十天没有签时用。本方签署作废，协议终止。"),
    "superior_objects": _("对备案的协议有不同意见时用。写明理由，退回双方协商，修改后重新签署。"),
    "propose_change": _("要改管理模式、期限或者别的约定时用。写明改什么，双方都签署后生效，其余照旧。"),
    "drop_change": _("双方谈不拢，或不必改了时用。协议照原文继续履行。"),
    "suspend": _("党员失联，或者一方党组织正在调整时用。中止期间不计职责，找到或调整好后恢复。"),
    "end": _("中止已满六个月、双方都认为不必恢复时用。"),
    "give_notice": _("一方要提前解除时用。写明理由，出具解除通知；三十天内照常履行，对方可以提出异议。"),
    "take_back": _("不解除了时用。通知失效，协议照旧履行。"),
    "object": _("认为不应解除时用。通知期停止计算，请双方共同的上级协调。"),
}
