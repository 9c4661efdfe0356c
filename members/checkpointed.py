"""Rows that the checkpoints of the log hold (approvals/checkpoints.py): each once, with what it said by then.

`content` names its values in a fixed order, apart from the columns they happen to stand in: a renamed column leaves
every hash as it is.
"""

import json
from hashlib import sha256
from typing import Any

from django.db import models

_PLAIN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(*parts: Any) -> str:
    """SHA-256 of plain JSON values, in hexadecimal digits."""
    return sha256(_PLAIN.encode(parts).encode()).hexdigest()


class Checkpointed(models.Model):
    """`checkpoint` is the key of the checkpoint that holds the row; None until there is one."""

    checkpoint = models.BigIntegerField(null=True, editable=False)

    class Meta:
        abstract = True

    @property
    def content(self) -> list[Any]:
        """What the row says for good, as plain JSON values; begins with the number of this format."""
        raise NotImplementedError

    @property
    def hash(self) -> str:
        return digest(*self.content)


def waiting(name: str) -> models.Index:
    """The index `name` of the rows that no checkpoint holds yet."""
    return models.Index(fields=["id"], condition=models.Q(checkpoint__isnull=True), name=name)
