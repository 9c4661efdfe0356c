"""Fingerprints of the keys that sealed what is stored, kept beside it: other keys are noticed at once (R-I3).

A fingerprint tells keys apart and helps nobody to find one. Who compares, and when: config/keys.py.
Tests: tests/config/test_keys.py.
"""

import base64
import binascii
import hmac
from collections.abc import Iterator
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LABEL = b"liangdi key fingerprint"


class KeyFingerprint(models.Model):
    """A key this office seals or sealed with. Retired: nothing in the database needs it any more, older backups do."""

    class Setting(models.TextChoices):
        FIELD_KEYS = "FIELD_KEYS"
        INDEX_KEY = "INDEX_KEY"

    setting = models.CharField(_("变量"), max_length=20, choices=Setting)
    key_id = models.CharField(_("密钥标识"), max_length=40, blank=True)
    fingerprint = models.CharField(_("指纹"), max_length=16)
    recorded_at = models.DateTimeField(_("记录时间"), default=timezone.now)
    retired_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("密钥指纹")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["setting", "key_id"], name="one_fingerprint_a_key")]

    def __str__(self) -> str:
        return f"{self.setting} {self.key_id} {self.fingerprint}"


Setting = KeyFingerprint.Setting


def fingerprint(key: str) -> str:
    """16 digits of an HMAC of a fixed label under `key`; of the text itself where it is no base64."""
    try:
        secret = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        secret = key.encode()
    return hmac.new(secret, LABEL, sha256).hexdigest()[:16]


def present() -> dict[tuple[str, str], str]:
    """The fingerprints of the keys of the settings, by variable and key id ("" for INDEX_KEY)."""
    sealing = {(Setting.FIELD_KEYS.value, name): fingerprint(key) for name, key in settings.FIELD_KEYS.items()}
    return {**sealing, (Setting.INDEX_KEY.value, ""): fingerprint(settings.INDEX_KEY)}


def record() -> None:
    """Write down the keys of the settings that are not on record yet; a retired one that seals again is back in use.

    Only after it is known that they fit: `config.keys.faults`.
    """
    new = [KeyFingerprint(setting=name, key_id=key_id, fingerprint=mark) for (name, key_id), mark in present().items()]
    KeyFingerprint.objects.bulk_create(new, ignore_conflicts=True)
    seals = KeyFingerprint.objects.filter(setting=Setting.FIELD_KEYS, key_id=next(iter(settings.FIELD_KEYS)))
    seals.exclude(retired_at=None).update(retired_at=None)


def retire_all_but(key_id: str) -> None:
    """Nothing stored is sealed with another key than `key_id` any more: the others may leave FIELD_KEYS."""
    others = KeyFingerprint.objects.filter(setting=Setting.FIELD_KEYS, retired_at=None).exclude(key_id=key_id)
    others.update(retired_at=timezone.now())


def differences() -> Iterator[str]:
    """What the settings lack of the keys on record, a sentence each; none where they fit."""
    here = present()
    for kept in KeyFingerprint.objects.all():
        mark = here.get((kept.setting, kept.key_id))
        if mark == kept.fingerprint or (mark is None and kept.retired_at):
            continue
        if kept.setting == Setting.INDEX_KEY:
            yield (
                f"INDEX_KEY is another key (fingerprint {mark}) than that of the data "
                f"(fingerprint {kept.fingerprint}): no identity number would be found and no check code be right."
            )
        elif mark is None:
            yield (
                f"FIELD_KEYS lacks the key {kept.key_id} (fingerprint {kept.fingerprint}): "
                "identity numbers and papers sealed with it do not open."
            )
        else:
            yield (
                f"FIELD_KEYS: {kept.key_id} is another key (fingerprint {mark}) than the {kept.key_id} of the data "
                f"(fingerprint {kept.fingerprint}). A new key needs a new name, k2 for instance."
            )
