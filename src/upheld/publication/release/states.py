"""What becomes of a release and of a correction, one table each; the documentation draws its diagrams from them."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar


class Release(StrEnum):
    """Where a release stands."""

    ANNOUNCED = "announced"
    MOVED = "moved"
    CANCELLED = "cancelled"
    DONE = "done"


class Kind(StrEnum):
    """What is released: a year's figures for the first time, or corrected ones."""

    FIGURES = "figures"
    CORRECTION = "correction"


class Correction(StrEnum):
    """Where a report of something wrong in published figures stands."""

    RAISED = "raised"
    ACCEPTED = "to be corrected"
    NOT_NEEDED = "no correction needed"
    PUBLISHED = "corrected"


RELEASE_MOVES: dict[Release, dict[Release, str]] = {
    Release.ANNOUNCED: {
        Release.MOVED: "another moment is announced, and why",
        Release.CANCELLED: "nothing will be published, and why",
        Release.DONE: "the moment has come and the figures are public",
    },
    Release.MOVED: {},
    Release.CANCELLED: {},
    Release.DONE: {},
}
CORRECTION_MOVES: dict[Correction, dict[Correction, str]] = {
    Correction.RAISED: {
        Correction.ACCEPTED: "somebody else decides that the figures are wrong, and why",
        Correction.NOT_NEEDED: "somebody else decides that they are right, and why",
    },
    Correction.ACCEPTED: {Correction.PUBLISHED: "a new edition with its notice is public"},
    Correction.NOT_NEEDED: {},
    Correction.PUBLISHED: {},
}
State = TypeVar("State", Release, Correction)


class MoveRefused(Exception):
    """What cannot be done now; ``args`` say why, one by one."""

    def __str__(self) -> str:
        return "; ".join(self.args)


def check_move(moves: dict[State, dict[State, str]], state: State, to: State) -> None:
    """Raise `MoveRefused`, naming what is possible, where a table has no such move."""
    if to not in moves[state]:
        possible = " or ".join(moves[state]) or "nothing: it is final"
        raise MoveRefused(f"what is {state} cannot become {to}; possible: {possible}")


def diagram(moves: dict[State, dict[State, str]], first: State, why: str) -> str:
    """A table as a Mermaid state diagram."""
    names = {state: state.replace(" ", "_") for state in moves}
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{state}" as {name}' for state, name in names.items() if name != state]
    lines += [f"    [*] --> {names[first]}: {why}"]
    for state, onward in moves.items():
        lines += [f"    {names[state]} --> {names[to]}: {reason}" for to, reason in onward.items()]
    return "\n".join(lines)


def states_page() -> str:
    """``docs/generated/release-states.md``."""
    releases = diagram(RELEASE_MOVES, Release.ANNOUNCED, "a moment is announced")
    corrections = diagram(CORRECTION_MOVES, Correction.RAISED, "somebody says that a published figure is wrong")
    return f"""# The states of a release and of a correction

Drawn from the tables in `publication/release/states.py`.

A release is one moment at which figures become public. Moved to another moment, it stays in the calendar with its old
one, and a new release takes its place.

```mermaid
{releases}
```

A correction begins with somebody who says that a published figure is wrong. Whoever raised it does not decide it.

```mermaid
{corrections}
```
"""
