"""Forms of the set-up. Passwords and login names follow the rules of every account (R-P11)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members import org_codes
from members.account_forms import AccountForm
from members.characters import printable
from members.forms import NewPasswordForm
from members.models import PartyOrg
from members.name_field import NameField
from members.org_forms import PowerField
from members.orgs import COMMITTEES, Kind, power_refused
from members.region_form import RegionForm
from members.roster import naming
from members.written_numbers import CodeField

TOP_KINDS = [(kind.value, kind.label) for kind in Kind if kind in COMMITTEES]


class FirstForm(RegionForm, NewPasswordForm):
    """The first account and the top organisation of an empty system."""

    name = NameField(label=_("您的姓名"), max_length=60)
    username = AccountForm.declared_fields["username"]
    org_name = forms.CharField(
        label=_("组织全称"),
        max_length=120,
        validators=[printable],
        help_text=_("与印章一致，例如 中共青石县委员会；以后可以更名"),
    )
    kind = forms.ChoiceField(label=_("组织类别"), choices=TOP_KINDS, initial=Kind.PARTY_COMMITTEE)
    field_order = [
        "name",
        "username",
        "new_password1",
        "new_password2",
        "org_name",
        "kind",
        "place",
        "county",
    ]

    def clean_username(self) -> str:
        self.account.username = self.cleaned_data["username"].lower()
        return self.account.username

    def clean_org_name(self) -> str:
        return "".join(self.cleaned_data["org_name"].split())


class OrganisationForm(RegionForm):
    """Step 1: what the top organisation's papers say, and what it may do. Codes are proposed from its name."""

    short_name = forms.CharField(label=_("简称"), max_length=60, validators=[printable], help_text=_("页面上的叫法"))
    code = CodeField(
        label=_("组织代码"),
        max_length=20,
        validators=[printable],
        help_text=_("流转单、督办单编号的开头，全系统不得重复"),
    )
    document_code = CodeField(
        label=_("机关代字"),
        max_length=20,
        validators=[printable],
        help_text=_("公文文号的开头，例如 青委〔2026〕1号；全系统不得重复"),
    )
    power = PowerField()
    field_order = ["short_name", "place", "county", "code", "document_code", "power"]

    def __init__(self, *args: Any, org: PartyOrg, **kwargs: Any):
        self.org = org
        initial = {
            "short_name": org.short_name,
            "code": org.code or org_codes.proposed(org_codes.CODE, org),
            "document_code": org.document_code or org_codes.proposed(org_codes.DOCUMENT_CODE, org),
            "power": org.may_approve_probationary,
        }
        super().__init__(*args, initial=initial, region=org.region, **kwargs)
        above = [superior.name for superior in org.chain()[1:]]
        if why := power_refused(org.kind, org.name, above) or (_("由上级授予（R-O6）") if org.parent_id else ""):
            self.fields["power"].disabled = True
            self.fields["power"].help_text = why

    def clean_code(self) -> str:
        return self._free(org_codes.CODE)

    def clean_document_code(self) -> str:
        return self._free(org_codes.DOCUMENT_CODE)

    def _free(self, field: str) -> str:
        code = self.cleaned_data[field]
        if why := org_codes.why_taken(field, code, by=self.org):
            raise forms.ValidationError(why)
        return code

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the organisation."""
        kept = {name: self.cleaned_data[name] for name in ("short_name", "region", "code", "document_code")}
        return kept | {"may_approve_probationary": self.cleaned_data["power"]}


class AdministratorForm(forms.Form):
    """Step 2: another administrator of the same organisation."""

    name = NameField(label=_("姓名"), max_length=60)
    username = AccountForm.declared_fields["username"]
    clean_username = AccountForm.clean_username
    field_order = ["name", "username"]


class LeaveForm(forms.Form):
    """Leaving a step as it is."""

    reason = forms.CharField(
        label=_("为什么先这样"), min_length=2, max_length=200, help_text=_("写给以后的管理员看；不写个人信息")
    )


def short_name_of(org_name: str, kind: str) -> str:
    """`中共青石县委员会` → `青石县委`."""
    return next(naming.short_names(org_name, kind, []))[:60]
