"""Forms of decisions on the tree: rename, move, close, and let one organisation take the place of others (R-O11)."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from .appointments import Appointment
from .characters import printable
from .days import PastDay
from .forms import SigningForm
from .org_choice import OrgField
from .org_history import Decision
from .orgs import BRANCHES, COMMITTEES, PartyOrg
from .succession import Founding
from .written_numbers import NumberedField

DECIDED = ("document", "on", "reason")


class DecisionForm(forms.Form):
    """By which document, from which day."""

    document = NumberedField(
        label=_("决定文号"), max_length=40, help_text=_("例如：长镇组〔2026〕12号；记入沿革和在办事项的日志")
    )
    on = PastDay(
        label=_("生效日期"),
        future=_("生效日期不能在将来，请在决定生效当日登记（R-O11）。"),
        initial=localdate,
        help_text=_("今天或以前"),
    )
    reason = forms.CharField(
        label=_("补登理由"), max_length=200, required=False, help_text=_("生效日期早于今天的必填，例如文件迟到")
    )

    def decision(self, by: Appointment) -> Decision:
        return Decision(by=by, **{name: self.cleaned_data[name] for name in DECIDED})


class RenameForm(DecisionForm):
    """The names from then on."""

    name = forms.CharField(
        label=_("新全称"),
        max_length=120,
        validators=[printable],
        help_text=_("与印章一致，例如：中共青石县长田镇东岭村支部委员会"),
    )
    short_name = forms.CharField(
        label=_("新简称"), max_length=60, validators=[printable], help_text=_("页面和标题上用，例如：东岭村支部")
    )
    field_order = ["name", "short_name", *DECIDED]

    def __init__(self, *args: Any, org: PartyOrg, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial = {"name": org.name, "short_name": org.short_name}
        self.org = org

    def clean_name(self) -> str:
        return free_name(self.cleaned_data["name"], self.org)


class MoveForm(DecisionForm):
    """The superior from then on."""

    parent = OrgField(label=_("新的上级党组织"))
    field_order = ["parent", *DECIDED]

    def __init__(self, *args: Any, by: Appointment, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["parent"].within = PartyOrg.objects.visible_to(by)  # type: ignore[attr-defined]  # an OrgField


class CloseForm(SigningForm, DecisionForm):
    """The end, with proof of who enters it."""

    field_order = [*DECIDED, "secret"]


class SuccessionForm(DecisionForm):
    """Which organisations end, and who takes their place: one that stands, or one that is founded."""

    others = forms.ModelMultipleChoiceField(
        label=_("一并撤销的组织"),
        queryset=PartyOrg.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("几个组织合并为一个时勾选；承继的那一个不勾"),
    )
    successor = OrgField(
        label=_("由哪个组织承继"),
        required=False,
        help_text=_("已有的组织：全称、简称或拼音首字母；新设的不填，填下面两项"),
    )
    new_name = forms.CharField(label=_("新设组织全称"), max_length=120, required=False, validators=[printable])
    new_short_name = forms.CharField(label=_("新设组织简称"), max_length=60, required=False, validators=[printable])
    field_order = ["others", "successor", "new_name", "new_short_name", *DECIDED]

    def __init__(self, *args: Any, org: PartyOrg, by: Appointment, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.org = org
        self.fields["successor"].within = PartyOrg.objects.visible_to(by)  # type: ignore[attr-defined]  # an OrgField
        beside = beside_it(org)
        self.fields["others"].queryset = beside  # type: ignore[attr-defined]  # a ModelMultipleChoiceField
        if not beside.exists():
            del self.fields["others"]

    def clean_new_name(self) -> str:
        return free_name(self.cleaned_data["new_name"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        founded = cleaned.get("new_name") or cleaned.get("new_short_name")
        if not self.errors and bool(cleaned.get("successor")) == bool(founded):
            self.add_error("successor", _("请填承继的组织；新设的，填新设组织的全称和简称。两者只填一种。"))
        elif founded and not (cleaned.get("new_name") and cleaned.get("new_short_name")):
            self.add_error("new_short_name", _("新设组织的全称和简称都要填。"))
        return cleaned

    @property
    def ending(self) -> list[PartyOrg]:
        return [self.org, *self.cleaned_data.get("others", [])]

    @property
    def heir(self) -> PartyOrg | Founding:
        said = self.cleaned_data
        return said["successor"] or Founding(said["new_name"], said["new_short_name"])


class SignedSuccessionForm(SigningForm, SuccessionForm):
    """The same once more, unseen, with proof of who enters it."""

    field_order = [*SuccessionForm.field_order, "secret"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name != "secret":
                field.widget = field.hidden_widget()


def beside_it(org: PartyOrg):
    """Open organisations under the same superior that could end together with `org`."""
    alike = next((kinds for kinds in (BRANCHES, COMMITTEES) if org.kind in kinds), {org.kind})
    beside = PartyOrg.objects.current().filter(parent=org.parent_id, kind__in=alike)
    return beside.exclude(pk=org.pk).order_by("path")


def free_name(name: str, org: PartyOrg | None = None) -> str:
    """`name` without spaces. Raises ValidationError where another organisation bears it."""
    name = "".join(name.split())
    others = PartyOrg.objects.exclude(pk=org.pk) if org else PartyOrg.objects.all()
    if name and others.filter(name=name).exists():
        raise forms.ValidationError(_("已有组织使用这个全称，请核对。"))
    return name
