"""Codes of organisations: one bearer each. Where several bear one, the oldest keeps it and the others are named."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Count

LABELS = {'document_code': '机关代字', 'code': '组织代码'}


def one_bearer_each(apps, schema_editor):
    orgs = apps.get_model('members', 'PartyOrg').objects
    for field, label in LABELS.items():
        doubled = orgs.exclude(**{field: ''}).order_by().values(field).annotate(n=Count('pk')).filter(n__gt=1)
        for code in sorted(doubled.values_list(field, flat=True)):
            first, *others = orgs.filter(**{field: code}).order_by('pk')
            for org in others:
                print(f'{label}“{code}”重复：由{first.name}保留；{org.name}的已清空，请在组织页另填。')
                orgs.filter(pk=org.pk).update(**{field: ''})


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0007_register_log'),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(choices=[('document_code', '机关代字'), ('code', '组织代码')], max_length=20)),
                ('code', models.CharField(max_length=20, verbose_name='代字或代码')),
                ('org', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='former_codes', to='members.partyorg', verbose_name='党组织')),
            ],
            options={
                'verbose_name': '曾用代字和代码',
                'verbose_name_plural': '曾用代字和代码',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('field', 'code'), name='a_former_code_had_one_bearer')],
            },
        ),
        migrations.AlterField(
            model_name='rosterproblem',
            name='kind',
            field=models.CharField(choices=[('R-I1', '身份号码有误'), ('R-I2', '身份号码与出生日期或性别不符'), ('R-I3', '身份号码重复'), ('R-T10', '党支部不明'), ('R-T9', '党支部与登记不同'), ('R-O3', '组织类别或上级不符'), ('R-O6', '审批权限不符'), ('R-O12', '不在本组织管理范围'), ('R-T12', '机关代字或组织代码重复'), ('name', '姓名或名称有误'), ('date', '日期有误'), ('stage', '类别有误或与登记不同'), ('formula', '单元格是公式'), ('cell', '单元格内容有误')], max_length=10, verbose_name='种类'),
        ),
        migrations.RunPython(one_bearer_each, migrations.RunPython.noop),
    ]
