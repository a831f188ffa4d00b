"""Hexagons with a corner up, in rows; rows of an odd number stand half a cell to the right. Row 0 is the top."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from math import sqrt

Cell = tuple[int, int]
ROW_HEIGHT = sqrt(3) / 2


def middle(cell: Cell) -> tuple[float, float]:
    """Its middle; cells of a row are 1 apart; y grows downwards."""
    column, row = cell
    return column + (row % 2) / 2, row * ROW_HEIGHT


def around(cell: Cell) -> Iterator[Cell]:
    """The six cells that touch it."""
    column, row = cell
    shift = row % 2
    yield from ((column - 1, row), (column + 1, row))
    for other in (row - 1, row + 1):
        yield from ((column - 1 + shift, other), (column + shift, other))


def pieces(cells: Collection[Cell]) -> int:
    """How many pieces cells lie in; those that touch are one."""
    left, found = set(cells), 0
    while left:
        found += 1
        waiting = [left.pop()]
        while waiting:
            near = left.intersection(around(waiting.pop()))
            left -= near
            waiting.extend(near)
    return found


def holes(cells: Collection[Cell]) -> int:
    """How many empty cells lie where the sea outside cannot be reached over empty cells."""
    taken = set(cells)
    columns, rows = zip(*taken, strict=True)
    box = {
        (column, row)
        for column in range(min(columns) - 2, max(columns) + 3)
        for row in range(min(rows) - 2, max(rows) + 3)
    }
    empty = box - taken
    waiting = [min(box)]
    empty.discard(waiting[0])
    while waiting:
        near = empty.intersection(around(waiting.pop()))
        empty -= near
        waiting.extend(near)
    return len(empty)
