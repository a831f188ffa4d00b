"""Reading check rounds: how far they are, an authority's own figures without reading everybody's, its own queries."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

from upheld.editions.check_round.models import FirstLook, NoReply, Query, Round, SignOff
from upheld.editions.check_round.words import QueryState
from upheld.editions.models import Edition
from upheld.editions.queries import figures_of
from upheld.editions.states import State
from upheld.statistics.figure import AuthorityFigures, YearFigures
from upheld.statistics.figures_json import plain


@lru_cache(maxsize=32)
def _read(edition: int, figures_hash: str) -> YearFigures:  # noqa: ARG001  # the hash makes the key
    return figures_of(Edition.objects.get(pk=edition))


def year_figures(edition: Edition) -> YearFigures:
    """The figures of an edition; those read last are kept, by their hash."""
    return _read(edition.pk, edition.figures_hash)


def own_figures(edition: Edition, authority: str) -> AuthorityFigures | None:
    """An authority's figures in an edition; None where it has none."""
    return year_figures(edition).authorities.get(authority)


def own_hash(figures: AuthorityFigures) -> str:
    """The hash of an authority's own counts and bases: it stays while only others' figures change."""
    own = {name: plain(one.value) for name, one in figures.figures.items()}
    rest = [plain(figures.overview), plain(figures.received_by_subject), plain(figures.compliance)]
    return hashlib.sha256(repr((own, rest)).encode()).hexdigest()


@lru_cache(maxsize=4096)
def _own_hash_at(edition: int, figures_hash: str, authority: str) -> str:
    found = _read(edition, figures_hash).authorities.get(authority)
    return own_hash(found) if found else ""


def signed_as_they_are(one: Round) -> dict[str, str]:
    """Authority id → who signed off its figures as they are now; a sign-off of earlier ones is no answer to these."""
    edition = one.edition
    return {
        authority: by
        for authority, by, figures in SignOff.objects.filter(round=one).values_list("authority", "by", "figures")
        if figures == _own_hash_at(edition.pk, edition.figures_hash, authority)
    }


@dataclass(frozen=True)
class Standing:
    """How one authority stands in a round. ``signed_before``: its figures changed after they were signed off."""

    authority: str
    queries: int
    waiting: int
    signed_by: str
    no_reply: bool
    looked_at: datetime | None = None
    signed_before: bool = False

    @property
    def answer(self) -> str:
        """In a word: what it has done so far."""
        if self.signed_by:
            return "signed off"
        if self.queries:
            return "queried"
        if self.signed_before:
            return "signed off earlier figures"
        return "no reply" if self.no_reply else "no answer yet"


def standings(one: Round, authorities: Iterable[str]) -> list[Standing]:
    """How each authority stands in a round, in the order given."""
    signed = signed_as_they_are(one)
    ever = set(SignOff.objects.filter(round=one).values_list("authority", flat=True))
    looked = dict(FirstLook.objects.filter(round=one).values_list("authority", "at"))
    silent = set(NoReply.objects.filter(round=one).values_list("authority", flat=True))
    rows = Query.objects.filter(round=one).exclude(state=QueryState.WITHDRAWN).values_list("authority", "state")
    asked, waiting = Counter(one for one, _ in rows), Counter(one for one, state in rows if state == QueryState.OPEN)
    return [
        Standing(
            one,
            asked[one],
            waiting[one],
            signed.get(one, ""),
            one in silent,
            looked.get(one),
            one in ever and one not in signed,
        )
        for one in authorities
    ]


def queries_of(edition: Edition, authority: str) -> QuerySet[Query]:
    """An authority's own queries of an edition, newest first."""
    return Query.objects.filter(round__edition=edition, authority=authority).order_by("-pk").prefetch_related("files")


SHOWN_TO_AUTHORITIES = (State.CHECK_OPEN, State.CHECK_CLOSED, State.APPROVED, State.SENT, State.PUBLISHED)


def shown_to_authorities(edition: Edition) -> bool:
    """Whether an authority may see its figures of an edition: from its check round on, or once letters went."""
    if edition.state in (State.SENT, State.PUBLISHED, State.CORRECTED):
        return True
    return edition.state in SHOWN_TO_AUTHORITIES and edition.rounds.exists()
