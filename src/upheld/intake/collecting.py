"""Collecting problems: the first ones of each file are shown, all are counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from upheld.vocabulary.problems import Problem, Refused

SHOWN_A_FILE = 100


class Collector:
    """Problems as they are found, by file."""

    def __init__(self) -> None:
        self._found: dict[str, list[Problem]] = defaultdict(list)
        self._counted: dict[str, int] = defaultdict(int)
        self._unreadable: set[tuple[str, int, str]] = set()

    def add(self, file: str, row: int = 0, column: str = "", value: str | None = None, *, expected: str) -> None:
        """One problem."""
        self.add_many(file, [Problem(file, row, column, value, expected)], 1)

    def add_unreadable(self, file: str, row: int, column: str, value: str, *, expected: str) -> None:
        """A cell that could not be read: whatever else seems wrong with it comes from that, and is not told."""
        self.add(file, row, column, value, expected=expected)
        self._unreadable.add((file, row, column))

    def add_many(self, file: str, problems: Iterable[Problem], total: int) -> None:
        """The first problems of a kind, and how many there are of it."""
        kind = list(problems)
        told = [one for one in kind if (file, one.row, one.column) not in self._unreadable]
        found = self._found[file]
        found.extend(told)
        self._counted[file] += total - (len(kind) - len(told))
        if len(found) > 10 * SHOWN_A_FILE:
            self._found[file] = sorted(found, key=_place)[:SHOWN_A_FILE]

    @property
    def total(self) -> int:
        """How many problems there are."""
        return sum(self._counted.values())

    def refuse(self) -> None:
        """Raise `Refused` if there is any problem."""
        if self.total:
            shown = [
                one for file in sorted(self._found) for one in sorted(self._found[file], key=_place)[:SHOWN_A_FILE]
            ]
            raise Refused(shown, self.total)


def _place(problem: Problem) -> tuple[int, str, str]:
    return problem.row, problem.column, problem.expected


def refusal_text(refused: Refused) -> Iterator[str]:
    """What a person reads: one unwrapped line a problem, how many more there are, and that nothing was written."""
    yield from map(str, refused.problems)
    more = refused.total - len(refused.problems)
    if more > 0:
        yield f"… and {more:,} more like these."
    files = len({problem.file for problem in refused.problems})
    problems = f"{refused.total:,} problem{'s' * (refused.total != 1)}"
    yield f"{problems} in {files} file{'s' * (files != 1)}; nothing was written."
