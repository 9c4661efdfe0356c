"""Proof that comes with a change of the register: a scan or photograph, looked at by content, kept sealed by its hash.

The name a person gave the file is kept in the entry and never used as a path or in an address.
"""

from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from members import sealing

LIMIT = 10 * 2**20  # bytes: a scan of a few pages
KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


class UnfitScan(ValueError):
    """The upload cannot serve as proof; `str()` says why and what to do."""


def refuse_unfit(upload: UploadedFile) -> tuple[bytes, str]:
    """The bytes of an upload and what they are. Raises UnfitScan for over 10 MiB, or no PDF, JPEG or PNG by content."""
    if upload.size is None or upload.size > LIMIT:
        raise UnfitScan(_("附件最大 10 MB，请压缩或分开上传。"))
    body = upload.read()
    if not (content_type := content_type_of(body)):
        raise UnfitScan(_("只能上传 PDF、JPG 或 PNG，按文件内容判断。"))
    return body, content_type


def content_type_of(body: bytes) -> str:
    """What the bytes are: PDF, JPEG or PNG; an empty string for anything else."""
    return next((kind for magic, kind in KINDS.items() if body.startswith(magic)), "")


def keep(upload: UploadedFile) -> tuple[str, str]:
    """Keep an uploaded scan outside any transaction; its SHA-256 and name, for a `Ground`.

    Raises UnfitScan, and OSError when the storage refuses."""
    body, _content_type = refuse_unfit(upload)
    digest = sha256(body).hexdigest()
    if not default_storage.exists(place(digest)):
        default_storage.save(place(digest), ContentFile(sealing.seal_bytes(body)))
    return digest, (upload.name or "")[-120:]


def fetch(digest: str) -> bytes:
    """The bytes of a kept scan. Raises FileNotFoundError, or ValueError when they are not those that were kept."""
    with default_storage.open(place(digest)) as file:
        body = sealing.unseal_bytes(file.read())
    if sha256(body).hexdigest() != digest:
        raise ValueError("changed")
    return body


def place(digest: str) -> str:
    """The name in storage."""
    return f"register/{digest[:2]}/{digest[2:]}"
