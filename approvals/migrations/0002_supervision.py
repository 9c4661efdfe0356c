"""督办事项 become rows of their own (R-S7), and a notice may speak of a day's list instead of one case.

What stands on the list keeps standing: a row for each open desk that was listed.
"""

import django.db.models.deletion
from django.db import migrations, models


def list_again(apps, _schema_editor) -> None:
    listed = apps.get_model("approvals", "Assignment").objects.filter(
        closed_at__isnull=True, supervised_at__isnull=False
    )
    supervision = apps.get_model("approvals", "Supervision")
    supervision.objects.bulk_create(
        [supervision(assignment=held, listed_at=held.supervised_at, told=True) for held in listed.iterator()]
    )


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial"), ("members", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Supervision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("listed_at", models.DateTimeField()),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="督办单编号")),
                ("demand", models.TextField(blank=True, verbose_name="督办要求")),
                ("answer_by", models.DateField(null=True, verbose_name="答复期限")),
                ("demanded_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, verbose_name="情况说明")),
                ("answered_at", models.DateTimeField(null=True)),
                ("explained_at", models.DateTimeField(null=True)),
                ("excused_until", models.DateField(null=True, verbose_name="准予办至")),
                ("told", models.BooleanField(default=False)),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervisions",
                        to="approvals.assignment",
                    ),
                ),
                *(
                    (
                        name,
                        models.ForeignKey(
                            null=True,
                            on_delete=django.db.models.deletion.PROTECT,
                            related_name="+",
                            to="members.appointment",
                        ),
                    )
                    for name in ("demanded_by", "answered_by", "explained_by")
                ),
            ],
            options={"verbose_name": "督办事项", "verbose_name_plural": "督办事项"},
        ),
        migrations.AddIndex(
            model_name="supervision",
            index=models.Index(condition=models.Q(("told", False)), fields=["id"], name="listed_not_told"),
        ),
        migrations.AddConstraint(
            model_name="supervision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("explained_at__isnull", True)),
                fields=("assignment",),
                name="listed_once_at_a_time",
            ),
        ),
        migrations.RunPython(list_again, migrations.RunPython.noop),
        migrations.RemoveField(model_name="assignment", name="reminded_at"),
        migrations.RemoveField(model_name="assignment", name="supervised_at"),
        migrations.AddField(model_name="assignment", name="again_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="notice", name="day", field=models.DateField(null=True)),
        migrations.AlterField(
            model_name="notice",
            name="case",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to="approvals.case",
            ),
        ),
        migrations.AlterField(model_name="notice", name="state", field=models.CharField(blank=True, max_length=40)),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("moved", "事项有进展"),
                    ("remind", "限期已过，请办理"),
                    ("supervise", "列入督办"),
                    ("urged", "对方催办"),
                    ("returned", "退回修改"),
                    ("closed", "事项已办结"),
                    ("paper", "文书已生成"),
                    ("redirected", "已改送"),
                    ("demanded", "督办单，请书面说明"),
                    ("explained", "下级已书面说明，请审核销号"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("day__isnull", False)),
                fields=("org", "post", "kind", "day"),
                name="one_notice_a_day_of_a_list",
            ),
        ),
    ]
