"""A year is named by the calendar year in which it ends, and its last day is its own."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.vocabulary.scheme import MonthDay
from upheld.vocabulary.year import Year, YearEnd

MARCH, DECEMBER = YearEnd(3, 31), YearEnd(12, 31)


def test_the_last_day_of_march_belongs_to_the_year_that_ends_then():
    assert MARCH.year_of(date(2022, 3, 31)) == Year(2022, MARCH)
    assert MARCH.year_of(date(2022, 4, 1)) == Year(2023, MARCH)


def test_a_year_to_31_march_is_labelled_by_both_calendar_years():
    year = Year(2022, MARCH)
    assert (year.start, year.end, year.label) == (date(2021, 4, 1), date(2022, 3, 31), "2021-22")
    assert Year(2000, MARCH).label == "1999-00"


def test_a_calendar_year_is_labelled_by_itself():
    year = Year(2022, DECEMBER)
    assert (year.start, year.end, year.label) == (date(2022, 1, 1), date(2022, 12, 31), "2022")


def test_leap_years_have_their_day():
    assert (date(2024, 2, 29) in Year(2024, MARCH)) and date(2024, 2, 29) in YearEnd(2, 28).year_of(date(2024, 3, 1))


@pytest.mark.parametrize("month, day", [(2, 29), (2, 30), (4, 31), (13, 1)])
def test_no_year_ends_on_a_day_that_is_not_in_every_year(month, day):
    with pytest.raises(ValueError, match=r"day|month"):
        YearEnd(month, day)


def test_the_last_three_years_oldest_first():
    assert [year.ending for year in Year(2022, MARCH).run_up(3)] == [2020, 2021, 2022]


@given(
    st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    st.sampled_from([MARCH, DECEMBER, YearEnd(2, 28), YearEnd(6, 5)]),
)
def test_every_day_is_in_exactly_one_year(day, year_end):
    year = year_end.year_of(day)
    assert day in year
    assert day not in year.previous()
    assert day not in year.back(-1)
    assert year.previous().end + timedelta(days=1) == year.start


def test_the_calendar_comes_round_after_the_year_has_ended():
    assert MonthDay(month=7, day=20).after(Year(2022, MARCH).end) == date(2022, 7, 20)
    assert MonthDay(month=3, day=1).after(Year(2022, DECEMBER).end) == date(2023, 3, 1)
    assert MonthDay(month=3, day=31).after(Year(2022, MARCH).end) == date(2023, 3, 31)
