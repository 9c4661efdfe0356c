"""What the log binds of an agreement, of each version of its text that was sent, of its supplements and of its books.

The names stay, wherever the columns go (members/binding.py).
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models

from approvals.bound import CASE, Bound
from members.binding import Facts, columns, facts_of, hashed, plain

if TYPE_CHECKING:
    from .funding import FundingLine
    from .supplements import Supplement
    from .texts import AgreementText

AGREEMENT = CASE | columns(
    "scope", "agreement_number", "effective_on", "ended_on", "suspended_for",
    floating_org="floating_org_id", notice_by="notice_by_id", renews="renews_id",
)  # fmt: skip
TEXT = columns(
    "number", "side", "library", "mode", "exchange_months", "dues_paid_to", "starts_on", "ends_on", "sent_at",
    by="by_id",
)  # fmt: skip
FUNDING = columns("side", "support", "source", "amount", "purpose", "on", "struck_at", by="by_id")
SUPPLEMENT = columns("number", "words", "mode", "ends_on", "proposed_at", "agreed_on", "dropped", by="by_id")


def bind_text(case: Bound, text: "AgreementText") -> None:
    """Let the agreement's next entry bind a version that was sent: its words, terms and roster."""
    case.bind("text", text.pk, _of_text(text, _keys(text.people), _keys(text.left)))


def bind_supplement(case: Bound, change: "Supplement") -> None:
    """Let the agreement's next entry bind a supplement as it stands."""
    case.bind("supplement", change.pk, facts_of(change, SUPPLEMENT))


def bind_funding(case: Bound, line: "FundingLine") -> None:
    """Let the agreement's next entry bind a line of its books."""
    case.bind("funding", line.pk, facts_of(line, FUNDING) | {"amount": plain(Decimal(line.amount))})


def texts(of: models.Q) -> Iterator[tuple[int, int, Facts]]:
    """The versions of some agreements that were sent, for the proof."""
    from .texts import AgreementText  # the record binds itself by this module

    sent = AgreementText.objects.filter(of, sent_at__isnull=False).order_by("case", "pk")
    people, left = (_rosters(through) for through in (AgreementText.people.through, AgreementText.left.through))
    for text in sent.iterator(chunk_size=500):
        yield text.case_id, text.pk, _of_text(text, people.get(text.pk, []), left.get(text.pk, []))


def supplements(of: models.Q) -> Iterator[tuple[int, int, Facts]]:
    """The supplements of some agreements, for the proof."""
    from .supplements import Supplement

    for change in Supplement.objects.filter(of).order_by("case", "pk").iterator(chunk_size=500):
        yield change.case_id, change.pk, facts_of(change, SUPPLEMENT)


def funding(of: models.Q) -> Iterator[tuple[int, int, Facts]]:
    """The books of some agreements, for the proof."""
    from .funding import FundingLine

    for line in FundingLine.objects.filter(of).order_by("case", "pk").iterator(chunk_size=500):
        yield line.case_id, line.pk, facts_of(line, FUNDING)


def _of_text(text: "AgreementText", people: list[int], left: list[int]) -> Facts:
    bodies = json.dumps(text.bodies, ensure_ascii=False, sort_keys=True)
    rosters = {"people": hashed(_listed(people)), "left": hashed(_listed(left))}
    return facts_of(text, TEXT) | {"bodies": hashed(bodies)} | rosters


def _listed(keys: list[int]) -> str:
    return ",".join(map(str, sorted(keys)))


def _keys(people: "models.Manager[models.Model]") -> list[int]:
    return list(people.order_by().values_list("pk", flat=True))


def _rosters(through: type[models.Model]) -> dict[int, list[int]]:
    """Who is named in each version."""
    named: dict[int, list[int]] = defaultdict(list)
    for text, person in through._default_manager.values_list("agreementtext", "person").iterator(chunk_size=5000):
        named[text].append(person)
    return named
