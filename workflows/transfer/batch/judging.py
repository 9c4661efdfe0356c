"""A row against the rules of the single transfer: its form, its draft, its first act. Nothing is asked twice in words.

The dry run opens the transfer and takes it back: what it says is what the desk would say. Tests:
tests/workflows/test_transfer_batch.py.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from approvals import desk
from approvals.rules import NotAllowed, Refused
from members.models import Appointment
from workflows.transfer import drafting
from workflows.transfer.case import TransferCase
from workflows.transfer.draft_form import DraftForm
from workflows.transfer.forms import ReleaseForm
from workflows.transfer.starting import draft_of

from .records import BatchRow, Objection

SOME_REASON = "检查时暂填"  # stands for the reason a warning will be given, in a transfer that is taken back


class Malformed(ValueError):
    """The single transfer's form would not take what the row says. `objections` has a line a field."""

    def __init__(self, objections: list[Objection]):
        super().__init__("malformed")
        self.objections = objections


def open_transfer(row: BatchRow, *, by: Appointment, reasons: dict[str, str]) -> TransferCase:
    """Open and send one transfer as its own pages would. `reasons` answers warnings, rule number to text.

    Raises Malformed, NotAllowed; run it in a transaction, or a draft is left behind."""
    blank = TransferCase(person=row.person, destination=row.destination)
    form = DraftForm(row.typed, case=blank)
    faults = [] if form.is_valid() else _of_form(form)
    facts = dict(form.cleaned_data)
    if row.dues_until:
        # The branch states the dues later, on its own form; what that form would not take is said now.
        later = ReleaseForm({"dues_until": f"{row.dues_until:%Y-%m}"}, case=blank, by=by)
        faults += [Objection(str(error), "R-T5") for error in later.errors.get("dues_until", [])]
        facts["dues_until"] = row.dues_until
    if draft := draft_of(row.member, by):
        words = _("该同志已有未提交的草稿 %(number)s，请先把它提交或撤回")
        faults.append(Objection(words % {"number": draft.number}, "R-T13"))
    if faults:
        raise Malformed(faults)
    case = drafting.begin(row.member, by=by, destination=row.destination, **facts)
    desk.act(case, "submit", by=by, overrides=reasons)
    return case


def objections_to(row: BatchRow, *, by: Appointment) -> list[Objection]:
    """Everything that stands against the row now, warnings included. Nothing is left of the try."""
    found = _tried(row, by, {})
    if found and all(objection.warning for objection in found):
        # A warning stops the act before its other effects: whether the rest would go is asked with a reason given.
        found += _tried(row, by, {objection.rule: SOME_REASON for objection in found})
    return found


def _tried(row: BatchRow, by: Appointment, reasons: dict[str, str]) -> list[Objection]:
    try:
        with transaction.atomic():
            open_transfer(row, by=by, reasons=reasons)
            transaction.set_rollback(True)
    except (Malformed, NotAllowed) as stop:
        return said_by(stop)
    return []


def said_by(stop: Malformed | NotAllowed) -> list[Objection]:
    """A refusal as objections: rule, what is missing, who can supply it."""
    if isinstance(stop, Malformed):
        return stop.objections
    if isinstance(stop, Refused):
        return [Objection.of(missing) for missing in stop.missing]
    return [Objection(str(stop))]


def _of_form(form: DraftForm) -> list[Objection]:
    return [
        Objection(_("%(field)s：%(error)s") % {"field": form.fields[name].label, "error": error})
        for name, errors in form.errors.items()
        for error in errors
    ]
