"""A checked file from which nothing can be written and which offers no correction is finished by itself."""

from django.db import migrations, models


def finish(apps, _editor):
    RosterImport, RosterProblem = (apps.get_model("members", name) for name in ("RosterImport", "RosterProblem"))
    offering = set(
        RosterProblem.objects.filter(kind="offer", settled_at=None).values_list("roster_import_id", flat=True)
    )
    for record in RosterImport.objects.filter(state="checked").only("pk", "outcome").iterator():
        sheets = record.outcome.get("sheets", [])
        rows = sum(sheet.get(name, 0) for sheet in sheets for name in ("new", "changed", "kept"))
        if not rows and record.pk not in offering:
            RosterImport.objects.filter(pk=record.pk).update(state="read")


def open_again(apps, _editor):
    apps.get_model("members", "RosterImport").objects.filter(state="read").update(state="checked")


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0025_seal_people'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rosterimport',
            name='state',
            field=models.CharField(choices=[('checking', '正在检查'), ('checked', '待确认'), ('read', '已读完，没有可写入的'), ('importing', '正在导入'), ('done', '已导入'), ('refused', '不能读取'), ('discarded', '已放弃')], default='checking', max_length=10, verbose_name='状态'),
        ),
        migrations.RunPython(finish, open_again),
    ]
