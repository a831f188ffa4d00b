"""Whose case: each rule of reorganisation by hand, and that the spans say what the rule says on every day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.support.builders import make_authority
from upheld.statistics.responsibility import NoSingleSuccessor, NotYetBegun, Term, responsible, terms
from upheld.vocabulary.authorities import AuthorityDirectory

LAST, FIRST = date(2021, 3, 31), date(2021, 4, 1)
LATER_LAST, LATER_FIRST = date(2023, 3, 31), date(2023, 4, 1)


@pytest.fixture
def directory() -> AuthorityDirectory:
    """Two into one (north, south → merged), one into two (split → east, west), and one that stays."""
    return AuthorityDirectory(
        [
            make_authority("stays"),
            make_authority("north", end=LAST, successors=["merged"]),
            make_authority("south", end=LAST, successors=["merged"]),
            make_authority("merged", start=FIRST),
            make_authority("split", end=LAST, successors=["east", "west"]),
            make_authority("east", start=FIRST, end=LATER_LAST, successors=["last"]),
            make_authority("west", start=FIRST),
            make_authority("last", start=LATER_FIRST),
            make_authority("closed", end=LAST),
        ]
    )


@pytest.mark.parametrize(
    ("authority", "day", "named", "expected"),
    [
        ("stays", date.min, "", "stays"),
        ("north", LAST, "", "north"),
        ("north", FIRST, "", "merged"),
        ("north", FIRST, "merged", "merged"),
        ("north", FIRST, "stays", "merged"),
        ("split", LAST, "west", "split"),
        ("split", FIRST, "west", "west"),
        ("split", LATER_LAST, "east", "east"),
        ("split", LATER_FIRST, "east", "last"),
        ("east", LAST, "", "split"),
        ("last", LATER_LAST, "", "east"),
    ],
)
def test_an_event_counts_for(directory: AuthorityDirectory, authority: str, day: date, named: str, expected: str):
    assert responsible(directory, authority, day, named) == expected


@pytest.mark.parametrize(
    ("authority", "day", "named", "error"),
    [
        ("split", FIRST, "", NoSingleSuccessor),
        ("split", FIRST, "merged", NoSingleSuccessor),
        ("closed", FIRST, "", NoSingleSuccessor),
        ("merged", LAST, "", NotYetBegun),
        ("last", LAST, "", NotYetBegun),
    ],
)
def test_nobody_can_be_told(directory: AuthorityDirectory, authority: str, day: date, named: str, error: type):
    with pytest.raises(error):
        responsible(directory, authority, day, named)


def test_authorities_that_succeed_each_other_are_refused():
    round_about = AuthorityDirectory(
        [
            make_authority("one", end=LAST, successors=["two"]),
            make_authority("two", end=LAST, successors=["one"]),
        ]
    )
    with pytest.raises(NoSingleSuccessor):
        responsible(round_about, "one", FIRST)
    assert [term for term in terms(round_about) if term.named_successor == ""] == [
        Term("one", "", None, LAST, "one"),
        Term("two", "", None, LAST, "two"),
    ]


def test_terms_of_a_split(directory: AuthorityDirectory):
    assert [term for term in terms(directory) if term.authority == "split"] == [
        Term("split", "", None, LAST, "split"),
        Term("split", "east", None, LAST, "split"),
        Term("split", "east", FIRST, LATER_LAST, "east"),
        Term("split", "east", LATER_FIRST, None, "last"),
        Term("split", "last", None, LAST, "split"),
        Term("split", "west", None, LAST, "split"),
        Term("split", "west", FIRST, None, "west"),
    ]


def test_an_authority_that_neither_began_nor_ended_has_no_terms(directory: AuthorityDirectory):
    assert {term.authority for term in terms(directory)} == {one.id for one in directory} - {"stays"}


def test_terms_say_what_the_rule_says(directory: AuthorityDirectory):
    found = terms(directory)
    pairs = {(term.authority, term.named_successor) for term in found}
    days = [edge + timedelta(days=n) for edge in (LAST, LATER_LAST) for n in range(-2, 4)]
    for authority, named in pairs:
        for day in (date.min, *days, date.max):
            covering = [
                term.responsible
                for term in found
                if (term.authority, term.named_successor) == (authority, named)
                and (term.first or date.min) <= day <= (term.last or date.max)
            ]
            assert covering == _rule(directory, authority, day, named)


def _rule(directory: AuthorityDirectory, authority: str, day: date, named: str) -> list[str]:
    try:
        return [responsible(directory, authority, day, named)]
    except (NoSingleSuccessor, NotYetBegun):
        return []
