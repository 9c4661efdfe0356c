"""Forms about organisations. Scenarios: tests/members/test_org_page.py."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .appointments import Appointment
from .orgs import PartyOrg, power_refused


class ServiceDataForm(forms.ModelForm):
    """How to reach an organisation and what its letters print; the power to approve only from above (R-O6).

    What it is called is decided by its superior: tree_forms.py."""

    class Meta:
        model = PartyOrg
        fields = [
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

    def __init__(self, *args, by: Appointment, **kwargs):
        super().__init__(*args, **kwargs)
        if why := power_out_of_hand(self.instance, by):
            power = self.fields["may_approve_probationary"]
            power.disabled = True
            power.help_text = why

    def clean_region(self) -> str:
        region = self.cleaned_data["region"]
        if region and not (len(region) == 6 and region.isascii() and region.isdigit()):
            raise forms.ValidationError(_("行政区划代码是6位数字，如 320724。"))
        return region

    def clean_document_code(self) -> str:
        code = self.cleaned_data["document_code"]
        if code and PartyOrg.objects.filter(document_code=code).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("这个机关代字已由别的组织使用，文号会重复，请换一个。"))
        return code


def power_out_of_hand(org: PartyOrg, by: Appointment) -> str:
    """Why `by` cannot give or take the power to approve, or an empty string."""
    above = [superior.name for superior in org.chain()[1:]]
    if why := power_refused(org.kind, org.name, above):
        return why
    if not org.path.startswith(by.org.reach) or org.path in {by.org.path, by.org.reach}:
        return str(_("权限由上级党组织授予或收回（R-O6）。"))
    return ""
