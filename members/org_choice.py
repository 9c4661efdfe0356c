"""Choosing an organisation by what people call it: a name, its initials, a part of it, one it or those before it bore.

Tests: tests/members/test_tree_pages.py.
"""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .orgs import PartyOrg, PartyOrgQuerySet

SHOWN = 6  # organisations named when what was typed fits several


class OrgField(forms.CharField):
    """One open organisation of `within`, which the form sets. Several that fit are named, none is guessed."""

    widget = forms.TextInput
    within: PartyOrgQuerySet
    default_error_messages = {"unknown": _("您的管理范围内没有这个组织，请核对名称。")}

    def __init__(self, **kwargs: Any):
        super().__init__(max_length=120, **{"help_text": _("全称、简称或拼音首字母，限您的管理范围"), **kwargs})
        self.within = PartyOrg.objects.none()

    def clean(self, value: Any) -> PartyOrg | None:
        typed = "".join(super().clean(value).split())
        if not typed:
            return None
        named = Q(former_names__name=typed) | Q(former_names__short_name=typed)
        named |= Q(predecessors__name=typed) | Q(predecessors__short_name=typed) | Q(second_name=typed)
        part = Q(name__contains=typed) | Q(short_name__contains=typed)
        for fits in (Q(name=typed) | Q(short_name=typed), Q(initials=typed.lower()), named, part):
            found = list(self.within.current().filter(fits).distinct()[: SHOWN + 1])
            if len(found) == 1:
                return found[0]
            if found:
                names = "、".join(org.name for org in found[:SHOWN])
                raise forms.ValidationError(_("有多个组织符合：%(names)s。请填全称。") % {"names": names})
        raise forms.ValidationError(self.error_messages["unknown"])
