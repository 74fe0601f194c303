"""Uploaded files: however large, they neither fill the disk nor end in a page without words."""

import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

# Above every limit that a form sets; the form then says in words what is too large.
CAP_BYTES = 101_000_000


class CappedUploadHandler(FileUploadHandler):
    """Drop what comes after the cap, so that later handlers never store it.

    Named first in FILE_UPLOAD_HANDLERS. A file that was cut is larger than the form allows.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The chunk for the next handler, or None once the cap is reached."""
        return raw_data if start <= CAP_BYTES else None

    def file_complete(self, file_size: int) -> None:
        """Leave the finished file to the next handler."""


def reopenable(file: UploadedFile) -> Callable[[], BinaryIO]:
    """The uploaded file as one that can be opened again and again, from its first byte."""
    if isinstance(file, TemporaryUploadedFile):
        return partial(Path(file.temporary_file_path()).open, "rb")
    data = file.read()
    return lambda: io.BytesIO(data)
