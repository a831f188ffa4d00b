"""The matrix: every action by every role, at the ombudsman, at the authority it is about, and at another."""

import pytest

from upheld.access.permissions import (
    AT_AN_AUTHORITY,
    GRANTED,
    STAFF,
    Action,
    NotAllowed,
    Person,
    Post,
    Role,
    check_may,
    may,
)

# By hand, a letter for each role: analyst, caseworker, approver (V), publisher, administrator (M), director, link
# officer, reader, trainer.
LETTERS = dict(zip("ACVPMDLRT", Role, strict=True))
MATRIX = {
    Action.SEE_EDITIONS: "ACVPMDT",
    Action.TAKE_EXTRACT: "A",
    Action.FREEZE: "A",
    Action.RUN_CHECK_ROUND: "A",
    Action.DECIDE_QUERY: "C",
    Action.APPROVE_FIGURES: "V",
    Action.EDIT_LETTER: "AC",
    Action.COMMENT_ON_LETTER: "ACVP",
    Action.APPROVE_LETTER: "V",
    Action.SEND: "P",
    Action.SETTLE_MESSAGE: "P",
    Action.SCHEDULE_RELEASE: "P",
    Action.PUBLISH: "P",
    Action.RAISE_CORRECTION: "AC",
    Action.DECIDE_CORRECTION: "V",
    Action.PUT_RIGHT: "C",
    Action.MANAGE_ACCOUNTS: "M",
    Action.SEE_TRAIL: "VM",
    Action.ERASE: "M",
    Action.SEE_OWN_FIGURES: "LR",
    Action.SEE_OWN_CASES: "L",
    Action.RAISE_QUERY: "L",
    Action.SIGN_OFF: "L",
    Action.SEE_REMEDIES: "ACVD",
    Action.FOLLOW_REMEDY: "C",
    Action.RECORD_FAILURE: "D",
    Action.ANSWER_REMEDY: "L",
    Action.RECORD_SCRUTINY: "L",
    Action.RUN_TRAINING: "T",
    Action.BOOK_TRAINING: "L",
    Action.ASSESS_CODE: "C",
    Action.ASSESS_OWN_CODE: "L",
    Action.SEE_DECISIONS: "CP",
    Action.WORK_ON_DECISIONS: "C",
    Action.PUBLISH_DECISION: "P",
    Action.FOLLOW_REPORT: "C",
    Action.SEE_WARNINGS: "AV",
    Action.SETTLE_WARNING: "A",
}
OWN, OTHER = "E07000107", "E07000108"


def person(role, *, authority=OWN, **changes):
    post = Post(role, authority if role in AT_AN_AUTHORITY else "")
    return Person("ana", frozenset({post}), **{"second_factor": True, **changes})


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_every_action_by_every_role(action, role):
    allowed = role in {LETTERS[letter] for letter in MATRIX[action]}
    assert may(person(role), action, OWN) == allowed
    assert may(person(role), action, OTHER) == (allowed and role in STAFF)
    assert may(person(role), action) == (allowed and role in STAFF)
    assert not may(person(role, is_active=False), action, OWN)
    assert may(person(role, second_factor=False), action, OWN) == (allowed and role in AT_AN_AUTHORITY)


def test_every_action_is_in_the_table():
    assert set(GRANTED) == set(Action) == set(MATRIX)


@pytest.mark.parametrize("action", Action)
def test_without_a_post_nobody_may_do_anything(action):
    nobody = Person("ana", second_factor=True)
    assert not may(nobody, action, OWN)
    with pytest.raises(NotAllowed) as refused:
        check_may(nobody, action, OWN)
    assert OWN not in str(refused.value)


def test_whoever_decides_does_not_give_out_roles():
    deciding = {
        Action.APPROVE_FIGURES,
        Action.APPROVE_LETTER,
        Action.SEND,
        Action.PUBLISH,
        Action.DECIDE_CORRECTION,
        Action.PUT_RIGHT,
    }
    assert not any(Role.ADMINISTRATOR in GRANTED[action] for action in deciding)


def test_posts_add_up_and_stay_apart():
    both = Person("ana", frozenset({Post(Role.LINK_OFFICER, OWN), Post(Role.READER, OTHER)}))
    assert may(both, Action.RAISE_QUERY, OWN) and not may(both, Action.RAISE_QUERY, OTHER)
    assert may(both, Action.SEE_OWN_FIGURES, OTHER)


@pytest.mark.parametrize("role, authority", [(Role.ANALYST, OWN), (Role.LINK_OFFICER, "")])
def test_a_role_is_held_where_it_belongs(role, authority):
    with pytest.raises(ValueError, match="is held"):
        Post(role, authority)
