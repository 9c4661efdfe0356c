"""What organisations are and were called 曾用名 (R-O11): papers keep a name, so whoever holds one finds its bearer.

A former name stores only its end: it began when the one before it ended. How an organisation is renamed:
`tree_changes.py`. Tests: tests/members/test_tree_changes.py.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .name_keys import NameKey
from .pinyin import place_initials, place_spelled


def spelled(name: str, short_name: str) -> tuple[str, str]:
    """Pinyin and initials an organisation is searched by: of the short name, else of the full one without 中共."""
    said = short_name or name.removeprefix("中共")
    return place_spelled(said), place_initials(said)


class FormerName(models.Model):
    """`org` was called this until the day `until`, on which the next name began."""

    org = models.ForeignKey("members.PartyOrg", models.PROTECT, related_name="former_names", verbose_name=_("党组织"))
    name = models.CharField(_("曾用全称"), max_length=120)
    short_name = models.CharField(_("曾用简称"), max_length=60, blank=True)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    initials = models.CharField(max_length=120, blank=True, editable=False)
    until = models.DateField(_("用至"))

    class Meta:
        verbose_name = verbose_name_plural = _("曾用名")
        ordering = ["org", "-until", "-pk"]

    def __str__(self) -> str:
        return self.name


def called(text: str) -> Q:
    """Organisations that bear or bore a name `text` is a part of, or whose pinyin it begins or initials it is."""
    low = text.lower()
    alike = Q(name__contains=text) | Q(short_name__contains=text) | Q(pinyin__startswith=low) | Q(initials=low)
    former = FormerName.objects.filter(alike).values("org")
    keys = NameKey.objects.containing(text).filter(org__isnull=False).values("org")
    return alike | Q(pk__in=former) | Q(pk__in=keys)
