"""What the pages of corrections share: one by its number, one in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404

from upheld.desk.pages import edition_title
from upheld.desk.place import name_of, scheme
from upheld.editions.models import Edition
from upheld.editions.queries import latest
from upheld.publication.release import corrections
from upheld.publication.release.models import Correction


@dataclass(frozen=True)
class Shown:
    """A correction in words."""

    correction: Correction
    edition: str
    authority: str
    measure: str
    reported_by: str


def in_words(one: Correction) -> Shown:
    """A correction as its pages tell of it."""
    measures = scheme().words.terms.measures
    return Shown(
        one,
        edition_title(one.edition),
        name_of(one.authority, one.edition) if one.authority else "",
        measures[one.measure].title if one.measure in measures else "",
        corrections.REPORTED_BY[one.reported_by],
    )


def correction_or_404(pk: int) -> Correction:
    """The correction that an address names."""
    found = Correction.objects.filter(pk=pk, edition__scheme=scheme().id).select_related("edition").first()
    if found is None:
        raise Http404
    return found


def is_newest(one: Edition) -> bool:
    """Whether there is no later edition of its year."""
    return bool(latest(one.scheme, one.year).pk == one.pk)
