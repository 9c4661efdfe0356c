"""Forms that add an organisation, correct one and enter a floating-member organisation (R-O3, R-O6, R-O10)."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from . import floating, org_codes, written_numbers
from .appointments import Appointment
from .characters import printable
from .days import PastDay
from .floating_record import BuildMode, FloatingKind
from .name_field import NameField
from .org_choice import OrgField
from .org_forms import PowerField
from .orgs import COMMITTEES, Kind, PartyOrg, may_stand_under, power_refused
from .region_form import RegionForm
from .register import shown
from .roster import naming
from .tree_forms import DECIDED, DecisionForm, free_name
from .written_numbers import CodeField

CONTACT = ("secretary_name", "contact_name", "phone", "address", "postcode", "remark")
NAMED = ("name", "short_name", "second_name")


def contact(name: str) -> forms.CharField:
    """The field of a column that says how to reach an organisation."""
    column: Any = PartyOrg._meta.get_field(name)
    return written_numbers.FIELDS.get(name, forms.CharField)(
        label=shown.label(PartyOrg, name), max_length=column.max_length, required=False, validators=[printable]
    )


class FoundingForm(RegionForm, DecisionForm):
    """A new organisation: what it is called, below which superior, since when, by which document."""

    name = forms.CharField(
        label=_("组织全称"),
        max_length=120,
        validators=[printable],
        help_text=_("与印章一致，例如：中共青石县长田镇东岭村支部委员会"),
    )
    short_name = forms.CharField(
        label=_("简称"),
        max_length=60,
        required=False,
        validators=[printable],
        help_text=_("页面上的叫法，例如：东岭村支部；不填的按全称取"),
    )
    second_name = forms.CharField(
        label=_("第二名称"),
        max_length=120,
        required=False,
        validators=[printable],
        help_text=_("两块牌子的另一个名称，或登记以前的曾用简称；查找时也认"),
    )
    kind = forms.ChoiceField(label=_("组织类别"), choices=[("", _("请选择")), *Kind.choices])
    parent = OrgField(label=_("上级党组织"))
    floating = forms.BooleanField(
        label=_("是流动党员党组织"), required=False, help_text=_("保存后接着填批准设立的县级以上党委等（R-O10）")
    )
    power = PowerField()
    document_code = CodeField(
        label=_("机关代字"),
        max_length=20,
        required=False,
        validators=[printable],
        help_text=_("公文文号的开头，全系统不得重复；不填的按名称取一个没有用过的"),
    )
    code = CodeField(
        label=_("组织代码"),
        max_length=20,
        required=False,
        validators=[printable],
        help_text=_("流转单、督办单编号的开头，全系统不得重复；不填的按名称取一个没有用过的"),
    )
    secretary_name = NameField(label=_("书记"), max_length=40, required=False)
    contact_name, phone = contact("contact_name"), contact("phone")
    address, postcode, remark = contact("address"), contact("postcode"), contact("remark")
    field_order = [
        *NAMED,
        "kind",
        "parent",
        "floating",
        "on",
        "document",
        "reason",
        "place",
        "county",
        "power",
        "document_code",
        "code",
        *CONTACT,
    ]

    def __init__(self, *args: Any, by: Appointment, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["parent"].within = PartyOrg.objects.visible_to(by)  # type: ignore[attr-defined]  # an OrgField
        self.fields["on"].label = _("成立日期")
        self.fields["on"].help_text = _("今天或以前；早已成立、名册漏登的填实际成立日期，并写补登理由")
        self.fields["document"].label = _("批准设立的文号")
        self.fields["place"].required = False
        self.fields["place"].help_text = _("不填的随上级")

    def clean_name(self) -> str:
        return free_name(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        kind, parent = said.get("kind"), said.get("parent")
        if kind and parent and not may_stand_under(kind, parent.kind):
            wrong = _("%(parent)s的类别不能作%(kind)s的上级（R-O3）。")
            self.add_error("parent", wrong % {"parent": parent, "kind": Kind(kind).label})
        if said.get("floating") and kind and kind not in floating.KINDS:
            self.add_error("floating", _("流动党员党组织只能是党支部、党总支或党委（R-O10）。"))
        if kind in COMMITTEES | {Kind.ORGANISATION_DEPARTMENT} and not self.data.get(self.add_prefix("power")):
            self.add_error("power", _("请回答有没有这项权限（R-O6）。"))
        if not self.errors:
            self._judge_power(said)
            self._settle_codes(said)
        return said

    def _judge_power(self, said: dict[str, Any]) -> None:
        above = [org.name for org in said["parent"].chain()]
        if said["power"] and (why := power_refused(said["kind"], said["name"], above)):
            self.add_error("power", why)

    def _settle_codes(self, said: dict[str, Any]) -> None:
        """Refuse codes that are taken (R-T12); propose those that were left out. A party group signs nothing (R-O3)."""
        called = {name: said[name] for name in ("name", "kind", "parent")}
        said["short_name"] = said["short_name"] or _short_name(said)
        new = PartyOrg(short_name=said["short_name"], **called)
        new.spell()
        for field in org_codes.FIELDS:
            said[field] = "".join(said[field].split())
            if why := org_codes.why_taken(field, said[field]):
                self.add_error(field, why)
            elif not said[field] and said["kind"] != Kind.PARTY_GROUP:
                said[field] = org_codes.proposed(field, new)

    @property
    def facts(self) -> dict[str, Any]:
        """The columns of the organisation, without its superior and its first day."""
        said = self.cleaned_data
        kept = {name: said[name] for name in (*NAMED, "kind", *org_codes.FIELDS, *CONTACT)}
        region = said["region"] or said["parent"].region
        return kept | {"region": region, "may_approve_probationary": said["power"]}


def _short_name(said: dict[str, Any]) -> str:
    """The shortest form of the full name that nobody bears."""
    above = [org.name for org in said["parent"].chain()]
    forms_of_it = list(naming.short_names(said["name"], said["kind"], above))
    taken = set(PartyOrg.objects.filter(short_name__in=forms_of_it).values_list("short_name", flat=True))
    return next((short for short in forms_of_it if short not in taken), said["name"])[:60]


class CorrectionForm(DecisionForm):
    """Kind and founding day, as they should have been entered or have become."""

    kind = forms.ChoiceField(
        label=_("组织类别"), choices=Kind, help_text=_("登记错了的改正；支部升为总支、总支升为党委的也在这里改")
    )
    founded_on = PastDay(label=_("成立日期"), required=False, future=_("成立日期不能在将来。"))
    field_order = ["kind", "founded_on", *DECIDED]

    def __init__(self, *args: Any, org: PartyOrg, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial = {"kind": org.kind, "founded_on": org.founded_on, "on": localdate()}
        self.fields["document"].label = _("依据")
        self.fields["document"].help_text = _("文号；没有文件的写明依据，例如：核对印章和批复")
        self.fields["reason"].label = _("更正理由")
        self.fields["reason"].required = True
        self.fields["reason"].help_text = _("例如：名册导入时类别填错")


class FloatingForm(DecisionForm):
    """The founding record of a floating-member organisation."""

    founding_committee = OrgField(
        label=_("组建的党组织"),
        help_text=_("一般是流出地党组织；全称、简称或拼音首字母"),
        error_messages={"unknown": _("没有这个组织，请核对名称。")},
    )
    approving_committee = OrgField(
        label=_("批准组建的党委"),
        help_text=_("县级以上党委（R-O10）；全称、简称或拼音首字母"),
        error_messages={"unknown": _("没有这个党委，请核对名称。")},
    )
    attached_to = forms.CharField(
        label=_("挂靠单位"),
        max_length=120,
        validators=[printable],
        help_text=_("例如：临港区长田商会、朝晖街道党群服务中心"),
    )
    build_mode = forms.ChoiceField(label=_("组建方式"), choices=[("", _("请选择")), *BuildMode.choices])
    floating_kind = forms.ChoiceField(label=_("党员构成"), choices=[("", _("请选择")), *FloatingKind.choices])
    secretary_name = NameField(label=_("书记"), max_length=40)
    observes = OrgField(
        label=_("列席哪个党委的会议"),
        required=False,
        help_text=_("流入地党委同意列席的填；没有的不填"),
        error_messages={"unknown": _("没有这个党委，请核对名称。")},
    )
    field_order = [
        "founding_committee",
        "approving_committee",
        "document",
        "on",
        "reason",
        "attached_to",
        "build_mode",
        "floating_kind",
        "secretary_name",
        "observes",
    ]

    def __init__(self, *args: Any, org: PartyOrg, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["document"].label = _("批准文号")
        self.fields["document"].help_text = _("例如：青委〔2026〕18号")
        self.fields["on"].label = _("批准日期")
        self.fields["reason"].label, self.fields["reason"].help_text = _("说明"), ""
        everybody, committees = PartyOrg.objects.all(), PartyOrg.objects.filter(kind__in=COMMITTEES)
        for name, within in (
            ("founding_committee", everybody.exclude(pk=org.pk)),
            ("approving_committee", committees),
            ("observes", committees),
        ):
            self.fields[name].within = within  # type: ignore[attr-defined]  # an OrgField
            self.initial[name] = getattr(org, name).name if getattr(org, name) else ""
        for name in ("attached_to", "build_mode", "floating_kind", "secretary_name"):
            self.initial[name] = getattr(org, name)
        self.initial["document"] = org.approval_document
        entered = org.register_entries.filter(changes__has_key="approval_document").order_by("seq").last()
        if entered and org.is_floating:
            self.initial["on"] = entered.effective_on

    def clean_approving_committee(self) -> PartyOrg:
        approving = self.cleaned_data["approving_committee"]
        if approving and not floating.of_county_level(approving):
            said = _("流动党员党组织须由县级以上党委批准设立，%(org)s不是县级以上党委（R-O10）。")
            raise forms.ValidationError(said % {"org": approving})
        return approving

    @property
    def record(self) -> dict[str, Any]:
        """The columns it fills."""
        said = self.cleaned_data
        kept = {name: said[name] for name in (*floating.RECORD, "secretary_name") if name != "approval_document"}
        return kept | {"approval_document": said["document"]}


class WithdrawalForm(DecisionForm):
    """It is no floating-member organisation any more, or was never one."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["document"].label = _("依据")
        self.fields["reason"].label = _("取消理由")
        self.fields["reason"].required = True
        self.fields["reason"].help_text = ""
