from django.db import migrations, models

from approvals.calendar import add_months


def reckon_from_the_first_letter(apps, schema_editor):
    """Letters that are out already are listed after six months too (R-T16)."""
    transfers = apps.get_model("workflows", "TransferCase")
    for case in transfers.objects.filter(first_issued_on__isnull=False).iterator():
        case.unreceived_on = add_months(case.first_issued_on, 6)
        case.save(update_fields=["unreceived_on"])


class Migration(migrations.Migration):
    dependencies = [("workflows", "0003_outside")]

    operations = [
        migrations.AddField(
            model_name="transfercase",
            name="probation_account",
            field=models.TextField(blank=True, default="", verbose_name="培养教育考察情况"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="transfercase",
            name="unreceived_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(reckon_from_the_first_letter, migrations.RunPython.noop),
    ]
