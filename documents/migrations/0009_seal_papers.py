"""One sealing entry a paper and a line of the number registers: what is found at the upgrade is bound to the log of facts.

The names are those of format 2 as this migration found them. What an entry binds already is left alone, so that it may
run again.
"""

from datetime import UTC
from itertools import islice

from django.db import migrations
from django.utils import timezone

from members.binding import columns, facts_of, told
from members.fact_log import digest

BATCH = 1000
PAPER = columns(
    "form", "title", "number", "org_name", "because", "version", "template", "snapshot_hash", "shows_id_number",
    "check_code", "qr_text", "issued_on", "issued_at", "issued_by", "voided_at", "void_reason", "void_note",
    org="org_id",
)  # fmt: skip
FILED = columns("state", "sha256", "size", "page_count", "recipe", "filed_at")
LINE = columns("number", "taken_on", "on_paper", "voided_at", "void_reason", "void_note", paper="paper_id")
SERIES = columns("kind", "year", org="org_id")


def seal(apps, schema_editor):
    papers = apps.get_model("documents", "Paper").objects
    lines = apps.get_model("documents", "TakenNumber").objects.select_related("series")
    _seal(apps, "paper", papers, lambda paper: facts_of(paper, PAPER | FILED if paper.state == "filed" else PAPER))
    _seal(apps, "number", lines, lambda line: facts_of(line, LINE) | facts_of(line.series, SERIES))


def _seal(apps, about, rows, says):
    Entry = apps.get_model("members", "FactEntry")
    bound = Entry.objects.filter(about=about).values("key")
    keys = iter(list(rows.exclude(pk__in=bound).order_by("pk").values_list("pk", flat=True)))
    while batch := list(islice(keys, BATCH)):
        found = rows.filter(pk__in=batch).order_by("pk")
        Entry.objects.bulk_create(_entry(Entry, about, row.pk, told(says(row))) for row in found)


def _entry(Entry, about, key, facts):
    now = timezone.now().astimezone(UTC)
    entry = Entry(about=about, key=key, seq=1, kind="sealed", facts=facts, recorded_at=now, previous="")
    entry.hash = digest(f"{about}:{key}", entry)
    return entry


class Migration(migrations.Migration):
    dependencies = [("documents", "0008_checkpoints"), ("members", "0024_fact_log")]
    operations = [migrations.RunPython(seal, migrations.RunPython.noop)]
