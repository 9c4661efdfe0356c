"""Forms of W10."""

from django import forms
from django.utils.translation import gettext_lazy as _

from approvals.case import Case
from approvals.forms import ReasonForm, VerbForm, printable
from members.models import PartyOrg
from members.orgs import BRANCHES


class OfficerForm(VerbForm):
    """Who is in charge of the liaison (R-S4)."""

    officer = forms.CharField(label=_("负责协调的专人"), max_length=60, validators=[printable])
    field_order = ["officer", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["officer"].initial = self.by.account.name


class DecisionField(forms.ChoiceField):
    """A verb of the parent's procedure, in its words."""

    def in_words(self, value: str, case: Case) -> str:
        return str(case.waiting_parent.flow.verbs()[value].label)


class DecisionForm(ReasonForm):
    """One of the decisions the parent's procedure offers, a branch where it is redirected, and reasons (R-S3)."""

    decision = DecisionField(label=_("协调意见"))
    branch = forms.ModelChoiceField(
        label=_("改送的党支部全称"),
        queryset=PartyOrg.objects.none(),
        to_field_name="name",
        required=False,
        widget=forms.TextInput,
        help_text=_("仅在改送其他组织时填写。"),
        error_messages={"invalid_choice": _("没有这个党支部，请填写全称。")},
    )
    field_order = ["decision", "branch", "text"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.verdict = ""  # what is decided may be a refusal: its reasons are read as they stand
        offered = self.case.possible_decisions()
        self.fields["decision"].choices = [("", _("请选择")), *((verb.name, verb.label) for verb in offered.values())]
        if self.case.proposed in offered:
            self.fields["decision"].help_text = _("对方组织已登记：%(decision)s") % {
                "decision": offered[self.case.proposed].label
            }
        self.fields["branch"].initial = self.case.decision_org if self.case.proposed else None
        self.fields["branch"].queryset = PartyOrg.objects.current().filter(kind__in=BRANCHES)
        self.fields["text"].label = _("理由")


class ProposalForm(DecisionForm):
    """What the first side of a joint coordination would decide; the other must record the same (R-S2)."""

    act_label = _("登记协调意见并送对方组织")
    what_next = _("提交后请对方组织登记；两方一致，协调意见即作出。")

    def clean(self):
        cleaned = super().clean()
        cleaned["agrees"] = True
        return cleaned


FORMS: dict[str, type[VerbForm]] = {
    "accept": OfficerForm,
    "refuse": ReasonForm,
    "withdraw": ReasonForm,
    "settled": ReasonForm,
    "decide": DecisionForm,
    "agree": DecisionForm,
    "new_facts": ReasonForm,
}
