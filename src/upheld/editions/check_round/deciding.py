"""Deciding a query, once: with a reason, and where it is accepted with a change of the register."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from upheld.access.actions import record
from upheld.casework.changing import Wanted, case_now, change, differences, digest
from upheld.casework.refusal import Refusal
from upheld.editions.check_round.answering import reason_of
from upheld.editions.check_round.models import Query
from upheld.editions.check_round.words import CHANGE, DECISIONS, QueryState
from upheld.editions.models import Edition
from upheld.editions.queries import edition_name
from upheld.editions.states import BEING_MADE
from upheld.register import writing
from upheld.vocabulary.scheme import Scheme


class CaseChanged(Refusal):
    """The case is no longer what was looked at."""


@dataclass(frozen=True)
class Decision:
    """What staff decide. ``reference`` names the case that changes, where the authority could not name it rightly.

    ``no_change``: the query is right and the register needs no change, such as where an extract has brought it already.
    ``seen`` is the digest of the case that was looked at, "" where nothing is to be held against it.
    """

    state: QueryState
    reason: str
    wanted: Wanted = field(default_factory=Wanted)
    reference: str = ""
    no_change: bool = False
    seen: str = ""


@transaction.atomic
def decide(scheme: Scheme, query: Query, decision: Decision, *, now: datetime, by: str) -> Query:
    """Decide a query and change the register with it, all or nothing.

    Raises `Refusal` where somebody else was quicker, no reason is given, or the register's rules do not let it be so.
    """
    reason = _checked(decision)
    if decision.state in CHANGE:
        writing.lock()  # before the edition, as whoever draws does; no extract changes the case while it is decided
    edition = Edition.objects.select_for_update().get(pk=query.round.edition_id)  # also a closing round waits for it
    query = Query.objects.select_for_update().get(pk=query.pk)
    if query.state != QueryState.OPEN:
        who = f" by {query.decided_by}" if query.decided_by else ""
        raise Refusal(f"This query has been settled in the meantime{who}: {query.state}.")
    if edition.state not in BEING_MADE:
        raise Refusal(f"The edition is {edition.state}: what changes now is a correction.")
    if decision.state in CHANGE:
        query.changed = _change(scheme, query, decision, by=by)
    query.state, query.decision = decision.state, reason
    query.decided_by, query.decided_at = by, now
    query.save()
    subject = f"{edition_name(edition)}: query {query.pk} of {query.authority}"
    record(f"query {decision.state}", subject, by=by, cells=sorted(query.changed))
    return query


def _checked(decision: Decision) -> str:
    """The reason of a decision that is whole."""
    if decision.state not in DECISIONS:
        raise Refusal("Say whether the query is accepted, partly accepted or not accepted.")
    reason = reason_of(decision.reason)
    if not reason:
        raise Refusal("Give the reason: the authority reads it.")
    return reason


def _change(scheme: Scheme, query: Query, decision: Decision, *, by: str) -> dict[str, list[str]]:
    reference = decision.reference or query.reference
    now = case_now(reference)
    if decision.no_change:
        if now and differences(now, decision.wanted):
            raise Refusal("You said that nothing needs to change, and changed cells: say one or the other.")
        return {}
    if now and decision.seen and decision.seen != digest(now):
        raise CaseChanged("The case was changed since you looked. Look at it as it is now, and decide again.")
    if now is None:
        raise Refusal(f"The register has no case {reference}: a new case comes with an extract.")
    return change(scheme, now, decision.wanted, by=by)
