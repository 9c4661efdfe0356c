"""Whom the rows of a list mean, among the people the hat answers for; five queries for any number of rows.

Someone outside its reach is answered like someone who is not there, and the try is written down (R-O14).
Tests: tests/workflows/test_transfer_batch_reading.py.
"""

from collections import defaultdict

from django.utils.translation import gettext as _

from members import characters, sealing
from members.access import AccessRecord, Kind
from members.models import Appointment, PartyOrg, Person, Relation

from .reading import ListedMember


def find(listed: list[ListedMember], *, by: Appointment) -> None:
    """Set `person` of each member whom number and name mean; say why not of the others and of one who comes twice."""
    _by_number([member for member in listed if member.id_number], by)
    _by_tail([member for member in listed if member.id_tail], by)
    first: dict[int, int] = {}
    for member in listed:
        if member.person and first.setdefault(member.person.pk, member.number) != member.number:
            twice = {"row": first[member.person.pk]}
            member.object(_("与第%(row)d行是同一人，一人只能办一件") % twice, "R-T13")


def _by_number(listed: list[ListedMember], by: Appointment) -> None:
    indexes = {member: sealing.blind(str(member.id_number), "id") for member in listed}
    known = Person.objects.filter(id_index__in=indexes.values())
    people = {str(person.id_index): person for person in known.visible_to(by)}
    AccessRecord.objects.bulk_create(
        AccessRecord(kind=Kind.FOREIGN, account=by.account, appointment=by, subject=f"person:{pk}")
        for pk in known.exclude(id_index__in=people).order_by("pk").values_list("pk", flat=True)
    )
    for member, index in indexes.items():
        person = people.get(index)
        if person is None:
            member.object(_not_there())
        elif characters.key(person.name) != characters.key(member.name):
            member.object(_("身份号码在名册中登记的是另一姓名，请核对号码和姓名"), "R-I3")
        else:
            member.person = person


def _by_tail(listed: list[ListedMember], by: Appointment) -> None:
    """Last four, name and branch; a branch may leave its own name out."""
    indexes = {member: sealing.blind(member.id_tail, "tail") for member in listed}
    named = [spelling for member in listed for spelling in characters.written_with_each_dot(member.name)]
    near = Person.objects.visible_to(by).filter(id_tail_index__in=indexes.values(), name__in=named)
    people: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for person in near:
        people[person.id_tail_index, characters.key(person.name)].append(person)
    present = Relation.objects.present().filter(person__in=near).select_related("org")
    branches = {relation.person_id: relation.org for relation in present}
    for member, index in indexes.items():
        found = people[index, characters.key(member.name)]
        if member.branch:
            found = [p for p in found if _is_called(branches[p.pk], member.branch)]
        elif not by.org.is_branch:
            member.object(_("只写后四位的，须写明现所在党支部，或写完整号码"))
            continue
        if len(found) == 1:
            member.person = found[0]
        else:
            member.object(_("有几位同志姓名、后四位和支部都相同，请写完整号码") if found else _not_there())


def _is_called(branch: PartyOrg | None, said: str) -> bool:
    return branch is not None and said in (branch.name, branch.short_name)


def _not_there() -> str:
    return _("本组织和下级的名册中没有这位同志，请核对号码、姓名和支部；人在别处的，由转出地支部发起")
