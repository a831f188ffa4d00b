"""The states of an edition, as one table. The diagram in the documentation is drawn from it."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where an edition stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    CORRECTED = "corrected"


MOVES: dict[State, dict[State, str]] = {
    State.DRAFT: {State.APPROVED: "the figures are right"},
    State.APPROVED: {State.DRAFT: "something must change", State.PUBLISHED: "the moment of release"},
    State.PUBLISHED: {State.CORRECTED: "a later edition, with a notice, takes its place"},
    State.CORRECTED: {},
}


class MoveRefused(Exception):
    """A move that the table of states does not have, or whose condition does not hold."""


def may_move(state: State, to: State) -> bool:
    """Whether the table has a move."""
    return to in MOVES[state]


def check_move(state: State, to: State) -> None:
    """Raise `MoveRefused`, naming what is possible, where the table has no such move."""
    if not may_move(state, to):
        possible = " or ".join(MOVES[state]) or "nothing: it is final"
        raise MoveRefused(f"an edition that is {state} cannot become {to}; possible: {possible}")


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT}: figures frozen"]
    for state, moves in MOVES.items():
        lines += [f"    {state} --> {to}: {why}" for to, why in moves.items()]
    return "\n".join(lines)


def states_page() -> str:
    """``docs/generated/edition-states.md``."""
    return f"""# The states of an edition

An edition is one year's figures, frozen. These are all its states and moves; the diagram is drawn from the table in
`editions/states.py`.

```mermaid
{diagram()}
```
"""
