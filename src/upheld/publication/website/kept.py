"""Answers kept in memory, as they go out, bounded by their bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

PAGES_BYTES = 64 * 2**20
OTHERS_BYTES = 16 * 2**20
LARGEST = 2 * 2**20
OF_ITS_OWN = 3 * 1024  # what an entry takes beside its body, what was asked included, about

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it goes out. ``tag`` is its ETag, "" where it has none."""

    status: str
    headers: Headers
    body: bytes
    tag: str

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        return len(self.body) + OF_ITS_OWN + sum(len(name) + len(value) for name, value in self.headers)


class Shelf:
    """Answers by what was asked; those asked for longest ago go first."""

    def __init__(self, limit: int):
        self.limit, self.size = limit, 0
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, asked: Hashable) -> Answer | None:
        """The answer, if it is kept."""
        with self._lock:
            answer = self._answers.get(asked)
            if answer:
                self._answers.move_to_end(asked)
            return answer

    def keep(self, asked: Hashable, answer: Answer) -> None:
        """Keep an answer, and let go of old ones where there is no room."""
        with self._lock:
            if old := self._answers.pop(asked, None):
                self.size -= old.size
            self._answers[asked] = answer
            self.size += answer.size
            while self.size > self.limit:
                self.size -= self._answers.popitem(last=False)[1].size


@dataclass(frozen=True)
class Kept:
    """The answers of one bundle, on two shelves.

    Pages of the bundle at their own addresses are as many as the bundle holds. Everything else (searches,
    addresses that lead nowhere, former codes, other hosts) is as much as anybody cares to ask for: it has a small
    shelf of its own, so that a flood of it can't push the pages out.
    """

    pages: Shelf = field(default_factory=lambda: Shelf(PAGES_BYTES))
    others: Shelf = field(default_factory=lambda: Shelf(OTHERS_BYTES))

    def get(self, asked: Hashable) -> Answer | None:
        """The answer, if it is on either shelf."""
        return self.pages.get(asked) or self.others.get(asked)

    def keep(self, asked: Hashable, answer: Answer, *, own_page: bool) -> None:
        """Keep an answer that is not too large."""
        if answer.size <= LARGEST:
            (self.pages if own_page else self.others).keep(asked, answer)
