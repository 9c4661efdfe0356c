"""One letter from outside, one arrival (R-T12); and who was received here before is no longer away (R-T25)."""

import json
from hashlib import sha256

from django.db import migrations, models
from django.utils import timezone

AWAY = {
    "away_since": None,
    "away_place": "",
    "away_unit": "",
    "away_branch": None,
    "away_outside": "",
    "certificate_number": "",
}


def claim_letters(apps, schema_editor):
    """Each letter that came with an arrival belongs to the first case that names it and was not cancelled."""
    TransferCase = apps.get_model("workflows", "TransferCase")
    taken = set()
    arrivals = TransferCase.objects.filter(origin=None).exclude(outside_number="").exclude(state="cancelled")
    for case in arrivals.order_by("pk"):
        claim = f"{case.issued_on.year} {case.outside_number} {case.outside_issuer}"
        if claim not in taken:
            taken.add(claim)
            TransferCase.objects.filter(pk=case.pk).update(letter_claim=claim)


def end_outings(apps, schema_editor):
    """End the outing of everybody whom a transfer brought into a branch of this system after it began."""
    TransferCase = apps.get_model("workflows", "TransferCase")
    Relation = apps.get_model("members", "Relation")
    received = TransferCase.objects.exclude(received_on=None).exclude(receiving_branch=None).order_by("received_on", "pk")
    Person = apps.get_model("members", "Person")
    for case in received.iterator():
        person = Person.objects.select_related("away_branch").get(pk=case.person_id)
        began = person.away_since
        joined = Relation.objects.filter(person=person, because=case.number).exclude(org=None).exists()
        if joined and (began is None or began <= case.received_on):
            _end(apps, person, case)


def _end(apps, person, case):
    before = {name: _said(getattr(person, name)) for name in AWAY}
    changes = {name: [before[name], now] for name, now in AWAY.items() if before[name] != now}
    if not changes:
        return
    Entry = apps.get_model("members", "RegisterEntry")
    last = Entry.objects.filter(person=person).order_by("-seq").first()
    entry = Entry(
        person=person,
        seq=last.seq + 1 if last else 1,
        kind="outing_ended",
        changes=changes,
        reason=case.number,
        effective_on=case.received_on,
        actor={"system": True},
        recorded_at=timezone.now(),
        previous=last.hash if last else "",
    )
    entry.hash = _digest(entry)
    entry.save()
    for name, now in AWAY.items():
        setattr(person, name, now)
    person.save(update_fields=list(AWAY))


def _said(value):
    """As the log keeps it: members/register/changes.py."""
    if isinstance(value, models.Model):
        return f"{value.pk} {value.name}"
    return value.isoformat() if hasattr(value, "isoformat") else value


def _digest(entry):
    """Format 1 of members/register/log.py."""
    at = entry.recorded_at.astimezone(timezone.get_default_timezone()).isoformat()
    parts = (
        *(1, f"person:{entry.person_id}", entry.seq, entry.kind, entry.changes, entry.reason, entry.proof),
        *(entry.effective_on.isoformat(), entry.actor, at, entry.previous),
    )
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


class Migration(migrations.Migration):

    dependencies = [
        ("workflows", "0011_coordination_for_member"),
        ("members", "0020_register_indexes"),
        ("approvals", "0012_origin_outside"),
    ]

    operations = [
        migrations.AddField(
            model_name="transfercase",
            name="letter_claim",
            field=models.CharField(editable=False, max_length=160, null=True, unique=True),
        ),
        migrations.RunPython(claim_letters, migrations.RunPython.noop),
        migrations.RunPython(end_outings, migrations.RunPython.noop),
    ]
