"""Giving out files that were handed in: to be saved, never to be opened in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from upheld.casework.handed_in import uploads

AS_A_FILE = "default-src 'none'; sandbox"


class Known(Protocol):
    """A row that says what a file is called: the key that it lies under, the name to save it under."""

    key: str
    name: str


def file_answer(found: Known | None) -> HttpResponse:
    """A file as something to save and never to open here: no type, no guessing, nothing that it may load or run.

    Raises Http404 where there is no row, or no file for it any more.
    """
    if found is None:
        raise Http404
    path = uploads.where(found.key, Path(settings.UPHELD_FILES))
    if not path.is_file():
        raise Http404
    answer = HttpResponse(path.read_bytes(), content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = content_disposition_header(True, found.name) or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = AS_A_FILE
    return answer
