"""Verbs: what a step does, in the words of the office. Source and target stand on the verb, nowhere else.

A verb is a django-fsm transition of the case's `state`. `verb` adds what the desk and the page need to know about it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django_fsm import transition

from .rules import RuleFunction
from .sides import Seat, Verdict

if TYPE_CHECKING:
    from .case import Case

PERSON_ENDED = "person_ended"  # how a case about one person ends when they die or lose membership (ended.py)


@dataclass(frozen=True)
class Verb:
    """`name` is the method, `action` the word of the domain table, `label` the button.

    `seat` None: whoever decides in the source state. `verdict` None: no opinion is recorded. `signs`: identity is
    confirmed again. `by_system`: only a deadline does this; `by_child`: only the decision of a child case does;
    `by_fact`: only what became of the person does, from every state (ended.py).
    `supersedes`: opinions given so far must be given again. `counters`: it answers with another proposal.
    `locks_person`: other cases of the person may compete, so the person is locked first. `tells_superiors`: the
    committees above both sides get a notice. `keeps_text`: the words of the opinion are the verb's own data too.
    `resumes`: back to where the case was before its child, whose clock goes on. `names_org`: a decision that may name
    another organisation. `tone`: ok, warn or no.
    """

    name: str
    action: str
    sources: tuple[str, ...]
    target: str
    label: str
    verdict: Verdict | None = None
    seat: Seat | None = None
    signs: bool = False
    by_system: bool = False
    by_child: bool = False
    by_fact: bool = False
    supersedes: bool = False
    counters: bool = False
    locks_person: bool = False
    tells_superiors: bool = False
    keeps_text: bool = False
    resumes: bool = False
    names_org: bool = False
    tone: str = "ok"
    rules: tuple[RuleFunction, ...] = ()

    @property
    def refuses(self) -> bool:
        """Whether it says no, or not yet."""
        return self.verdict in (Verdict.DISAGREE, Verdict.SEND_BACK)

    def recorded_on(self, case: "Case") -> bool:
        """Whether whoever runs it now writes down what an organisation outside the system said or did."""
        by_hand = not (self.by_system or self.by_fact)
        return self.seat is None and by_hand and case.recorded_in(case.state)

    def restarts_clock(self, case: "Case") -> bool:
        """Whether the waiting state's time begins anew. Going round in one state may only do so once."""
        return self.target not in self.sources or case.may_restart_clock()


def verb(*, source: Any, target: Any, label: Any, action: str = "", **about: Any) -> Callable:
    """Mark a method of a case as a verb with one target. `source` is a state or a tuple of states; `about`: the other
    fields of `Verb`."""
    sources = tuple(str(state) for state in (source if isinstance(source, tuple) else (source,)))

    def mark(method: Callable) -> Callable:
        described = Verb(
            name=method.__name__,
            action=action or method.__name__,
            sources=sources,
            target=str(target),
            label=label,
            rules=getattr(method, "rules", ()),
            **about,
        )
        marked = transition(field="state", source=list(sources), target=str(target), custom={"verb": described})(method)
        marked.verb = described
        return marked

    return mark


def rules(*functions: RuleFunction) -> Callable[[Callable], Callable]:
    """The rules a verb asks before it runs. Stands directly above the method."""

    def mark(method: Callable) -> Callable:
        method.rules = functions  # type: ignore[attr-defined]  # a mark on the function
        return method

    return mark


def verbs_of(case_class: type) -> dict[str, Verb]:
    """Every verb of a case class by method name: the allow-list of the desk."""
    found = {}
    for name in dir(case_class):
        marked = getattr(getattr(case_class, name, None), "verb", None)
        if isinstance(marked, Verb):
            found[name] = marked
    return found
