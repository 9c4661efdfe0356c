from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workflows', '0008_living_clauses'),
        ('approvals', '0012_origin_outside'),
    ]

    operations = [
        migrations.AddField(
            model_name='transfercase',
            name='outside_issuer',
            field=models.CharField(blank=True, max_length=100, verbose_name='开具介绍信的党组织'),
        ),
        migrations.AddField(
            model_name='transfercase',
            name='outside_number',
            field=models.CharField(blank=True, max_length=30, verbose_name='系统外介绍信编号'),
        ),
        migrations.AlterField(
            model_name='transfercase',
            name='outside_committee',
            field=models.CharField(blank=True, max_length=100, verbose_name='对方党委全称'),
        ),
        migrations.AlterField(
            model_name='transfercase',
            name='outside_place',
            field=models.CharField(blank=True, max_length=100, verbose_name='所在地'),
        ),
    ]
