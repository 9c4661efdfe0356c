"""Forms of W1: what each verb asks for. A verb without a form of its own takes the plain opinion."""

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.forms import LONGEST_TEXT, MaterialForm, MonthField, ProofField, ReasonForm, VerbForm, printable
from approvals.rules import Missing
from documents.numbers import VoidReason
from members.days import PastDay
from members.models import PartyOrg
from members.month_field import refuse_far_month
from members.orgs import BRANCHES
from members.people import Stage
from members.written_numbers import TelephoneField

from . import letter_blanks
from .mending import ResubmitForm
from .probation_rules import probation_is_over
from .rules import LONGEST_LETTER, dues_up_to_date, usual_days
from .states import AskedBy, Carrier, ConversionView, Refusal


class DuesField(MonthField):
    """The month up to which dues are paid (R-T5): the end of the next year at most."""

    def __init__(self, **about):
        about.setdefault("label", _("党费交至"))
        about.setdefault("help_text", _("开具介绍信前必须登记（R-T5）。"))
        super().__init__(validators=[refuse_far_month], **about)


class ReleaseForm(VerbForm):
    """The origin branch: how far dues are paid, how to reach the member (R-T5); a probationer's record (R-T22)."""

    dues_until = DuesField()
    contact = TelephoneField(label=_("党员联系方式"), max_length=60, validators=[printable])
    account = forms.CharField(
        label=_("培养教育考察情况"),
        required=False,
        max_length=LONGEST_TEXT,
        validators=[printable],
        widget=forms.Textarea(attrs={"rows": 5, "data-keep": ""}),
        help_text=_("预备党员转出，须向转入方移交（R-T22）。写在这里，或者附书面材料。"),
    )
    conversion_view = forms.ChoiceField(
        label=_("能否转正的意见"),
        required=False,
        choices=[("", _("请选择")), *ConversionView.choices],
        help_text=_("预备期已满、尚未讨论转正的，须写明，随材料转给对方（R-T22）。"),
    )
    proof = ProofField(label=_("考察材料扫描件"), required=False)
    field_order = ["dues_until", "contact", "conversion_view", "account", "proof", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.case.person.stage != Stage.PROBATIONARY:
            del self.fields["account"], self.fields["proof"]
        else:
            self.fields["account"].initial = self.case.probation_account
        if probation_is_over(self.case.person):
            self.fields["conversion_view"].initial = self.case.conversion_view
        else:
            del self.fields["conversion_view"]
        self.fields["dues_until"].initial = self.case.dues_until or self.case.person.dues_until
        self.fields["contact"].initial = self.case.contact or self.case.person.phone


class BranchForm(VerbForm):
    """A branch of the destination committee."""

    branch = forms.ModelChoiceField(label=_("党支部"), queryset=PartyOrg.objects.none(), empty_label=_("请选择"))
    field_order = ["branch", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        committee = self.case.destination_committee
        if committee:
            self.fields["branch"].queryset = (
                PartyOrg.objects.within(committee.reach).current().filter(kind__in=BRANCHES)
            )
        self.fields["branch"].initial = self.case.receiving_branch_id or self.case.destination_id


class AcceptForm(BranchForm):
    """The destination's committee names the receiving branch."""


class RedirectForm(ReasonForm, BranchForm):
    """Another branch of the same committee, and why; never the one that is asked now (R-T14)."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = self.fields["branch"].queryset.exclude(pk=self.case.destination_id)
        self.fields["branch"].initial = None


class ApproveForm(VerbForm):
    """The issuing committee: validity and carrier (R-T4, R-T18), and the month of dues the branch has not given or
    that is out of date (R-T5)."""

    valid_days = forms.IntegerField(
        label=_("介绍信有效期（天）"),
        min_value=1,
        max_value=LONGEST_LETTER,
        error_messages={
            "max_value": _("有效期最长 90 天（R-T4）。请填 1–90 之间的整数。"),
            "min_value": _("有效期最短 1 天（R-T4）。请填 1–90 之间的整数。"),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    carrier = forms.ChoiceField(
        label=_("传递方式"),
        choices=Carrier,
        initial=Carrier.MEMBER,
        help_text=_("由本人携带或机要寄送，不得使用普通快递（R-T18）。"),
    )
    dues_until = DuesField()
    field_order = ["dues_until", "valid_days", "carrier", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["valid_days"].initial = usual_days(self.case)
        known = self.fields["dues_until"].initial = self.case.dues_until
        self.fields["dues_until"].required = not known
        if known and dues_up_to_date(self.case) is None:
            del self.fields["dues_until"]

    @property
    def notes(self) -> list[Missing]:
        return letter_blanks.blanks(self.case)


class LetterNumberForm(VerbForm):
    """The number on the letter: six digits, top right."""

    letter_number = forms.IntegerField(
        label=_("介绍信编号"),
        min_value=1,
        max_value=999_999,
        help_text=_("介绍信右上角“第……号”。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    field_order = ["letter_number", "text"]


class ReportForm(LetterNumberForm):
    """The letter the member has brought; its day where a void one bears the same number (R-T12)."""

    letter_date = PastDay(label=_("介绍信开具日期"), help_text=_("有同号的介绍信已作废，请照介绍信落款日期填写。"))
    field_order = ["letter_number", "letter_date", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.case.shares_its_number:
            del self.fields["letter_date"]


class ReceiveForm(BranchForm):
    """Branch and group in one step (R-T10)."""

    group = forms.CharField(label=_("党小组（设小组的填）"), required=False, max_length=60, validators=[printable])
    field_order = ["branch", "group", "text"]


class ReceiptForm(VerbForm):
    """Who handled it and how to call them (R-T11)."""

    handler = forms.CharField(label=_("经办人"), max_length=60, validators=[printable])
    phone = TelephoneField(label=_("联系电话"), max_length=40, validators=[printable])
    field_order = ["handler", "phone", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["handler"].initial = self.by.account.name
        self.fields["phone"].initial = self.by.org.phone


class RefusalForm(ReasonForm):
    """A refusal names a reason from the closed list, explains it, and adds what that reason demands (R-T7)."""

    reason = forms.ChoiceField(label=_("理由"), choices=[("", _("请选择")), *Refusal.choices])
    demanded = forms.CharField(
        label=_("正确的党支部、所缺材料或县级决定文号"),
        required=False,
        max_length=300,
        validators=[printable],
        help_text=_(
            "选择“去向支部有误”或“材料不全”时必填；预备党员认定不了的，填县级以上组织部门的决定文号（R-T22）。"
        ),
    )
    field_order = ["reason", "demanded", "text"]


class AnyBranchForm(VerbForm):
    """A branch anywhere in the system, by its full name."""

    branch = forms.ModelChoiceField(
        label=_("党支部全称"),
        queryset=PartyOrg.objects.none(),
        to_field_name="name",
        widget=forms.TextInput,
        help_text=_("与印章一致的全称；不确定的可在组织页查找。"),
        error_messages={"invalid_choice": _("没有这个党支部，请填写全称。")},
    )
    field_order = ["branch", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["branch"].queryset = PartyOrg.objects.current().filter(kind__in=BRANCHES)


VOIDS = [(r.value, r.label) for r in (VoidReason.LOST, VoidReason.DAMAGED, VoidReason.MISTAKE)]


class VoidForm(ReasonForm):
    """Why the letter no longer holds (R-T17, R-T19), and what happened."""

    reason = forms.ChoiceField(label=_("作废原因"), choices=VOIDS)
    field_order = ["reason", "text"]


class ReissueForm(ReasonForm, ApproveForm):
    """A new letter: validity, carrier, and the cause, with the member's application and the branch's proof (R-T16)."""

    proof = ProofField(label=_("本人书面申请、支部证明"), required=False)
    field_order = ["dues_until", "valid_days", "carrier", "proof", "text"]


class WishForm(VerbForm):
    """The member's own wish, recorded by a clerk with its proof (R-T20)."""

    proof = ProofField(label=_("本人申请"), required=False)
    field_order = ["proof", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("原因")


class EscalationForm(VerbForm):
    """Why a superior is to decide, and whether the member wishes it; then with what the member has signed (R-S1)."""

    asked_by = forms.ChoiceField(
        label=_("谁提请协调"),
        choices=AskedBy,
        initial=AskedBy.ORGANISATION,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("党员本人也可以提请（R-S1）。本人不登录系统，由任一方的经办人照书面请求登记。"),
    )
    proof = ProofField(
        label=_("本人签字的书面请求"),
        required=False,
        help_text=_("党员本人提请的必须附上。PDF、JPG、PNG，最大 10 MB。"),
    )
    field_order = ["asked_by", "proof", "text"]


FORMS: dict[str, type[VerbForm]] = {
    "escalate": EscalationForm,
    "escalate_timeout": EscalationForm,
    "agree_to_release": ReleaseForm,
    "send_back": MaterialForm,
    "accept": AcceptForm,
    "redirect": RedirectForm,
    "ask_material": MaterialForm,
    "approve": ApproveForm,
    "report_in": ReportForm,
    "receive": ReceiveForm,
    "send_receipt": ReceiptForm,
    "attach_receipt": LetterNumberForm,
    "refuse": RefusalForm,
    "withdraw": WishForm,
    "withdraw_or_lapse": WishForm,
    "give_up": WishForm,
    "void": VoidForm,
    "reissue": ReissueForm,
    "recall": ReasonForm,
    "cancel": ReasonForm,
    "check_dossier": ReasonForm,
    "re_examine": VerbForm,
    "resubmit": ResubmitForm,
    "expire_as_heard": ReasonForm,
    "close_without_receipt": ReasonForm,
}
