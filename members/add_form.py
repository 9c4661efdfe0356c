"""The form for one person whom no roster brought: everything a roster could write.

Tests: tests/members/test_person_add.py.
"""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .days import PastDay
from .month_field import MonthField, refuse_far_month
from .org_choice import OrgField
from .orgs import PartyOrg
from .outing_forms import COLUMNS as OUTING
from .outing_forms import OutingFields
from .people import MEMBERS, Stage
from .register_forms import PARTY_DATES, PersonFactsForm

ENTERED_AS = (Stage.FULL, Stage.PROBATIONARY, Stage.ACTIVIST, Stage.APPLICANT)  # as a roster does
CHOICES = [("", "——"), *((stage.value, stage.label) for stage in ENTERED_AS)]
STAY = ("graduated_on", "abroad_since", "contacted_on")
NEEDED = {
    Stage.FULL: "joined_on",
    Stage.PROBATIONARY: "joined_on",
    Stage.ACTIVIST: "activist_on",
    Stage.APPLICANT: "applied_on",
}


class BranchField(OrgField):
    """An open branch within reach."""

    def clean(self, value: Any) -> PartyOrg | None:
        found = super().clean(value)
        if found and not found.is_branch:
            raise forms.ValidationError(_("%(org)s不是党支部，请写明所在的党支部（R-T10）。") % {"org": found})
        return found


class AddForm(OutingFields, PersonFactsForm):
    """A member, or someone on the way to it, who was always here."""

    branch = BranchField(label=gettext_lazy("所在党支部"))
    dues_until = MonthField(label=gettext_lazy("党费交至"), required=False, validators=[refuse_far_month])
    graduated_on = PastDay(label=gettext_lazy("毕业日期"), required=False)
    abroad_since = PastDay(label=gettext_lazy("出国（境）日期"), required=False)
    contacted_on = PastDay(label=gettext_lazy("最近一次联系"), required=False)

    SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (gettext_lazy("身份"), ("name", "id_number", "gender", "nationality")),
        (
            gettext_lazy("组织关系"),
            ("branch", "stage", *PARTY_DATES, "cultivation_contact", "dues_until"),
        ),
        (gettext_lazy("联系和工作"), ("phone", "education", "occupation")),
        (gettext_lazy("外出、在校、出国（境），没有的不填"), (*OUTING, "certificate_number", *STAY)),
        (gettext_lazy("其他"), ("remark",)),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["stage"] = forms.ChoiceField(label=_("党员类别"), choices=CHOICES)
        self.fields["id_number"].required = True
        self.fields["gender"].required = False
        self.fields["gender"].help_text = _("不选的，按身份号码第17位登记")
        self.fields["reason"].help_text = _("例如：花名册遗漏，本人一直在本支部；从外地转入的请办理接转")
        self.fields["branch"].within = PartyOrg.objects.within(self.by.org.reach)  # type: ignore[attr-defined]
        if self.by.org.is_branch:
            self.initial.setdefault("branch", self.by.org.name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        number = cleaned.get("id_number")
        if number and not cleaned.get("gender") and "gender" not in self.errors:
            cleaned["gender"] = number.gender
        gone, heard = cleaned.get("abroad_since"), cleaned.get("contacted_on")
        if gone and heard and heard < gone:
            self.add_error("contacted_on", _("早于出国（境）日期，请核对。"))
        stage = cleaned.get("stage")
        if stage:
            self._refuse_incomplete(Stage(stage), cleaned)
        for name in ("away_since", *STAY):
            if number and cleaned.get(name) and cleaned[name] <= number.born_on:
                self.add_error(name, _("早于身份号码中的出生日期，请核对。"))
        return cleaned

    def _refuse_incomplete(self, stage: Stage, cleaned: dict[str, Any]) -> None:
        for name in {NEEDED[stage], "applied_on" if stage == Stage.ACTIVIST else NEEDED[stage]}:
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("类别为%(stage)s的，须填这一日期。") % {"stage": stage.label})
        if stage not in MEMBERS:
            for name in ("joined_on", "converted_on"):
                if cleaned.get(name):
                    self.add_error(name, _("不是党员的，不填这一日期。"))
        else:
            self.ask_proof(_("补登党员须附入党志愿书、党员档案等证明材料。"))

    def values(self) -> dict[str, Any]:
        names = [*self.Meta.fields, "stage", "dues_until", *OUTING, *STAY]
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def effective_on(self) -> date | None:
        """The day the person belongs to the branch."""
        return self.cleaned_data["joined_on"] or self.cleaned_data["applied_on"]
