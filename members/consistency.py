"""The nightly proof: one responsible organisation for every member at every instant, and a tree that is what it says.

Every check is a query or a bounded walk; findings name keys, never people. Tests: tests/members/test_consistency.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time

from cryptography.exceptions import InvalidTag
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from . import sealing
from .identity import IdNumber
from .org_codes import FormerCode
from .orgs import BRANCHES, PartyOrg, may_stand_under, power_refused
from .people import MEMBERS, Person, Relation

CHUNK = 2000
SAMPLE = 500  # people whose sealed numbers are opened when not all are


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: its rule, where (`person:12`) and a Chinese sentence."""

    rule: str
    subject: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.rule} {self.subject}：{self.sentence}"


def check(*, full: bool = False) -> Iterator[Finding]:
    """Run every check. `full` opens every sealed number instead of a sample."""
    for proof in PROOFS:
        yield from proof()
    yield from numbers_match_their_indexes(None if full else SAMPLE)


def members_have_a_relation() -> Iterator[Finding]:
    for pk in Person.objects.filter(relations__isnull=True).values_list("pk", flat=True):
        yield Finding("R-O1", f"person:{pk}", _("没有组织关系"))


def relations_have_begun() -> Iterator[Finding]:
    """No relation lies in the future: it would already count as the present one."""
    for pk in Relation.objects.filter(since__gt=timezone.now()).values_list("pk", flat=True):
        yield Finding("R-O1", f"relation:{pk}", _("组织关系的起始时间在将来"))


def members_were_never_without_a_branch() -> Iterator[Finding]:
    """The first relation starts on the day of joining at the latest."""
    earlier = Relation.objects.exclude(person__relations__since__lt=F("since"))
    first = earlier.filter(person__stage__in=MEMBERS, person__joined_on__isnull=False)
    zone = timezone.get_default_timezone()
    rows = first.values_list("person", "since", "person__joined_on")
    for pk, since, joined in rows.iterator(CHUNK):
        if joined and since > datetime.combine(joined, time.max, zone):
            yield Finding("R-O1", f"person:{pk}", _("第一段组织关系晚于入党日期"))


def relations_are_with_open_branches() -> Iterator[Finding]:
    present = Relation.objects.present().filter(org__isnull=False)
    for pk in present.exclude(org__kind__in=BRANCHES).values_list("person", flat=True):
        yield Finding("R-T10", f"person:{pk}", _("组织关系不在党支部"))
    for pk in present.filter(org__closed_on__isnull=False).values_list("person", flat=True):
        yield Finding("R-O11", f"person:{pk}", _("组织关系在已撤销的党支部"))


def relations_tell_their_ground() -> Iterator[Finding]:
    for pk in Relation.objects.filter(because="").values_list("pk", flat=True):
        yield Finding("R-T9", f"relation:{pk}", _("没有写明依据"))


def the_tree_is_what_it_says() -> Iterator[Finding]:
    """Paths equal parents, kinds stand in order, power is lawful, no cycle."""
    orgs = {
        pk: (parent, path, kind, name, power)
        for pk, parent, path, kind, name, power in PartyOrg.objects.order_by("path").values_list(
            "pk", "parent", "path", "kind", "name", "may_approve_probationary"
        )
    }
    for pk, (parent, path, kind, name, power) in orgs.items():
        above = orgs.get(parent) if parent else None
        if path != f"{above[1] if above else ''}{pk}/":
            yield Finding("R-O3", f"partyorg:{pk}", _("路径与上级不符"))
        if above and not may_stand_under(kind, above[2]):
            yield Finding("R-O3", f"partyorg:{pk}", _("上级的类别不能作它的上级"))
        superiors = [orgs[int(step)][3] for step in path.split("/")[:-2] if step.isdecimal() and int(step) in orgs]
        if power and (why := power_refused(kind, name, superiors)):
            yield Finding("R-O6", f"partyorg:{pk}", why)


def closed_organisations_have_nothing_open_below() -> Iterator[Finding]:
    below = PartyOrg.objects.current().filter(parent__closed_on__isnull=False)
    for pk in below.values_list("pk", flat=True):
        yield Finding("R-O11", f"partyorg:{pk}", _("上级已撤销而本组织仍在"))


def codes_have_one_bearer() -> Iterator[Finding]:
    """Who bears a code that another gave up would issue the same numbers; two who bear it now, the database refuses."""
    for former in FormerCode.objects.select_related("org"):
        for other in PartyOrg.objects.filter(**{former.field: former.code}).exclude(pk=former.org_id):
            yield Finding("R-T12", f"partyorg:{other.pk}", _("机关代字或组织代码是别的组织用过的"))


def numbers_are_indexed() -> Iterator[Finding]:
    """A sealed number without its index cannot be found, an index without a number cannot be shown."""
    without = Q(id_index__isnull=True) | Q(id_tail_index="")
    halves = Q(id_sealed="", id_index__isnull=False) | ~Q(id_sealed="") & without
    for pk in Person.objects.filter(halves).values_list("pk", flat=True):
        yield Finding("R-I3", f"person:{pk}", _("身份号码和它的索引不齐"))


def numbers_match_their_indexes(limit: int | None) -> Iterator[Finding]:
    """Open sealed numbers (the newest `limit`, or all) and compare index, last four and birth date."""
    people = Person.objects.exclude(id_sealed="").order_by("-pk")
    facts = people.values_list("pk", "id_sealed", "id_index", "id_tail_index", "born_on")
    for pk, sealed, index, tail, born in facts[:limit] if limit else facts.iterator(CHUNK):
        try:
            number = IdNumber(sealing.unseal(sealed))
        except (KeyError, InvalidTag, ValueError):
            yield Finding("R-I3", f"person:{pk}", _("身份号码打不开：密钥不全或内容被改动"))
            continue
        if index != sealing.blind(number, "id") or tail != sealing.blind(number[-4:], "tail"):
            yield Finding("R-I3", f"person:{pk}", _("索引与身份号码不符"))
        elif born != number.born_on:
            yield Finding("R-I2", f"person:{pk}", _("出生日期与身份号码不符"))


PROOFS: list[Callable[[], Iterator[Finding]]] = [
    members_have_a_relation,
    relations_have_begun,
    members_were_never_without_a_branch,
    relations_are_with_open_branches,
    relations_tell_their_ground,
    the_tree_is_what_it_says,
    closed_organisations_have_nothing_open_below,
    codes_have_one_bearer,
    numbers_are_indexed,
]
