from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0003_org_history")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="graduated_on",
            field=models.DateField(blank=True, null=True, verbose_name="毕业日期"),
        ),
        migrations.AddField(
            model_name="person",
            name="abroad_since",
            field=models.DateField(blank=True, null=True, verbose_name="出国（境）日期"),
        ),
        migrations.AddField(
            model_name="person",
            name="contacted_on",
            field=models.DateField(blank=True, null=True, verbose_name="最近一次联系"),
        ),
        migrations.AlterField(
            model_name="accessrecord",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reveal", "查看完整身份号码"),
                    ("export", "导出"),
                    ("foreign", "尝试访问无权查看的内容"),
                    ("stay", "登记毕业、出国情况"),
                ],
                max_length=10,
                verbose_name="种类",
            ),
        ),
    ]
