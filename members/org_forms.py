"""Forms about organisations. Scenarios: tests/members/test_org_page.py."""

from typing import Any

from django import forms
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from . import org_codes, regions, written_numbers
from .appointments import Appointment
from .characters import printable
from .name_field import NameField
from .orgs import PartyOrg, power_refused
from .powers import grantors_of, may_grant
from .register.changes import change
from .register.log import Ground, Kind


class PowerField(forms.BooleanField):
    """The power to approve as a plain question (R-O6)."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs):
        label = _("有没有审批预备党员、直接接转组织关系的权限")
        told = _("上级授权的党委、党工委才有；支部、总支只审议。介绍信由有权限的组织开具和接收（R-O6、R-T3）")
        super().__init__(**{"label": label, "help_text": told, "required": False, **kwargs})
        self.widget.choices = [(True, _("有")), (False, _("没有"))]


def printed(column: models.Field, **about: Any) -> forms.Field | None:
    """The form's field of a column that stands on papers: it refuses what cannot be printed (R-P10)."""
    if kind := written_numbers.FIELDS.get(column.name):
        about["form_class"] = kind
    asked = column.formfield(**about)
    if isinstance(asked, forms.CharField) and column.name != "remark":
        asked.validators.append(printable)
    return asked


class ServiceDataForm(forms.ModelForm):
    """How to reach an organisation and what its letters print; the power to approve only from above (R-O6).

    What it is called is decided by its superior: tree_forms.py."""

    class Meta:
        model = PartyOrg
        formfield_callback = printed
        fields = [
            "second_name",
            "secretary_name",
            "contact_name",
            "phone",
            "fax",
            "address",
            "postcode",
            "region",
            "document_code",
            "code",
            "may_approve_probationary",
            "remark",
        ]

    secretary_name = NameField(label=_("书记"), max_length=40, required=False)
    may_approve_probationary = PowerField()
    reason = forms.CharField(
        label=_("依据或说明"),
        max_length=200,
        required=False,
        validators=[printable],
        help_text=_("记入登记变动；授予或收回审批权限的必填文号"),
    )

    def __init__(self, *args, by: Appointment, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["second_name"].help_text = _("两块牌子的另一个名称，或曾用简称；查找时也认")
        self.fields["secretary_name"].help_text = _("名册上的书记；谁能办理事项以任职为准")
        for field in org_codes.FIELDS:
            if not getattr(self.instance, field):
                free = org_codes.proposed(field, self.instance)
                self.fields[field].help_text = _("还没有，可填：%(code)s") % {"code": free}
        if why := power_out_of_hand(self.instance, by):
            power = self.fields["may_approve_probationary"]
            power.disabled = True
            power.help_text = why

    def clean_region(self) -> str:
        region = self.cleaned_data["region"]
        if region and (why := regions.fault(region)):
            raise forms.ValidationError(why)
        return region

    def clean_document_code(self) -> str:
        return self._free(org_codes.DOCUMENT_CODE)

    def clean_code(self) -> str:
        return self._free(org_codes.CODE)

    def _free(self, field: str) -> str:
        code = self.cleaned_data[field]
        if why := org_codes.why_taken(field, code, by=self.instance):
            raise forms.ValidationError(why)
        return code

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "may_approve_probationary" in self.changed_data and not said.get("reason"):
            self.add_error("reason", _("授予或收回审批权限，请写明依据的文号（R-O6）。"))
        return said

    @transaction.atomic
    def enter(self, by: Appointment) -> None:
        """Write what was typed into the register and its log; keep a code that is given up from everybody else."""
        before = org_codes.borne(self.instance)
        values = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        change(self.instance, values, Kind.ADMINISTERED, Ground(by, reason=self.cleaned_data["reason"]))
        org_codes.keep_former(self.instance, before)


def power_out_of_hand(org: PartyOrg, by: Appointment) -> str:
    """Why `by` cannot give or take the power to approve, or an empty string."""
    above = [superior.name for superior in org.chain()[1:]]
    if why := power_refused(org.kind, org.name, above):
        return why
    if not may_grant(org, by):
        granted = str(_("权限由上级党组织授予或收回（R-O6）。"))
        return granted if not (hats := grantors_of(org)) else _by_whom(granted, hats[0])
    return ""


def _by_whom(granted: str, hat: Appointment) -> str:
    return _("%(granted)s请找%(org)s%(label)s%(name)s。") % {
        "granted": granted,
        "org": hat.org,
        "label": hat.get_post_display(),
        "name": hat.account.name,
    }
