"""How much anybody can hand in: what is more is read off the line and thrown away, so that it fills no disk."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

KEPT_OF_EACH = 11 * 1024 * 1024
"""Bytes: a little more than any form takes, so that the form can say that a file is too large."""


class LimitedUploads(TemporaryFileUploadHandler):
    """Uploads in temporary files, each cut off where no form would take it; its size is told as it was."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self.written = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A part of it comes."""
        if self.written < KEPT_OF_EACH:
            super().receive_data_chunk(raw_data, start)
            self.written += len(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        """It has come whole."""
        return super().file_complete(file_size)
