"""One sealing entry a person: what is found at the upgrade is bound to the register's log (members/register/bound.py).

It holds every column and every relation, under the names of format 2 as this migration found them. Who has an entry of
format 2 already is left alone, so that it may run again.
"""

from datetime import UTC
from itertools import islice

from django.db import migrations
from django.utils import timezone

from members.binding import beside, columns, facts_of, told
from members.register.log import digest

BATCH = 2000
PERSON = columns(
    "name", "gender", "nationality", "born_on", "education", "occupation", "phone", "stage", "applied_on",
    "activist_on", "joined_on", "converted_on", "dues_until", "under_examination", "away_since", "away_place",
    "away_unit", "away_outside", "graduated_on", "abroad_since", "contacted_on", "cultivation_contact",
    "certificate_number", "remark", id_number="id_index", away_branch="away_branch_id",
)  # fmt: skip
RELATION = columns("since", "group", "because", org="org_id")


def seal(apps, schema_editor):
    Person, Entry = apps.get_model("members", "Person"), apps.get_model("members", "RegisterEntry")
    bound = Entry.objects.filter(format=2, person__isnull=False).values("person")
    keys = iter(list(Person.objects.exclude(pk__in=bound).order_by("pk").values_list("pk", flat=True)))
    while batch := list(islice(keys, BATCH)):
        heads = {e.person_id: e for e in Entry.objects.filter(person__in=batch).order_by("seq")}
        relations = {key: {} for key in batch}
        for row in apps.get_model("members", "Relation").objects.filter(person__in=batch):
            relations[row.person_id][beside("relation", row.pk)] = facts_of(row, RELATION)
        people = Person.objects.filter(pk__in=batch).order_by("pk")
        Entry.objects.bulk_create(
            [_entry(Entry, person, heads.get(person.pk), relations[person.pk]) for person in people], batch_size=500
        )


def _entry(Entry, person, last, relations):
    now = timezone.now()
    entry = Entry(
        person_id=person.pk,
        seq=last.seq + 1 if last else 1,
        kind="sealed",
        format=2,
        facts=told(facts_of(person, PERSON)) | relations,
        effective_on=timezone.localdate(now),
        actor={"system": True},
        recorded_at=now.astimezone(UTC),
        previous=last.hash if last else "",
    )
    entry.hash = digest(entry, f"person:{person.pk}")
    return entry


class Migration(migrations.Migration):
    dependencies = [("members", "0024_fact_log")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
