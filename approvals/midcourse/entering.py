"""Entering a case of the past, correcting it, giving it up, sending it back, and how it becomes a case (R-D38).

Confirming is at the desk (`desk.enter_with_history`), since it makes a case. Locks: tree, people, the entry.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from approvals import handling, journal
from approvals.attachments import PROOF, enclose
from approvals.calendar import start_of
from approvals.case import Case
from approvals.journal import BEFORE_SYSTEM
from approvals.notices import Notice, NoticeKind
from approvals.rules import Missing, NotAllowed, Refused
from members import tree_gate
from members.appointments import Post
from members.delegations import holds_now
from members.models import Appointment, Person
from members.rulebook import RuleBroken

from . import kinds, rules
from .records import CONFIRMS, Confirmation, EntryOfPast, PastStep, Status

ENTERED = "entered_with_history"  # the entry of each confirmation


def enter(
    kind: str, *, by: Appointment, facts: dict[str, Any], steps: Sequence[PastStep], person: Person | None = None
) -> EntryOfPast:
    """Write down a case of the past and ask those who confirm it. `steps` are unsaved, their scans kept already.

    Raises Refused with all that stands against it, NotAllowed for the wrong post."""
    entry = EntryOfPast(kind=kind, org=by.org, by=by, person=person, facts=facts)
    with transaction.atomic():
        return _written(entry, by, steps)


def correct(entry: EntryOfPast, *, by: Appointment, facts: dict[str, Any], steps: Sequence[PastStep]) -> EntryOfPast:
    """Write it anew, after it came back or while it waits: whoever has confirmed is asked again.

    A step without a scan of its own keeps the one it had. Raises as `enter`."""
    with transaction.atomic():
        locked = _locked_for_its_clerk(entry, by)
        kept = {step.key: step for step in locked.steps.all()}
        locked.facts, locked.by, locked.entered_at = facts, by, timezone.now()
        for step in steps:
            if not step.sha256 and not step.without and step.key in kept:
                _keep_scan(step, kept[step.key])
        locked.steps.all().delete()
        locked.confirmations.update(superseded=True)
        _notices_read(locked, by)
        return _written(locked, by, steps)


def withdraw(entry: EntryOfPast, *, by: Appointment) -> EntryOfPast:
    """Whoever entered it gives it up; the row stays."""
    with transaction.atomic():
        locked = _locked_for_its_clerk(entry, by)
        locked.status, locked.claim, locked.closed_at = Status.WITHDRAWN, None, timezone.now()
        locked.save()
        _notices_read(locked, by)
        return locked


def send_back(entry: EntryOfPast, *, by: Appointment, text: str) -> EntryOfPast:
    """Not confirmed as it stands: back to whoever entered it, with what is wrong. Raises NotAllowed."""
    with transaction.atomic():
        locked, row = locked_for_its_confirmer(entry, by)
        if len(text.strip()) < 10:
            raise NotAllowed(_("请写明哪里不对、请谁改，不少于10个字。"))
        now = timezone.now()
        answer(row, by, agrees=False, text=text, now=now)
        locked.status = Status.RETURNED
        locked.save(update_fields=["status"])
        Notice.objects.create(org=locked.org, post=Post.CLERK, entry=locked, kind=NoticeKind.RETURNED, at=now)
        return locked


def locked_for_its_confirmer(entry: EntryOfPast, by: Appointment) -> tuple[EntryOfPast, Confirmation]:
    """The entry, locked with its people, and the confirmation that waits for `by`. Raises NotAllowed, Refused."""
    locked = _locked(entry)
    refuse_out_of_office(by, locked)
    row = locked.confirmations.waiting().filter(org=by.org_id).first()
    if locked.status != Status.WAITING or row is None:
        raise NotAllowed(_("这件补录现在不等本组织确认，可能已经办过，请刷新页面。"))
    if CONFIRMS not in by.posts:
        raise NotAllowed(_("补录由本组织的审批人确认（R-D38、R-O12）。"))
    if same := rules.entered_or_confirmed_by_the_same(locked, by):
        raise Refused(same)
    return locked, row


def answer(row: Confirmation, by: Appointment, *, agrees: bool, text: str, now: datetime) -> None:
    row.by, row.at, row.agrees, row.text = by, now, agrees, text.strip()
    row.save()


def against(entry: EntryOfPast, steps: Sequence[PastStep], by: Appointment) -> list[Missing]:
    """Everything that stands against it now, of the desk and of the procedure."""
    midcourse = kinds.of(entry.kind)
    case = midcourse.case_of(entry)
    found = rules.on_own_case(midcourse, entry, by) + rules.against_steps(midcourse, steps)
    found += midcourse.against(case, entry)
    return found or rules.nobody_to_confirm(case, midcourse.confirmers(case, entry))


def become_a_case(entry: EntryOfPast, now: datetime) -> Case:
    """All have confirmed: the case with its past steps on the log, each at its real day, and its first desk asked."""
    midcourse = kinds.of(entry.kind)
    steps = list(entry.steps.all())
    case = midcourse.case_of(entry)
    case.with_history = True
    began = start_of(min(step.on for step in steps))

    def tell(opened: Case) -> None:
        for step in steps:
            _enter_step(opened, entry, step, now)
        midcourse.complete(opened, entry)
        for row in entry.confirmations.in_force():
            said = {"text": row.text} if row.text else {}
            at = row.at
            journal.append(opened, ENTERED, by=row.by, from_state=opened.state, data=said, now=now, effective_at=at)

    try:
        case = handling.open_in_mid_course(case, by=entry.by, began=began, now=now, tell=tell)
    except RuleBroken as broken:  # a lower room refused: a number that is taken
        raise Refused([Missing(broken.message, rule=rules.RULES.get(broken.number))]) from broken
    entry.status, entry.claim, entry.closed_at, entry.case = Status.ENTERED, None, now, case
    entry.save()
    told = {entry.org_id, case.home.pk}
    Notice.objects.bulk_create(
        Notice(org_id=org, post=Post.CLERK, case_id=case.pk, kind=NoticeKind.MOVED, state=case.state, at=now)
        for org in sorted(told)
    )
    return case


def day_before_system(case: Case, from_state: str) -> date | None:
    """The day on which the step out of `from_state` was taken before the system; None: it was not."""
    if not case.with_history:
        return None
    step = case.entries.filter(verb=BEFORE_SYSTEM, from_state=from_state).last()
    return timezone.localdate(step.effective_at) if step else None


def _written(entry: EntryOfPast, by: Appointment, steps: Sequence[PastStep]) -> EntryOfPast:
    """Check and save a new or corrected entry with its steps, and ask who confirms."""
    midcourse = kinds.of(entry.kind)
    if not entry.pk:
        tree_gate.hold()
        _lock_people(entry)
    refuse_out_of_office(by, entry)
    if Post.CLERK not in by.posts:
        raise NotAllowed(_("您的岗位不能补录，请由本组织书记、组织员或经办人补录（R-O12）。"))
    claim = midcourse.claim(entry)
    if other := EntryOfPast.objects.filter(claim=claim).exclude(pk=entry.pk).first():
        said = _("这件事项已由%(org)s在补录中") % {"org": other.org}
        raise Refused([Missing(said, other.org, rule=rules.R_D38)])
    if found := against(entry, steps, by):
        raise Refused(found)
    case = midcourse.case_of(entry)
    entry.title, entry.claim, entry.status = case.title, claim, Status.WAITING
    entry.save()
    for step in steps:
        step.entry = entry
        step.save(force_insert=True)
    asked = midcourse.confirmers(case, entry)
    Confirmation.objects.bulk_create(Confirmation(entry=entry, org=org) for org in dict.fromkeys(asked))
    return entry


def _notices_read(entry: EntryOfPast, by: Appointment) -> None:
    """Whoever corrects or gives it up has read why it came back."""
    entry.notices.unread().update(read_at=timezone.now(), read_by=by)


def _locked(entry: EntryOfPast) -> EntryOfPast:
    tree_gate.hold()
    _lock_people(entry)
    return EntryOfPast.objects.select_for_update(of=("self",), no_key=True).select_related("org", "by").get(pk=entry.pk)


def _lock_people(entry: EntryOfPast) -> None:
    keys = sorted(kinds.of(entry.kind).people(entry))
    list(Person.objects.select_for_update(no_key=True).only("pk").filter(pk__in=keys).order_by("pk"))


def _locked_for_its_clerk(entry: EntryOfPast, by: Appointment) -> EntryOfPast:
    locked = _locked(entry)
    refuse_out_of_office(by, locked)
    if by.org_id != locked.org_id or Post.CLERK not in by.posts:
        raise NotAllowed(_("由补录的组织修改或撤回（R-O12）。"))
    if not locked.is_open:
        raise NotAllowed(_("这件补录已经办结，不能再改。"))
    return locked


def refuse_out_of_office(by: Appointment, entry: EntryOfPast) -> None:
    """In office at this moment, and standing in only for kinds that were delegated (R-O12, R-O16)."""
    if not holds_now(by):
        raise NotAllowed(_("您的任职已结束，不能代表该组织办理（R-O12）。"))
    if not by.may_handle(entry.kind):
        raise NotAllowed(_("授权代办的范围不含这类事项，请由授权人本人办理（R-O16）。"))


def _keep_scan(step: PastStep, before: PastStep) -> None:
    step.file_name, step.content_type = before.file_name, before.content_type
    step.sha256, step.size = before.sha256, before.size


def _enter_step(case: Case, entry: EntryOfPast, step: PastStep, now: datetime) -> None:
    asked = kinds.of(entry.kind).step(step.key)
    past = {"step": asked.title, "side": str(asked.side), "org": step.org_name, "who": step.who}
    said: dict[str, Any] = {BEFORE_SYSTEM: past | ({"without": step.without} if step.without else {})}
    said |= {"text": step.text} if step.text else {}
    if step.scan:
        said[PROOF] = enclose(case, step.scan, by=entry.by, now=now)
    journal.append(
        case,
        BEFORE_SYSTEM,
        by=entry.by,
        from_state=asked.from_state,
        to_state=asked.to_state,
        data=handling.plain(said),
        now=now,
        effective_at=start_of(step.on),
    )
