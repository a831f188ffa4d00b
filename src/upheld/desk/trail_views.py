"""The audit trail: searched, paged, and taken along as CSV or JSON, which is itself written on it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from upheld.access import trail
from upheld.access.actions import record
from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.access.trail import Looked, harmless
from upheld.desk.pages import account, desk_page

ON_A_PAGE = 50
COLUMNS = ("number", "at", "by", "action", "subject", "detail")


def _looked(given: QueryDict) -> Looked:
    """What a form asks for; a day that is none is as if not given."""
    texts = {name: given.get(name, "").strip().replace("\0", "") for name in ("who", "action", "subject")}
    return Looked(**texts, first=_day(given.get("first", "")), last=_day(given.get("last", "")))


def _day(written: str) -> date | None:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if day.year < date.max.year else None


@require_GET
@allowed(Action.SEE_TRAIL)
def the_trail(request: HttpRequest) -> HttpResponse:
    """A page of what was looked for."""
    looked = _looked(request.GET)
    pages = Paginator(trail.found(looked), ON_A_PAGE)
    query = request.GET.copy()
    query.pop("page", None)
    return desk_page(
        request,
        "trail.html",
        "Audit trail",
        rows=pages.get_page(request.GET.get("page")),
        looked=looked,
        actions=trail.actions(),
        query=query.urlencode(),
    )


@require_POST
@allowed(Action.SEE_TRAIL)
def take_along(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """What was looked for as a file, CSV or JSON lines."""
    looked, kind = _looked(request.POST), "json" if request.POST.get("kind") == "json" else "csv"
    record("take the trail along", "audit trail", by=account(request), kind=kind, looked_for=looked.told)
    lines = _json(looked) if kind == "json" else _csv(looked)
    answer = StreamingHttpResponse(lines, content_type="application/json" if kind == "json" else "text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="trail.{kind}"'
    return answer


def _json(looked: Looked) -> Iterator[str]:
    """One array, a row a line."""
    before = "["
    for row in trail.rows(looked):
        yield f"{before}\n{json.dumps(row, ensure_ascii=False)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _csv(looked: Looked) -> Iterator[str]:
    yield ",".join(COLUMNS) + "\r\n"
    for row in trail.rows(looked):
        line = io.StringIO()
        cells = {**row, "detail": json.dumps(row["detail"], ensure_ascii=False)}
        csv.writer(line).writerow([harmless(str(cells[name])) for name in COLUMNS])
        yield line.getvalue()


urlpatterns = [
    path("trail/", the_trail, name="trail"),
    path("trail/file", take_along, name="trail_file"),
]
