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
        migrations.RunPython(one_bearer_each, migrations.RunPython.noop),
    ]
