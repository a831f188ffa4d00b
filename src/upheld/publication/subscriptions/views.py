"""The page where one begins to follow something, and the pages that say in words what went wrong."""

from __future__ import annotations

from typing import Any

from babel import Locale
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from upheld.delivery.composing import can_be_written_to
from upheld.publication.subscriptions.actions import UNCONFIRMED, Wish, ask
from upheld.publication.subscriptions.addresses import on_site
from upheld.publication.subscriptions.following import (
    CODE,
    Followed,
    What,
    chosen,
    in_words,
    search_of,
    wanted,
    written_of,
)
from upheld.publication.subscriptions.limits import FROM_ONE_NETWORK, network_of, take
from upheld.publication.subscriptions.weekly import weekly_of
from upheld.publication.subscriptions.words import following, languages
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.pages import bundle_of, page
from upheld.publication.website.said import Said
from upheld.vocabulary.following_wording import Form, Page

OFTEN = ("at_once", "weekly")
LONGEST = 1000
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, without its brackets


def begin(request: HttpRequest) -> HttpResponse:
    """The form: for what its address names, or for anything. Sent, it says the same whoever the address belongs to."""
    bundle = bundle_of(request)
    if request.method != "POST":
        return _form(request, wanted(bundle, request.GET), request.GET.get("authority", ""))
    if not take(FROM_ONE_NETWORK, network_of(request, settings.UPHELD_PROXIES), timezone.now()):
        return said(request, bundle.said, following(bundle.said).too_often, 429)
    followed, words = chosen(bundle, request.POST), following(bundle.said).form
    email, often = request.POST.get("email", "").strip(), request.POST.get("often", "")
    language = request.POST.get("language", "")
    problems = _problems(words, email, followed, often)
    if problems or followed is None:
        opened = followed if request.POST.get("of") else None
        return _form(request, opened, request.POST.get("authority", ""), problems)
    language = language if language in languages(bundle) else bundle.said.language
    ask(Wish(email, followed, often == "weekly", language), timezone.now())
    return redirect("sent")


def _problems(words: Form, email: str, followed: Followed | None, often: str) -> list[tuple[str, str]]:
    """The field and the words of each thing that is wrong."""
    found = []
    if followed is None or len(followed.value) > LONGEST:
        found.append(("what-authority", words.nothing_to_follow))
    if len(email) > LONGEST_ADDRESS or not can_be_written_to(email):
        found.append(("email", words.no_email))
    if often not in OFTEN:
        found.append(("at_once", words.no_often))
    return found


def _form(
    request: HttpRequest, opened: Followed | None, authority: str, problems: list[tuple[str, str]] | None = None
) -> HttpResponse:
    bundle = bundle_of(request)
    words, weekly = following(bundle.said), weekly_of(bundle.rules)
    blanks = {"weekday": words.weekdays[weekly.weekday], "hour": f"{weekly.hour:02}:00"}
    facts = {
        "words": words.form,
        "opened": in_words(bundle, bundle.said, opened) if opened else "",
        "of": written_of(bundle, opened) if opened else "",
        "feed": _feed(bundle, opened),
        "weekly": words.form.weekly(**blanks),
        "days": UNCONFIRMED.days,
        "authorities": bundle.rows(
            "SELECT code, name FROM authorities WHERE end_on = '' OR end_on IS NULL ORDER BY name"
        ),
        "subjects": [(one, bundle.said.terms.subjects.get(one, one)) for one in bundle.rules["subjects"]],
        "spoken": [(one, Locale.parse(one, sep="-").get_display_name() or one) for one in languages(bundle)],
        "written": {**request.POST.dict(), "authority": authority} if problems else {"authority": authority},
        "problems": problems or [],
    }
    return page(request, "follow.html", words.form.title, status=400 if problems else 200, **facts)


def _feed(bundle: Bundle, followed: Followed | None) -> str:
    """The site's feed of the same: decisions of an authority, of a subject, or of a search."""
    if followed is None:
        return on_site("decisions_feed")
    written = search_of(bundle, written_of(bundle, followed))
    about = bundle.row(CODE, written.authority)
    if followed.kind == What.AUTHORITY and about is None:
        return on_site("decisions_feed")
    name = ("decisions_feed_of", about["code"]) if about is not None else ("decisions_feed",)
    return on_site(*name) + written.but(newest=False).query()


def sent(request: HttpRequest) -> HttpResponse:
    """What is said once the form was sent, the same to everybody."""
    spoken = bundle_of(request).said
    return said(request, spoken, following(spoken).sent, 200)


def to_the_form(_request: HttpRequest) -> HttpResponse:
    """The root leads to the form."""
    return redirect("follow")


def said(request: HttpRequest, spoken: Said, words: Page, status: int) -> HttpResponse:
    """A page of a title and a sentence, with a way to begin again where it has words for that."""
    return spoken_page(request, spoken, "said.html", words.title, status=status, words=words, again=reverse("follow"))


def spoken_page(request: HttpRequest, spoken: Said, template: str, title: str, **facts: Any) -> HttpResponse:
    """A page in a language of the bundle, its frame too."""
    return page(request, template, title, said=spoken, terms=spoken.terms, site=spoken.site, **facts)


def not_found(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """404: also for links of mails that lead nowhere."""
    spoken = bundle_of(request).said
    return said(request, spoken, following(spoken).gone, 404)


def not_understood(_request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """400: no browser sends this."""
    return HttpResponse("This request was not understood.\n", status=400, content_type="text/plain")


def too_old(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """403: a form without its cookie."""
    spoken = bundle_of(request).said
    return said(request, spoken, following(spoken).too_old, 403)


def gone_wrong(request: HttpRequest, *_: Any) -> HttpResponse:
    """500."""
    spoken = bundle_of(request).said
    return said(request, spoken, following(spoken).gone_wrong, 500)
