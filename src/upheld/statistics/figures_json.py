"""Figures as bytes and back again, exactly: how editions are kept and hashed.

One JSON document, UTF-8, one line. Fields stand in alphabetical order; mappings keep the order of the figures
(authorities by code, measures as the scheme has them), which is part of what they say. Fractions are written
"n/d", days as ISO dates, and a value says what it is: ``{"is":"Rate","count":1,"base":2}``,
``{"is":"Withheld"}``. The same figures give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from upheld.statistics.figure import YearFigures
from upheld.vocabulary.values import Expected, MeanRate, NoBase, NoGroup, Rate, TooFew, Withheld

VALUES: dict[str, type] = {
    kind.__name__: kind for kind in (Rate, MeanRate, NoBase, Withheld, NoGroup, Expected, TooFew)
}


def to_json(figures: YearFigures) -> bytes:
    """The figures as canonical JSON."""
    return json.dumps(plain(figures), ensure_ascii=False, separators=(",", ":")).encode()


def from_json(written: bytes) -> YearFigures:
    """The figures that `to_json` wrote; equal to the original in every part."""
    figures: YearFigures = _reader(YearFigures)(json.loads(written))
    return figures


def plain(value: Any) -> Any:
    """A value in JSON's own types."""
    if value is None or isinstance(value, str | int | float):
        return str(value.value) if isinstance(value, Enum) else value
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    return _plain_fields(value)


def _plain_fields(value: Any) -> dict[str, Any]:
    kind: Any = type(value)
    tag = {"is": kind.__name__} if kind.__name__ in VALUES else {}
    return tag | {name: plain(getattr(value, name)) for name in _field_names(kind)}


@lru_cache
def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(sorted(one.name for one in fields(kind)))


Reader = Callable[[Any], Any]


@lru_cache
def _reader(hint: Any) -> Reader:
    """What turns plain JSON back into a type."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _union_reader(arguments)
    if origin is tuple:
        return _tuple_reader(arguments)
    if origin is not None and issubclass(origin, Mapping):
        read = _reader(arguments[1])
        return lambda written: {key: read(one) for key, one in written.items()}
    if hint is date:
        return date.fromisoformat
    if is_dataclass(hint):
        return _dataclass_reader(hint)
    return lambda written: hint(written)


def _union_reader(arguments: tuple[Any, ...]) -> Reader:
    kinds = [one for one in arguments if one is not NoneType]
    if all(getattr(one, "__name__", "") in VALUES for one in kinds):
        return lambda written: None if written is None else _reader(VALUES[written["is"]])(written)
    read = _reader(kinds[0])
    return lambda written: None if written is None else read(written)


def _tuple_reader(arguments: tuple[Any, ...]) -> Reader:
    read = _reader(arguments[0])  # all our tuples hold one type
    return lambda written: tuple(read(one) for one in written)


def _dataclass_reader(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = {one.name: _reader(hints[one.name]) for one in fields(kind) if one.init}
    later = {one.name for one in fields(kind) if one.default is not MISSING}

    def read(written: Any) -> Any:
        """What was frozen before a field was there has its default."""
        known = readers.keys() - (later - written.keys())
        return kind(**{name: readers[name](written[name]) for name in known})

    return read
