"""Check codes 校验码: 60 bits in twelve characters that cannot be misread, printed as `7K2M-Q0XD-3HVA` (R-P8).

A code is a keyed digest of the snapshot's hash and of what sets this paper apart, so it exists before the page is
drawn and can be printed on it, and nobody can compute one who does not hold the office's key.
"""

import re
import unicodedata

from members.sealing import blind

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U
LENGTH = 12
MISREAD = str.maketrans("OIL", "011")


def derive(snapshot_hash: str, *apart: object) -> str:
    """The code for a paper; `apart` is what makes two papers with one snapshot different (form, version, time)."""
    digest = int(blind("|".join([snapshot_hash, *map(str, apart)]), "check-code"), 16)
    return "".join(ALPHABET[digest >> (5 * place) & 31] for place in range(LENGTH))


def grouped(code: str) -> str:
    """As printed: three groups of four."""
    return "-".join(code[i : i + 4] for i in range(0, LENGTH, 4))


def normalised(typed: str) -> str:
    """What a person typed or scanned, as stored; "" when it cannot be a check code."""
    found = re.search(r"code=([^&\s]+)", typed)
    plain = unicodedata.normalize("NFKC", found[1] if found else typed).upper()
    code = re.sub(r"[\s\-‐-―_.]", "", plain).translate(MISREAD)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
