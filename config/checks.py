"""What must be in order before an office opens: keys of the right form that fit the data, no demo in production.

Each message says what to do. Pango and fonts are looked at by documents/checks.py. Tests: tests/config/test_checks.py.
"""

import base64
import binascii
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from . import keys

KEY_BYTES = 32
ID_LENGTH = 40  # of KeyFingerprint.key_id
NEW_KEY = "python3 -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())'"


def is_key(text: str) -> bool:
    """Whether `text` is 32 bytes in base64."""
    try:
        return len(base64.b64decode(text, validate=True)) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False


@register(Tags.security)
def keys_are_well_formed(**_kwargs: Any) -> list[CheckMessage]:
    """FIELD_KEYS is `id:key,id:key`, INDEX_KEY one key. The values themselves are never shown."""
    faults: list[CheckMessage] = []
    if not settings.FIELD_KEYS or not all(
        0 < len(name) <= ID_LENGTH and is_key(key) for name, key in settings.FIELD_KEYS.items()
    ):
        hint = f"FIELD_KEYS=k1:KEY, several divided by commas; KEY is 32 random bytes in base64: {NEW_KEY}"
        faults.append(Error("FIELD_KEYS is not of the form id:key,id:key.", hint=hint, id="liangdi.E001"))
    if not is_key(settings.INDEX_KEY):
        faults.append(Error("INDEX_KEY is not 32 bytes in base64.", hint=NEW_KEY, id="liangdi.E002"))
    return faults


@register("keys")
def keys_fit_the_data(**_kwargs: Any) -> list[CheckMessage]:
    """Not under the database's tag, which no command looks at by itself: worker and clock must not start otherwise.

    Nothing is said where the database does not answer; the command says so itself."""
    if keys_are_well_formed():
        return []
    return [Error(fault, hint=keys.REMEDY, id="liangdi.E003") for fault in keys.faults_if_reachable()]


@register(Tags.security, deploy=True)
def demo_is_off(**_kwargs: Any) -> list[CheckMessage]:
    """The demo's passwords are printed for everybody to read."""
    if not settings.DEMO:
        return []
    return [Warning("DEMO is on: anybody can sign in.", hint="Set DEMO=0 in .env.", id="liangdi.W001")]


@register(Tags.security)
def proxies_are_named(**_kwargs: Any) -> list[CheckMessage]:
    """It believed whoever sent the header; nobody should think that it still does its work."""
    if not settings.TRUST_FORWARDED_FOR:
        return []
    hint = "Take it out of .env; a proxy on another machine is named by its address: TRUSTED_PROXIES=10.8.0.2"
    return [Warning("TRUST_FORWARDED_FOR is no longer heeded.", hint=hint, id="liangdi.W002")]
