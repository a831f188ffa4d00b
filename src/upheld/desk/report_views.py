"""Public reports at the desk: what is awaited of authorities, and recording what they answer."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.casework.refusal import Refusal
from upheld.casework.statements.answers import Awaited
from upheld.casework.statements.reports import CELLS, answer, cells_of, reports
from upheld.desk.pages import account, desk_page, say
from upheld.desk.place import directory, scheme

ON_A_PAGE = 50


@require_GET
@allowed(Action.FOLLOW_REPORT)
def listed(request: HttpRequest) -> HttpResponse:
    """Public reports by how far the answer is; those that are overdue first."""
    today, known = timezone.localdate(), directory()
    asked = request.GET.get("answer", Awaited.OVERDUE)
    every = [(one, one.answer.awaited(today)) for one in reports(scheme())]
    page = Paginator([one for one, how_far in every if how_far == asked], ON_A_PAGE).get_page(request.GET.get("page"))
    return desk_page(
        request,
        "reports.html",
        "Public reports",
        asked=asked,
        counts={one: sum(how_far == one for _, how_far in every) for one in Awaited},
        page=page,
        rows=[(one, known[one.authority].name(one.issued_on)) for one in page.object_list],
        months=scheme().statements.respond_within_months,
    )


@require_http_methods(["GET", "POST"])
@allowed(Action.FOLLOW_REPORT)
def one_report(request: HttpRequest, reference: str) -> HttpResponse:
    """One report, and what the authority answers."""
    if request.method == "GET":
        return _page(request, reference)
    given = {name: request.POST.get(name, "") for name in CELLS}
    try:
        seen, today = request.POST.get("seen", ""), timezone.localdate()
        answer(scheme(), reference, given, seen=seen, today=today, by=account(request))
    except Refusal as refusal:
        return _page(request, reference, given, list(refusal.args))
    say(request, "Recorded.")
    return redirect("report", reference)


def _page(
    request: HttpRequest, reference: str, given: Mapping[str, str] | None = None, wrong: list[str] | None = None
) -> HttpResponse:
    found = reports(scheme(), reference)
    if not found:
        raise Http404
    return desk_page(
        request,
        "report.html",
        f"Public report on case {reference}",
        trail=(("Public reports", reverse("reports")),),
        report=found[0],
        authority_name=directory()[found[0].authority].name(found[0].issued_on),
        awaited=found[0].answer.awaited(timezone.localdate()),
        given=given or cells_of(found[0]),
        wrong=wrong or [],
    )


urlpatterns = [
    path("reports/", listed, name="reports"),
    path("reports/<path:reference>/", one_report, name="report"),
]
