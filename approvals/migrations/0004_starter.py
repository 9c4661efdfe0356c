import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def began_by_the_organisation_of_who_opened_it(apps, schema_editor):
    Case, Appointment = apps.get_model("approvals", "Case"), apps.get_model("members", "Appointment")
    theirs = Appointment.objects.filter(pk=OuterRef("opened_by")).values("org")[:1]
    Case.objects.update(starter=Subquery(theirs))


def starter(**null):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="cases_started",
        to="members.partyorg",
        verbose_name="发起组织",
        **null,
    )


class Migration(migrations.Migration):
    dependencies = [("approvals", "0003_outside"), ("members", "0001_initial")]

    operations = [
        migrations.AddField(model_name="case", name="starter", field=starter(null=True)),
        migrations.RunPython(began_by_the_organisation_of_who_opened_it, migrations.RunPython.noop),
        migrations.AlterField(model_name="case", name="starter", field=starter()),
    ]
