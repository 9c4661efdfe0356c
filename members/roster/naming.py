"""What an organisation is called for short, and which short forms mean it (`东山村支部`, `长田镇党委`).

A name is a place and a kind: 中共 + 青石县长田镇东山村 + 支部委员会. The short name drops the place of the superiors.
Tests: tests/members/test_roster_places.py.
"""

import re
from collections.abc import Iterable, Iterator

from members.orgs import Kind

# Ending on the seal or in speech: the family it tells. Longer ones first.
ENDINGS = (
    ("党支部委员会", "branch"),
    ("支部委员会", "branch"),
    ("党总支部委员会", "general"),
    ("总支部委员会", "general"),
    ("总支部", "general"),
    ("党总支", "general"),
    ("总支", "general"),
    ("党支部", "branch"),
    ("支部", "branch"),
    ("党小组", "group"),
    ("委员会组织部", "department"),
    ("委组织部", "department"),
    ("组织部", "department"),
    ("工作委员会", "committee"),
    ("党工委", "committee"),
    ("工委", "committee"),
    ("委员会", "committee"),
    ("党委", "committee"),
    ("委", "committee"),
)
FAMILY = {
    Kind.PARTY_COMMITTEE: "committee",
    Kind.WORKING_COMMITTEE: "committee",
    Kind.ORGANISATION_DEPARTMENT: "department",
    Kind.GENERAL_BRANCH: "general",
    Kind.BRANCH: "branch",
    Kind.JOINT_BRANCH: "branch",
    Kind.TEMPORARY_BRANCH: "branch",
    Kind.PARTY_GROUP: "group",
}
COUNTY_OR_HIGHER = re.compile(r"[省市县区旗州盟]$")
SEALED_ENDINGS = sorted((ending for ending, _family in ENDINGS), key=len, reverse=True)


def split(name: str) -> tuple[str, str]:
    """Place and family of a name or short form: `"东山村支部"` → `("东山村", "branch")`. No ending: family `""`."""
    name = "".join(name.split()).removeprefix("中国共产党").removeprefix("中共")
    for ending in SEALED_ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name.removesuffix(ending), dict(ENDINGS)[ending]
    return name, ""


def place(name: str) -> str:
    return split(name)[0]


def shortened(name: str, superiors: Iterable[str]) -> Iterator[str]:
    """The place without the place of each superior, shortest first, the whole place last."""
    whole = place(name)
    above = {place(superior) for superior in superiors}
    for prefix in sorted((p for p in above if p and p != whole and whole.startswith(p)), key=len, reverse=True):
        yield whole.removeprefix(prefix)
    yield whole


def short_names(name: str, kind: str, superiors: Iterable[str]) -> Iterator[str]:
    """Short names to try in turn until one is free: 东山村支部, 长田镇东山村支部, 青石县长田镇东山村支部."""
    for rest in shortened(name, superiors):
        yield rest + _spoken_ending(rest, name, kind)


def _spoken_ending(rest: str, name: str, kind: str) -> str:
    if kind == Kind.WORKING_COMMITTEE:
        return "党工委"
    if kind == Kind.PARTY_COMMITTEE:
        return "委" if COUNTY_OR_HIGHER.search(rest) else "党委"
    if kind == Kind.ORGANISATION_DEPARTMENT:
        return "委组织部" if name.endswith("委组织部") else "组织部"
    return {"general": "党总支", "branch": "支部", "group": "党小组"}[FAMILY[Kind(kind)]]


def document_codes(name: str, kind: str, superiors: Iterable[str]) -> Iterator[str]:
    """Codes 机关代字 to propose for an organisation that issues papers: 长镇组, then 长田镇组; 朝晖工委; 青组; 青委."""
    for rest in shortened(name, superiors):
        if kind == Kind.WORKING_COMMITTEE:
            yield f"{rest.removesuffix('街道')}工委"
        elif kind == Kind.ORGANISATION_DEPARTMENT:
            yield f"{rest[:1]}组"
        elif COUNTY_OR_HIGHER.search(rest):
            yield f"{rest[:1]}委"
        elif rest.endswith(("镇", "乡")):
            yield f"{rest[:1]}{rest[-1]}组"
        yield f"{rest}{'组' if kind == Kind.ORGANISATION_DEPARTMENT or rest[-1:] in '镇乡' else '党委'}"
