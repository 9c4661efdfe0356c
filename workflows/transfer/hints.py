"""What each way beside the straight one means, in a sentence for whoever must choose (R-T7, R-T8, R-T20).

The page shows it under the name of the act. Tests: tests/workflows/test_hints.py.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HINTS: dict[str, str | Promise] = {
    "send_back": _("缺材料或填写有误时用。发起人改好后重新提交，各方意见重新提出。"),
    "ask_material": _("缺材料时用。转出方补齐后重新送来，各方意见重新提出。"),
    "redirect": _("去向支部选错了、但仍在本党委时用。由正确的支部重新提意见，不必退回。"),
    "refuse": _("不能办理时用。须从规定的理由中选一项并写明情况，当即抄送双方上级；转出方可以补正、改送或提请协调。"),
    "withdraw": _("不想转了时用。事项终止，党员仍在原支部。"),
    "withdraw_or_lapse": _("不想转了时用。事项终止，党员仍在原支部。"),
    "correct": _("对方说得对，或材料可以补齐。先退回修改，改好后重新提交，各方意见重新提出；已开出的介绍信作废。"),
    "new_destination": _("党员实际在别处。改送那里的党支部，转出支部的意见仍然有效，不必从头再来。"),
    "escalate": _("对方的理由不成立。请双方共同的上级听取两边意见，出具协调意见，双方照办。"),
    "escalate_timeout": _("对方超过两倍期限没有答复。请双方共同的上级听取两边意见，出具协调意见，双方照办。"),
    "give_up": _("不再转移。党员仍在原支部；已开出的介绍信收回作废。"),
    "expire_as_heard": _("有效期已过，对方确认没有报到时用。不必再等回执，接着补开，或不再补开。"),
    "void": _("介绍信遗失、损毁或填写有误时用。原号作废，接着补开新号；介绍信上一个字也不能改。"),
    "recall": _("不再转移时用。先把介绍信收回来，介绍信作废，党员仍在原支部。"),
    "re_examine": _("转入方的意见是六个月以前提的。退回去重新征求，再开介绍信。"),
    "cancel": _("不再转移。党员仍在原支部。"),
    "check_dossier": _("对党员身份或入党材料有疑问时用，最长三十天。查完须接收，或写明理由不予接收。"),
    "close_without_receipt": _("回执一直没有寄来时用。以系统里的接收记录为凭办结，须先请示上级。"),
}
