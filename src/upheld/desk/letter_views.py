"""Letters of an edition: the list, each with the rules behind it, changed by hand, spoken about, approved."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.delivery.models import Message
from upheld.delivery.occasions import letters_of
from upheld.delivery.states import State as MessageState
from upheld.desk import jobs, place
from upheld.desk.letter_list import PAGE, SHOWN, Asked, Line, facts_now, lines
from upheld.desk.pages import account, counted, desk_page, edition_or_404, edition_title, refuse, say
from upheld.editions.models import Edition
from upheld.editions.states import BEING_MADE, WORKED_ON
from upheld.letters import approving, editing
from upheld.letters.by_hand import can_be_changed
from upheld.letters.content import LetterContent
from upheld.letters.html import page as html_page
from upheld.letters.proof import proof
from upheld.letters.queries import (
    Approved,
    LetterStanding,
    comments_of,
    content_of,
    history_of,
    standing,
)
from upheld.letters.words_apart import apart

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
NOT_GONE = (MessageState.PLANNED, MessageState.DROPPED, MessageState.REFUSED)


@require_GET
@allowed(Action.SEE_EDITIONS)
def all_letters(request: HttpRequest, pk: int) -> HttpResponse:
    """The list, as asked for."""
    edition = edition_or_404(pk)
    asked, every = Asked.of(request.GET), lines(edition, facts_now(edition))
    shown = [one for one in every if asked.takes(one)]
    pages = max(1, -(-len(shown) // PAGE))
    at = min(asked.page, pages)
    return desk_page(
        request,
        "letters.html",
        "Letters",
        edition=edition,
        asked=asked,
        counts=_counts(every),
        shown=shown[(at - 1) * PAGE : at * PAGE],
        found=len(shown),
        at=at,
        pages=pages,
        query=urlencode({"show": asked.show, "name": asked.name}),
        being_made=edition.state in BEING_MADE,
        worked_on=edition.state in WORKED_ON,
        running=[one for one in jobs.of(edition) if not one.ended_at and one.kind in ("redraw", "reprint")],
    )


def _counts(every: list[Line]) -> list[tuple[str, str, int]]:
    """Each thing that can be asked for: its name in addresses, its words, how many letters it means."""
    return [(key, words, sum(takes(one.letter) for one in every)) for key, (words, takes) in SHOWN.items()]


@require_GET
@allowed(Action.APPROVE_LETTER)
def before_approving(request: HttpRequest, pk: int) -> HttpResponse:
    """How many of the letters that a list shows would be approved, and which would be left out, and why."""
    edition = edition_or_404(pk)
    asked, who = Asked.of(request.GET), account(request)
    shown = [one for one in lines(edition, facts_now(edition)) if asked.takes(one)]
    told = [(one, approving.why_not_among_many(one.letter, who)) for one in shown]
    return desk_page(
        request,
        "letters_approve.html",
        "Approve letters",
        edition=edition,
        trail=(("Letters", reverse("letters", args=[pk])),),
        asked=asked,
        what=SHOWN[asked.show][0],
        approved=[one for one, why in told if not why],
        left_out=[(one, why) for one, why in told if why],
        looked_at=json.dumps({one.letter.authority: one.letter.texts for one, why in told if not why}),
    )


@require_POST
@allowed(Action.APPROVE_LETTER)
def approve_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve just the letters that the page before named, as they were then."""
    edition = edition_or_404(pk)
    try:
        looked_at = _looked_at(request.POST.get("looked_at", ""))
        found = approving.approve(edition, looked_at, facts_now(edition), by=account(request), many=True)
    except approving.ApprovalRefused as refusal:
        refuse(request, *refusal.args)
        return redirect("letters", pk)
    if found.approved:
        say(request, f"{counted(len(found.approved), 'letter')} approved.")
    if found.left_out:
        refuse(request, f"{counted(len(found.left_out), 'letter')} left out:", *_named(edition, found.left_out))
    return redirect("letters", pk)


def _looked_at(written: str) -> dict[str, dict[str, str]]:
    """Authority → language → hash, as the form carried it. Raises `ApprovalRefused` for anything else."""
    try:
        read = json.loads(written)
        return {str(authority): {str(key): str(one) for key, one in texts.items()} for authority, texts in read.items()}
    except (ValueError, AttributeError):
        raise approving.ApprovalRefused("Look at the letters again; what was sent names none.") from None


def _named(edition: Edition, left_out: dict[str, str]) -> list[str]:
    directory, end = place.directory(), place.scheme().year(edition.year).end
    known = {one.id for one in directory}
    named = [(directory[one].name(end), why) for one, why in left_out.items() if one in known]
    return [f"{name}: {why}" for name, why in sorted(named)[:10]] + (["and others"] if len(named) > 10 else [])


def _letter(edition: Edition, authority: str, language: str = "") -> tuple[str, LetterContent]:
    """The name of an authority and its letter; 404 where there is none."""
    content = content_of(edition, authority, language or place.scheme().language)
    if content is None:
        raise Http404
    return place.name_of(authority, edition), content


@require_GET
@allowed(Action.SEE_EDITIONS)
def one_letter(request: HttpRequest, pk: int, authority: str) -> HttpResponse:
    """One letter: each paragraph beside its rule, what people did to it, and what can be done."""
    return _one_letter(request, pk, authority)


def _one_letter(
    request: HttpRequest,
    pk: int,
    authority: str,
    *,
    refused: tuple[str, ...] = (),
    tried: dict[str, str] | None = None,
    numbers_gone: bool = False,
) -> HttpResponse:
    edition, language = edition_or_404(pk), request.GET.get("language", "") or place.scheme().language
    name, content = _letter(edition, authority, language)
    known = facts_now(edition)
    letter = standing(edition, authority, known.get(authority))
    history = history_of(edition, authority)
    return desk_page(
        request,
        "letter.html",
        name,
        edition=edition,
        trail=(("Letters", reverse("letters", args=[pk])),),
        authority=authority,
        content=content,
        language=language,
        letter=letter,
        neighbours=_neighbours(edition, authority),
        can_change=lambda one: can_be_changed(place.scheme(), one),
        seen=editing.seen,
        apart=apart,
        longest=place.scheme().by_hand.longest,
        worked_on=edition.state in WORKED_ON,
        gone=_has_gone(edition, authority),
        why_not=approving.why_not(letter, account(request)) if letter else "",
        approved_is=Approved,
        left_out=_left_out(letter, history),
        history=history,
        comments=comments_of(edition, authority),
        refused=refused,
        tried=tried or {},
        numbers_gone=numbers_gone,
    )


def _neighbours(edition: Edition, authority: str) -> tuple[tuple[str, str], ...]:
    """(which, address) of the letters before and after it, by the authority's name."""
    directory, end = place.directory(), place.scheme().year(edition.year).end
    known = edition.letters.filter(language=place.scheme().language).values_list("authority", flat=True)
    order = sorted(known, key=lambda one: directory[one].name(end))
    at = order.index(authority)
    found = [("Previous", order[at - 1])] if at else []
    found += [("Next", order[at + 1])] if at + 1 < len(order) else []
    return tuple(
        (f"{which}: {directory[one].name(end)}", reverse("letter", args=[edition.pk, one])) for which, one in found
    )


def _left_out(letter: LetterStanding | None, history: list) -> list:  # type: ignore[type-arg]
    """The changes by hand that fit no longer, as they were made."""
    if letter is None:
        return []
    return [one for one in letter.edits if (one.language, one.rule) in letter.left_out and one in history]


def _has_gone(edition: Edition, authority: str) -> bool:
    """Whether somebody has the letter, or may have: then it stays as it is."""
    found = Message.objects.filter(occasion=letters_of(edition), authority=authority)
    return found.exclude(state__in=NOT_GONE).exists()


@require_POST
@allowed(Action.EDIT_LETTER)
def edit(request: HttpRequest, pk: int, authority: str) -> HttpResponse:
    """Put a text in the place of what a rule says; what cannot be taken is shown with what was written."""
    edition, sent = edition_or_404(pk), request.POST
    spot = editing.Place(authority, sent.get("language", ""), sent.get("rule", ""))
    try:
        if _has_gone(edition, authority):
            raise editing.EditRefused("This letter has gone to somebody: a change of it is a correction.")
        _change(request, edition, spot)
    except editing.EditRefused as refusal:
        tried = {"rule": spot.rule, "text": sent.get("text", ""), "why": sent.get("why", "")}
        gone = isinstance(refusal, editing.NumbersGone)
        return _one_letter(request, pk, authority, refused=refusal.args, tried=tried, numbers_gone=gone)
    jobs.ask("reprint", edition, by=account(request))
    say(request, "The paragraph is as its rule says again." if "take_back" in sent else "The paragraph is changed.")
    return redirect(f"{reverse('letter', args=[pk, authority])}?language={spot.language}#rule-{spot.rule}")


def _change(request: HttpRequest, edition: Edition, spot: editing.Place) -> None:
    sent, scheme = request.POST, place.scheme()
    told = {"saw": sent.get("saw", ""), "why": sent.get("why", ""), "by": account(request)}
    if "take_back" in sent:
        editing.take_back(edition, scheme, spot, **told)
    else:
        may_go = sent.get("numbers_may_go") == "yes"
        editing.edit(edition, scheme, spot, sent.get("text", ""), numbers_may_go=may_go, **told)


@require_POST
@allowed(Action.COMMENT_ON_LETTER)
def comment(request: HttpRequest, pk: int, authority: str) -> HttpResponse:
    """Say something about a letter."""
    try:
        editing.comment(edition_or_404(pk), authority, request.POST.get("text", ""), by=account(request))
    except editing.EditRefused as refusal:
        refuse(request, *refusal.args)
    else:
        say(request, "Your comment is there for everybody who works on the letter.")
    return redirect(f"{reverse('letter', args=[pk, authority])}#comments")


@require_POST
@allowed(Action.APPROVE_LETTER)
def approve(request: HttpRequest, pk: int, authority: str) -> HttpResponse:
    """Approve one letter as it was shown, or take its approval back."""
    edition, who = edition_or_404(pk), account(request)
    try:
        if "take_back" in request.POST:
            approving.take_back_approval(edition, authority, by=who, reason=request.POST.get("reason", ""))
            say(request, "The approval is taken back.")
        else:
            looked_at = {authority: _looked_at(request.POST.get("looked_at", "")).get(authority, {})}
            found = approving.approve(edition, looked_at, facts_now(edition), by=who)
            if found.left_out:
                refuse(request, f"Not approved: {found.left_out[authority]}.")
            else:
                say(request, "The letter is approved.")
    except approving.ApprovalRefused as refusal:
        refuse(request, *refusal.args)
    return redirect("letter", pk, authority)


@require_POST
@allowed(Action.FREEZE)
def redraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the year to be drawn again from the register as it is."""
    edition = edition_or_404(pk)
    if edition.state not in BEING_MADE:
        refuse(request, f"{edition_title(edition)} is {edition.state}: its figures stay as they are.")
    else:
        jobs.ask("redraw", edition, by=account(request))
        say(request, "The letters and figures will be drawn again.")
    return redirect("letters", pk)


@require_POST
@allowed(Action.EDIT_LETTER)
def reprint(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the letters to be drawn and printed again with the register's contacts and events; the figures stay."""
    edition = edition_or_404(pk)
    if edition.state not in WORKED_ON:
        refuse(request, f"{edition_title(edition)} is {edition.state}: its letters stay as they are.")
    else:
        jobs.ask("reprint", edition, by=account(request))
        say(request, "The letters will be drawn again; the figures stay.")
    return redirect("letters", pk)


@require_GET
@allowed(Action.SEE_EDITIONS)
def as_page(request: HttpRequest, pk: int, authority: str) -> HttpResponse:
    """The letter as its web page will be."""
    _, content = _letter(edition_or_404(pk), authority, request.GET.get("language", ""))
    made = html_page(content)
    style = base64.b64encode(hashlib.sha256(STYLE.findall(made)[0].encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; frame-ancestors 'none'"
    return HttpResponse(made, headers={"Content-Security-Policy": policy})


@require_GET
@allowed(Action.SEE_EDITIONS)
def as_pdf(request: HttpRequest, pk: int, authority: str) -> HttpResponse:
    """The letter as it will be printed."""
    _, content = _letter(edition_or_404(pk), authority, request.GET.get("language", ""))
    name = f'inline; filename="{content.code}.pdf"'
    made = proof(place.scheme(), content)
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": name})


urlpatterns = [
    path("editions/<int:pk>/letters/", all_letters, name="letters"),
    path("editions/<int:pk>/letters/approve", before_approving, name="letters_approve"),
    path("editions/<int:pk>/letters/approve-these", approve_many, name="letters_approve_these"),
    path("editions/<int:pk>/letters/redraw", redraw, name="letters_redraw"),
    path("editions/<int:pk>/letters/reprint", reprint, name="letters_reprint"),
    path("editions/<int:pk>/letters/<str:authority>/", one_letter, name="letter"),
    path("editions/<int:pk>/letters/<str:authority>/edit", edit, name="letter_edit"),
    path("editions/<int:pk>/letters/<str:authority>/comment", comment, name="letter_comment"),
    path("editions/<int:pk>/letters/<str:authority>/approve", approve, name="letter_approve"),
    path("editions/<int:pk>/letters/<str:authority>/page", as_page, name="letter_page"),
    path("editions/<int:pk>/letters/<str:authority>/pdf", as_pdf, name="letter_pdf"),
]
