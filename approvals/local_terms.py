"""本地期限: which terms a place may set for itself, within what bounds, and how it does (R-T24).

What is set holds from now on: a desk that was asked keeps the day it was given, and a case the day on which the system
acts; whoever is asked next has the new term. Tests: tests/approvals/test_local_terms.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from members.administrators import Administrator
from members.models import PartyOrg
from members.orgs import path_range
from members.rulebook import RuleBroken

from . import kinds
from .deadlines import LocalTerm, Term, local_terms
from .outcomes import in_order

# Terms that no state runs on: what an upper room lets a place set beside them.
ALSO: list["Known"] = []
OF_THE_STATE = ("term", "lapse_term")
BESIDE_IT = ("heard_within",)  # terms of another state that count here too


@dataclass(frozen=True)
class Known:
    """A term some state runs on: of which procedure, where, and (`lapses`) whether the system acts at its end."""

    term: Term
    procedure: str
    state: str
    lapses: bool


@dataclass(frozen=True)
class InForce:
    """A known term at one organisation: `own` is the local row it comes from, None where our default holds."""

    known: Known
    own: LocalTerm | None

    @property
    def count(self) -> int:
        return (self.own and self.own.count) or self.known.term.count

    @property
    def words(self) -> str:
        return self.known.term.counted(self.count)

    @property
    def default(self) -> str:
        return self.known.term.counted(self.known.term.count)


def known_terms() -> list[Known]:
    """Every term of every procedure once, in the order of its states, where it is the state's own."""
    found: dict[str, Known] = {}
    for known in (*_of_states(OF_THE_STATE), *_of_states(BESIDE_IT), *ALSO):
        found.setdefault(known.term.key, known)
    return list(found.values())


def _of_states(names: tuple[str, ...]) -> Iterator[Known]:
    for flow in kinds.all_flows():
        for node in in_order(flow):
            for name in names:
                if term := getattr(node, name):
                    yield Known(term, str(flow.process_title), str(node.task_title), name == "lapse_term")


def in_force(org: PartyOrg | None) -> list[InForce]:
    """Every known term as it holds at `org` (None: our defaults), two queries at most."""
    own = local_terms(org, LocalTerm.objects.select_related("org")) if org else {}
    return [InForce(known, own.get(known.term.key)) for known in known_terms()]


def set_term(admin: Administrator, org: PartyOrg, key: str, count: int | None) -> LocalTerm:
    """Let `count` hold at `org` and below from now on; None: what holds above again.

    Raises RuleBroken for an organisation out of reach, an unknown term, or a count a rule forbids."""
    if admin.reach is not None and not org.path.startswith(admin.reach):
        raise RuleBroken("R-O12", _("%(org)s 不在您的管理范围内") % {"org": org})
    known = next((known for known in known_terms() if known.term.key == key), None)
    if known is None:
        raise RuleBroken("R-T24", _("没有这一期限"))
    term = known.term
    if count is not None and not term.least <= count <= term.most:
        bounds = {"state": known.state, "least": term.counted(term.least), "most": term.counted(term.most)}
        raise RuleBroken(
            term.rule if term.rule.startswith("R-") else "R-T24",
            _("「%(state)s」的期限须在%(least)s到%(most)s之间") % bounds,
        )
    return LocalTerm.objects.create(org=org, key=key, count=count, set_by=admin.account)


def history(org: PartyOrg) -> list[LocalTerm]:
    """What was set at `org` and above and below it, newest first."""
    around = path_range(org.path, "org__path") | Q(org__in=org.ancestor_ids())
    return list(LocalTerm.objects.filter(around).select_related("org", "set_by").order_by("-pk")[:30])
