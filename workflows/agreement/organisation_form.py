"""The question that begins a 《共建共管协议》: about which floating organisation, and with which committee (R-C1).

Tests: tests/workflows/test_agreement_pages.py.
"""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from members import floating
from members.models import Appointment, PartyOrg
from members.org_choice import OrgField
from members.orgs import COMMITTEES

from . import uncovered

_BETWEEN_COMMITTEES = _("《共建共管协议》由双方党委签订，请由上级党委起草（R-C1）。")


class OrganisationForm(forms.Form):
    """Asked of a committee. `begun` is what `drafting.begin` takes: the origin holds the relations (R-C2, R-O10)."""

    prefix = "organisation"
    floating_org = OrgField(
        label=_("流动党组织"),
        help_text=_("全称、简称或拼音首字母；限登记为流动党员党组织的（R-C1）。"),
        error_messages={"unknown": _("没有这个流动党员党组织；请系统管理员先在组织资料里登记为流动党员党组织。")},
    )
    counterpart = OrgField(
        label=_("对方党委"),
        help_text=_("《共建共管协议》由双方党委签订（R-C1）。"),
        error_messages={"unknown": _("没有这个党委，请核对名称；党支部不能签订《共建共管协议》（R-C1）。")},
    )

    def __init__(self, data: QueryDict | None = None, *, by: Appointment, **more: Any):
        super().__init__(data, **more)
        self.by = by
        self.fields["floating_org"].within = PartyOrg.objects.filter(is_floating=True)  # type: ignore[attr-defined]  # an OrgField
        self.fields["counterpart"].within = PartyOrg.objects.filter(kind__in=COMMITTEES).exclude(pk=by.org_id)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        about, other = said.get("floating_org"), said.get("counterpart")
        said["origin"], said["destination"] = parties(self.by.org, about, other) if about and other else (None, None)
        if not self.by.org.is_committee:
            raise forms.ValidationError(_BETWEEN_COMMITTEES)
        return said

    @property
    def begun(self) -> dict[str, Any]:
        said = self.cleaned_data
        people = uncovered.taking_part(said["floating_org"], from_=said["origin"], told=self.by.org)
        return {"people": people, **{name: said[name] for name in ("origin", "destination", "floating_org")}}


def parties(ours: PartyOrg, about: PartyOrg, other: PartyOrg) -> tuple[PartyOrg, PartyOrg]:
    """Origin and destination of an agreement of these two about a floating organisation (R-C1, R-C2).

    Raises ValidationError."""
    if not (ours.is_committee and other.is_committee):
        raise forms.ValidationError(_BETWEEN_COMMITTEES)
    if not any(org.covers(about) for org in (ours, other)):
        raise forms.ValidationError(_("这个流动党组织不隶属于双方党委中的任何一方（R-C2）。"))
    origin = _origin(about, ours, other)
    return origin, other if origin == ours else ours


def _origin(about: PartyOrg, one: PartyOrg, other: PartyOrg) -> PartyOrg:
    """Which of two committees holds the relations of who takes part; without anybody the one above it, its founder."""
    held = {org: floating.taking_part(about, from_=org).count() for org in (one, other)}
    return max(held, key=lambda org: (held[org], org.covers(about)))
