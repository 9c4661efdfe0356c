"""Spell again the names that are searched by other letters now: with a dot in them, or a surname read in its own way."""

from django.db import migrations
from django.db.models import Q

from members.characters import DOTS
from members.pinyin import name_initials, name_spelled

OWN_READING = ("单于", "乜", "秘", "繁", "黑")


def spell_again(apps, _editor):
    Person = apps.get_model("members", "Person")
    concerned = Q()
    for surname in OWN_READING:
        concerned |= Q(name__startswith=surname)
    for dot in DOTS:
        concerned |= Q(name__contains=dot)
    people = list(Person.objects.filter(concerned).only("pk", "name"))
    for person in people:
        person.pinyin, person.initials = name_spelled(person.name), name_initials(person.name)
    Person.objects.bulk_update(people, ["pinyin", "initials"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("members", "0011_roster_characters")]

    operations = [migrations.RunPython(spell_again, migrations.RunPython.noop)]
