"""Forms of what a committee answers for: an examination (R-T26), an error in the stage, a conversion made on paper."""

from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .characters import printable
from .days import PastDay
from .people import MEMBERS, Stage
from .register_forms import GroundForm, refuse_impossible_dates
from .rulebook import declare

YEAR, LONGEST = 1, 2  # of a probation: without and with its one extension

declare(
    "R-D28",
    "支部大会不得在预备期满以前讨论转正；转正由有审批权限的党委审批。",
    "《中国共产党发展党员工作条例》",
)


class ExaminationForm(GroundForm):
    """Under examination from a day on, or not any more."""

    on = PastDay(label=gettext_lazy("日期"), initial=localdate)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("例如：因何事由哪个机关立案审查，或审查结论。不写涉密内容")

    def values(self) -> dict[str, Any]:
        assert self.person is not None  # noqa: S101 - said for the type checker
        return {"under_examination": not self.person.under_examination}

    def effective_on(self) -> date:
        return self.cleaned_data["on"]


class StageForm(GroundForm):
    """The stage was entered wrongly: what it was, with the dates that belong to it. Not a step of development."""

    stage = forms.ChoiceField(label=gettext_lazy("党员类别"), choices=Stage)
    joined_on = PastDay(label=gettext_lazy("入党日期"), required=False)
    converted_on = PastDay(label=gettext_lazy("转正日期"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["proof"].required = True
        for name in ("stage", "joined_on", "converted_on"):
            self.initial.setdefault(name, getattr(self.person, name))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        stage, person = cleaned.get("stage", ""), self.person
        assert person is not None  # noqa: S101 - said for the type checker
        if stage == person.stage:
            self.add_error("stage", _("类别没有变；只更正日期的，请用「更正」。"))
        dates = {"applied_on": person.applied_on, "activist_on": person.activist_on, **cleaned}
        refuse_impossible_dates(self, dates, stage, person.born_on, {"joined_on", "converted_on"})
        if stage and stage not in MEMBERS:
            for name in ("joined_on", "converted_on"):
                if cleaned.get(name):
                    self.add_error(name, _("不是党员的，不填这一日期。"))
        return cleaned

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("stage", "joined_on", "converted_on")}


class ConversionForm(GroundForm):
    """A conversion 转正 decided on paper: assembly, approval, the day it counts from (R-D28)."""

    converted_on = PastDay(label=gettext_lazy("转正日期"), help_text=gettext_lazy("预备期（含延长的预备期）满之日"))
    assembly_on = PastDay(label=gettext_lazy("支部大会讨论通过的日期"))
    approved_on = PastDay(label=gettext_lazy("党委批准的日期"))
    approved_by = forms.CharField(label=gettext_lazy("批准的党委"), max_length=60, validators=[printable])

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["proof"].required = True
        self.fields["proof"].help_text = _("入党志愿书中转正的支部决议和党委审批意见的扫描件")
        self.fields["reason"].required = False
        self.fields["reason"].label = _("说明")
        self.fields["reason"].help_text = _("例如：为什么现在才登记")
        self.fields["reason"].max_length = 100  # type: ignore[attr-defined]  # the rest of the record is the dates
        assert self.person is not None  # noqa: S101 - said for the type checker
        if self.person.joined_on:
            self.initial.setdefault("converted_on", years_after(self.person.joined_on, YEAR))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        converted, assembly, approved = (cleaned.get(n) for n in ("converted_on", "assembly_on", "approved_on"))
        if converted:
            self._refuse_off_probation(converted)
        if converted and assembly and assembly < converted:
            self.add_error("assembly_on", _("支部大会不得在预备期满以前讨论转正（R-D28），请核对。"))
        if assembly and approved and approved < assembly:
            self.add_error("approved_on", _("早于支部大会的日期，请核对。"))
        return cleaned

    def _refuse_off_probation(self, converted: date) -> None:
        joined = self.person.joined_on if self.person else None
        if joined is None:
            self.add_error("converted_on", _("还没有登记入党日期，请先更正。"))
        elif converted < years_after(joined, YEAR):
            self.add_error("converted_on", _("预备期一年，从入党之日算起，不能提前（R-D28），请核对。"))
        elif converted > years_after(joined, LONGEST):
            self.add_error("converted_on", _("预备期连同一次延长最多两年，请核对入党日期和转正日期。"))

    def values(self) -> dict[str, Any]:
        return {"stage": Stage.FULL.value, "converted_on": self.cleaned_data["converted_on"]}

    def effective_on(self) -> date:
        return self.cleaned_data["converted_on"]

    def reason_on_record(self) -> str:
        typed = self.cleaned_data
        decided = f"支部大会{typed['assembly_on']}通过，{typed['approved_by']}{typed['approved_on']}批准"
        return "；".join(part for part in (decided, typed["reason"]) if part)[:200]


def years_after(day: date, years: int) -> date:
    """The same day of a later year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
