"""Remedies at the desk: the queues, and a case with its remedies, what was sent, and what may be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeVar

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from upheld.access.guard import allowed
from upheld.access.people import person
from upheld.access.permissions import Action, may
from upheld.casework.handed_in.serving import file_answer
from upheld.casework.refusal import Refusal
from upheld.casework.remedies import asking, assessing, public_text, queries
from upheld.casework.remedies.models import Evidence, EvidenceFile, MoreTime, Remark, Step, TextCheck
from upheld.casework.remedies.queries import Followed
from upheld.casework.remedies.rules import COMES_TO, OPEN, TURNS, Turn, next_step, outcome_of
from upheld.desk.pages import account, desk_page, refuse, say
from upheld.desk.place import directory, scheme
from upheld.desk.round_mails import here
from upheld.register.models import Compliance
from upheld.vocabulary.authorities import AuthorityDirectory

ON_A_PAGE = 50
TO_CHECK, TO_CONFIRM = "texts to check", "to confirm"
Row = TypeVar("Row", Evidence, MoreTime)


def today() -> date:
    """The day where the office is."""
    return _now().date()


@require_GET
@allowed(Action.SEE_REMEDIES)
def remedies(request: HttpRequest) -> HttpResponse:
    """The queues: what is open, by whose turn it is, and what is to confirm; and how late remedies came."""
    known, now = directory(), today()
    found = queries.followed(known, now)
    chosen = request.GET.get("show", "")
    to_check = public_text.to_check()
    to_confirm = queries.to_confirm(found)
    rows = _chosen(found, chosen, to_check, to_confirm)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    return desk_page(
        request,
        "remedies.html",
        "Remedies",
        page=page,
        rows=[(one, known[one.authority].name(now), one.days(now)) for one in page.object_list],
        counted={turn: count for turn, count in queries.counted(found).items() if turn in OPEN},
        to_check=len(to_check),
        to_confirm=len(to_confirm),
        chosen=chosen,
        turns=TURNS,
        lateness=queries.lateness(found, now),
        categories=scheme().words.terms.remedy_categories,
    )


def _chosen(
    found: list[Followed], chosen: str, to_check: list[tuple[str, int]], to_confirm: set[str]
) -> list[Followed]:
    if chosen == TO_CHECK:
        wanted = set(to_check)
        return [one for one in found if (one.reference, one.number) in wanted]
    if chosen == TO_CONFIRM:
        return [one for one in found if one.reference in to_confirm]
    return [one for one in found if (one.turn == chosen if chosen in set(Turn) else one.turn in OPEN)]


@require_GET
@allowed(Action.SEE_REMEDIES)
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """A case: each remedy with what was sent about it, and what may follow."""
    known, now = directory(), today()
    found = _case_or_404(known, now, reference)
    return desk_page(
        request,
        "remedy_case.html",
        f"Remedies in case {reference}",
        trail=(("Remedies", _address()),),
        reference=reference,
        authority_name=known[found[0].authority].name(now),
        first=found[0],
        remedies=[(one, one.days(now), _about(one)) for one in found],
        remarks=Remark.objects.filter(reference=reference).order_by("pk"),
        step_words={**scheme().words.remedies.escalation, assessing.FAILED: "Recorded as not carried out"},
        outcome=Compliance.objects.filter(case_id=reference).first(),
        comes_to=outcome_of([one.remedy for one in found]),
        rule=COMES_TO,
        categories=scheme().words.terms.remedy_categories,
        results=scheme().words.site.authority.results,
        today=now,
    )


def _about(one: Followed) -> dict[str, object]:
    """What was sent about a remedy and which steps were taken, newest last, and its public text's findings."""
    of = {"reference": one.reference, "number": one.number}
    names = public_text.names_of_cases(one.reference).get(one.reference, frozenset())
    counting = {step.step for step in assessing.steps_since(one, one.remedy.due)}
    return {
        "steps": Step.objects.filter(**of).order_by("pk"),
        "next_step": next_step(scheme().remedies.escalation, counting),
        "evidence": Evidence.objects.filter(**of).prefetch_related("files").order_by("pk"),
        "more_time": MoreTime.objects.filter(**of).order_by("pk"),
        "found": public_text.found_in(one.text, names) if one.public else [],
        "hash": public_text.hash_of(one.text),
        "checked": TextCheck.objects.filter(**of, text_hash=public_text.hash_of(one.text)).order_by("-pk").first(),
    }


def _address() -> str:
    from django.urls import reverse

    return reverse("desk_remedies")


def _case_or_404(known: AuthorityDirectory, now: date, reference: str) -> list[Followed]:
    found = queries.followed(known, now, reference=reference)
    if not found:
        raise Http404
    return sorted(found, key=lambda one: one.number)


def _remedy_or_404(reference: str, number: int) -> Followed:
    found = [one for one in _case_or_404(directory(), today(), reference) if one.number == number]
    if not found:
        raise Http404
    return found[0]


def _row_or_404(model: type[Row], one: Followed, pk: int) -> Row:
    found = model.objects.filter(reference=one.reference, number=one.number, pk=pk).first()
    if found is None:
        raise Http404
    return found


def _tried(request: HttpRequest, reference: str, doing: Callable[[], object], done: str) -> HttpResponse:
    """Do something; back to the case's page with what came of it."""
    try:
        doing()
    except Refusal as refusal:
        refuse(request, *refusal.args)
    else:
        say(request, done)
    return redirect("desk_remedy_case", reference)


def day_of(written: str) -> date | None:
    """A day as a form has it; None for what is no day."""
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        return None


def _now() -> datetime:
    """The moment, as clocks where the office is show it."""
    return here(datetime.now(UTC))


@require_POST
@allowed(Action.FOLLOW_REMEDY)
def assess(request: HttpRequest, reference: str, number: int, pk: int) -> HttpResponse:
    """Evidence is enough, or it is not."""
    one = _remedy_or_404(reference, number)
    sent, given, by = _row_or_404(Evidence, one, pk), request.POST, account(request)
    if given.get("state") == "accepted":
        day = day_of(given.get("done_on", ""))
        return _tried(
            request,
            reference,
            lambda: assessing.accept(scheme(), one, sent, day, now=_now(), by=by),
            "The remedy is on record as done.",
        )
    return _tried(
        request,
        reference,
        lambda: assessing.not_enough(one, sent, given.get("reason", ""), now=_now(), by=by),
        "The authority is told what is missing.",
    )


@require_POST
@allowed(Action.FOLLOW_REMEDY)
def time(request: HttpRequest, reference: str, number: int, pk: int) -> HttpResponse:
    """More time is agreed, or it is not."""
    one = _remedy_or_404(reference, number)
    asked, agreed = _row_or_404(MoreTime, one, pk), request.POST.get("state") == "accepted"
    reason, by = request.POST.get("reason", ""), account(request)
    return _tried(
        request,
        reference,
        lambda: assessing.answer_time(scheme(), one, asked, agreed, reason, now=_now(), by=by),
        "More time is agreed." if agreed else "The day stays as it was.",
    )


@require_POST
@allowed(Action.FOLLOW_REMEDY)
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """A message to the authority."""
    found = _case_or_404(directory(), today(), reference)
    text, by = request.POST.get("text", ""), account(request)
    return _tried(
        request,
        reference,
        lambda: asking.write(reference, found[0].authority, text, ours=True, now=_now(), by=by),
        "Your message stands on their page.",
    )


@require_POST
@allowed(Action.FOLLOW_REMEDY)
def step(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A step of escalation was taken about a remedy."""
    one, given, by = _remedy_or_404(reference, number), request.POST, account(request)
    which, day, note = given.get("step", ""), day_of(given.get("on", "")), given.get("note", "")
    return _tried(
        request,
        reference,
        lambda: assessing.take_step(scheme(), one, which, day, note, now=_now(), by=by),
        "The step is on record.",
    )


@require_POST
@allowed(Action.RECORD_FAILURE)
def fail(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A remedy was not carried out."""
    one, reason, by = _remedy_or_404(reference, number), request.POST.get("reason", ""), account(request)
    return _tried(
        request,
        reference,
        lambda: assessing.fail(scheme(), one, reason, now=_now(), by=by),
        "It is on record as not carried out.",
    )


@require_POST
@allowed(Action.SEE_REMEDIES)
def confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """What the remedies come to is confirmed: by who follows them, or by a director."""
    _case_or_404(directory(), today(), reference)
    someone, seen = person(request), request.POST.get("seen", "")
    director = may(someone, Action.RECORD_FAILURE)
    if not (director or may(someone, Action.FOLLOW_REMEDY)):
        raise Http404
    return _tried(
        request,
        reference,
        lambda: assessing.confirm(scheme(), reference, seen, director=director, now=_now(), by=someone.account),
        "The compliance outcome is on record.",
    )


@require_POST
@allowed(Action.FOLLOW_REMEDY)
def check_text(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The public text of a service improvement may be shown, or not."""
    _remedy_or_404(reference, number)
    given, by = request.POST, account(request)
    shown = given.get("state") == "accepted"
    return _tried(
        request,
        reference,
        lambda: public_text.decide(
            reference, number, given.get("seen", ""), shown, given.get("reason", ""), now=_now(), by=by
        ),
        "The text may be shown." if shown else "The text is kept back.",
    )


@require_GET
@allowed(Action.SEE_REMEDIES)
def file(request: HttpRequest, reference: str, key: str) -> HttpResponse:  # noqa: ARG001
    """A file handed in as evidence."""
    return file_answer(EvidenceFile.objects.filter(evidence__reference=reference, key=key).first())


BASE = "remedies/<path:reference>"
urlpatterns = [
    path("remedies/", remedies, name="desk_remedies"),
    path(f"{BASE}/write", write, name="desk_remedy_write"),
    path(f"{BASE}/confirm", confirm, name="desk_remedy_confirm"),
    path(f"{BASE}/files/<str:key>", file, name="desk_remedy_file"),
    path(f"{BASE}/<int:number>/evidence/<int:pk>", assess, name="desk_remedy_assess"),
    path(f"{BASE}/<int:number>/time/<int:pk>", time, name="desk_remedy_time"),
    path(f"{BASE}/<int:number>/step", step, name="desk_remedy_step"),
    path(f"{BASE}/<int:number>/not-carried-out", fail, name="desk_remedy_fail"),
    path(f"{BASE}/<int:number>/text", check_text, name="desk_remedy_text"),
    path(f"{BASE}/", case, name="desk_remedy_case"),  # last, as a reference may hold strokes
]
