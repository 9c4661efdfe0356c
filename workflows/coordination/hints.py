"""What each way beside the straight one means, in a sentence for whoever must choose.

Tests: tests/workflows/test_hints.py.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HINTS: dict[str, str | Promise] = {
    "refuse": _("没有拒绝、没有超期、意见也没有分歧的，不必协调。原事项回到协调前的环节。"),
    "withdraw": _("不再需要协调。原事项回到协调前的环节。"),
    "pass_up": _("本单位就是当事一方的，交上一级协调。"),
    "settled": _("双方都已告诉协调专人意见一致。原事项回到协调前的环节，接着办理。"),
    "no_agreement": _("两方谈不拢。维持现状，党员仍在转出地。"),
    "new_facts": _("出现了作出协调意见时不知道的情况。双方重新陈述，重新出具协调意见。"),
}
