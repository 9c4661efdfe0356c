"""Rename 更名, move 调整隶属 and close 撤销 organisations: decisions of a superior, with day and document (R-O11).

How one takes the place of others: `succession.py`. Upper rooms follow in the same transaction: `changing` is sent
before anything is touched, `changed` when the tree is what it is now. Tests: tests/members/test_tree_changes.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.dispatch import Signal
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from . import tree_gate
from .access import AccountEvent, Did
from .appointments import Appointment, Post
from .org_history import Change, Decision, OrgChange, enter
from .org_names import FormerName
from .orgs import PartyOrg, power_refused
from .people import Relation
from .register.changes import change
from .register.log import Kind
from .rulebook import RuleBroken, declare

declare(
    "R-O11",
    "仍有党员、下级组织、在办事项或有效协议的党组织不得撤销；合并、更名的由承继组织接办，已出具的文件保留旧名。",
    "各地做法；产品默认",
)


@dataclass(frozen=True)
class Obstacle:
    """What stands against a change, in a sentence, and where it is put right: (words, address)."""

    sentence: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class TreeChange:
    """What upper rooms are told. `orgs`: those renamed, moved or ended; `successor`: who takes over; `moved`: those
    whose superiors are others now, with all below them; `entries`: what the history says of each of `orgs`.

    Empty while `changing` is sent: successor, moved, entries."""

    kind: Change
    orgs: tuple[PartyOrg, ...]
    decision: Decision
    successor: PartyOrg | None = None
    moved: tuple[PartyOrg, ...] = ()
    entries: tuple[OrgChange, ...] = ()


# Both inside the transaction of the change, with `change` (a TreeChange).
changing = Signal()
changed = Signal()
# Asked for what else stands against the end of `orgs` (a query) on the day `on`; `taken_over`: somebody takes their
# place. Receivers answer with a list of Obstacle.
closing = Signal()


def why_not_change(org: PartyOrg, by: Appointment, kind: Change) -> str:
    """Why `by` may not decide about `org`, in a sentence that names who can; or an empty string.

    Nobody decides about the organisation they act for: its superior does. One without a superior names itself."""
    if by.post != Post.ADMINISTRATOR or not by.org.covers(org):
        return _("由其上级的系统管理员办理")
    if org.closed_on:
        return _("该组织已撤销")
    if org.parent_id is None:
        return "" if kind == Change.RENAMED else _("最高一级组织在系统内没有上级，不能在这里调整或撤销")
    if org.path in {by.org.path, by.org.reach}:
        return _("本组织的更名、隶属和撤销由上级的系统管理员办理")
    return ""


@transaction.atomic
def rename(org: PartyOrg, *, name: str, short_name: str, decision: Decision) -> PartyOrg:
    """Give `org` new names from the day of the decision on; the old ones are kept and go on finding it.

    Raises RuleBroken (R-O11, R-O6), ValidationError for a name that is taken."""
    tree_gate.take()
    org = _opened(org, decision)
    if (name, short_name) == (org.name, org.short_name):
        raise RuleBroken("R-O11", _("新名称与现名称相同"))
    about = TreeChange(Change.RENAMED, (org,), decision)
    changing.send(PartyOrg, change=about)
    FormerName.objects.create(
        org=org,
        name=org.name,
        short_name=org.short_name,
        pinyin=org.pinyin,
        initials=org.initials,
        until=decision.on,
    )
    was = org.name
    write(org, decision, name=name, short_name=short_name)
    refuse_power_below(org)
    announce(about, [enter(Change.RENAMED, org, decision, was=was, became=name)])
    return org


@transaction.atomic
def move(org: PartyOrg, parent: PartyOrg, *, decision: Decision) -> PartyOrg:
    """Put `org` with its whole subtree under `parent`.

    Raises RuleBroken (R-O11, R-O6), ValidationError (R-O3, R-O6)."""
    tree_gate.take()
    org, parent = _opened(org, decision), PartyOrg.objects.select_for_update().get(pk=parent.pk)
    if parent.closed_on:
        raise RuleBroken("R-O11", _("%(org)s已撤销，请选承继它的组织") % {"org": parent})
    if org.parent_id == parent.pk:
        raise RuleBroken("R-O11", _("%(org)s现在就隶属%(parent)s") % {"org": org, "parent": parent})
    about = TreeChange(Change.MOVED, (org,), decision)
    changing.send(PartyOrg, change=about)
    was = org.parent.name if org.parent else ""
    put_under(org, parent, decision)
    refuse_power_below(org)
    announce(replace(about, moved=(org,)), [enter(Change.MOVED, org, decision, was=was, became=parent.name)])
    return org


def put_under(org: PartyOrg, parent: PartyOrg, decision: Decision) -> None:
    """Move the rows. Raises ValidationError (R-O3, R-O6)."""
    write(org, decision, parent=parent)


def write(org: PartyOrg, decision: Decision, **values: Any) -> None:
    """Give `org` new values, in the register and on its log. Raises ValidationError (R-O3, R-O6, a name in use)."""
    for name, value in values.items():
        setattr(org, name, value)
    org.full_clean()
    change(org, values, Kind.ADMINISTERED, decision.ground)


@transaction.atomic
def close(org: PartyOrg, *, decision: Decision) -> PartyOrg:
    """End `org` without a successor. Raises RuleBroken (R-O11) naming everything that stands against it."""
    tree_gate.take()
    org = _opened(org, decision)
    if found := obstacles_to_closing(org, decision.on):
        raise RuleBroken(
            "R-O11",
            _("不能撤销%(org)s：%(reasons)s") % {"org": org, "reasons": "；".join(o.sentence for o in found)},
        )
    end(org, decision)
    announce(TreeChange(Change.CLOSED, (org,), decision), [enter(Change.CLOSED, org, decision, was=org.name)])
    return org


def end(org: PartyOrg, decision: Decision, successor: PartyOrg | None = None) -> None:
    """Close the row of `org` and end its appointments that day; one that had not begun ends on its first day."""
    ended = {"closed_on": decision.on, "successor": successor, "may_approve_probationary": False}
    change(org, ended, Kind.ADMINISTERED, decision.ground)
    running = Appointment.objects.filter(org=org).exclude(until__lte=decision.on)
    events = []
    for held in running.select_for_update().order_by("pk"):
        held.until = max(held.since, decision.on)
        held.save(update_fields=["until"])
        events.append(
            AccountEvent(
                did=Did.ENDED,
                account_id=held.account_id,
                appointment=held,
                by=decision.by.account,
                hat=decision.by,
                reason=_("组织撤销：%(document)s") % {"document": decision.document},
            )
        )
    AccountEvent.objects.bulk_create(events)


def announce(change: TreeChange, entries: Iterable[OrgChange]) -> None:
    """Let the upper rooms follow what was written."""
    changed.send(PartyOrg, change=replace(change, entries=tuple(entries)))


def obstacles_to_closing(org: PartyOrg, on: date | None = None) -> list[Obstacle]:
    """Everything that stands against ending `org` without a successor; empty when it may close."""
    found = []
    if people := Relation.objects.present().filter(org=org).count():
        where = (_("人员名单"), f"{reverse('people')}?org={org.pk}")
        found.append(Obstacle(_("还有%(count)d人的组织关系，须先接转") % {"count": people}, (where,)))
    if below := list(org.children.current().order_by("path")):
        links = tuple((str(child), reverse("organisation", args=[child.pk])) for child in below)
        found.append(Obstacle(_("还有%(count)d个下级组织，须先撤销或调整隶属") % {"count": len(below)}, links))
    return found + asked_of_upper_rooms([org], on or localdate(), taken_over=False)


def asked_of_upper_rooms(orgs: list[PartyOrg], on: date, *, taken_over: bool) -> list[Obstacle]:
    ending = PartyOrg.objects.filter(pk__in=[org.pk for org in orgs]).order_by()
    answers: list[tuple[Any, Any]] = closing.send(PartyOrg, orgs=ending, taken_over=taken_over, on=on)
    return [obstacle for _receiver, found in answers for obstacle in found]


def refuse_power_below(org: PartyOrg) -> None:
    """Raise RuleBroken (R-O6) when a committee below `org` holds a power that its new superiors forbid."""
    holding = list(PartyOrg.objects.within(org.path).exclude(pk=org.pk).filter(may_approve_probationary=True))
    chains = PartyOrg.objects.chains_of(holding)
    unlawful = [
        str(one) for one in holding if power_refused(one.kind, one.name, [above.name for above in chains[one.pk][1:]])
    ]
    if unlawful:
        said = _("变动后%(names)s不能再有审批权限，请先由上级收回") % {"names": "、".join(unlawful)}
        raise RuleBroken("R-O6", said)


def _opened(org: PartyOrg, decision: Decision) -> PartyOrg:
    """`org` as it stands now, locked. Raises RuleBroken (R-O11) for one that is closed or a day that cannot be."""
    org = PartyOrg.objects.select_for_update(of=("self",)).select_related("parent").get(pk=org.pk)
    refuse_day(org, decision)
    return org


def refuse_day(org: PartyOrg, decision: Decision) -> None:
    decision.refuse_unlawful_day()
    if org.closed_on:
        raise RuleBroken("R-O11", _("%(org)s已于%(day)s撤销") % {"org": org, "day": org.closed_on.isoformat()})
    last = OrgChange.objects.filter(org=org).aggregate(last=Max("on"))["last"]
    if any(day and decision.on < day for day in (org.founded_on, last)):
        raise RuleBroken("R-O11", _("生效日期早于%(org)s的成立或上一次变动，请核对") % {"org": org})


def standing_for(org: PartyOrg) -> PartyOrg:
    """The organisation that answers for `org` today: itself, or the last in the line of successors."""
    seen = {org.pk}
    while org.closed_on and org.successor_id and org.successor_id not in seen:
        seen.add(org.successor_id)
        org = PartyOrg.objects.get(pk=org.successor_id)
    return org
