"""What must hold before an edition moves. Each stage says it for itself; whoever moves an edition asks all of them.

A stage above this one adds its own when its app is ready (`AppConfig.ready`): letters know whether they are approved,
delivery whether all are sent. So no move can forget a condition, and no stage knows the ones above it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from upheld.editions.models import Edition
from upheld.editions.states import TOLD, State

Condition = Callable[[Edition], Iterable[str]]
"""What is still in the way, a sentence each, for the person who wants to move the edition; none when it holds."""
_CONDITIONS: dict[tuple[State, State], list[Condition]] = {}


def must_hold(*moves: tuple[State, State]) -> Callable[[Condition], Condition]:
    """Declare a condition of some moves, each a pair of states."""

    def declared(condition: Condition) -> Condition:
        for move in moves:
            known = _CONDITIONS.setdefault(move, [])
            if condition not in known:
                known.append(condition)
        return condition

    return declared


def in_the_way(edition: Edition, to: State) -> list[str]:
    """Everything that blocks a move of an edition, a sentence each."""
    conditions = _CONDITIONS.get((State(edition.state), to), [])
    return [sentence for condition in conditions for sentence in condition(edition)]


def is_told(edition: Edition) -> bool:
    """Whether somebody outside has an edition: also one that is approved, but has no way back to a draft any more."""
    state = State(edition.state)
    return state in TOLD or (state == State.APPROVED and bool(in_the_way(edition, State.DRAFT)))
