"""An authority's own remedies: what to do next, one with its thread, evidence, more time; a calendar of due days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upheld.access.guard import allowed, anybody
from upheld.access.people import person
from upheld.access.permissions import Action
from upheld.casework.handed_in import uploads
from upheld.casework.handed_in.serving import file_answer
from upheld.casework.refusal import Refusal
from upheld.casework.remedies import asking, calendar, queries
from upheld.casework.remedies.models import Evidence, EvidenceFile, MoreTime, Remark
from upheld.casework.remedies.queries import Followed
from upheld.casework.remedies.rules import OPEN, TURNS
from upheld.portal.pages import portal_page, scheme
from upheld.portal.shown import here
from upheld.register import queries as register


def _now() -> datetime:
    """The moment, as clocks where the ombudsman is show it."""
    return here(datetime.now(UTC))


def _own(authority: str, reference: str = "") -> list[Followed]:
    """What an authority answers for today."""
    return queries.followed(register.directory(scheme()), _now().date(), authority=authority, reference=reference)


def _remedy_or_404(authority: str, reference: str, number: int) -> Followed:
    """An authority's own remedy; another's is like none."""
    found = [one for one in _own(authority, reference) if one.number == number]
    if not found:
        raise Http404
    return found[0]


@require_GET
@allowed(Action.ANSWER_REMEDY, own=True)
def remedies(request: HttpRequest, authority: str) -> HttpResponse:
    """The authority's remedies, in the order of what to do next."""
    return _list(request, authority)


def _list(request: HttpRequest, authority: str, secret: str = "") -> HttpResponse:
    found, today = _own(authority), _now().date()
    return portal_page(
        request,
        "remedies.html",
        "Your remedies",
        authority=authority,
        open=[(one, one.days(today)) for one in found if one.turn in OPEN],
        done=[one for one in found if one.turn not in OPEN],
        turns=TURNS,
        lateness=queries.lateness(found, today),
        categories=scheme().words.terms.remedy_categories,
        results=scheme().words.site.authority.results,
        calendar=request.build_absolute_uri(reverse("remedy_calendar", args=[secret])) if secret else "",
        has_calendar=calendar.has_address(authority),
    )


@require_http_methods(["GET", "POST"])
@allowed(Action.ANSWER_REMEDY, own=True)
def remedy(request: HttpRequest, authority: str, reference: str, number: int) -> HttpResponse:
    """One remedy, and what is sent about it: evidence, a request for more time, or a message."""
    one = _remedy_or_404(authority, reference, number)
    if request.method == "GET":
        return _page(request, authority, one, {})
    by, now = person(request).account, _now()
    doing = {
        "evidence": (lambda: _send(request, one, now, by), "What you sent is on record. We will look at it."),
        "time": (lambda: _more_time(request, one, now, by), "We will answer whether you have more time."),
        "message": (lambda: _write(request, one, now, by), "Your message is sent."),
    }.get(request.POST.get("what", ""))
    if doing is None:
        raise Http404
    return _tried(request, authority, one, *doing)


def _tried(request: HttpRequest, authority: str, one: Followed, doing: Callable[[], object], done: str) -> HttpResponse:
    try:
        doing()
    except Refusal as refusal:
        return _page(request, authority, one, request.POST.dict(), list(refusal.args))
    messages.success(request, done)
    return redirect("portal_remedy", authority, one.reference, one.number)


def _send(request: HttpRequest, one: Followed, now: datetime, by: str) -> None:
    folder = Path(settings.UPHELD_FILES)
    kept = uploads.keep(request.FILES.getlist("files"), folder, scanner=settings.UPHELD_SCANNER)
    day = _day(request.POST.get("done_on", ""))
    try:
        asking.send_evidence(one, request.POST.get("text", ""), day, kept, now=now, by=by)
    except BaseException:
        uploads.discard(kept, folder)
        raise


def _more_time(request: HttpRequest, one: Followed, now: datetime, by: str) -> None:
    until = _day(request.POST.get("until", ""))
    asking.ask_for_time(one, until, request.POST.get("reason", ""), now=now, by=by)


def _write(request: HttpRequest, one: Followed, now: datetime, by: str) -> None:
    asking.write(one.reference, one.authority, request.POST.get("message", ""), ours=False, now=now, by=by)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        return None


def _page(
    request: HttpRequest, authority: str, one: Followed, given: dict[str, str], wrong: list[str] | None = None
) -> HttpResponse:
    """The page of a remedy. What this authority's people wrote and were told, and nobody else's."""
    of = {"reference": one.reference, "number": one.number, "authority": authority}
    today = _now().date()
    return portal_page(
        request,
        "remedy.html",
        f"Remedy {one.number} in case {one.reference}",
        authority=authority,
        trail=(("Your remedies", reverse("portal_remedies", args=[authority])),),
        one=one,
        days=one.days(today),
        is_open=one.turn in OPEN,
        means=TURNS[one.turn],
        evidence=Evidence.objects.filter(**of).prefetch_related("files").order_by("pk"),
        more_time=MoreTime.objects.filter(**of).order_by("pk"),
        remarks=Remark.objects.filter(reference=one.reference, authority=authority).order_by("pk"),
        given={name: given.get(name, "") for name in ("what", "text", "done_on", "until", "reason", "message")},
        wrong=wrong or [],
        today=today,
        categories=scheme().words.terms.remedy_categories,
        results=scheme().words.site.authority.results,
        most=uploads.MOST_FILES,
        largest=uploads.LARGEST // 1024 // 1024,
    )


@require_GET
@allowed(Action.ANSWER_REMEDY, own=True)
def file(request: HttpRequest, authority: str, reference: str, number: int, key: str) -> HttpResponse:  # noqa: ARG001
    """A file that this authority handed in."""
    _remedy_or_404(authority, reference, number)
    of = {"evidence__reference": reference, "evidence__number": number, "evidence__authority": authority}
    return file_answer(EvidenceFile.objects.filter(**of, key=key).first())


@require_POST
@allowed(Action.ANSWER_REMEDY, own=True)
def calendar_address(request: HttpRequest, authority: str) -> HttpResponse:
    """A new address for the calendar, shown this once; or none any more."""
    now, by = _now(), person(request).account
    if request.POST.get("what") == "end":
        calendar.end_addresses(authority, now=now, by=by)
        messages.success(request, "Nobody has an address of the calendar any more.")
        return redirect("portal_remedies", authority)
    try:
        secret = calendar.new_address(authority, now=now, by=by)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("portal_remedies", authority)
    return _list(request, authority, secret)


@require_GET
@anybody
@never_cache
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar, for a program that knows its address; for any other it is not there."""
    authority = calendar.authority_of(secret)
    if not authority:
        raise Http404
    name = register.directory(scheme())[authority].name(_now().date())
    title = f"{name}: {scheme().words.terms.service}"
    if register.is_sample():
        title = f"{scheme().words.terms.sample}: {title}"
    words = scheme().words.terms.remedy_categories
    host = request.get_host().partition(":")[0]
    made = calendar.calendar(_own(authority), title, words, host, datetime.now(UTC))
    return HttpResponse(made, content_type="text/calendar; charset=utf-8")


BASE = "<str:authority>/remedies"
urlpatterns = [
    path(f"{BASE}/", remedies, name="portal_remedies"),
    path(f"{BASE}/calendar", calendar_address, name="portal_remedy_calendar"),
    path(f"{BASE}/<path:reference>/<int:number>/", remedy, name="portal_remedy"),
    path(f"{BASE}/<path:reference>/<int:number>/files/<str:key>", file, name="portal_remedy_file"),
    path("calendar/<str:secret>.ics", feed, name="remedy_calendar"),
]
