"""What an authority's people do in a round: query a case, take a query back, sign their figures off or take that back.

Each holds the edition's row, so that an answer and the closing of the round never cross. Who may is for the caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from upheld.access.actions import record
from upheld.casework.handed_in.uploads import Kept
from upheld.casework.refusal import Refusal
from upheld.editions.check_round.models import FirstLook, Query, QueryFile, SignOff
from upheld.editions.check_round.reading import own_figures, own_hash
from upheld.editions.check_round.rounds import current, held_for_answers, is_open
from upheld.editions.check_round.words import About, QueryState
from upheld.editions.models import Edition
from upheld.editions.queries import edition_name

LONGEST_REASON = 4000
TRIES = 20


@dataclass(frozen=True)
class Asked:
    """What somebody at an authority asks about a case."""

    authority: str
    reference: str
    about: About
    reason: str
    files: Sequence[Kept] = ()


@transaction.atomic
def ask(edition: Edition, asked: Asked, *, now: datetime, by: str) -> Query:
    """Put a query on record. Raises `Refusal` where the round is over, or nothing is said."""
    one = held_for_answers(edition, now)
    reason = reason_of(asked.reason)
    if not asked.reference.strip() or not reason:
        raise Refusal("Say which case it is and what is wrong.")
    query = Query(
        round=one,
        authority=asked.authority,
        reference=asked.reference.strip()[:60],
        about=asked.about,
        reason=reason,
        asked_by=by,
        asked_at=now,
    )
    _save_with_the_next_number(query)
    QueryFile.objects.bulk_create([_file(query, kept) for kept in asked.files])
    _say("query", query, edition, by=by, about=asked.about, files=len(asked.files))
    return query


def _save_with_the_next_number(query: Query) -> None:
    """Number a query within its authority. In another edition's round somebody may take the number: then the next."""
    own = Query.objects.filter(authority=query.authority)
    for left in reversed(range(TRIES)):
        query.number = (own.aggregate(highest=Max("number"))["highest"] or 0) + 1
        try:
            with transaction.atomic():
                query.save(force_insert=True)
        except IntegrityError:
            if not left:
                raise
        else:
            return


def reason_of(written: str) -> str:
    """A reason as it is kept. Nothing is cut off it: raises `Refusal` where it is too long."""
    reason = written.replace("\r\n", "\n").strip()
    if len(reason) > LONGEST_REASON:
        raise Refusal(f"A reason has at most {LONGEST_REASON:,} characters; this one has {len(reason):,}.")
    return reason


def _file(query: Query, kept: Kept) -> QueryFile:
    return QueryFile(query=query, key=kept.key, name=kept.name, kind=kept.kind, size=kept.size, sha256=kept.sha256)


@transaction.atomic
def withdraw(query: Query, *, now: datetime, by: str) -> Query:
    """Take a query back. Raises `Refusal` where the round is over or the query has been decided."""
    held_for_answers(query.round.edition, now)
    query = Query.objects.select_for_update().get(pk=query.pk)
    if query.state != QueryState.OPEN:
        raise Refusal("This query has been decided already.")
    query.state = QueryState.WITHDRAWN
    query.save(update_fields=["state"])
    _say("withdraw query", query, query.round.edition, by=by)
    return query


def look(edition: Edition, authority: str, *, now: datetime) -> None:
    """Put on record that an authority has looked at its figures while it may answer; the first look counts."""
    one = current(edition)
    if one and is_open(one, now) and not FirstLook.objects.filter(round=one, authority=authority).exists():
        FirstLook.objects.get_or_create(round=one, authority=authority, defaults={"at": now})


@transaction.atomic
def sign_off(edition: Edition, authority: str, figures: str, *, now: datetime, by: str) -> SignOff:
    """Sign an authority's own figures off; ``figures`` is the hash of those that were looked at.

    Signing again puts the newer in place of the older. Raises `Refusal` where they are others now.
    """
    one = held_for_answers(edition, now)
    if figures != own_hash_of(edition, authority):
        raise Refusal("The figures were drawn again since you looked. Look at them as they are now.")
    made, _ = SignOff.objects.update_or_create(
        round=one, authority=authority, defaults={"figures": figures, "by": by, "at": now}
    )
    record("sign off", f"{edition_name(edition)}: {authority}", by=by, figures=figures)
    return made


@transaction.atomic
def take_back_sign_off(edition: Edition, authority: str, *, now: datetime, by: str) -> None:
    """Withdraw a sign-off. Raises `Refusal` where the round is over or there is none."""
    one = held_for_answers(edition, now)
    gone, _ = SignOff.objects.filter(round=one, authority=authority).delete()
    if not gone:
        raise Refusal("These figures are not signed off.")
    record("withdraw sign-off", f"{edition_name(edition)}: {authority}", by=by)


def own_hash_of(edition: Edition, authority: str) -> str:
    """`own_hash` of an authority in an edition as it is now; "" where it has no figures."""
    found = own_figures(Edition.objects.get(pk=edition.pk), authority)
    return own_hash(found) if found else ""


def _say(what: str, query: Query, edition: Edition, *, by: str, **detail: object) -> None:
    record(what, f"{edition_name(edition)}: query {query.pk} of {query.authority}", by=by, **detail)
