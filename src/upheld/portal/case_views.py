"""The cases behind an authority's figures: pages that are sorted and paged by their address, and files to keep."""

from __future__ import annotations

from tempfile import TemporaryDirectory

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.editions.behind import behind
from upheld.portal import files
from upheld.portal.lines import SORTS, case_lines, has_base, title_of, whichs
from upheld.portal.pages import portal_page, scheme
from upheld.portal.shown import own_or_404

ON_A_PAGE = 50


@require_GET
@allowed(Action.SEE_OWN_CASES, own=True)
def cases(request: HttpRequest, authority: str, pk: int, which: str) -> HttpResponse:
    """The cases behind one figure."""
    own = own_or_404(authority, pk)
    if which not in whichs():
        raise Http404
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "reference"
    down = request.GET.get("order") == "down"
    found = sorted(behind(scheme(), own.snapshot, authority, own.edition.year, which), key=SORTS[sort], reverse=down)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return portal_page(
        request,
        "cases.html",
        title_of(which),
        authority=authority,
        trail=files.trail(own),
        own=own,
        which=which,
        sort=sort,
        down=down,
        sorts=list(SORTS),
        page=page,
        lines=case_lines(page.object_list),
        counted=sum(one.counts for one in found),
        has_base=has_base(which),
        is_open=own.is_open(timezone.now()),
    )


@require_GET
@allowed(Action.SEE_OWN_CASES, own=True)
def cases_file(request: HttpRequest, authority: str, pk: int, which: str, kind: str) -> HttpResponse:  # noqa: ARG001
    """The cases behind one figure as a file."""
    own = own_or_404(authority, pk)
    if which not in whichs():
        raise Http404
    return _answer(files.cases(own, which), own, f"cases-{which}", kind)


@require_GET
@allowed(Action.SEE_OWN_FIGURES, own=True)
def figures_file(request: HttpRequest, authority: str, pk: int, kind: str) -> HttpResponse:  # noqa: ARG001
    """The authority's own figures as a file."""
    own = own_or_404(authority, pk)
    return _answer(files.figures(own), own, "figures", kind)


def _answer(made: files.File, own: object, name: str, kind: str) -> HttpResponse:
    with TemporaryDirectory() as folder:
        content = made.as_csv() if kind == "csv" else made.as_workbook(folder)
    types = {"csv": "text/csv; charset=utf-8", "xlsx": files.XLSX}
    answer = HttpResponse(content, content_type=types[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name.replace("_", "-")}-{own.edition.year}.{kind}"'  # type: ignore[attr-defined]
    return answer


BASE = "<str:authority>/editions/<int:pk>"
urlpatterns = [
    path(f"{BASE}/cases/<slug:which>/", cases, name="portal_cases"),
    *(
        path(f"{BASE}/cases/<slug:which>.{kind}", cases_file, {"kind": kind}, name=f"portal_cases_{kind}")
        for kind in ("csv", "xlsx")
    ),
    *(
        path(f"{BASE}/figures.{kind}", figures_file, {"kind": kind}, name=f"portal_figures_{kind}")
        for kind in ("csv", "xlsx")
    ),
]
