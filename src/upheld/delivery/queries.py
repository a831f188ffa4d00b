"""Reading what was sent. People are named here by kind and authority; their addresses only where they must be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from upheld.delivery.models import Message, Run
from upheld.delivery.occasions import letters_of
from upheld.delivery.runs import is_alive
from upheld.delivery.states import FOR_A_PERSON, GONE, State
from upheld.editions.models import Edition
from upheld.editions.queries import up_to
from upheld.letters.reissuing import reissued_to


@dataclass(frozen=True)
class Progress:
    """How far the sending for an occasion is. ``waits_until`` is when a put-off message may go again."""

    states: dict[State, int]
    is_sending: bool
    waits_until: datetime | None
    failed: str

    @property
    def total(self) -> int:
        """Messages that were to go."""
        return sum(count for state, count in self.states.items() if state != State.DROPPED)


def progress(occasion: str) -> Progress:
    """How far the sending for an occasion is."""
    rows = Message.objects.filter(occasion=occasion)
    counted = {State(one["state"]): one["n"] for one in rows.values("state").annotate(n=Count("pk")).order_by()}
    last = Run.objects.order_by("-pk").first()
    return Progress(
        states={state: counted[state] for state in State if state in counted},
        is_sending=any(is_alive(run) for run in Run.objects.filter(ended_at=None)),
        waits_until=rows.filter(state=State.PLANNED).aggregate(first=Min("not_before"))["first"],
        failed=last.told if last else "",
    )


def for_a_person(occasion: str) -> list[Message]:
    """The messages that somebody has to look at: doubtful first, then refused, then come back."""
    rows = Message.objects.filter(occasion=occasion, state__in=FOR_A_PERSON)
    return sorted(rows, key=lambda one: (FOR_A_PERSON.index(State(one.state)), one.authority, one.kind))


def is_done(occasion: str) -> bool:
    """Whether nothing is left to send and nothing waits for a person."""
    open_states = (State.PLANNED, State.INTENDED, *FOR_A_PERSON)
    return not Message.objects.filter(occasion=occasion, state__in=open_states).exists()


def written_to(edition: Edition) -> frozenset[str] | None:
    """The authorities (ids) that an edition's letters go to; None for all, where it corrects nothing.

    Of a correction those whose figures change, and those whose letter was still to go when it was made.
    """
    only = reissued_to(edition)
    return None if only is None else only | _still_waiting(edition)


def _still_waiting(edition: Edition) -> frozenset[str]:
    """The authorities with a letter of an earlier edition of the year that is planned, and none of it or since gone."""
    waiting, gone = frozenset[str](), frozenset[str]()
    for one in sorted(up_to(edition), key=lambda one: -one.number):
        if one.number < edition.number:
            messages = Message.objects.filter(occasion=letters_of(one))
            gone |= frozenset(messages.filter(state__in=GONE).values_list("authority", flat=True))
            planned = messages.filter(state=State.PLANNED)
            waiting |= frozenset(planned.values_list("authority", flat=True)) - gone
    return waiting
