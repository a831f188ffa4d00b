"""Early warning is for staff: only the desk and the command know of it, and an analyst and an approver see it."""

from __future__ import annotations

from pathlib import Path

from upheld.access.permissions import GRANTED, Action, Role

SOURCE = Path(__file__).parents[2] / "src" / "upheld"
INSIDE = {"casework", "desk", "console", "statistics", "config"}
"""`config` names the room among all rooms, so that it has its tables."""


def knowing() -> set[str]:
    """Stages with a file that names the room or its charts."""
    named = ("casework.watching", "statistics.drift", "casework import watching", "statistics import drift")
    return {
        path.relative_to(SOURCE).parts[0]
        for path in SOURCE.rglob("*.py")
        if any(one in path.read_text(encoding="utf-8") for one in named)
    }


def test_what_is_published_and_what_authorities_see_know_nothing_of_it():
    assert {"casework", "desk", "console"} <= knowing() <= INSIDE


def test_only_an_analyst_and_an_approver_see_it():
    assert GRANTED[Action.SEE_WARNINGS] == {Role.ANALYST, Role.APPROVER}
    assert GRANTED[Action.SETTLE_WARNING] == {Role.ANALYST}
