"""Decisions at the desk: those on their way to the public, one with what was found in it, and putting in a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.casework.refusal import Refusal
from upheld.casework.statements import checking, publishing
from upheld.casework.statements.models import Accepted, Checked, DayException
from upheld.casework.statements.standing import Listed, Standing, standings
from upheld.casework.statements.texts import findings, text_now, usual_day
from upheld.desk.decision_shown import before, marked, settled_by, to_settle
from upheld.desk.pages import account, desk_page, say
from upheld.desk.place import directory, scheme
from upheld.register.models import Case

ON_A_PAGE = 50


@require_GET
@allowed(Action.SEE_DECISIONS)
def queue(request: HttpRequest) -> HttpResponse:
    """Decisions by how far they are; those to check first."""
    asked = request.GET.get("standing", Standing.TO_CHECK)
    checks = scheme().statements.check_decisions
    every = list(standings(timezone.localdate(), check=checks))
    page = Paginator([one for one in every if one.standing == asked], ON_A_PAGE).get_page(request.GET.get("page"))
    known = directory()
    return desk_page(
        request,
        "decisions.html",
        "Decisions",
        asked=asked,
        counts={one: sum(each.standing == one for each in every) for one in Standing},
        page=page,
        rows=[(one, known[one.authority].name(one.public_from), _number_open(one)) for one in page.object_list],
        checks=checks,
    )


@require_GET
@allowed(Action.SEE_DECISIONS)
def one_decision(request: HttpRequest, reference: str) -> HttpResponse:
    """One decision, with what was found in it."""
    return _page(request, reference)


@require_POST
@allowed(Action.WORK_ON_DECISIONS)
def work(request: HttpRequest, reference: str) -> HttpResponse:
    """Settle what was found, change the text by hand, or say that it was checked."""
    given, by, acts = request.POST, account(request), request.POST.get("act", "")
    seen, now = given.get("seen", ""), timezone.now()

    def settle() -> None:
        looked_at = text_now(reference)
        accept, mask = settled_by(given, findings(looked_at)) if looked_at else ({}, {})
        checking.settle(scheme(), reference, accept=accept, mask=mask, seen=seen, now=now, by=by)

    def edit() -> None:
        checking.edit(scheme(), reference, given.get("title", ""), given.get("text", ""), seen=seen, by=by)

    def check() -> None:
        checking.check(reference, seen=seen, now=now, by=by)

    said = {
        "settle": (settle, "Settled. The text is as you see it now."),
        "edit": (edit, "Changed. What changed is shown below the text."),
        "check": (check, "Checked: this very text may become public once it is let go."),
    }
    return _done(request, reference, said.get(acts))


@require_POST
@allowed(Action.PUBLISH_DECISION)
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Let a checked text go, choose its day, or withdraw it."""
    given, by = request.POST, account(request)
    seen, now, reason = given.get("seen", ""), timezone.now(), given.get("reason", "")

    def let_go() -> None:
        publishing.let_go(reference, seen=seen, now=now, by=by)

    def choose() -> None:
        day = None if given.get("never") == "yes" else _day(given.get("day", ""))
        publishing.choose_day(scheme(), reference, day, reason, seen=seen, now=now, by=by)

    def withdraw() -> None:
        publishing.withdraw(scheme(), reference, reason, seen=seen, today=timezone.localdate(now), by=by)

    said = {
        "let go": (let_go, "Let go: it is public from its day on, with the next bundle."),
        "choose": (choose, "The day is chosen."),
        "withdraw": (withdraw, "Withdrawn. The public page says so with the next bundle."),
    }
    return _done(request, reference, said.get(given.get("act", "")))


@require_http_methods(["GET", "POST"])
@allowed(Action.WORK_ON_DECISIONS)
def put_in(request: HttpRequest) -> HttpResponse:
    """Put in the text of a decided case that has none."""
    given = {name: request.POST.get(name, "") for name in ("reference", "title", "text")}
    wrong: list[str] = []
    if request.method == "POST":
        reference = given["reference"].strip()
        try:
            checking.paste(scheme(), reference, given["title"], given["text"], by=account(request))
        except Refusal as refusal:
            wrong = list(refusal.args)
        else:
            say(request, "Put in. Check it now.")
            return redirect("decision", reference)
    trail = (("Decisions", reverse("decisions")),)
    days = scheme().statements.public_after_days
    return desk_page(
        request, "decision_new.html", "Put in a decision", trail=trail, given=given, wrong=wrong, days=days
    )


def _number_open(one: Listed) -> int | None:
    """How much of what was found in a text is open; None where it is not one to check."""
    now = text_now(one.reference) if one.standing is Standing.TO_CHECK else None
    return len(findings(now).open) if now else None


def _done(request: HttpRequest, reference: str, act: tuple[Callable[[], None], str] | None) -> HttpResponse:
    """Do it and say so; where it cannot be done, the page again with what was written and why not."""
    if act is None or text_now(reference) is None:
        raise Http404
    try:
        act[0]()
    except Refusal as refusal:
        return _page(request, reference, request.POST, list(refusal.args))
    say(request, act[1])
    return redirect("decision", reference)


def _page(
    request: HttpRequest, reference: str, given: Mapping[str, str] | None = None, wrong: list[str] | None = None
) -> HttpResponse:
    now = text_now(reference)
    if now is None:
        raise Http404
    case = Case.objects.get(pk=reference)
    what = findings(now)
    usual = usual_day(scheme(), case.decided_on) if case.decided_on else now.public_from
    return desk_page(
        request,
        "decision.html",
        f"Decision of case {reference}",
        trail=(("Decisions", reverse("decisions")),),
        now=now,
        authority_name=directory()[case.authority].name(case.decided_on or case.received_on),
        usual=usual,
        exception=DayException.objects.filter(reference=reference).first(),
        checked=Checked.objects.filter(reference=reference, wording=now.wording).first(),
        accepted=Accepted.objects.filter(reference=reference).order_by("pk"),
        title_marked=list(marked(now.title, what.in_title, what)),
        text_marked=list(marked(now.text, what.in_text, what)),
        open=to_settle(what, f"{now.title} {now.text}"),
        pieces=before(now),
        given=given or {},
        wrong=wrong or [],
    )


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Refusal("Give the day as 2022-07-27.") from None


urlpatterns = [
    path("decisions/", queue, name="decisions"),
    path("decisions/new/", put_in, name="decision_new"),
    path("decisions/case/<path:reference>/", one_decision, name="decision"),
    path("decisions/work/<path:reference>/", work, name="decision_work"),
    path("decisions/publish/<path:reference>/", publish, name="decision_publish"),
]
