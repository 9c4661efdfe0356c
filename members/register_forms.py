"""Forms of the register: the ground of every change, the facts of a person, a correction, a person to be added.

What a roster may write about a person, these and `outing_forms`, `status_forms`, `dues_views`, `stays` write by hand;
tests/members/test_register_reach.py compares the two. Rules: R-I1, R-I2, order of dates.
"""

import copy
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import identity
from .appointments import Appointment
from .characters import printable
from .days import PastDay
from .identity import IdNumber
from .name_field import NameField
from .people import MEMBERS, Person, Stage
from .register import scans, shown
from .register.adding import whose_number
from .register.changes import ID_NUMBER
from .roster.codes import nation
from .rulebook import RuleBroken
from .same_person import compact
from .written_numbers import FIELDS

PARTY_DATES = ("applied_on", "activist_on", "joined_on", "converted_on")  # in the order they must have
PROVED = ("name", "gender", ID_NUMBER, "born_on")  # what an identity card says: changed with a proof alone
ORIGINAL = gettext_lazy("原件的扫描件或照片，PDF、JPG、PNG，不超过 10 MB；打开时留下记录")


def asked(column: models.Field, **about: Any) -> forms.Field | None:
    """The form's field of a column: days that have happened; texts that papers can print (R-P10)."""
    if isinstance(column, models.DateField):
        about["form_class"] = PastDay
    elif kind := FIELDS.get(column.name):
        about["form_class"] = kind
    field = column.formfield(**about)
    if isinstance(field, forms.CharField) and column.name != "remark":
        field.validators.append(printable)
    return field


class GroundForm(forms.Form):
    """Mix-in: why, and the proof. `person` is whom the form is about, `by` who fills it in."""

    reason = forms.CharField(
        label=gettext_lazy("理由和依据"),
        min_length=2,
        max_length=200,
        validators=[printable],
        widget=forms.Textarea(attrs={"rows": 2, "data-keep": ""}),
        help_text=gettext_lazy("例如：本人告知换号；与身份证核对。记入变动记录，不写身份号码"),
    )
    proof = forms.FileField(
        label=gettext_lazy("证明材料"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        help_text=ORIGINAL,
    )
    warnings: tuple[str, ...] = ()

    def __init__(self, *args: Any, person: Person | None = None, by: Appointment, **kwargs: Any):
        self.person, self.by = person, by
        super().__init__(*args, **kwargs)
        for name in ("reason", "proof"):
            self.fields[name] = self.fields.pop(name)  # last, whatever a form adds

    def clean_proof(self) -> UploadedFile | None:
        upload = self.cleaned_data["proof"]
        if upload:
            try:
                scans.refuse_unfit(upload)
            except scans.UnfitScan as unfit:
                raise forms.ValidationError(str(unfit)) from unfit
            upload.seek(0)
        return upload

    def ask_proof(self, why: str) -> None:
        if not self.cleaned_data.get("proof") and "proof" not in self.errors:
            self.add_error("proof", why)

    def sections(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """Headings with their fields; one without a heading holds those that stand in none."""
        yield "", list(self)

    def values(self) -> dict[str, Any]:
        """The columns this form changes."""
        raise NotImplementedError

    def effective_on(self) -> date | None:
        """The day from which the change holds; None: today."""
        return None

    def reason_on_record(self) -> str:
        return self.cleaned_data["reason"]


class PersonFactsForm(GroundForm, forms.ModelForm):
    """What is known of a person, except what has a page of its own: dues, outing, stay, stage, examination."""

    name = NameField(label=gettext_lazy("姓名"), max_length=60)
    id_number = forms.CharField(
        label=gettext_lazy("公民身份号码"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )

    class Meta:
        model = Person
        formfield_callback = asked
        fields = [
            "name", "gender", "nationality", "born_on", "phone", "education", "occupation",
            *PARTY_DATES, "cultivation_contact", "certificate_number", "remark",
        ]  # fmt: skip

    SECTIONS: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (gettext_lazy("身份"), ("name", "gender", "nationality", "id_number", "born_on")),
        (gettext_lazy("联系和工作"), ("phone", "education", "occupation")),
        (gettext_lazy("入党和培养"), (*PARTY_DATES, "cultivation_contact")),
        (gettext_lazy("其他"), ("certificate_number", "remark")),
    )

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any):
        super().__init__(*args, person=person, instance=copy.copy(person) if person else Person(), **kwargs)
        if person is None or person.id_sealed:
            del self.fields["born_on"]  # the number says it

    def sections(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        told: set[str] = set()
        for heading, names in self.SECTIONS:
            here = [name for name in names if name in self.fields]
            told |= set(here)
            yield str(heading), [self[name] for name in here]
        yield _("依据"), [self[name] for name in self.fields if name not in told]

    def clean_nationality(self) -> str:
        said = self.cleaned_data["nationality"]
        return nation(said) or said

    def clean_phone(self) -> str:
        return compact(self.cleaned_data["phone"])

    def clean_id_number(self) -> IdNumber | None:
        typed = self.cleaned_data["id_number"]
        if not typed:
            return None
        try:
            number = identity.parse(typed)
        except RuleBroken as broken:
            raise forms.ValidationError(str(broken)) from broken
        if taken := whose_number(number, self.by, but=self.person):
            raise forms.ValidationError(taken)
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        refuse_impossible_dates(self, cleaned, self.stage, self._born_on(cleaned), self.changed_names())
        number = cleaned.get("id_number")
        if number and cleaned.get("gender") and cleaned["gender"] != number.gender:
            self.warnings += (_("性别与身份号码第17位不符，已按填写的登记，请核对（R-I2）。"),)
        return cleaned

    @property
    def stage(self) -> str:
        return self.person.stage if self.person else self.cleaned_data.get("stage", "")

    def _born_on(self, cleaned: dict[str, Any]) -> date | None:
        number = cleaned.get("id_number")
        return number.born_on if number else cleaned.get("born_on") or self.instance.born_on

    def changed_names(self) -> set[str]:
        """The columns whose typed value is another than the register's."""
        known = {name: value for name, value in self.cleaned_data.items() if name in self.columns}
        if self.person is None:
            return set(known)
        return {name for name, value in known.items() if value != getattr(self.person, name)} - self._untyped_number()

    def _untyped_number(self) -> set[str]:
        return set() if self.cleaned_data.get("id_number") else {ID_NUMBER}

    @property
    def columns(self) -> list[str]:
        return [*self.Meta.fields, ID_NUMBER]


def refuse_impossible_dates(
    form: forms.Form, dates: dict[str, Any], stage: str, born_on: date | None, changed: set[str]
) -> None:
    """Name dates before birth, in the wrong order or against the stage, on the fields that were changed."""
    known = {name: dates[name] for name in PARTY_DATES if dates.get(name)}
    for name, day in known.items():
        if name in changed | ({name} if ID_NUMBER in changed else set()) and born_on and day <= born_on:
            form.add_error(name, _("早于身份号码中的出生日期，请核对。"))
    in_order = list(known.items())
    for (earlier, one), (later, other) in pairwise(in_order):
        if other < one and {earlier, later} & changed:
            said = _("%(later)s早于%(earlier)s，请核对。")
            about = {"later": form.fields[later].label, "earlier": shown.label(Person, earlier)}
            form.add_error(later if later in changed else earlier, said % about)
    if "joined_on" in changed and stage in MEMBERS and not dates.get("joined_on") and "joined_on" not in form.errors:
        form.add_error("joined_on", _("党员须有入党日期。"))
    if "converted_on" in changed and stage == Stage.PROBATIONARY and dates.get("converted_on"):
        form.add_error("converted_on", _("预备党员不应有转正日期；已转正的请用「补录转正」登记。"))


class CorrectForm(PersonFactsForm):
    """Put right what the register says. What the identity card says, and party dates that were known, need a proof."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        said = _("现为 %(number)s。更正的填写全部18位，不改的留空")
        self.fields["id_number"].help_text = said % {"number": self.instance.masked_id}
        for name in self.Meta.fields:
            if name in self.fields and getattr(self.person, name) in (None, ""):
                self.fields[name].required = False  # what the register does not know may stay unknown (R3)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        changed = self.changed_names()
        if not changed and not self.errors:
            self.add_error(None, _("没有改动任何内容。"))
        if changed & set(PROVED):
            self.ask_proof(_("更正姓名、性别、出生日期或身份号码，须附身份证等证明材料。"))
        elif any(getattr(self.person, name) for name in changed & set(PARTY_DATES)):
            self.ask_proof(_("更正已登记的入党、转正等日期，须附入党志愿书等证明材料。"))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.columns if name in self.changed_names()}
