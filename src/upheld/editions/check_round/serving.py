"""Giving out files that were handed in: to be saved, never to be opened in a browser."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from upheld.editions.check_round import uploads
from upheld.editions.check_round.models import Query, QueryFile

AS_A_FILE = "default-src 'none'; sandbox"


def file_answer(query: Query, key: str) -> HttpResponse:
    """A file as something to save and never to open here: no type, no guessing, nothing that it may load or run."""
    found = QueryFile.objects.filter(query=query, key=key).first()
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
