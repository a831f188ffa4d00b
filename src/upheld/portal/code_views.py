"""An authority's self-assessment against the complaint handling code: comply or explain, clause by clause."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from upheld.access.guard import allowed
from upheld.access.people import person
from upheld.access.permissions import Action, may
from upheld.casework.code import self_assessing
from upheld.casework.code.reading import of_year
from upheld.casework.code.self_assessing import Answer, Whose, Written
from upheld.casework.handed_in import uploads
from upheld.casework.handed_in.serving import file_answer
from upheld.casework.refusal import Refusal
from upheld.editions.queries import latest
from upheld.portal.pages import portal_page, scheme
from upheld.portal.shown import here
from upheld.register import queries as register
from upheld.register.models import SelfAssessmentStatement
from upheld.vocabulary.handling_code import HandlingCode

TITLE = "Complaint handling code"
COMPLIES = {"yes": True, "no": False}
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


@require_GET
@allowed(Action.SEE_OWN_FIGURES, own=True)
def years(request: HttpRequest, authority: str) -> HttpResponse:
    """The years that there are, and where each stands."""
    found = [
        (
            ending,
            scheme().year(ending).label,
            self_assessing.statement_of(_whose(authority, ending)),
            _is_frozen(ending),
        )
        for ending in _years(authority)
    ]
    return portal_page(request, "code_years.html", TITLE, authority=authority, code=_code(), years=found)


@require_GET
@allowed(Action.SEE_OWN_FIGURES, own=True)
def one_year(request: HttpRequest, authority: str, year: int) -> HttpResponse:
    """What is said so far, or was submitted, beside what cases showed."""
    whose = _whose_or_404(authority, year)
    return _page(request, whose, self_assessing.written_of(whose))


@require_POST
@allowed(Action.ASSESS_OWN_CODE, own=True)
def save(request: HttpRequest, authority: str, year: int) -> HttpResponse:
    """Save what is written; with the button for it, submit it too."""
    whose = _whose_or_404(authority, year)
    try:
        written = _written(request.POST)
        saved = _saved(request, whose, written)
    except Refusal as refusal:
        return _page(request, whose, _readable(request.POST), list(refusal.args))
    if request.POST.get("then") != "submit":
        messages.success(request, "Saved. It is submitted only when you submit it.")
        return redirect("portal_code_year", authority, year)
    try:
        self_assessing.submit(scheme(), whose, saved, now=here(timezone.now()), by=person(request).account)
    except Refusal as refusal:
        return _page(request, whose, self_assessing.written_of(whose), list(refusal.args))
    messages.success(request, "Your self-assessment is submitted. Thank you.")
    return redirect("portal_code_year", authority, year)


def _saved(request: HttpRequest, whose: Whose, written: Written) -> int:
    """How often it is saved by now. Files are kept only with the draft that they belong to."""
    folder = Path(settings.UPHELD_FILES)
    kept = uploads.keep(request.FILES.getlist("files"), folder, scanner=settings.UPHELD_SCANNER)
    by = person(request).account
    try:
        return self_assessing.save(scheme(), whose, written, kept, now=timezone.now(), by=by).saved
    except BaseException:
        uploads.discard(kept, folder)
        raise


@require_POST
@allowed(Action.ASSESS_OWN_CODE, own=True)
def withdraw(request: HttpRequest, authority: str, year: int) -> HttpResponse:
    """Take back what was submitted."""
    whose = _whose_or_404(authority, year)
    saved = _number(request.POST.get("saved", ""))
    try:
        self_assessing.withdraw(scheme(), whose, saved, now=timezone.now(), by=person(request).account)
    except Refusal as refusal:
        for line in refusal.args:
            messages.error(request, line)
    else:
        messages.success(request, "Your self-assessment is withdrawn. Change it, and submit it again.")
    return redirect("portal_code_year", authority, year)


@require_GET
@allowed(Action.SEE_OWN_FIGURES, own=True)
def file(request: HttpRequest, authority: str, year: int, key: str) -> HttpResponse:  # noqa: ARG001
    """A document handed in with it."""
    return file_answer(self_assessing.file_at(authority, year, key))


@require_POST
@allowed(Action.ASSESS_OWN_CODE, own=True)
def remove_file(request: HttpRequest, authority: str, year: int, key: str) -> HttpResponse:
    """Take a document out of the draft."""
    whose = _whose_or_404(authority, year)
    try:
        gone = self_assessing.drop_file(whose, key, by=person(request).account)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        uploads.where(gone.key, Path(settings.UPHELD_FILES)).unlink(missing_ok=True)
        messages.success(request, "The document is removed.")
    return redirect("portal_code_year", authority, year)


def _page(request: HttpRequest, whose: Whose, written: Written, wrong: list[str] | None = None) -> HttpResponse:
    stands = self_assessing.statement_of(whose)
    is_frozen = whose.is_frozen()
    own = of_year(scheme(), register.directory(scheme()), whose.year).get(whose.authority)
    allowed_to = may(person(request), Action.ASSESS_OWN_CODE, whose.authority)
    return portal_page(
        request,
        "code.html",
        f"{TITLE}, {scheme().year(whose.year).label}",
        authority=whose.authority,
        trail=((TITLE, reverse("portal_code", args=[whose.authority])),),
        year=whose.year,
        code=_code(),
        language=scheme().language,
        written=written,
        nothing=Answer(),
        stands=stands,
        is_frozen=is_frozen,
        can_change=allowed_to and not stands and not is_frozen,
        can_withdraw=allowed_to and stands and not is_frozen,
        compared={one.clause: one for one in own.clauses} if own else {},
        files=self_assessing.files_of(whose),
        largest=uploads.LARGEST // 1024 // 1024,
        most=self_assessing.MOST_FILES,
        wrong=wrong or [],
    )


def _written(given: QueryDict) -> Written:
    """What a form says. Raises `Refusal` where a day cannot be read."""
    day = given.get("considered_on", "").strip()
    try:
        if day and not DAY.match(day):
            raise ValueError(day)
        considered_on = date.fromisoformat(day) if day else None
    except ValueError:
        raise Refusal("The day on which it was considered is no day: write it as 2026-04-30.") from None
    return Written(_answers(given), _text(given, "response"), considered_on, _number(given.get("saved", "")))


def _readable(given: QueryDict) -> Written:
    """What a form says, as far as it can be read: to be shown again."""
    try:
        return _written(given)
    except Refusal:
        return Written(_answers(given), _text(given, "response"), None, _number(given.get("saved", "")))


def _answers(given: QueryDict) -> dict[str, Answer]:
    answers = {
        clause: Answer(COMPLIES.get(given.get(f"complies-{clause}", "")), _text(given, f"explanation-{clause}"))
        for clause in _code().clauses
    }
    return {clause: one for clause, one in answers.items() if one != Answer()}


def _text(given: QueryDict, name: str) -> str:
    return given.get(name, "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _number(written: str) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else -1


def _code() -> HandlingCode:
    code = scheme().code
    if code is None:
        raise Http404
    return code


def _whose(authority: str, year: int) -> Whose:
    return Whose(authority, year, lambda: _is_frozen(year))


def _whose_or_404(authority: str, year: int) -> Whose:
    if year not in _years(authority):
        raise Http404
    return _whose(authority, year)


def _is_frozen(year: int) -> bool:
    return latest(scheme().id, year) is not None


def _years(authority: str) -> list[int]:
    """The year that runs and the one before, from when the code is in force; and those with a self-assessment.

    Only years in which the authority lived are open.
    """
    code, today = _code(), here(timezone.now()).date()
    running = next(year for year in (today.year, today.year + 1) if scheme().year(year).end >= today)
    one = register.directory(scheme()).by_id.get(authority)
    if one is None:
        raise Http404
    spans = [(year, scheme().year(year)) for year in (running, running - 1)]
    open_now = [
        year
        for year, span in spans
        if span.end >= max(code.in_force_from, one.start_on or date.min) and (one.end_on or date.max) >= span.start
    ]
    known = SelfAssessmentStatement.objects.filter(authority=authority).values_list("year", flat=True)
    return sorted({*open_now, *known}, reverse=True)


BASE = "<str:authority>/code"
urlpatterns = [
    path(f"{BASE}/", years, name="portal_code"),
    path(f"{BASE}/<int:year>/", one_year, name="portal_code_year"),
    path(f"{BASE}/<int:year>/save", save, name="portal_code_save"),
    path(f"{BASE}/<int:year>/withdraw", withdraw, name="portal_code_withdraw"),
    path(f"{BASE}/<int:year>/files/<str:key>", file, name="portal_code_file"),
    path(f"{BASE}/<int:year>/files/<str:key>/remove", remove_file, name="portal_code_file_remove"),
]
