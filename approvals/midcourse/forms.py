"""The form of a case of the past: the procedure's facts, then each past step with its day, who, and scan or reason.

A procedure's form declares its facts and answers with `facts`; the steps are the same for all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.attachments import Scan
from approvals.forms import ProofField, printable
from members.days import PastDay
from members.models import Appointment

from .kinds import Asked
from .records import PastStep

REASON = 6  # characters that say why there is no scan


@dataclass(frozen=True)
class StepFields:
    """The fields of one past step, for the page; `kept`: the scan that was attached before."""

    asked: Asked
    fields: list[BoundField]
    kept: str


class MidcourseForm(forms.Form):
    """`by` enters it; `known`: the steps as they were entered before, whose scans need not be attached again."""

    asked: ClassVar[tuple[Asked, ...]]

    def __init__(self, *args: Any, by: Appointment, known: Mapping[str, PastStep] | None = None, **kwargs: Any):
        self.by, self.known = by, known or {}
        super().__init__(*args, **kwargs)
        self.fact_names = list(self.fields)
        for asked in self.asked:
            self._add_step(asked)

    def _add_step(self, asked: Asked) -> None:
        known, must = self.known.get(asked.key), not asked.optional
        self.fields |= {
            f"{asked.key}-on": PastDay(label=gettext_lazy("日期"), required=must, initial=known.on if known else None),
            f"{asked.key}-org_name": _line(gettext_lazy("党组织全称"), must, 100, known.org_name if known else ""),
            f"{asked.key}-who": _line(gettext_lazy("经办人及职务"), must, 90, known.who if known else ""),
            f"{asked.key}-text": _line(gettext_lazy("内容"), False, 600, known.text if known else ""),
            f"{asked.key}-scan": ProofField(required=False, help_text=gettext_lazy("PDF、JPG、PNG，最大 10 MB。")),
            f"{asked.key}-without": _line(
                gettext_lazy("没有扫描件的原因"), False, 300, known.without if known else "", _("有扫描件的不填。")
            ),
        }

    @property
    def fact_fields(self) -> list[BoundField]:
        return [self[name] for name in self.fact_names]

    @property
    def step_fields(self) -> list[StepFields]:
        found = []
        for asked in self.asked:
            mine = [self[name] for name in self.fields if name.startswith(f"{asked.key}-")]
            known = self.known.get(asked.key)
            found.append(StepFields(asked, mine, known.file_name if known else ""))
        return found

    def asked_when(self, asked: Asked, cleaned: dict[str, Any]) -> bool:
        """Whether an optional step belongs to the case that is told."""
        return bool(cleaned.get(f"{asked.key}-on"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for asked in self.asked:
            if asked.optional and not self.asked_when(asked, cleaned):
                continue
            self._demand(asked, cleaned)
        return cleaned

    def _demand(self, asked: Asked, cleaned: dict[str, Any]) -> None:
        for name, said in (("on", _("请填日期。")), ("org_name", _("请填党组织全称。")), ("who", _("请填经办人。"))):
            field = f"{asked.key}-{name}"
            if not cleaned.get(field) and field not in self.errors:
                self.add_error(field, said)
        scan, without = f"{asked.key}-scan", f"{asked.key}-without"
        known = self.known.get(asked.key)
        there = cleaned.get(scan) or (known and known.sha256)
        reason = cleaned.get(without, "")
        if not there and len(reason) < REASON and scan not in self.errors:
            self.add_error(scan, _("请附扫描件，或在下面写明没有的原因（不少于6个字）。"))

    @property
    def facts(self) -> dict[str, Any]:
        """What the procedure keeps of it: plain values."""
        raise NotImplementedError

    @property
    def steps(self) -> list[PastStep]:
        """The steps that were told, unsaved; their scans are kept in the storage. Raises StorageUnavailable."""
        said = self.cleaned_data
        told = [a for a in self.asked if not a.optional or self.asked_when(a, said)]
        return [self._step(asked.key, said) for asked in told]

    def _step(self, key: str, said: dict[str, Any]) -> PastStep:
        names = ("on", "org_name", "who", "text", "without")
        step = PastStep(key=key, **{name: said[f"{key}-{name}"] for name in names})
        scan: Scan | None = said[f"{key}-scan"]
        if scan:
            kept = scan.store()
            step.file_name, step.content_type, step.sha256, step.size = (
                kept.name,
                kept.content_type,
                kept.sha256,
                kept.size,
            )
        return step


class DecisionForm(forms.Form):
    """What the confirming committee says; `text` is asked for where it sends back."""

    text = forms.CharField(
        label=gettext_lazy("意见"),
        required=False,
        max_length=600,
        validators=[printable],
        widget=forms.Textarea(attrs={"rows": 3, "data-keep": ""}),
    )


def _line(label: Any, required: bool, longest: int, initial: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=longest,
        validators=[printable],
        initial=initial,
        help_text=help_text,
    )
