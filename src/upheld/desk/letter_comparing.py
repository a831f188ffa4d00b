"""A letter beside another: as the rules made it, as it was approved, as it was a year before."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from upheld.access.guard import allowed
from upheld.access.permissions import Action
from upheld.desk import place
from upheld.desk.pages import desk_page, edition_or_404, edition_title
from upheld.editions.models import Edition
from upheld.editions.queries import latest
from upheld.letters.by_hand import changed
from upheld.letters.content import LetterContent
from upheld.letters.models import LetterText
from upheld.letters.queries import content_of, newest_approvals
from upheld.letters.words_apart import letters_apart

GENERATED, APPROVED, LAST_YEAR = "generated", "approved", "last-year"
NAMED = {
    GENERATED: "what the rules say",
    APPROVED: "the letter as it was approved last",
    LAST_YEAR: "last year’s letter",
}


@require_GET
@allowed(Action.SEE_EDITIONS)
def compared(request: HttpRequest, pk: int, authority: str, other: str) -> HttpResponse:
    """What differs, paragraph by paragraph and word by word."""
    edition, language = edition_or_404(pk), request.GET.get("language", "") or place.scheme().language
    content = content_of(edition, authority, language)
    if content is None or other not in NAMED:
        raise Http404
    before, called = _other(edition, content, other)
    name = place.name_of(authority, edition)
    return desk_page(
        request,
        "letter_compared.html",
        f"{name}: beside {NAMED[other]}",
        edition=edition,
        trail=(("Letters", reverse("letters", args=[pk])), (name, reverse("letter", args=[pk, authority]))),
        authority=authority,
        language=language,
        other=other,
        named=NAMED,
        called=called,
        pairs=list(letters_apart(before, content)) if before else [],
        is_there=before is not None,
    )


def _other(edition: Edition, content: LetterContent, other: str) -> tuple[LetterContent | None, str]:
    """The other letter, None where there is none, and what it is called."""
    if other == GENERATED:
        return changed(content, (), place.scheme())[0], NAMED[other]
    if other == APPROVED:
        return _as_approved(edition, content), NAMED[other]
    before = latest(edition.scheme, edition.year - 1)
    found = content_of(before, content.authority, content.language) if before else None
    return found, f"the letter of {edition_title(before)}" if before else NAMED[other]


def _as_approved(edition: Edition, content: LetterContent) -> LetterContent | None:
    approval = newest_approvals(edition, authority=content.authority).get(content.authority)
    kept = LetterText.objects.filter(pk=approval.texts.get(content.language, "")).first() if approval else None
    return LetterContent.from_json(kept.content) if kept else None


urlpatterns = [
    path("editions/<int:pk>/letters/<str:authority>/beside/<str:other>", compared, name="letter_compared"),
]
