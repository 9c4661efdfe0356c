import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0011_clock_guarded_after'),
        ('members', '0017_person_register'),
        ('viewflow', '0015_task_scheduled'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='case',
            name='destination_inside_or_outside',
        ),
        migrations.AlterField(
            model_name='case',
            name='origin',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases_out', to='members.partyorg', verbose_name='流出地党组织'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('origin__isnull', False), models.Q(('destination__isnull', True), ('outside_name', ''), _connector='OR')), models.Q(('destination__isnull', False), ('origin__isnull', True), models.Q(('outside_name', ''), _negated=True)), _connector='OR'), name='one_side_outside_at_most'),
        ),
    ]
