"""Queries at the desk: the queue, one with its case and files, and its decision."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.casework.changing import Wanted, case_now, digest
from upheld.casework.handed_in.serving import file_answer
from upheld.casework.refusal import Refusal
from upheld.desk import jobs
from upheld.desk.case_form import authorities_then, wanted_of
from upheld.desk.pages import account, desk_page, edition_or_404, say
from upheld.desk.place import directory, name_of, scheme
from upheld.editions.check_round import deciding
from upheld.editions.check_round.models import Query, QueryFile
from upheld.editions.check_round.words import DECISIONS, About, QueryState
from upheld.vocabulary.words import Result

ON_A_PAGE = 50
ABOUT_IN_WORDS = {
    About.AUTHORITY: "whose it is",
    About.OUTCOME: "the outcome",
    About.DATE: "a date",
    About.SUBJECT: "the subject",
    About.REMEDY: "a remedy",
    About.MISSING: "a missing case",
}


@require_GET
@allowed(Action.SEE_EDITIONS)
def queue(request: HttpRequest, pk: int) -> HttpResponse:
    """The queries of an edition, filtered; those that wait first, and oldest first."""
    edition = edition_or_404(pk)
    found = Query.objects.filter(round__edition=edition)
    given = {name: request.GET.get(name, "") for name in ("state", "about", "authority")}
    for name, value in given.items():
        if value:
            found = found.filter(**{name: value})
    known = sorted(set(Query.objects.filter(round__edition=edition).values_list("authority", flat=True)))
    all_known, end = directory(), scheme().year(edition.year).end
    names = {one: all_known[one].name(end) for one in known}
    page = Paginator(found.order_by("pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    return desk_page(
        request,
        "queries.html",
        "Queries",
        edition=edition,
        page=page,
        rows=[(one, names[one.authority]) for one in page.object_list],
        given=given,
        states=list(QueryState),
        abouts=ABOUT_IN_WORDS,
        authorities=[*names.items()],
    )


@require_http_methods(["GET", "POST"])
@allowed(Action.DECIDE_QUERY)
def one_query(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One query, and its decision."""
    query = _query_or_404(pk, number)
    if request.method == "GET":
        return _page(request, query, request.GET)
    try:
        decided = _decided(request, query)
    except deciding.CaseChanged as refusal:
        kept = {name: request.POST.get(name, "") for name in ("state", "reason", "reference")}
        return _page(request, _query_or_404(pk, number), kept, list(refusal.args))
    except Refusal as refusal:
        return _page(request, _query_or_404(pk, number), request.POST, list(refusal.args))
    if decided.changed:
        say(request, "Decided. The register is changed, and the figures will be drawn again.")
    else:
        say(request, "Decided.")
    return redirect("desk_query", pk, number)


@transaction.atomic
def _decided(request: HttpRequest, query: Query) -> Query:
    """The decision, and the drawing that it asks for: one is never without the other."""
    by = account(request)
    decided = deciding.decide(scheme(), query, _decision(request, query), now=timezone.now(), by=by)
    if decided.changed:
        jobs.ask("redraw", query.round.edition, by=by)
    return decided


def _decision(request: HttpRequest, query: Query) -> deciding.Decision:
    given = request.POST
    reference = given.get("reference", "").strip()[:60] or query.reference
    state = QueryState(given["state"]) if given.get("state") in set(DECISIONS) else QueryState.OPEN
    now = case_now(reference)
    return deciding.Decision(
        state,
        given.get("reason", ""),
        wanted_of(given, now) if now else Wanted(),
        reference,
        no_change=given.get("no_change") == "yes",
        seen=given.get("seen", ""),
    )


def _page(request: HttpRequest, query: Query, given: Mapping[str, str], wrong: list[str] | None = None) -> HttpResponse:
    edition = query.round.edition
    reference = (given.get("reference", "").strip() or query.reference)[:60]
    now = case_now(reference)
    return desk_page(
        request,
        "query.html",
        f"Query about case {query.reference}",
        edition=edition,
        query=query,
        about=ABOUT_IN_WORDS[About(query.about)],
        authority_name=name_of(query.authority, edition),
        reference=reference,
        now=now,
        seen=digest(now) if now else "",
        wanted=wanted_of(given, now) if now else None,
        given={name: given.get(name, "") for name in ("state", "reason", "no_change")},
        wrong=wrong or [],
        decisions=DECISIONS,
        results=list(Result),
        authorities=authorities_then(now),
    )


def _query_or_404(pk: int, number: int) -> Query:
    found = Query.objects.select_related("round__edition").filter(round__edition=edition_or_404(pk), pk=number).first()
    if found is None:
        raise Http404
    return found


@require_GET
@allowed(Action.DECIDE_QUERY)
def file(request: HttpRequest, pk: int, number: int, key: str) -> HttpResponse:  # noqa: ARG001
    """A file handed in with a query."""
    return file_answer(QueryFile.objects.filter(query=_query_or_404(pk, number), key=key).first())


BASE = "editions/<int:pk>/queries"
urlpatterns = [
    path(f"{BASE}/", queue, name="desk_queries"),
    path(f"{BASE}/<int:number>/", one_query, name="desk_query"),
    path(f"{BASE}/<int:number>/files/<str:key>", file, name="desk_query_file"),
]
