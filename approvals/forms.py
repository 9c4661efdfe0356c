"""Forms of the desk: what is typed beside a verb. Procedures add their own fields to `VerbForm`."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members import month_field
from members.characters import printable
from members.models import Appointment

from .attachments import Scan
from .case import Case
from .rules import Missing, NotAllowed
from .sides import Verdict
from .warned import reasons_in
from .wording import PHRASES, Phrase, contradiction

LONGEST_TEXT = 2000


class MonthField(month_field.MonthField):
    """A month typed beside a verb, as the log then says it."""

    def in_words(self, value: str, case: Case) -> str:
        """`2026-11` of the day the log keeps."""
        return value[:7]


class VerbForm(forms.Form):
    """The plain form of a verb: an opinion. `case` and `by` are what the choices depend on; `verdict` is what sending
    it says, empty where it is no opinion.

    `act_label` and `what_next`: the button of an opinion that does not decide, and the line below it.
    Reasons for going on despite a warning come as `override-R-T5` and leave as `cleaned_data["overrides"]`."""

    text = forms.CharField(
        label=_("意见"),
        required=False,
        max_length=LONGEST_TEXT,
        validators=[printable],
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
    )
    field_order: list[str] | None = None
    act_label: str | Promise = ""
    what_next: str | Promise = ""

    def __init__(self, *args, case: Case, by: Appointment, verdict: str = "", **kwargs):
        self.case, self.by, self.verdict = case, by, verdict
        super().__init__(*args, **kwargs)

    @property
    def notes(self) -> list[Missing]:
        """What is better known before signing and stops nothing."""
        return []

    @property
    def phrases(self) -> list[tuple[str, tuple[Phrase, ...]]]:
        """Phrases to begin the text with: the choice they belong to (empty: whatever is chosen), and each phrase."""
        complete = self.verdict == Verdict.AGREE and self.fields["text"].required  # no phrase says why
        return [("", PHRASES[self.verdict])] if self.verdict in PHRASES and not complete else []

    def clean(self):
        cleaned = super().clean() or {}
        self._refuse_contradiction(self.verdict, cleaned)
        cleaned["overrides"] = reasons_in(self.data)
        return cleaned

    def _refuse_contradiction(self, verdict: str, cleaned: dict) -> None:
        """What is copied from the letter of an organisation outside the system stands as it was written."""
        told = contradiction(verdict, cleaned.get("text", ""))
        if told and not self.case.recorded_in(self.case.state):
            self.add_error("text", told)


class ReasonForm(VerbForm):
    """A verb that must say why or what is missing: at least ten characters."""

    text = forms.CharField(
        label=_("情况说明"),
        min_length=10,
        max_length=LONGEST_TEXT,
        validators=[printable],
        widget=forms.Textarea(attrs={"rows": 4, "data-keep": ""}),
        error_messages={"min_length": _("请写明情况和理由，不少于 10 个字。")},
    )


class ProofField(forms.FileField):
    """A scan or photograph of the paper that shows it. The value is a Scan, checked by its content."""

    def __init__(self, **about):
        about.setdefault("label", _("扫描件或照片"))
        about.setdefault("help_text", _("PDF、JPG、PNG，最大 10 MB；提交后作为本步骤的附件。"))
        about.setdefault("widget", forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}))
        about.setdefault("error_messages", {"required": _("请附扫描件或照片。")})
        super().__init__(**about)

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return Scan.of(upload)
        except NotAllowed as refused:
            raise ValidationError(str(refused)) from refused


class MaterialForm(ReasonForm):
    """Sent back: what is missing, and who is to supply it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("缺什么、请谁补充")


class OpinionForm(VerbForm):
    """An opinion that does not decide: agree or not, in words."""

    act_label = _("提出意见并送上级组织")
    what_next = _("提交后送上一级组织继续办理。")

    agrees = forms.TypedChoiceField(
        label=_("意见"),
        choices=[("yes", _("同意")), ("no", _("不同意"))],
        coerce=lambda v: v == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择同意或者不同意。")},
    )
    field_order = ["agrees", "text"]

    @property
    def phrases(self) -> list[tuple[str, tuple[Phrase, ...]]]:
        return [("yes", PHRASES[Verdict.AGREE]), ("no", PHRASES[Verdict.DISAGREE])]

    def clean(self):
        cleaned = super().clean()
        if "agrees" in cleaned:
            self._refuse_contradiction(Verdict.AGREE if cleaned["agrees"] else Verdict.DISAGREE, cleaned)
        if cleaned.get("agrees") is False and len(cleaned.get("text", "")) < 10:
            self.add_error("text", _("不同意须写明理由，不少于 10 个字。"))
        return cleaned


class StatementForm(ReasonForm):
    """What one side says when both are heard: it takes no side and decides nothing."""

    act_label = _("提交书面陈述")
    what_next = _("提交后由协调单位一并研究，双方和协调单位都能看到。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("事实经过和本方意见")

    def clean(self):
        return super().clean() | {"agrees": None}
