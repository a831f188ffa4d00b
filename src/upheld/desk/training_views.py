"""Training at the desk: courses, sessions with their bookings and mails, attendance, feedback."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.casework.refusal import Refusal
from upheld.casework.training import attending, giving, sessions
from upheld.casework.training.models import Course, Session
from upheld.casework.training.words import LIVE, QUESTIONS, Mode, SessionState
from upheld.delivery.queries import progress
from upheld.delivery.training import occasion_of
from upheld.desk import training_mails
from upheld.desk.models import Job
from upheld.desk.pages import account, desk_page, refuse, say
from upheld.desk.place import directory, scheme
from upheld.publication.release.moments import NoMoment, TwoMoments, moment

MODES = {Mode.ONLINE: "Online", Mode.IN_PERSON: "In a room"}
FIELDS = ("course", "code", "day", "starts", "ends", "mode", "place", "trainer", "places")
UNCHOSEN = "?"
OTHER_ROWS = 5
"""Empty rows for authorities that came without a booking."""


def zone() -> ZoneInfo:
    """The clocks of the ombudsman."""
    return ZoneInfo(scheme().time_zone)


@require_http_methods(["GET", "POST"])
@allowed(Action.RUN_TRAINING)
def training(request: HttpRequest) -> HttpResponse:
    """Every session, and a form for a new one."""
    given = {name: request.POST.get(name, "").strip() for name in FIELDS}
    wrong: list[str] = []
    if request.method == "POST":
        try:
            made = sessions.plan_session(_wanted(given), now=timezone.now(), by=account(request))
        except Refusal as refusal:
            wrong = list(refusal.args)
        else:
            say(request, "The session is planned. Nobody sees it until you announce it.")
            return redirect("desk_session", made.pk)
    found = Session.objects.select_related("course").order_by("-starts_at")
    return desk_page(
        request,
        "training.html",
        "Training",
        rows=[(one, one.starts_at.astimezone(zone()), sessions.taken(one), sessions.shown_state(one)) for one in found],
        courses=Course.objects.order_by("title"),
        given=given,
        wrong=wrong,
        modes=MODES,
        zone=zone().key,
    )


def _wanted(given: dict[str, str]) -> sessions.Planned:
    """A session as a form has it. Raises `Refusal` with what cannot be read."""
    wrong: list[str] = []
    course = Course.objects.filter(pk=given["course"]).first() if given["course"].isdecimal() else None
    if course is None:
        wrong.append("Choose a course.")
    starts, ends = (_moment(given["day"], given[name], wrong) for name in ("starts", "ends"))
    places = int(given["places"]) if given["places"].isdecimal() and len(given["places"]) < 6 else 0
    if wrong or course is None or starts is None or ends is None:
        raise Refusal(*wrong)
    return sessions.Planned(
        course, given["code"], starts, ends, given["mode"], given["place"], given["trainer"][:200], places
    )


def _moment(day: str, time: str, wrong: list[str]) -> datetime | None:
    try:
        return moment(f"{day} {time}", zone())
    except NoMoment as none:
        wrong.append(f"{str(none)[:1].upper()}{str(none)[1:]}.")
    except TwoMoments:
        wrong.append(f"The clocks go back then: {time} comes twice. Choose another time.")
    return None


@require_POST
@allowed(Action.RUN_TRAINING)
def add_course(request: HttpRequest) -> HttpResponse:
    """A new course."""
    given = request.POST
    return _done(
        request,
        lambda: sessions.add_course(given.get("title", ""), given.get("purpose", ""), by=account(request)),
        "The course is added.",
        reverse("desk_training"),
    )


def _done(request: HttpRequest, act: Callable[[], object], told: str, back: str) -> HttpResponse:
    """Do something, say so or why not, and go back."""
    try:
        act()
    except Refusal as refusal:
        refuse(request, *refusal.args)
    else:
        say(request, told)
    return redirect(back)


def _session_or_404(pk: int) -> Session:
    found = Session.objects.select_related("course").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@allowed(Action.RUN_TRAINING)
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """One session: who comes, its mails, its feedback; a form to change it."""
    one = _session_or_404(pk)
    given, wrong = _as_given(one), []
    if request.method == "POST":
        given |= {name: request.POST.get(name, "").strip() for name in FIELDS if name != "code"}
        try:
            sessions.change(pk, _wanted(given), now=timezone.now(), by=account(request))
        except Refusal as refusal:
            wrong = list(refusal.args)
        else:
            say(request, "The session is changed. Those who come are told of what concerns them.")
            return redirect("desk_session", pk)
    return _session_page(request, one, given, wrong)


def _as_given(one: Session) -> dict[str, str]:
    starts, ends = one.starts_at.astimezone(zone()), one.ends_at.astimezone(zone())
    return {
        "course": str(one.course_id),
        "code": one.code,
        "day": starts.date().isoformat(),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "mode": one.mode,
        "place": one.place,
        "trainer": one.trainer,
        "places": str(one.places),
    }


def _session_page(request: HttpRequest, one: Session, given: dict[str, str], wrong: list[str]) -> HttpResponse:
    now, known, day = timezone.now(), directory(), one.starts_at.astimezone(zone()).date()
    bookings = one.bookings.order_by("asked_at", "pk").prefetch_related("comers")
    came = attending.attendance_of(one)
    live = [booking for booking in bookings if booking.state in LIVE]
    there = list(dict.fromkeys([booking.authority for booking in live] + [each for each in came if each]))
    return desk_page(
        request,
        "training_session.html",
        f"{one.course.title}, {one.code}",
        trail=(("Training", reverse("desk_training")),),
        one=one,
        state=sessions.shown_state(one),
        starts=one.starts_at.astimezone(zone()),
        ends=one.ends_at.astimezone(zone()),
        free=sessions.free(one),
        bookings=[(each, known[each.authority].name(day)) for each in bookings],
        came=came,
        rows=[(each, known[each].name(day), came.get(each)) for each in there],
        others=range(OTHER_ROWS),
        authorities=sorted((each.name(day), each.id) for each in known.living(day) if each.id not in there),
        has_begun=now >= one.starts_at,
        has_to_be_recorded=now >= one.ends_at and one.state == SessionState.OPEN,
        is_over=now >= one.ends_at and one.state in (SessionState.OPEN, SessionState.HELD),
        can_change=one.state == SessionState.PLANNED or one.is_open(now),
        can_cancel=one.state in (SessionState.PLANNED, SessionState.OPEN),
        mails=progress(occasion_of(one)),
        jobs=Job.objects.filter(kind=training_mails.KIND, detail__session=one.pk).order_by("-pk")[:3],
        feedback=one.feedback.order_by("-at"),
        answers=giving.summed_up(one),
        questions=QUESTIONS,
        courses=Course.objects.order_by("title"),
        given=given,
        wrong=wrong,
        modes=MODES,
        zone=zone().key,
    )


@require_POST
@allowed(Action.RUN_TRAINING)
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce a session, cancel it, or ask for its mails again."""
    one, by, now = _session_or_404(pk), account(request), timezone.now()
    reason = request.POST.get("reason", "")
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "announce": (lambda: sessions.announce(pk, now=now, by=by), "Announced: authorities can book."),
        "cancel": (lambda: sessions.cancel(pk, reason, now=now, by=by), "Cancelled. Those who had a place are told."),
        "write": (lambda: training_mails.ask(one, by), "Asked for. Nobody gets the same mail twice."),
    }
    if (what := request.POST.get("what", "")) not in acts:
        raise Http404
    act, told = acts[what]
    return _done(request, act, told, reverse("desk_session", args=[pk]))


@require_POST
@allowed(Action.RUN_TRAINING)
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Record how many came, by authority."""
    _session_or_404(pk)

    def act() -> None:
        attending.hold(pk, scheme(), _came(request), now=timezone.now(), by=account(request))

    return _done(request, act, "Recorded. Figures and letters have it.", reverse("desk_session", args=[pk]))


def _came(request: HttpRequest) -> dict[str, int]:
    """Authority id ("" for none) → people, from rows of a form. Raises `Refusal` for what is no number, or twice."""
    found: dict[str, int] = {}
    rows = zip(request.POST.getlist("authority"), request.POST.getlist("people"), strict=False)
    for authority, people in rows:
        written = people.strip()
        if not written:
            continue
        if not (written.isascii() and written.isdigit() and len(written) < 7):
            raise Refusal("Say how many came in figures.")
        if authority == UNCHOSEN:
            raise Refusal("Choose the authority that the people came from.")
        if authority in found:
            raise Refusal("An authority is there twice: give it one number.")
        found[authority] = int(written)
    return found


BASE = "training"
urlpatterns = [
    path(f"{BASE}/", training, name="desk_training"),
    path(f"{BASE}/courses", add_course, name="desk_course_add"),
    path(f"{BASE}/<int:pk>/", session, name="desk_session"),
    path(f"{BASE}/<int:pk>/move", move, name="desk_session_move"),
    path(f"{BASE}/<int:pk>/attendance", attendance, name="desk_session_attendance"),
]
