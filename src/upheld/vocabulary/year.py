"""The ombudsman's year, named by the calendar year in which it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class YearEnd:
    """The last day of every year of a scheme: 31 March is ``YearEnd(3, 31)``."""

    month: int
    day: int

    def __post_init__(self) -> None:
        date(2001, self.month, self.day)  # 29 February ends no year: refused by date() itself

    def year_of(self, day: date) -> Year:
        """The year that holds a day: with 31 March, 2022-03-31 → 2022 and 2022-04-01 → 2023."""
        later = (day.month, day.day) > (self.month, self.day)
        return Year(day.year + later, self)


@dataclass(frozen=True, order=True)
class Year:
    """One year of a scheme. ``Year(2022, YearEnd(3, 31))`` runs from 1 April 2021 to 31 March 2022."""

    ending: int
    year_end: YearEnd

    @property
    def end(self) -> date:
        """The last day, which still belongs to the year."""
        return date(self.ending, self.year_end.month, self.year_end.day)

    @property
    def start(self) -> date:
        """The first day."""
        return self.previous().end + timedelta(days=1)

    @property
    def label(self) -> str:
        """``2021-22``, or ``2022`` where years are calendar years."""
        if self.start.year == self.end.year:
            return str(self.ending)
        return f"{self.start.year}-{self.ending % 100:02d}"

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return str(self.ending)

    def back(self, years: int) -> Year:
        """The year that many years before."""
        return Year(self.ending - years, self.year_end)

    def previous(self) -> Year:
        """The year before."""
        return self.back(1)

    def run_up(self, years: int) -> Iterator[Year]:
        """The last ``years`` years up to and including this one, oldest first."""
        return (self.back(n) for n in range(years - 1, -1, -1))
