"""Which cases ended as a draft: the log of those that are closed says it (R-O14)."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef


def mark(apps, _schema_editor):
    Case, Entry = (apps.get_model("approvals", name) for name in ("Case", "Entry"))
    last_step = Entry.objects.filter(case=OuterRef("pk"), from_state="draft", to_state=OuterRef("state"))
    Case.objects.filter(Exists(last_step), closed_at__isnull=False).update(never_sent=True)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0013_notice_of_entry")]

    operations = [
        migrations.AddField("case", "never_sent", models.BooleanField(default=False, editable=False)),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
