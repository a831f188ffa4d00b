"""What becomes of a message, as one table. The diagram in the documentation is drawn from it.

The heart of it is the step that cannot be taken back. Over SMTP that is the dot that ends a message (RFC 5321,
4.1.1.4): before it the server has nothing, after it the server may have everything, also where its answer never comes
(RFC 1047). So the intention is on record just before, and a message of which nothing but the intention is known is
*doubtful*: it is never sent again by itself. A person looks and says which it was.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a message stands."""

    PLANNED = "planned"
    INTENDED = "intended"
    DOUBTFUL = "doubtful"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    DROPPED = "dropped"


MOVES: dict[State, dict[State, str]] = {
    State.PLANNED: {
        State.INTENDED: "everything but the last step is done",
        State.PLANNED: "the server says not now, before the last step",
        State.REFUSED: "the server says no, before the last step",
        State.DROPPED: "a person decides not to send it",
        State.DOUBTFUL: "the register came back from a backup: it may have gone since",
    },
    State.INTENDED: {
        State.ACCEPTED: "the server says yes",
        State.REFUSED: "the server says no",
        State.PLANNED: "the server says not now",
        State.DOUBTFUL: "no answer came",
    },
    State.DOUBTFUL: {
        State.ACCEPTED: "a person, or the service that was asked, says that it arrived",
        State.PLANNED: "a person says that it did not arrive",
        State.DROPPED: "a person decides not to send it",
    },
    State.ACCEPTED: {
        State.DELIVERED: "a receipt says that it arrived",
        State.BOUNCED: "it came back",
    },
    State.REFUSED: {
        State.PLANNED: "a person sends it again",
        State.DROPPED: "a person decides not to send it",
    },
    State.BOUNCED: {
        State.PLANNED: "a person sends it again",
        State.DELIVERED: "a later receipt says that it arrived",
        State.DROPPED: "a person decides not to send it",
    },
    State.DELIVERED: {State.BOUNCED: "it came back after all"},
    State.DROPPED: {State.PLANNED: "a person sends it after all"},
}
DONE = (State.ACCEPTED, State.DELIVERED)
"""It is on its way or there."""
GONE = (State.INTENDED, State.DOUBTFUL, *DONE)
"""Somebody has it, or may have it."""
FOR_A_PERSON = (State.DOUBTFUL, State.REFUSED, State.BOUNCED)
"""Somebody has to look."""
BY_A_PERSON = {
    State.DOUBTFUL: (State.ACCEPTED, State.PLANNED, State.DROPPED),
    State.REFUSED: (State.PLANNED, State.DROPPED),
    State.BOUNCED: (State.PLANNED, State.DROPPED),
    State.PLANNED: (State.DROPPED,),
    State.DROPPED: (State.PLANNED,),
}
"""What a person may say of a message in a state."""


class MoveRefused(Exception):
    """A move that the table does not have, or that somebody else was quicker to make."""


def check_move(state: State, to: State) -> None:
    """Raise `MoveRefused`, naming what is possible, where the table has no such move."""
    if to not in MOVES[state]:
        possible = " or ".join(MOVES[state]) or "nothing: it is final"
        raise MoveRefused(f"a message that is {state} cannot become {to}; possible: {possible}")


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.PLANNED}: the letter is approved"]
    for state, moves in MOVES.items():
        lines += [f"    {state} --> {to}: {why}" for to, why in moves.items()]
    return "\n".join(lines)


def states_page() -> str:
    """``docs/generated/message-states.md``."""
    return f"""# The states of a message

A message is a letter, or a copy of one, to one person. These are all its states and moves; the diagram is drawn from
the table in `delivery/states.py`.

```mermaid
{diagram()}
```
"""
