"""A table of what a name is found by besides its own columns, filled for who is there already."""

from itertools import islice

import django.db.models.deletion
import members.bytewise
from django.db import migrations, models

from members.name_keys import of_org, of_person

BATCH = 2000


def enter_keys(apps, _editor):
    NameKey = apps.get_model("members", "NameKey")
    Person, PartyOrg = apps.get_model("members", "Person"), apps.get_model("members", "PartyOrg")
    names = Person.objects.values_list("pk", "name", "pinyin", "initials").order_by("pk").iterator(BATCH)
    while batch := list(islice(names, BATCH)):
        NameKey.objects.bulk_create(
            NameKey(person_id=pk, key=key, whole=whole) for pk, *name in batch for key, whole in of_person(*name)
        )
    for org in PartyOrg.objects.prefetch_related("former_names").iterator(BATCH):
        called = [(org.name, org.short_name), *((was.name, was.short_name) for was in org.former_names.all())]
        NameKey.objects.bulk_create(NameKey(org_id=org.pk, key=key, whole=whole) for key, whole in of_org(called))


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0014_roster_reader'),
    ]

    operations = [
        migrations.CreateModel(
            name='NameKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', members.bytewise.BytewiseField(db_index=True, max_length=240)),
                ('whole', models.BooleanField(default=False)),
                ('org', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='name_keys', to='members.partyorg')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='name_keys', to='members.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('person__isnull', True), ('org__isnull', True), _connector='XOR'), name='a_key_finds_one_bearer')],
            },
        ),
        migrations.RunPython(enter_keys, migrations.RunPython.noop),
    ]
