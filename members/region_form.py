"""Where an organisation is, asked by province and city from the list (R-T4).

Tests: tests/config/test_setup_steps.py, tests/members/test_org_founding_pages.py.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import regions
from .written_numbers import CodeField


class RegionForm(forms.Form):
    """Where an organisation is: province or city from the list, and a county's own six digits beside it."""

    place = forms.ChoiceField(label=_("所在省、市"))
    county = CodeField(
        label=_("县区的行政区划代码"),
        max_length=6,
        required=False,
        help_text=_("县、区一级的填6位，例如 320724；省、市一级不填。用于介绍信有效期的默认天数（R-T4）"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, region: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("请选择")), *regions.choices()]  # type: ignore[attr-defined]  # a ChoiceField
        if region:
            self.initial.update(placed(region))

    def clean_county(self) -> str:
        county = self.cleaned_data["county"]
        if county and (why := regions.fault(county)):
            raise forms.ValidationError(why)
        return county

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        place, county = said.get("place", ""), said.get("county", "")
        if place and county and not county.startswith(place.rstrip("0").ljust(2, "0")):
            self.add_error("county", _("这个代码不在所选的省、市之内，请核对。"))
        said["region"] = county or place
        return said


def placed(region: str) -> dict[str, str]:
    """The two fields for a region code: its city, or its province, and the code itself where it is a county's."""
    listed = {code for _province, places in regions.choices() for code, _name in places}
    place = next((code for code in (region, f"{region[:4]}00", f"{region[:2]}0000") if code in listed), "")
    return {"place": place, "county": "" if region == place else region}
