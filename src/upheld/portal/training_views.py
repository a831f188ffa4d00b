"""Training in the portal: what is coming, an authority's own bookings, and what its people thought of it."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upheld.access.guard import allowed
from upheld.access.people import person
from upheld.access.permissions import Action, may
from upheld.casework.refusal import Refusal
from upheld.casework.training import booking, giving, sessions
from upheld.casework.training.models import Booking, Session
from upheld.casework.training.words import LIVE, QUESTIONS, BookingState, Mode, SessionState
from upheld.portal.pages import portal_page, scheme

MODES = {Mode.ONLINE: "Online", Mode.IN_PERSON: "In a room"}


@require_GET
@allowed(Action.SEE_OWN_FIGURES, own=True)
def training(request: HttpRequest, authority: str) -> HttpResponse:
    """What is coming, and the authority's own bookings."""
    now, zone = timezone.now(), ZoneInfo(scheme().time_zone)
    coming = Session.objects.filter(state=SessionState.OPEN, starts_at__gt=now).select_related("course")
    own = {one.session_id: one for one in Booking.objects.filter(authority=authority).select_related("session__course")}
    past = [one for one in own.values() if one.state == BookingState.BOOKED and one.session.starts_at <= now]
    return portal_page(
        request,
        "training.html",
        "Training",
        authority=authority,
        rows=[
            (one, one.starts_at.astimezone(zone), one.ends_at.astimezone(zone), sessions.free(one), own.get(one.pk))
            for one in coming.order_by("starts_at")
        ],
        past=[
            (one, one.session.starts_at.astimezone(zone), giving.may_be_given(one.session, authority, now))
            for one in sorted(past, key=lambda one: one.session.starts_at, reverse=True)
        ],
        modes=MODES,
        live=LIVE,
        may_book=may(person(request), Action.BOOK_TRAINING, authority),
    )


@require_http_methods(["GET", "POST"])
@allowed(Action.BOOK_TRAINING, own=True)
def session(request: HttpRequest, authority: str, pk: int) -> HttpResponse:
    """One session: book places in it, or change the booking."""
    one = _session_or_404(pk, authority)
    now_has = Booking.objects.filter(session=one, authority=authority, state__in=LIVE).first()
    if request.method == "GET":
        emails = now_has.comers.filter(is_coming=True).values_list("email", flat=True) if now_has else []
        given = {"places": str(now_has.places if now_has else ""), "emails": "\n".join(emails)}
        return _page(request, authority, one, now_has, given)
    given = {name: request.POST.get(name, "") for name in ("places", "emails")}
    try:
        booked = _book(request, authority, pk, given)
    except Refusal as refusal:
        return _page(request, authority, one, now_has, given, list(refusal.args))
    if booked.state == BookingState.BOOKED:
        messages.success(request, "Booked. Those who come get a mail with a calendar file.")
    else:
        messages.success(request, "There are too few free places: you are on the waiting list.")
    return redirect("portal_training", authority)


def _book(request: HttpRequest, authority: str, pk: int, given: Mapping[str, str]) -> Booking:
    written = given["places"].strip()
    places = int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 0
    emails, by = booking.addresses_of(given["emails"]), person(request).account
    return booking.book(pk, authority, places, emails, now=timezone.now(), by=by)


def _page(
    request: HttpRequest,
    authority: str,
    one: Session,
    now_has: Booking | None,
    given: Mapping[str, str],
    wrong: list[str] | None = None,
) -> HttpResponse:
    zone = ZoneInfo(scheme().time_zone)
    return portal_page(
        request,
        "training_session.html",
        one.course.title,
        authority=authority,
        trail=_trail(authority),
        one=one,
        starts=one.starts_at.astimezone(zone),
        ends=one.ends_at.astimezone(zone),
        free=sessions.free(one),
        is_open=one.is_open(timezone.now()),
        booking=now_has,
        given=given,
        wrong=wrong or [],
        modes=MODES,
        most=min(booking.MOST_AT_ONCE, one.places),
    )


def _trail(authority: str) -> tuple[tuple[str, str], ...]:
    return (("Training", reverse("portal_training", args=[authority])),)


def _session_or_404(pk: int, authority: str) -> Session:
    """A session that authorities see: announced, or one in which this one has a booking."""
    found = Session.objects.select_related("course").filter(pk=pk).first()
    if found is None or found.state == SessionState.PLANNED:
        raise Http404
    if found.state != SessionState.OPEN and not found.bookings.filter(authority=authority).exists():
        raise Http404
    return found


@require_POST
@allowed(Action.BOOK_TRAINING, own=True)
def cancel(request: HttpRequest, authority: str, pk: int) -> HttpResponse:
    """Cancel the booking."""
    _session_or_404(pk, authority)
    try:
        booking.cancel(pk, authority, now=timezone.now(), by=person(request).account)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Your booking is cancelled. Those who were to come are told.")
    return redirect("portal_training", authority)


@require_http_methods(["GET", "POST"])
@allowed(Action.BOOK_TRAINING, own=True)
def feedback(request: HttpRequest, authority: str, pk: int) -> HttpResponse:
    """Say what one thought of a session."""
    one, now, wrong = _session_or_404(pk, authority), timezone.now(), []
    if not giving.may_be_given(one, authority, now):
        raise Http404
    given = {name: request.POST.get(name, "") for name in (*QUESTIONS, "comment")}
    if request.method == "POST":
        answers = {name: int(given[name]) for name in QUESTIONS if given[name] in tuple("12345")}
        try:
            giving.give(pk, authority, answers, given["comment"], now=now, by=person(request).account)
        except Refusal as refusal:
            wrong = list(refusal.args)
        else:
            messages.success(request, "Thank you. Only our staff read it.")
            return redirect("portal_training", authority)
    return portal_page(
        request,
        "training_feedback.html",
        f"Your feedback: {one.course.title}",
        authority=authority,
        trail=_trail(authority),
        one=one,
        questions=QUESTIONS,
        given=given,
        wrong=wrong,
        longest=giving.LONGEST_COMMENT,
    )


BASE = "<str:authority>/training"
urlpatterns = [
    path(f"{BASE}/", training, name="portal_training"),
    path(f"{BASE}/<int:pk>/", session, name="portal_session"),
    path(f"{BASE}/<int:pk>/cancel", cancel, name="portal_session_cancel"),
    path(f"{BASE}/<int:pk>/feedback", feedback, name="portal_session_feedback"),
]
