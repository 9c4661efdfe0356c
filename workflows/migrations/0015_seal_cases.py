"""One sealing entry a case: what is found at the upgrade is bound to its log from then on (approvals/bound.py).

The names are those of format 2, as this migration found them. A case that an entry of format 2 binds already is left
alone, so that it may run again.
"""

import json
from collections import defaultdict
from datetime import UTC
from itertools import islice

from django.db import migrations
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from approvals.journal import entry_digest
from members.binding import beside, columns, facts_of, hashed, told

BATCH = 1000
OF_A_DRAFT = ("kind", "state", "opened_at", "with_history", "person", "opened_by", "parent")
CASE = columns(
    "kind", "title", "outside_name", "state", "state_since", "opened_at", "closed_at", "never_sent", "promised_on",
    "with_history", "came_from", person="person_id", origin="origin_id", destination="destination_id",
    coordinator="coordinator_id", starter="starter_id", opened_by="opened_by_id", parent="parent_id",
)  # fmt: skip
PROCEDURES = {
    "TransferCase": columns(
        "reason", "reason_text", "away_since", "channel", "external_reference", "contact", "dues_until",
        "probation_account", "conversion_view", "valid_days", "valid_until", "issued_on", "carrier", "letter_number",
        "replaced_number", "replaced_on", "first_issued_on", "unreceived_on", "refusal_reason", "refusal_demanded",
        "refused_in", "decided_by_coordination", "redirects", "receiving_group", "received_on", "receipt_handler",
        "receipt_phone", "receipt_on", "outside_committee", "outside_place", "outside_region", "outside_contact",
        "outside_phone", "outside_issuer", "outside_number", "letter_claim", receiving_branch="receiving_branch_id",
    ),
    "AgreementCase": columns(
        "scope", "agreement_number", "effective_on", "ended_on", "suspended_for",
        floating_org="floating_org_id", notice_by="notice_by_id", renews="renews_id",
    ),
    "EvaluationCase": columns(
        "half", "activities_held", "activities_attended", "dues_until", "work_and_life", "contribution", "problems",
        "grade", "opinion_text", "proposal", "late", "unread", coverage="coverage_id",
    ),
    "CoordinationCase": columns(
        "ground", "for_member", "officer", "proposed", "decision", "decision_text", "decided_on",
        requester="requester_id", respondent="respondent_id", origin_top="origin_top_id",
        destination_top="destination_top_id", decision_org="decision_org_id",
    ),
}  # fmt: skip
ATTACHMENT = columns("name", "content_type", "sha256", "size", "at", by="by_id")
TEXT = columns(
    "number", "side", "library", "mode", "exchange_months", "dues_paid_to", "starts_on", "ends_on", "sent_at",
    by="by_id",
)  # fmt: skip
FUNDING = columns("side", "support", "source", "amount", "purpose", "on", "struck_at", by="by_id")
SUPPLEMENT = columns("number", "words", "mode", "ends_on", "proposed_at", "agreed_on", "dropped", by="by_id")


def seal(apps, schema_editor):
    for name, own in PROCEDURES.items():
        _seal_procedure(apps, apps.get_model("workflows", name), CASE | own)


def _seal_procedure(apps, model, bound):
    Case, Entry = apps.get_model("approvals", "Case"), apps.get_model("approvals", "Entry")
    last = Entry.objects.filter(case=OuterRef("pk"), seq=OuterRef("log_length"))
    open_to_it = model.objects.exclude(pk__in=Entry.objects.filter(format=2).values("case")).order_by("pk")
    keys = iter(list(open_to_it.values_list("pk", flat=True)))
    while batch := list(islice(keys, BATCH)):
        cases = list(model.objects.filter(pk__in=batch).annotate(last_at=Subquery(last.values("recorded_at")[:1])))
        rows = _rows_beside(apps, batch)
        entries = [_entry(Entry, case, bound, rows[case.pk]) for case in cases]
        Entry.objects.bulk_create(entries)
        heads = [Case(pk=e.case_id, log_length=e.seq, log_head=e.hash) for e in entries]
        Case.objects.bulk_update(heads, ["log_length", "log_head"], batch_size=200)


def _entry(Entry, case, bound, rows):
    facts = facts_of(case, bound)
    draft = {name: facts[name] for name in OF_A_DRAFT}
    now = timezone.now()
    at = max(now, case.last_at or now).astimezone(UTC)
    entry = Entry(
        case_id=case.pk,
        seq=case.log_length + 1,
        verb="sealed",
        from_state=case.state,
        to_state=case.state,
        actor={"system": True},
        data={},
        format=2,
        facts=(draft if case.state == "draft" else told(facts)) | rows,
        recorded_at=at,
        effective_at=at,
        previous=case.log_head,
    )
    entry.hash = entry_digest(entry, case.number, None)
    return entry


def _rows_beside(apps, keys):
    """What stands beside each case: attachments, versions of the text that were sent, supplements, books."""
    found = defaultdict(dict)
    for file in apps.get_model("approvals", "Attachment").objects.filter(case__in=keys):
        found[file.case_id][beside("file", file.pk)] = facts_of(file, ATTACHMENT)
    Text = apps.get_model("workflows", "AgreementText")
    for text in Text.objects.filter(case__in=keys, sent_at__isnull=False).prefetch_related("people", "left"):
        found[text.case_id][beside("text", text.pk)] = _of_text(text)
    for change in apps.get_model("workflows", "Supplement").objects.filter(case__in=keys):
        found[change.case_id][beside("supplement", change.pk)] = facts_of(change, SUPPLEMENT)
    for line in apps.get_model("workflows", "FundingLine").objects.filter(case__in=keys):
        found[line.case_id][beside("funding", line.pk)] = facts_of(line, FUNDING)
    return found


def _of_text(text):
    bodies = json.dumps(text.bodies, ensure_ascii=False, sort_keys=True)
    people, left = (",".join(map(str, sorted(p.pk for p in row.all()))) for row in (text.people, text.left))
    return facts_of(text, TEXT) | {"bodies": hashed(bodies), "people": hashed(people), "left": hashed(left)}


class Migration(migrations.Migration):
    dependencies = [("workflows", "0014_transfer_requests"), ("approvals", "0017_bound_facts")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
