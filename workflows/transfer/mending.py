"""A transfer that came back is sent again changed or explained, never silently as it was (W1 `resubmit`).

Tests: tests/workflows/test_transfer_mending.py.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.forms import VerbForm
from approvals.rules import Missing, rule
from approvals.set_back import came_back_at

from . import detour_rules  # noqa: F401 - declares R-T8

LEAST_WORDS = 10  # characters of an explanation
RE_EXAMINE = "re_examine"


class ResubmitForm(VerbForm):
    """What is said to the return; needed where nothing was changed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = gettext_lazy("对退回的说明")
        self.fields["text"].help_text = gettext_lazy("没有改内容、也没有补附件的，写明为什么，不少于 10 个字。")


@rule("R-T8", answered_by=("text",))
def changed_or_explained(case, *, data: dict | None = None, **_about: Any) -> Missing | None:
    """Nothing was changed or attached since it came back, and nothing is said to it. Where only the destination's
    opinion has grown too old, there is nothing to mend (R-T16)."""
    if len((data or {}).get("text", "").strip()) >= LEAST_WORDS or is_changed(case):
        return None
    return Missing(_("退回后还没有修改内容、补附件，也没有写明情况（不少于10个字）"))


def is_changed(case) -> bool:
    came_back = came_back_at(case)
    if came_back is None or case.files.filter(at__gt=came_back).exists():
        return True
    last = case.entries.exclude(from_state=case.state).order_by("-seq").first()
    if last and last.verb == RE_EXAMINE:
        return True
    before: dict[str, str] = {}
    for entry in case.entries.filter(verb="rewrite", recorded_at__gte=came_back).order_by("seq"):
        before = {**entry.data.get("before", {}), **before}  # as it stood when it came back
    return any(str(getattr(case, name) or "") != value for name, value in before.items())
