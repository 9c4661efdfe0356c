"""Numbers as addresses and forms carry them: the key of a row, read without trusting it (S7)."""

LONGEST = 18  # digits: what an 8-byte integer of either database holds, whatever the digits


def key_of(typed: str) -> int | None:
    """`"17"` → 17; None for anything but at most 18 ASCII digits: nobody is told which."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST else None
