"""A file handed in by an unknown visitor stays in memory, and only so much of it."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

LIMIT = 8 * 2**20  # bytes; our longest papers are below 1 MiB


TOO_BIG = "upload_too_big"  # the mark on a request whose file was dropped


class InMemoryOnly(FileUploadHandler):
    """Collect one file of at most LIMIT bytes. A longer one is dropped and `request.upload_too_big` set."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.data = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > LIMIT:
            setattr(self.request, TOO_BIG, True)
            raise StopUpload(connection_reset=False)  # read the rest, so that the browser shows the answer
        self.data.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.data.seek(0)
        return InMemoryUploadedFile(
            file=self.data,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
        )
