"""Whoever has issued papers under its short name or initials keeps them as its code, so that no other can sign alike."""

from django.db import migrations

UNDER_DOCUMENT_CODE = ['F-03', 'F-15']
UNDER_CODE = '^F-(13|14|20)'


def keep_codes(apps, schema_editor):
    orgs = apps.get_model('members', 'PartyOrg').objects
    series = apps.get_model('documents', 'NumberSeries').objects.filter(last__gt=0)
    issued = {
        'document_code': (series.filter(kind__in=UNDER_DOCUMENT_CODE), lambda org: org.short_name or org.name),
        'code': (series.filter(kind__regex=UNDER_CODE), lambda org: org.initials.upper()),
    }
    for field, (under, called) in issued.items():
        for org in orgs.filter(pk__in=under.values('org'), **{field: ''}).order_by('pk'):
            code = called(org)[:20]
            if code and not orgs.filter(**{field: code}).exists():
                orgs.filter(pk=org.pk).update(**{field: code})


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_printing'),
        ('members', '0009_one_bearer_of_a_code'),
    ]

    operations = [migrations.RunPython(keep_codes, migrations.RunPython.noop)]
