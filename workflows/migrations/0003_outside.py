from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflows", "0002_transfer_batches"), ("approvals", "0003_outside")]

    operations = [
        migrations.AddField(
            model_name="transfercase",
            name="outside_committee",
            field=models.CharField(blank=True, default="", max_length=100, verbose_name="接收党组织全称"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="transfercase",
            name="outside_place",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="所在地"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="transfercase",
            name="outside_region",
            field=models.CharField(blank=True, default="", max_length=6, verbose_name="行政区划代码"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="transfercase",
            name="outside_contact",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="联系人"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="transfercase",
            name="outside_phone",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="联系电话"),
            preserve_default=False,
        ),
    ]
