"""Seal identity numbers: AES-256-GCM with a key id in front, and an HMAC blind index for look-up (R-I1…R-I4)."""

import base64
import hmac
import os
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings


@cache
def _cipher(key_id: str) -> AESGCM:
    return AESGCM(base64.b64decode(settings.FIELD_KEYS[key_id]))


def seal(text: str) -> str:
    """`"k1:…"`: sealed with the first key of FIELD_KEYS; the key id is authenticated too."""
    key_id = next(iter(settings.FIELD_KEYS))
    nonce = os.urandom(12)
    sealed = _cipher(key_id).encrypt(nonce, text.encode(), key_id.encode())
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(sealed: str) -> str:
    """The text that was sealed. Raises KeyError for a key that is gone, InvalidTag when a byte was changed."""
    key_id, body = sealed.split(":", 1)
    raw = base64.b64decode(body)
    return _cipher(key_id).decrypt(raw[:12], raw[12:], key_id.encode()).decode()


def blind(text: str, purpose: str) -> str:
    """A 64-digit index of `text` that cannot be turned back; `purpose` keeps indexes of different fields apart."""
    return hmac.new(base64.b64decode(settings.INDEX_KEY), f"{purpose}:{text}".encode(), sha256).hexdigest()
