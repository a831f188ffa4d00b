"""What delivery says of an edition: when all letters are sent, that there is no way back once one went, and to whom."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.delivery.models import Message
from upheld.delivery.occasions import letters_of
from upheld.delivery.states import FOR_A_PERSON, GONE, State
from upheld.editions import states
from upheld.editions.blocking import must_hold
from upheld.editions.models import Edition
from upheld.letters.reissuing import tells_who_has_letters

LEFT = (State.PLANNED, State.INTENDED)


@must_hold((states.State.APPROVED, states.State.SENT))
def every_letter_has_gone(edition: Edition) -> Iterator[str]:
    """Whether anything was to be sent, and nothing is left to send or waits for a person."""
    messages = Message.objects.filter(occasion=letters_of(edition))
    if not messages.exists():
        yield "no letters have been sent yet"
    if left := messages.filter(state__in=LEFT).count():
        yield f"{left:,} messages are still to be sent"
    if doubtful := messages.filter(state__in=FOR_A_PERSON).count():
        yield f"{doubtful:,} messages wait for a person to say what became of them"


@must_hold((states.State.APPROVED, states.State.DRAFT))
def no_letter_has_gone(edition: Edition) -> Iterator[str]:
    """Whether nobody outside has a letter of it: figures that somebody has are changed by a correction only."""
    messages = Message.objects.filter(occasion=letters_of(edition))
    if gone := messages.filter(state__in=GONE).count():
        yield f"{gone:,} {'letter has' if gone == 1 else 'letters have'} gone to somebody: a change is a correction now"
    elif messages.filter(state=State.PLANNED, run__isnull=False).exists():
        yield "its letters are being sent at this moment"


@tells_who_has_letters
def who_has_letters(edition: Edition) -> frozenset[str]:
    """The authorities that a letter of it has gone to, or may have: one that came back, nobody has."""
    gone = Message.objects.filter(occasion=letters_of(edition), state__in=GONE)
    return frozenset(gone.values_list("authority", flat=True))
