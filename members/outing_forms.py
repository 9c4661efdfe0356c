"""Forms of an outing 外出: it begins or changes, and it ends with the way it ended."""

from datetime import date
from typing import Any

from django import forms
from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .characters import printable
from .days import PastDay
from .org_choice import OrgField
from .orgs import PartyOrg
from .register.outings import NOWHERE
from .register_forms import GroundForm

COLUMNS = ("away_since", "away_place", "away_unit", "away_branch", "away_outside")


class PlaceField(OrgField):
    """A branch anywhere in the system, by what people call it."""

    default_error_messages = {"unknown": gettext_lazy("系统内没有这个党支部，请核对名称；系统外的写在下一栏。")}

    def clean(self, value: Any) -> PartyOrg | None:
        found = super().clean(value)
        if found and not found.is_branch:
            raise forms.ValidationError(_("%(org)s不是党支部，请写明是哪个支部。") % {"org": found})
        return found


def _words(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=120, required=False, validators=[printable], help_text=help_text)


def outing_fields() -> dict[str, forms.Field]:
    """The fields of where somebody is, for the form of an outing and that of a new person."""
    return {
        "away_since": PastDay(label=gettext_lazy("外出日期"), required=False),
        "away_place": _words(gettext_lazy("外出地点"), gettext_lazy("省、市、县（区）")),
        "away_unit": _words(gettext_lazy("外出单位")),
        "away_branch": PlaceField(
            label=gettext_lazy("流入地党支部"), required=False, help_text=gettext_lazy("全称、简称或拼音首字母")
        ),
        "away_outside": _words(gettext_lazy("系统外的流入地党组织")),
    }


class OutingFields(GroundForm):
    """Mix-in: since when, where, at which unit, which branch is near."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields = outing_fields() | self.fields
        self.fields["away_branch"].within = PartyOrg.objects.all()  # type: ignore[attr-defined]  # a PlaceField

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        told = [cleaned.get(name) for name in COLUMNS[1:]]
        if any(told) and not cleaned.get("away_since") and "away_since" not in self.errors:
            self.add_error("away_since", _("请填外出日期。"))
        if cleaned.get("away_branch") and cleaned.get("away_outside"):
            self.add_error("away_outside", _("已选系统内的党支部，这一栏请留空。"))
        return cleaned


class OutingForm(OutingFields):
    """An outing begins, or what is known of it changes."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["away_since"].required = self.fields["away_place"].required = True
        for name in COLUMNS:
            value = getattr(self.person, name)
            self.initial.setdefault(name, value.name if isinstance(value, PartyOrg) else value)

    def clean_away_since(self) -> date:
        since = self.cleaned_data["away_since"]
        if self.person and self.person.born_on and since <= self.person.born_on:
            raise forms.ValidationError(_("早于身份号码中的出生日期，请核对。"))
        return since

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in COLUMNS}

    def effective_on(self) -> date | None:
        return None if self.person and self.person.away_since else self.cleaned_data["away_since"]


class How(models.TextChoices):
    RETURNED = "returned", gettext_lazy("返回")
    TRANSFERRED = "transferred", gettext_lazy("组织关系已转接")
    OTHER = "other", gettext_lazy("其他（写明情况）")


IN_WORDS = {How.RETURNED: "返回", How.TRANSFERRED: "组织关系已转接", How.OTHER: "其他"}  # on the record


class OutingEndForm(GroundForm):
    """An outing ended: on which day, and how."""

    on = PastDay(label=gettext_lazy("结束日期"), initial=localdate)
    how = forms.ChoiceField(label=gettext_lazy("情形"), choices=How, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        self.fields["reason"].help_text = _("选“其他”的必填")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        began = self.person.away_since if self.person else None
        if began and cleaned.get("on") and cleaned["on"] < began:
            self.add_error("on", _("早于外出日期 %(day)s，请核对。") % {"day": began.isoformat()})
        if cleaned.get("how") == How.OTHER and not cleaned.get("reason"):
            self.add_error("reason", _("请写明情况。"))
        return cleaned

    def values(self) -> dict[str, Any]:
        return dict(NOWHERE)

    def effective_on(self) -> date:
        return self.cleaned_data["on"]

    def reason_on_record(self) -> str:
        told = IN_WORDS[How(self.cleaned_data["how"])]
        return "：".join(part for part in (told, self.cleaned_data["reason"]) if part)[:200]
