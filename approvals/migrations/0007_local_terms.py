"""A place's own terms are only added to, with who set them and when; the newest counts."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0006_agreement"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.RemoveConstraint(model_name="localterm", name="one_local_term"),
        migrations.AlterField(
            model_name="localterm",
            name="count",
            field=models.PositiveSmallIntegerField(null=True, verbose_name="数量"),
        ),
        migrations.AddField(
            model_name="localterm",
            name="set_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="设定时间"),
        ),
        migrations.AddField(
            model_name="localterm",
            name="set_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="设定人",
            ),
        ),
        migrations.AddIndex(
            model_name="localterm",
            index=models.Index(fields=["key", "org"], name="local_terms_by_place"),
        ),
    ]
