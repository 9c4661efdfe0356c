"""A branch outside the system near which somebody works, and one more kind of look that is written down."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', "0016_organisations_by_hand"),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='away_outside',
            field=models.CharField(blank=True, max_length=120, verbose_name='系统外的流入地党组织'),
        ),
        migrations.AlterField(
            model_name='accessrecord',
            name='kind',
            field=models.CharField(choices=[('reveal', '查看完整身份号码'), ('export', '导出'), ('foreign', '尝试访问无权查看的内容'), ('stay', '登记毕业、出国情况'), ('proof', '查看证明材料')], max_length=10, verbose_name='种类'),
        ),
    ]
