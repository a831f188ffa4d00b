"""An edition moves only as its table of states says."""

import pytest

from upheld.editions.states import MOVES, MoveRefused, State, check_move, diagram


def test_a_draft_must_be_approved_before_it_is_published():
    with pytest.raises(MoveRefused, match="draft cannot become published; possible: check round open or approved"):
        check_move(State.DRAFT, State.PUBLISHED)


def test_what_was_published_never_becomes_a_draft_again():
    for state in (State.PUBLISHED, State.CORRECTED):
        with pytest.raises(MoveRefused):
            check_move(state, State.DRAFT)


def test_a_corrected_edition_is_final():
    with pytest.raises(MoveRefused, match="nothing: it is final"):
        check_move(State.CORRECTED, State.PUBLISHED)


def test_the_diagram_shows_every_move():
    drawn = diagram()
    for state, moves in MOVES.items():
        for to in moves:
            assert f"{state.replace(' ', '_')} --> {to.replace(' ', '_')}: " in drawn
