"""The states of an edition, as one table: each move with its reason and who may make it.

The diagram in the documentation is drawn from it. What must hold for a move beyond this table is asked of every stage
in `editions.blocking`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from upheld.access.permissions import Action


class State(StrEnum):
    """Where an edition stands."""

    DRAFT = "draft"
    CHECK_OPEN = "check round open"
    CHECK_CLOSED = "check round closed"
    APPROVED = "approved"
    SENT = "letters sent"
    PUBLISHED = "published"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class Move:
    """Why an edition moves, and what somebody must be allowed to do to move it."""

    why: str
    action: Action


MOVES: dict[State, dict[State, Move]] = {
    State.DRAFT: {
        State.CHECK_OPEN: Move("authorities are asked to look at their figures", Action.RUN_CHECK_ROUND),
        State.APPROVED: Move("the figures are right, and why nobody else looks first", Action.APPROVE_FIGURES),
    },
    State.CHECK_OPEN: {
        State.CHECK_CLOSED: Move("the time to answer is over", Action.RUN_CHECK_ROUND),
    },
    State.CHECK_CLOSED: {
        State.CHECK_OPEN: Move("authorities are asked to look again", Action.RUN_CHECK_ROUND),
        State.APPROVED: Move("the figures are right", Action.APPROVE_FIGURES),
    },
    State.APPROVED: {
        State.DRAFT: Move("something must change", Action.APPROVE_FIGURES),
        State.SENT: Move("every letter has gone", Action.SEND),
        State.PUBLISHED: Move("the moment of release, and why no letters went before", Action.PUBLISH),
        State.CORRECTED: Move("some letters went; a later edition, with a notice, takes its place", Action.PUBLISH),
    },
    State.SENT: {
        State.PUBLISHED: Move("the moment of release", Action.PUBLISH),
        State.CORRECTED: Move("a later edition, with a notice, takes its place", Action.PUBLISH),
    },
    State.PUBLISHED: {
        State.CORRECTED: Move("a later edition, with a notice, takes its place", Action.PUBLISH),
    },
    State.CORRECTED: {},
}
BEING_MADE = (State.DRAFT, State.CHECK_OPEN, State.CHECK_CLOSED)
"""Its figures may still be drawn again: nobody has approved them."""
WORKED_ON = (*BEING_MADE, State.APPROVED)
"""Its letters and its notice may still change: none has gone yet."""
TOLD = (State.SENT, State.PUBLISHED)
"""Somebody outside has it: a change of its figures is a correction. `editions.blocking.is_told` knows the rest."""
NEEDS_A_REASON = frozenset({(State.DRAFT, State.APPROVED), (State.APPROVED, State.PUBLISHED)})
"""Moves that leave a stage of the year out: whoever makes one says why."""


class MoveRefused(Exception):
    """A move that the table of states does not have, or whose conditions do not hold; ``args`` says why, one by one."""

    def __str__(self) -> str:
        return "; ".join(self.args)


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
    names = {state: state.replace(" ", "_") for state in State}
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{state}" as {name}' for state, name in names.items() if name != state]
    lines += [f"    [*] --> {names[State.DRAFT]}: figures frozen"]
    for state, moves in MOVES.items():
        lines += [f"    {names[state]} --> {names[to]}: {move.why}" for to, move in moves.items()]
    return "\n".join(lines)


def states_page() -> str:
    """``docs/generated/edition-states.md``."""
    rows = [(state, to, move) for state, moves in MOVES.items() for to, move in moves.items()]
    table = "\n".join(f"| {state} | {to} | {move.why} | {move.action} |" for state, to, move in rows)
    return f"""# The states of an edition

An edition is one year's figures, frozen. These are all its states and moves; the diagram is drawn from the table in
`editions/states.py`. Who may do what stands in [who may do what](permissions.md).

```mermaid
{diagram()}
```

| from | to | why | needs to be allowed to |
|---|---|---|---|
{table}
"""
