"""The seven steps of a set-up: what each of them says is derived from the register each time, never stored (O1).

A step is done, or acknowledged as it is with a reason (`Acknowledgement`). The set-up is one administrator's: it covers
the reach of the hat that is worn. Tests: tests/config/test_setup_steps.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from approvals.calendar import provisional_years
from documents.printing import PrintSettings
from members import regions
from members.appointments import Post
from members.models import Appointment, PartyOrg, Relation, RosterImport
from members.roster.records import WAITING

from . import open_desks
from .records import Acknowledgement


class Name(StrEnum):
    """The steps in their order; the words in an address."""

    ORGANISATION = "organisation"
    ADMINISTRATORS = "administrators"
    CALENDAR = "calendar"
    ROSTER = "roster"
    SECRETARIES = "secretaries"
    ACCOUNTS = "accounts"
    PRINTING = "printing"


PUT_AWAY = "put-away"  # the whole list, acknowledged
TITLES = {
    Name.ORGANISATION: gettext_lazy("最上面的组织"),
    Name.ADMINISTRATORS: gettext_lazy("谁来管理"),
    Name.CALENDAR: gettext_lazy("工作日"),
    Name.ROSTER: gettext_lazy("名册"),
    Name.SECRETARIES: gettext_lazy("没有书记的支部"),
    Name.ACCOUNTS: gettext_lazy("开账号"),
    Name.PRINTING: gettext_lazy("介绍信打印"),
}
MAY_BE_LEFT = (Name.ADMINISTRATORS, Name.CALENDAR, Name.SECRETARIES, Name.ACCOUNTS, Name.PRINTING)


@dataclass
class Step:
    """One step as it stands: `line` says what is set or open, `left` counts what is open, `later` why it is grey."""

    name: Name
    line: str
    done: bool
    left: int = 0
    later: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    acknowledged: Acknowledgement | None = None
    heading: str = ""

    @property
    def title(self) -> str:
        return self.heading or str(TITLES[self.name])

    @property
    def number(self) -> int:
        return list(Name).index(self.name) + 1

    @property
    def settled(self) -> bool:
        """Done, or left as it is with a reason that still covers what is open."""
        return self.done or self.acknowledged is not None

    @property
    def may_be_left(self) -> bool:
        return self.name in MAY_BE_LEFT and not self.settled and not self.later


def organisation(org: PartyOrg) -> Step:
    """Name, kind, region, codes, and whether it may approve (R-O6)."""
    heading = _("本组织") if org.parent_id else ""
    lacking = [
        str(label)
        for label, said in (
            (_("地区"), org.region),
            (_("组织代码"), org.code),
            (_("机关代字"), org.document_code),
        )
        if not said
    ]
    if lacking:
        said = _("%(org)s，还缺%(what)s") % {"org": org.name, "what": "、".join(lacking)}
        return Step(Name.ORGANISATION, said, done=False, heading=heading)
    power = _("有接转审批权") if org.may_approve_probationary else _("没有接转审批权")
    said = _("%(org)s，%(region)s，代码 %(code)s，文号 %(document_code)s，%(power)s")
    about = {"org": org.name, "region": regions.named(org.region), "code": org.code, "power": power}
    return Step(Name.ORGANISATION, said % {**about, "document_code": org.document_code}, done=True, heading=heading)


def administrators(org: PartyOrg) -> Step:
    """Two are safe: nobody issues a code to themselves, so one alone who forgets the password is locked out."""
    held = Appointment.objects.current().filter(org=org, post=Post.ADMINISTRATOR).select_related("account")
    names = list(dict.fromkeys(hat.account.name for hat in held))
    if len(names) > 1:
        said = _("%(names)s；管理员不办理事项（R-O12）") % {"names": "、".join(names)}
        return Step(Name.ADMINISTRATORS, said, done=True)
    said = _("只有%(name)s一人：忘记密码时没有人能给新代码，请再请一位") % {"name": "".join(names)}
    return Step(Name.ADMINISTRATORS, said, done=False, left=1)


def calendar(_org: PartyOrg) -> Step:
    """Whether this year's holidays are known; next year's usually come in November."""
    this = timezone.localdate().year
    unknown = provisional_years([this, this + 1])
    years = {"this": this, "next": this + 1}
    if this in unknown:
        said = _("%(this)s年的放假安排还没有录入，限期都是暂定") % years
        return Step(Name.CALENDAR, said, done=False, left=1)
    if this + 1 in unknown:
        said = _("%(this)s年按国务院通知；%(next)s年暂定周一到周五，通知出来后请改")
    else:
        said = _("%(this)s年、%(next)s年按国务院通知")
    return Step(Name.CALENDAR, said % years, done=True)


def roster(org: PartyOrg) -> Step:
    """How many people are in, and whether a workbook waits for a decision."""
    people = Relation.objects.present().filter(org__in=PartyOrg.objects.within(org.reach)).count()
    waiting = RosterImport.objects.filter(by__org=org, state__in=WAITING).count()
    orgs = PartyOrg.objects.within(org.reach).current().count()
    facts = {"people": people, "waiting": waiting, "orgs": orgs}
    if waiting:
        said = _("已写入 %(people)s 人；还有 %(waiting)s 个文件没有办完")
    elif people:
        said = _("%(orgs)s 个组织，%(people)s 人")
    else:
        said = _("还没有人；上传党组织和党员名册，先看后写")
    return Step(Name.ROSTER, said % facts, done=bool(people) and not waiting, left=waiting, facts=facts)


def secretaries(org: PartyOrg) -> Step:
    found = open_desks.without_secretary(org.reach)
    left, everybody = found.count(), PartyOrg.objects.within(org.reach).current()
    led = everybody.filter(kind__in=open_desks.LED_BY_A_SECRETARY).count()
    if not led:
        later = _("名册写入后列出；事项会停在没有人的支部")
        return Step(Name.SECRETARIES, later, done=False, later=later)
    if not left:
        said = ngettext("%(n)s 个支部和总支都有书记", "%(n)s 个支部和总支都有书记", led) % {"n": led}
        return Step(Name.SECRETARIES, said, done=True)
    said = ngettext(
        "%(n)s 个支部或总支没有书记，事项会停在那里", "%(n)s 个支部或总支没有书记，事项会停在那里", left
    ) % {"n": left}
    return Step(Name.SECRETARIES, said, done=False, left=left)


def accounts(org: PartyOrg) -> Step:
    """Every organisation that has members has somebody who takes a secretary's work and can sign in."""
    inhabited = open_desks.with_members(org.reach)
    number = inhabited.count()
    if not number:
        later = _("名册写入后办；一次性代码打印一张纸，裁开发给本人")
        return Step(Name.ACCOUNTS, later, done=False, later=later)
    left = open_desks.without(Post.SECRETARY, inhabited).count()
    silent = not_signed_in(org).count()
    said = (
        _("%(number)s 个有党员的组织，%(left)s 个还没有书记账号")
        if left
        else _("%(number)s 个有党员的组织都有书记账号")
    )
    line = said % {"number": number, "left": left}
    if silent:
        line += _("；%(silent)s 人还没有设密码") % {"silent": silent}
    return Step(Name.ACCOUNTS, line, done=not left, left=left, facts={"silent": silent})


def not_signed_in(org: PartyOrg):
    """Posts in reach whose holders have not chosen a password yet."""
    held = Appointment.objects.current().own().filter(org__in=PartyOrg.objects.within(org.reach))
    unusable = {"account__password__startswith": UNUSABLE_PASSWORD_PREFIX}
    return held.filter(**unusable).select_related("account", "org").order_by("org__path", "pk")


def printing(org: PartyOrg) -> Step:
    """How those who issue letters print them: nobody's choice is guessed (R-P7)."""
    own = org.parent if org.acts_for_parent and org.parent else org
    issuers = open_desks.issuers(org.reach)
    number = issuers.count()
    if not number:
        later = _("还没有组织有接转审批权，先在第 1 步授予")
        return Step(Name.PRINTING, later, done=False, later=later)
    chosen = PrintSettings.objects.filter(org__in=issuers)
    settled = chosen.count()
    mine = [own] if own.may_approve_probationary else []
    open_here = sum(1 for issuer in mine if not chosen.filter(org=issuer).exists())
    done = not open_here if mine else bool(settled)
    if done:
        said = _("%(number)s 个组织开具介绍信，%(settled)s 个已选定打印方式")
    else:
        said = _("选套打或者参考样式，打一张试样对位置")
    return Step(Name.PRINTING, said % {"number": number, "settled": settled}, done=done, left=open_here or 1)


STEPS: dict[Name, Callable[[PartyOrg], Step]] = {
    Name.ORGANISATION: organisation,
    Name.ADMINISTRATORS: administrators,
    Name.CALENDAR: calendar,
    Name.ROSTER: roster,
    Name.SECRETARIES: secretaries,
    Name.ACCOUNTS: accounts,
    Name.PRINTING: printing,
}


def of(org: PartyOrg) -> list[Step]:
    """The seven steps as they stand for whoever administers `org`."""
    noted = {row.step: row for row in Acknowledgement.objects.filter(org=org).select_related("by__account")}
    steps = [derive(org) for derive in STEPS.values()]
    for step in steps:
        note = noted.get(step.name)
        if note and not step.done and not step.later and step.left <= note.left:
            step.acknowledged = note
    return steps


def one(org: PartyOrg, name: str) -> Step:
    return next(step for step in of(org) if step.name == name)


def put_away(org: PartyOrg) -> Acknowledgement | None:
    """Who took the list off the home page, if anybody did."""
    return Acknowledgement.objects.filter(org=org, step=PUT_AWAY).select_related("by__account").first()


def acknowledge(by: Appointment, step: Step, reason: str) -> None:
    """Leave a step as it is. It opens again when more is open than today."""
    note = {"reason": reason, "left": step.left, "by": by}
    Acknowledgement.objects.update_or_create(org=by.org, step=step.name, defaults=note)
