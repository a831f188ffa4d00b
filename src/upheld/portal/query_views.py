"""Querying a case: the form, an authority's own queries with their decisions, and the files handed in."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upheld.access.guard import allowed
from upheld.access.people import person
from upheld.access.permissions import Action
from upheld.casework.handed_in import uploads
from upheld.casework.handed_in.serving import file_answer
from upheld.casework.refusal import Refusal
from upheld.editions.behind import own_case
from upheld.editions.check_round import answering
from upheld.editions.check_round.models import Query, QueryFile
from upheld.editions.check_round.reading import queries_of
from upheld.editions.check_round.words import About, QueryState
from upheld.portal.files import trail
from upheld.portal.lines import case_line
from upheld.portal.pages import portal_page
from upheld.portal.shown import Own, own_or_404

ABOUT_IN_WORDS = {
    About.AUTHORITY: "Whose it is: it is not our case",
    About.OUTCOME: "How it ended",
    About.DATE: "A date: received or decided",
    About.SUBJECT: "What it is about",
    About.REMEDY: "A remedy: what it is, when it was due, what became of it",
    About.MISSING: "It is our case, and is missing here",
}


@require_http_methods(["GET", "POST"])
@allowed(Action.RAISE_QUERY, own=True)
def ask(request: HttpRequest, authority: str, pk: int) -> HttpResponse:
    """The form, and what was sent with it."""
    own = own_or_404(authority, pk)
    if request.method == "GET":
        return _form(request, own, {"case": request.GET.get("case", "")[:60]})
    given = {name: request.POST.get(name, "").strip() for name in ("case", "about", "reason")}
    try:
        query = _put(request, own, given)
    except Refusal as refusal:
        return _form(request, own, given, list(refusal.args))
    messages.success(request, "Your query is on record. You find it, and later its decision, on this page.")
    return redirect("portal_query", authority, pk, query.number)


def _put(request: HttpRequest, own: Own, given: dict[str, str]) -> Query:
    _check(own, given)
    folder = Path(settings.UPHELD_FILES)
    kept = uploads.keep(request.FILES.getlist("files"), folder, scanner=settings.UPHELD_SCANNER)
    asked = answering.Asked(own.authority, given["case"], About(given["about"]), given["reason"], kept)
    try:
        return answering.ask(own.edition, asked, now=timezone.now(), by=person(request).account)
    except BaseException:
        uploads.discard(kept, folder)
        raise


def _check(own: Own, given: dict[str, str]) -> None:
    """What the form itself can tell is wrong, all at once. Another authority's case is like one that is not there."""
    wrong = []
    if given["about"] not in set(About):
        wrong.append("Choose what is wrong with the case.")
    if not given["reason"]:
        wrong.append("Say what is wrong, and how you know.")
    if not given["case"]:
        wrong.append("Say which case it is.")
    elif given["about"] != About.MISSING and own_case(own.snapshot, own.authority, given["case"]) is None:
        wrong.append("None of your cases has this reference. If it should be here, choose that it is missing.")
    if not own.is_open(timezone.now()):
        wrong.append("The time for queries is over.")
    if wrong:
        raise Refusal(*wrong)


def _form(request: HttpRequest, own: Own, given: dict[str, str], wrong: list[str] | None = None) -> HttpResponse:
    found = own_case(own.snapshot, own.authority, given["case"]) if given["case"] else None
    return portal_page(
        request,
        "query_form.html",
        "Query a case",
        authority=own.authority,
        trail=trail(own),
        own=own,
        given={"about": "", "reason": "", **given},
        case=case_line(found) if found else None,
        abouts=ABOUT_IN_WORDS,
        wrong=wrong or [],
        is_open=own.is_open(timezone.now()),
        most=uploads.MOST_FILES,
        largest=uploads.LARGEST // 1024 // 1024,
    )


@require_GET
@allowed(Action.RAISE_QUERY, own=True)
def queries(request: HttpRequest, authority: str, pk: int) -> HttpResponse:
    """The authority's own queries."""
    own = own_or_404(authority, pk)
    found = queries_of(own.edition, authority)
    return portal_page(
        request,
        "queries.html",
        "Your queries",
        authority=authority,
        trail=trail(own),
        own=own,
        queries=found,
        abouts=ABOUT_IN_WORDS,
    )


@require_GET
@allowed(Action.RAISE_QUERY, own=True)
def query(request: HttpRequest, authority: str, pk: int, number: int) -> HttpResponse:
    """One query with its decision."""
    own = own_or_404(authority, pk)
    found = _query_or_404(own, number)
    return portal_page(
        request,
        "query.html",
        f"Query about case {found.reference}",
        authority=authority,
        trail=trail(own),
        own=own,
        query=found,
        about=ABOUT_IN_WORDS[About(found.about)],
        can_withdraw=found.state == QueryState.OPEN and own.is_open(timezone.now()),
    )


def _query_or_404(own: Own, number: int) -> Query:
    """An authority's own query, by its number among these; another's is like none."""
    found = queries_of(own.edition, own.authority).filter(number=number).first()
    if found is None:
        raise Http404
    return found


@require_POST
@allowed(Action.RAISE_QUERY, own=True)
def withdraw(request: HttpRequest, authority: str, pk: int, number: int) -> HttpResponse:
    """Take a query back."""
    found = _query_or_404(own_or_404(authority, pk), number)
    try:
        answering.withdraw(found, now=timezone.now(), by=person(request).account)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Your query is withdrawn.")
    return redirect("portal_query", authority, pk, number)


@require_GET
@allowed(Action.RAISE_QUERY, own=True)
def file(request: HttpRequest, authority: str, pk: int, number: int, key: str) -> HttpResponse:  # noqa: ARG001
    """A file handed in with a query."""
    return file_answer(
        QueryFile.objects.filter(query=_query_or_404(own_or_404(authority, pk), number), key=key).first()
    )


BASE = "<str:authority>/editions/<int:pk>"
urlpatterns = [
    path(f"{BASE}/query", ask, name="portal_ask"),
    path(f"{BASE}/queries/", queries, name="portal_queries"),
    path(f"{BASE}/queries/<int:number>/", query, name="portal_query"),
    path(f"{BASE}/queries/<int:number>/withdraw", withdraw, name="portal_query_withdraw"),
    path(f"{BASE}/queries/<int:number>/files/<str:key>", file, name="portal_query_file"),
]
