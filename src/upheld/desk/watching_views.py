"""Early warning at the desk: what is drifting, and the cases behind one drift. For staff alone."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.casework.refusal import Refusal
from upheld.casework.watching import told
from upheld.casework.watching.behind import cases_behind
from upheld.casework.watching.charts import Watch, Watched
from upheld.casework.watching.counting import Kind, Stream
from upheld.casework.watching.reading import watched
from upheld.desk.pages import desk_page
from upheld.desk.place import directory, scheme

ON_A_PAGE = 50


@require_GET
@allowed(Action.SEE_WARNINGS)
def watching(request: HttpRequest) -> HttpResponse:
    """What drifts in the year up to a month; the latest complete one where none is named."""
    try:
        month, watch = watched(scheme(), request.GET.get("month", "").strip())
    except Refusal as refusal:
        return desk_page(request, "watching.html", "Early warning", wrong=str(refusal), given=request.GET.get("month"))
    page = Paginator(watch.drifting, ON_A_PAGE).get_page(request.GET.get("page"))
    known = directory()
    rows = [(one, told.title(one.stream, known, month), told.strength(one)) for one in page.object_list]
    facts = {
        "month": month,
        "given": month,
        "page": page,
        "rows": rows,
        "by_chance": told.by_chance(watch),
        "wrong": "",
    }
    return desk_page(request, "watching.html", "Early warning", **facts)


@require_GET
@allowed(Action.SEE_WARNINGS)
def one_drift(request: HttpRequest) -> HttpResponse:
    """One drift, month by month, with the cases behind it."""
    try:
        month, watch = watched(scheme(), request.GET.get("month", ""))
    except Refusal:
        raise Http404 from None
    one = _drift_or_404(watch, request)
    known = directory()
    cases = cases_behind(scheme(), known, one.stream, [one.labels[at] for at in one.rising])
    return desk_page(
        request,
        "watching_one.html",
        told.title(one.stream, known, month),
        trail=(("Early warning", f"{reverse('watching')}?month={month}"),),
        one=one,
        strength=told.strength(one),
        binomial=one.chart.binomial,
        rows=zip(one.labels, one.months, one.points, map(one.chart.expected, one.months), strict=True),
        cases=cases,
    )


def _drift_or_404(watch: Watch, request: HttpRequest) -> Watched:
    given = request.GET
    if given.get("kind") not in set(Kind):
        raise Http404
    stream = Stream(Kind(given["kind"]), given.get("authority", ""), given.get("about", ""))
    found = next((one for one in watch.drifting if one.stream == stream), None)
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("watching/", watching, name="watching"),
    path("watching/drift", one_drift, name="watching_drift"),
]
