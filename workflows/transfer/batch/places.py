"""Which branch a list means by a destination's name; where none is meant, the names that come near.

One query for all names, one more for the suggestions. Tests: tests/workflows/test_transfer_batch_reading.py.
"""

from collections import defaultdict
from difflib import get_close_matches

from django.db.models import Q
from django.utils.translation import gettext as _

from members.models import PartyOrg
from members.orgs import BRANCHES
from members.roster import naming

from .reading import ListedMember

SUGGESTED_FOR = 20  # different unknown names; who has more has another list in hand
NEAR = 300  # names looked through for suggestions
SHOWN = 3
FULL = ("中共{}支部委员会", "中共{}总支部委员会", "中共{}支部", "{}党支部")  # how a branch may be called on its seal


def find(listed: list[ListedMember]) -> None:
    """Set `destination` where a name means exactly one organisation. What it is good for, the rules say."""
    said = {member.destination_said for member in listed} - {""}
    meant = _meant(said)
    near = _near(sorted(name for name in said if not meant[name])[:SUGGESTED_FOR])
    for member in listed:
        name = member.destination_said
        if len(meant[name]) == 1:
            member.destination = meant[name][0]
        elif meant[name]:
            many = {"name": name, "names": _listed([org.name for org in meant[name]])}
            member.object(_("「%(name)s」可指%(names)s等，请写组织全称") % many, "R-T3")
        elif name and near.get(name):
            close = {"name": name, "names": _listed(near[name])}
            member.object(_("系统内没有「%(name)s」，名称相近的有：%(names)s") % close, "R-T3")
        elif name:
            unknown = _("系统内没有「%(name)s」。请核对全称；系统外的组织请单件办理") % {"name": name}
            member.object(unknown, "R-T3")


def _meant(said: set[str]) -> defaultdict[str, list[PartyOrg]]:
    """By name the organisations it may mean: its full name first, then the same place written otherwise, or a short
    name."""
    spelled = {name: {form.format(naming.place(name)) for form in FULL} for name in said}
    fits = Q(name__in=said.union(*spelled.values())) | Q(short_name__in=said)
    known = list(PartyOrg.objects.filter(fits).order_by("path"))
    meant: defaultdict[str, list[PartyOrg]] = defaultdict(list)
    for name in said:
        exact = [org for org in known if org.name == name]
        like = [org for org in known if org.is_branch and (org.name in spelled[name] or org.short_name == name)]
        meant[name] = exact or [org for org in like if not org.closed_on] or like
    return meant


def _near(unknown: list[str]) -> dict[str, list[str]]:
    """Up to SHOWN names of branches that one half of the unknown name leads to, the most alike first."""
    halves = {half for name in unknown for half in _halves(naming.place(name))}
    if not halves:
        return {}
    fits = Q()
    for half in sorted(halves):
        fits |= Q(name__contains=half)
    branches = PartyOrg.objects.current().filter(fits, kind__in=BRANCHES).values_list("name", flat=True)
    places = {naming.place(name): name for name in branches[:NEAR]}
    return {
        name: [places[place] for place in get_close_matches(naming.place(name), places, n=SHOWN, cutoff=0.5)]
        for name in unknown
    }


def _halves(place: str) -> set[str]:
    """A slip of the pen spoils one half of a name and leaves the other."""
    middle = len(place) // 2
    return {half for half in (place[:middle], place[middle:]) if len(half) > 1}


def _listed(names: list[str]) -> str:
    return "、".join(names[:SHOWN])
