"""Seal identity numbers and uploaded rosters: AES-256-GCM with a key id in front, and an HMAC blind index (R-I3).

Keys come from FIELD_KEYS ("id:key,id:key": the first seals, all unseal) and INDEX_KEY. Changing INDEX_KEY means
writing every index anew; changing the first of FIELD_KEYS does not. Tests: tests/members/test_identity.py.
"""

import base64
import hmac
import os
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12  # bytes


@lru_cache(maxsize=8)
def _cipher(key: str) -> AESGCM:
    return AESGCM(base64.b64decode(key))


def seal_bytes(content: bytes) -> bytes:
    """`b"k1:" + nonce + sealed`: sealed with the first key of FIELD_KEYS; the key id is authenticated too."""
    key_id, key = next(iter(settings.FIELD_KEYS.items()))
    nonce = os.urandom(NONCE)
    return key_id.encode() + b":" + nonce + _cipher(key).encrypt(nonce, content, key_id.encode())


def unseal_bytes(sealed: bytes) -> bytes:
    """What was sealed. Raises KeyError for a key that is gone, InvalidTag when a byte was changed."""
    key_id, raw = sealed.split(b":", 1)
    return _cipher(settings.FIELD_KEYS[key_id.decode()]).decrypt(raw[:NONCE], raw[NONCE:], key_id)


def seal(text: str) -> str:
    """`"k1:…"` in base64, for a database column."""
    key_id, raw = seal_bytes(text.encode()).split(b":", 1)
    return f"{key_id.decode()}:{base64.b64encode(raw).decode()}"


def unseal(sealed: str) -> str:
    """The text that was sealed. Raises as `unseal_bytes`."""
    key_id, body = sealed.split(":", 1)
    return unseal_bytes(key_id.encode() + b":" + base64.b64decode(body)).decode()


@lru_cache(maxsize=2)
def _index_key(key: str) -> bytes:
    return base64.b64decode(key)


def blind(text: str, purpose: str) -> str:
    """A 64-digit index of `text` that cannot be turned back; `purpose` keeps indexes of different fields apart."""
    return hmac.new(_index_key(settings.INDEX_KEY), f"{purpose}:{text}".encode(), sha256).hexdigest()
