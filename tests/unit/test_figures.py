"""What `assemble` refuses, leaves over and puts in order."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.support.builders import count_rows, figures_of, make_authority, make_scheme
from upheld.statistics.counting import CountRow
from upheld.statistics.facets import median_of
from upheld.statistics.figure import LeftOver
from upheld.statistics.rounding import PER
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.published_total import PublishedTotal
from upheld.vocabulary.values import NoBase, Rate, Withheld


def test_a_year_that_is_not_complete_is_refused() -> None:
    with pytest.raises(ValueError, match="2022 is not among the complete years"):
        figures_of(make_scheme(), 2022, [], complete=(2021,))


def test_a_row_counted_twice_is_refused() -> None:
    row = CountRow("Ash", 2022, "uphold_rate", "", 1, 2)
    with pytest.raises(ValueError, match="counted twice"):
        figures_of(make_scheme([make_authority("Ash")]), 2022, [row, row])


def test_an_outcome_that_the_scheme_does_not_know_is_refused() -> None:
    rows = [CountRow("Ash", 2022, "decided", "mislaid", 1, 0)]
    with pytest.raises(ValueError, match="'mislaid', which the scheme does not know"):
        figures_of(make_scheme([make_authority("Ash")]), 2022, rows)


def test_rows_of_those_that_ended_in_the_year_are_left_over() -> None:
    """Parva ended in mid-year: its cases of the first half are in no figure, and the report can say so."""
    scheme = make_scheme([make_authority("Ash"), make_authority("Parva", end=date(2021, 9, 30))])
    rows = [
        CountRow("Parva", 2022, "decided", "upheld", 2, 0),
        CountRow("Parva", 2022, "received", "Housing", 3, 0),
        CountRow("Parva", 2022, "uphold_rate", "", 2, 2),
        CountRow("Parva", 2021, "decided", "upheld", 9, 0),
    ]
    figures = figures_of(scheme, 2022, rows)
    assert list(figures.authorities) == ["Ash"]
    assert figures.left_over == (LeftOver("Parva", received=3, decided=2, compliance=0),)
    assert figures.national["uphold_rate"] == NoBase()


def test_authorities_stand_by_code_and_groups_as_the_scheme_has_them() -> None:
    scheme = make_scheme([make_authority("Z", "county"), make_authority("B"), make_authority("A", "fire")])
    figures = figures_of(scheme, 2022, [])
    assert list(figures.authorities) == ["A", "B", "Z"]
    assert list(figures.groups) == ["county", "district"]
    assert list(figures.authorities["A"].figures) == [measure.id for measure in scheme.measures]


def test_the_strip_gives_the_average_of_each_year_in_the_unit_it_is_shown_in() -> None:
    scheme = make_scheme([make_authority("A", residents=50_000), make_authority("B", residents=150_000)])
    rows = count_rows(
        2022,
        {
            "A": {"uphold_rate": (1, 2), "upheld_per_100k": (1, 0)},
            "B": {"uphold_rate": (2, 3), "upheld_per_100k": (2, 0)},
        },
    )
    figures = figures_of(scheme, 2022, rows).authorities["A"].figures
    assert figures["uphold_rate"].strip[-1].group_percent == Fraction(3 * 100, 5)
    assert figures["upheld_per_100k"].strip[-1].group_percent == Fraction(3 * PER, 200_000)


def test_published_totals_below_the_threshold_are_withheld_on_the_strip() -> None:
    scheme = make_scheme([make_authority("A")], withhold_below=5)
    total = PublishedTotal("A", 2021, {"uphold_rate": (1, 2)}, {"uphold_rate": Fraction(50)}, {}, "a letter")
    strip = figures_of(scheme, 2022, [], published=[total]).authorities["A"].figures["uphold_rate"].strip
    assert [(point.value, point.percent) for point in strip] == [(Withheld(), None), (NoBase(), None)]


def test_a_publication_of_a_complete_year_is_not_shown_over_the_counted_one() -> None:
    scheme = make_scheme([make_authority("A")])
    total = PublishedTotal("A", 2021, {"uphold_rate": (9, 9)}, {}, {}, "a letter")
    rows = count_rows(2021, {"A": {"uphold_rate": (1, 2)}})
    figures = figures_of(scheme, 2022, rows, complete=(2021, 2022), published=[total])
    assert figures.authorities["A"].figures["uphold_rate"].strip[0].value == Rate(1, 2)


def test_the_directory_given_is_the_one_used() -> None:
    """An extract may add bodies that the scheme does not list."""
    from upheld.statistics.figures import assemble

    figures = assemble(make_scheme(), AuthorityDirectory([make_authority("Park", "national_park")]), 2022, (2022,), [])
    assert list(figures.authorities) == ["Park"]


def test_medians() -> None:
    assert median_of({}) is None
    assert median_of({"3": (1, 0), "40": (1, 0), "5": (1, 0)}) == 5
    assert median_of({"10": (3, 0), "9": (1, 0)}) == 10
    assert median_of({"3": (2, 0), "6": (2, 0)}) == Fraction(9, 2)


def test_residents_are_never_added_up_over_a_county_and_its_districts() -> None:
    """The same people live in both: a national rate per head over that sum would be too low by a quarter."""
    scheme = make_scheme([make_authority("Shire", "county"), make_authority("Ash")])
    national = figures_of(scheme, 2022, []).national
    assert "upheld_per_100k" not in national
    assert "uphold_rate" in national
