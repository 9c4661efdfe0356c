"""Open what was ticked, print codes, withdraw, discard. Each row is its own transaction; done rows stay done.

Scenarios: tests/members/test_opening.py.
"""

from dataclasses import dataclass

from django.db import transaction

from members import accounts, appointing, sign_in
from members.administrators import Administrator
from members.appointments import Account, Appointment
from members.orgs import PartyOrg
from members.rulebook import RuleBroken

from .judging import judge
from .records import Opening, OpeningRow, Question, RowState


@dataclass
class Result:
    """How many rows were opened, how many got a further appointment, and what the others lack, by row number."""

    opened: int = 0
    appointed: int = 0
    failed: int = 0


def run(opening: Opening, by: Administrator) -> Result:
    """Open every ticked row that nothing stands against; what the verbs refuse is said of its row."""
    result, refused = Result(), {}
    for row in opening.rows.filter(state=RowState.LISTED, ticked=True):
        if not row.may_run:
            result.failed += 1
            continue
        try:
            done = _run_row(row.pk, opening, by)
        except RuleBroken as broken:
            refused[row.pk] = str(broken)
            continue
        result.opened += done == RowState.OPENED
        result.appointed += done == RowState.APPOINTED
    judge(opening, by, failed=refused)
    result.failed += len(refused)
    return result


@transaction.atomic
def _run_row(pk: int, opening: Opening, by: Administrator) -> str:
    """Open one row and return what it became; "" when somebody was faster. Raises RuleBroken as the verbs do."""
    row = OpeningRow.objects.select_for_update(of=("self",)).select_related("org", "person").get(pk=pk)
    if not row.may_run or row.org is None:
        return ""
    anyway = bool(row.answers.get(Question.ANYWAY))
    if row.further:
        row.account = by.accounts().get(pk=row.further)
        appointing.appoint(
            by,
            row.account,
            org=row.org,
            post=row.post,
            title=row.title,
            since=opening.since,
            until=None,
            reason=opening.reason,
            anyway=anyway,
        )
        row.state = RowState.APPOINTED
    else:
        row.account = _opened(row, row.org, opening, by, anyway=anyway)
        row.state = RowState.OPENED
    row.ticked, row.objections = False, []
    row.save(update_fields=["account", "state", "ticked", "objections"])
    return row.state


def _opened(row: OpeningRow, org: PartyOrg, opening: Opening, by: Administrator, *, anyway: bool) -> Account:
    made = accounts.open_account(
        by,
        username=row.username,
        name=row.name,
        person=row.person,
        phone=row.phone,
        another=row.answers.get(Question.WHO) == "another",
        org=org,
        post=row.post,
        title=row.title,
        since=opening.since,
        until=None,
        reason=opening.reason,
        anyway=anyway,
    )
    return made.account


def owing_a_code(opening: Opening) -> list[Account]:
    """The accounts of the list whose holders have not chosen a password yet, in the order of the list."""
    waiting = accounts.never_used(opening.accounts()).values("pk")
    rows = opening.rows.filter(state=RowState.OPENED, account__in=waiting).select_related("account")
    return [row.account for row in rows if row.account]


@dataclass(frozen=True)
class Slip:
    """What one person is handed: the account, where it acts, the code in clear. It is never stored."""

    account: Account
    appointments: list[Appointment]
    code: str


@transaction.atomic
def print_codes(opening: Opening, by: Administrator, *, printed: int) -> list[Slip] | None:
    """New codes for everybody who has not signed in yet; the older ones are void. None: the form is an old one, which
    was answered with a sheet already.

    Raises RuleBroken for an account that somebody else has since taken beyond the reach of `by`."""
    locked = Opening.objects.select_for_update(of=("self",)).get(pk=opening.pk)
    if locked.printed != printed:
        return None
    locked.printed += 1
    locked.save(update_fields=["printed"])
    waiting = owing_a_code(opening)
    held: dict[int, list[Appointment]] = {}
    for appointment in Appointment.objects.with_givers().filter(account__in=[a.pk for a in waiting]).order_by("pk"):
        held.setdefault(appointment.account_id, []).append(appointment)
    slips = []
    for account in waiting:
        code = accounts.issue_code(by, account, "", hours=sign_in.SLIP_HOURS)
        slips.append(Slip(account, held.get(account.pk, []), code))
    return slips


def withdraw(opening: Opening, by: Administrator, reason: str) -> tuple[int, list[str]]:
    """Withdraw the accounts of this list that were never used. Returns how many, and why others were not."""
    done, refused = 0, []
    unused = accounts.never_used(opening.accounts()).values("pk")
    for row in list(opening.rows.filter(state=RowState.OPENED, account__in=unused).select_related("account")):
        if row.account is None:
            continue
        try:
            with transaction.atomic():
                accounts.withdraw(by, row.account, reason)
                row.state, row.account = RowState.LISTED, None
                row.save(update_fields=["state", "account"])
        except RuleBroken as broken:
            refused.append(f"{row.name}：{broken}")
            continue
        done += 1
    judge(opening, by)
    return done, refused


@transaction.atomic
def discard(opening: Opening) -> bool:
    """Drop the rows that are not done, and the list when none is left. Returns whether the list is gone."""
    opening.rows.filter(state=RowState.LISTED).delete()
    if opening.rows.exists():
        return False
    opening.delete()
    return True
