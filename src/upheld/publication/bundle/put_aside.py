"""Rows read once and put aside on the disk, to be read again: all together they may be more than fits in memory."""

from __future__ import annotations

import pickle
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from tempfile import TemporaryFile
from typing import IO, Generic, TypeVar

One = TypeVar("One")
AT_ONCE = 500


@dataclass(frozen=True)
class PutAside(Generic[One]):
    """Rows that cost something to read. They are read when first asked for, and may be asked for again.

    The file has no name: nobody else can open it, and it goes with the process, however that ends.
    """

    rows: Iterable[One]

    def __iter__(self) -> Iterator[One]:
        file, (number, at) = self._file, (self._written, 0)
        for _ in range(number):
            file.seek(at)
            part = pickle.load(file)  # noqa: S301  # written by this very process into a file without a name
            at = file.tell()
            yield from part

    def __bool__(self) -> bool:
        return any(True for _ in self)

    @cached_property
    def _file(self) -> IO[bytes]:
        file = TemporaryFile()  # noqa: SIM115  # it goes with the rows
        weakref.finalize(self, file.close)
        return file

    @cached_property
    def _written(self) -> int:
        """How many parts the file holds; writes them."""
        part: list[One] = []
        number = 0
        for one in self.rows:
            part.append(one)
            if len(part) == AT_ONCE:
                number, part = number + self._write(part), []
        return number + (self._write(part) if part else 0)

    def _write(self, part: list[One]) -> int:
        pickle.dump(part, self._file, pickle.HIGHEST_PROTOCOL)
        return 1
