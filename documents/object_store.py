"""Files in an object store, whose troubles are told as `StorageUnavailable` within seconds.

Without limits of its own the client waits a minute and tries five times, and a web thread with it. Needs the extra
`s3`; named by the setting STORAGES where S3_BUCKET is set. Tests: tests/documents/test_object_store.py.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from .archive import StorageUnavailable

ATTEMPTS = 2


class ObjectStore(S3Storage):
    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        limits = Config(
            connect_timeout=settings.S3_CONNECT_SECONDS,
            read_timeout=settings.S3_READ_SECONDS,
            retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
        )
        self.client_config = self.client_config.merge(limits)  # type: ignore[has-type]  # untyped library
        self.transfer_config = TransferConfig(num_download_attempts=1)

    def _open(self, name: str, mode: str = "rb") -> File:
        """Fetched at once: a store that falls silent is met here and not in the middle of a page."""
        with _trouble_told():
            stored = super()._open(name, mode)
            if "r" in mode:
                stored.file.seek(0)
            return stored

    def _save(self, name: str, content: File) -> str:
        with _trouble_told():
            return super()._save(name, content)

    def exists(self, name: str) -> bool:
        with _trouble_told():
            return super().exists(name)

    def delete(self, name: str) -> None:
        with _trouble_told():
            super().delete(name)

    def size(self, name: str) -> int:
        with _trouble_told():
            return super().size(name)


@contextmanager
def _trouble_told() -> Iterator[None]:
    """A missing file stays FileNotFoundError; all else the client raises means that the store cannot be used now."""
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError) as error:
        raise StorageUnavailable(0, type(error).__name__) from error
