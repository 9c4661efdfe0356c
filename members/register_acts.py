"""What can be done to a person in the register, one after another: its page, its form, its entry, who may.

Tests: tests/members/test_register_pages.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .appointments import Appointment
from .outing_forms import OutingEndForm, OutingForm
from .people import Person, Stage
from .register.keeping import why_not_decide, why_not_keep
from .register.log import Kind, RegisterEntry
from .register_forms import CorrectForm, GroundForm
from .status_forms import ConversionForm, ExaminationForm, StageForm


@dataclass(frozen=True)
class Act:
    """One page. `fits` says of whom; `kind` of the entry may depend on the person."""

    name: str
    title: Callable[[Person], Any]
    form: type[GroundForm]
    kind: Callable[[Person], Kind]
    fits: Callable[[Person], bool]
    unfit: str | Promise
    told: str | Promise
    why_not_allowed: Callable[[Person, Appointment], str] = why_not_keep

    @property
    def address(self) -> str:
        """`outing-end` of `person_outing_end`."""
        return self.name.removeprefix("person_").replace("_", "-")

    def done_already(self, person: Person) -> RegisterEntry | None:
        """The entry by which this act was done, where it fits no more: whoever comes back to its page is told so."""
        if self.fits(person):
            return None
        return person.register_entries.filter(kind=self.kind(person)).select_related("by__account").last()

    def why_not(self, person: Person, by: Appointment) -> str:
        """Why `by` cannot do this to `person` now, in a sentence; or an empty string."""
        return self.why_not_allowed(person, by) or ("" if self.fits(person) else str(self.unfit))


KEPT = gettext_lazy("以前开出的文书、办结的事项保留当时的内容，不随更正改变。")
ACTS = {
    act.name: act
    for act in (
        Act(
            "person_correct",
            lambda _person: _("更正"),
            CorrectForm,
            lambda _person: Kind.CORRECTED,
            lambda _person: True,
            "",
            KEPT,
        ),
        Act(
            "person_outing",
            lambda person: _("变更外出情况") if person.is_away else _("登记外出"),
            OutingForm,
            lambda person: Kind.OUTING_CHANGED if person.is_away else Kind.OUTING_BEGAN,
            lambda _person: True,
            "",
            gettext_lazy("组织关系不变。外出六个月以上、有固定地点的，应当办理接转（R-T1）。"),
        ),
        Act(
            "person_outing_end",
            lambda _person: _("外出结束"),
            OutingEndForm,
            lambda _person: Kind.OUTING_ENDED,
            lambda person: person.is_away,
            gettext_lazy("该同志没有登记外出"),
            gettext_lazy("外出日期、地点、单位、流入地党支部和交回的活动证编号随之清空，仍留在变动记录里。"),
        ),
        Act(
            "person_examination",
            lambda person: _("登记审查结束") if person.under_examination else _("登记正在接受审查"),
            ExaminationForm,
            lambda _person: Kind.EXAMINATION,
            lambda person: person.is_member,
            gettext_lazy("只登记党员的审查情况"),
            gettext_lazy("正在接受审查的，转出组织关系时系统提示，由党委写明理由确认（R-T26）。"),
            why_not_decide,
        ),
        Act(
            "person_stage",
            lambda _person: _("更正党员类别"),
            StageForm,
            lambda _person: Kind.CORRECTED,
            lambda _person: True,
            "",
            gettext_lazy(
                "只用于当初登记有误。入党、转正、取消资格按规定程序办理；在纸上已办完转正的，用「补录转正」。"
            ),
            why_not_decide,
        ),
        Act(
            "person_conversion",
            lambda _person: _("补录转正"),
            ConversionForm,
            lambda _person: Kind.CONVERTED,
            lambda person: person.stage == Stage.PROBATIONARY,
            gettext_lazy("只有预备党员可以补录转正"),
            gettext_lazy("支部大会已讨论通过、党委已批准的转正，照入党志愿书登记。系统不代替支部大会和党委的决定。"),
            why_not_decide,
        ),
    )
}


@dataclass(frozen=True)
class Offer:
    """A button on the person's page."""

    title: str
    address: str


def offers(person: Person, by: Appointment) -> tuple[list[Offer], list[str]]:
    """The acts `by` can do to `person`, and each sentence that says why others cannot be done, once."""
    said = {rule: rule(person, by) for rule in dict.fromkeys(act.why_not_allowed for act in ACTS.values())}
    here = [
        Offer(str(act.title(person)), reverse(act.name, args=[person.pk]))
        for act in ACTS.values()
        if not said[act.why_not_allowed] and act.fits(person)
    ]
    return here, list(dict.fromkeys(why for why in said.values() if why))
