"""The pages behind the links of mails. Looking at one changes nothing: programs that check links look at all of them.

Whoever has a link may press its button, so these forms need no cookie: the link is what lets one in.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from upheld.publication.subscriptions import actions, tokens
from upheld.publication.subscriptions.actions import UNCONFIRMED
from upheld.publication.subscriptions.following import Followed, What, in_words
from upheld.publication.subscriptions.models import Follower
from upheld.publication.subscriptions.views import said, spoken_page
from upheld.publication.subscriptions.words import following, said_in
from upheld.publication.website.pages import bundle_of
from upheld.publication.website.said import Said
from upheld.vocabulary.following_wording import Page


@csrf_exempt
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """What was asked for, and the button that confirms it; works once, and for some days."""
    asked = tokens.request_of(token, int(UNCONFIRMED.total_seconds()))
    now = timezone.now()
    if asked is None or asked.expires_at <= now:
        raise Http404
    if request.method == "POST":
        try:
            follower = actions.confirm(asked, now)
        except actions.TooMuch:
            return _too_much(request, asked.language)
        if follower is None:
            raise Http404
        return redirect(f"{_manage(follower)}?confirmed=1")
    spoken = _spoken(request, asked.language)
    words = following(spoken).confirm
    what = in_words(bundle_of(request), spoken, Followed(What(asked.kind), asked.value))
    return spoken_page(request, spoken, "press.html", words.title, words=words, what=what)


@csrf_exempt
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """All that somebody follows; each to be changed or stopped, or all of it."""
    follower = tokens.follower_of(token)
    if follower is None:
        raise Http404
    if request.method == "POST":
        return _do(request, follower)
    bundle, spoken = bundle_of(request), _spoken(request, follower.language)
    followed = [
        (one, in_words(bundle, spoken, Followed(What(one.kind), one.value))) for one in follower.subscriptions.all()
    ]
    words = following(spoken).manage
    told = words.confirmed if "confirmed" in request.GET else words.changed if "changed" in request.GET else ""
    return spoken_page(request, spoken, "manage.html", words.title, words=words, followed=followed, told=told)


def _do(request: HttpRequest, follower: Follower) -> HttpResponse:
    """What a button of the page says: ``weekly 3``, ``at_once 3``, ``stop 3`` or ``stop_all``."""
    what, _, which = request.POST.get("do", "").partition(" ")
    number = int(which) if which.isascii() and which.isdigit() and len(which) < 19 else 0
    if what == "stop_all":
        actions.stop_all(follower)
        return _stopped(request, follower.language)
    if what == "stop" and not actions.stop(follower, number):
        return _stopped(request, follower.language)
    if what in ("weekly", "at_once"):
        actions.change(follower, number, weekly=what == "weekly")
    return redirect(f"{_manage(follower)}?changed=1")


@csrf_exempt
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop all at one press. A mail program presses for its reader (RFC 8058): no cookie, no page before, no error
    where it was pressed already. Then it says so: whose it was is not known any more, and who began anew goes on."""
    follower = tokens.follower_of(token)
    if follower is None and not tokens.is_ours(token):
        raise Http404
    if follower is None:
        return _stopped_before(request)
    if request.method == "POST":
        actions.stop_all(follower)
        return _stopped(request, follower.language)
    spoken = _spoken(request, follower.language)
    words = following(spoken).stopping
    return spoken_page(request, spoken, "press.html", words.title, words=words, what="")


def _stopped(request: HttpRequest, language: str) -> HttpResponse:
    spoken = _spoken(request, language)
    return said(request, spoken, following(spoken).stopped, 200)


def _stopped_before(request: HttpRequest) -> HttpResponse:
    spoken = bundle_of(request).said
    words = following(spoken)
    return said(request, spoken, words.stopped_before or words.gone, 200)


def _too_much(request: HttpRequest, language: str) -> HttpResponse:
    """What was asked for can still be confirmed, once something else was stopped."""
    spoken = _spoken(request, language)
    words = following(spoken)
    told = words.too_much
    page = Page(title=told.title, lead=told.lead(count=actions.MOST_FOLLOWED)) if told else words.gone
    return said(request, spoken, page, 409)


def _manage(follower: Follower) -> str:
    return reverse("manage", args=[tokens.managing(follower)])


def _spoken(request: HttpRequest, language: str) -> Said:
    """The words of these pages in the language of whoever has the link."""
    return said_in(bundle_of(request), language)
