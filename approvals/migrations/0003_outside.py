import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0002_supervision")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="outside_name",
            field=models.CharField(blank=True, default="", max_length=100, verbose_name="系统外党组织全称"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="opinion",
            name="org",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.partyorg"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(("destination__isnull", True), ("outside_name", ""), _connector="OR"),
                name="destination_inside_or_outside",
            ),
        ),
    ]
