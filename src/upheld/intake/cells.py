"""What each cell must be: for every column its type in SQL, and the ways in which a cell can be wrong.

The same conditions serve twice: all together as one flag while a table is laid out (the usual case: nothing is
wrong), and one by one, to say what was expected, when the flag is up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches

from upheld.intake.tables import FIRST_YEAR, LARGEST_NUMBER, LAST_YEAR, LONG_TEXT, Column, Type
from upheld.intake.workspace import named, quoted
from upheld.vocabulary.scheme import Scheme

CONTROL = r"'[\x00-\x08\x0B\x0C\x0E-\x1F\x7F\x{80}-\x{9F}\x{FFFE}\x{FFFF}]'"
ONE_LINE = (Type.CODE, Type.AUTHORITY, Type.AUTHORITIES, Type.CHOICE, Type.CHOICES, Type.EMAIL)
EMAIL = r"'[^@\s,;<>\"]+@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+'"
ISO = "a day as year-month-day, such as 2021-04-25"
BETWEEN_CHOICES = "; "
TYPES = {Type.DATE: "DATE", Type.BOOLEAN: "BOOLEAN", Type.INTEGER: "INTEGER"}


@dataclass(frozen=True)
class Wrong:
    """One way in which a cell is wrong: the condition in SQL, and what was expected of such a value."""

    condition: str
    expected: Callable[[str], str]


def trimmed(column: Column) -> str:
    """A cell without the spaces round it, in SQL."""
    return f"trim({named(column.name)})"


def sql_type(column: Column) -> str:
    """A column's type once it is checked."""
    return TYPES.get(column.type, "VARCHAR")


def as_it_stands(column: Column) -> bool:
    """Whether the trimmed text of a cell is what is kept of it."""
    return sql_type(column) == "VARCHAR" and column.type is not Type.CHOICES


def typed(column: Column, cell: str = "") -> str:
    """A cell as its type, in SQL; null where it is blank or wrong, but a blank boolean is false and a blank text ''.

    ``cell`` is where the trimmed cell is found, if not in the column of texts itself.
    """
    cell = cell or trimmed(column)
    if column.type is Type.DATE:
        return f"CASE WHEN {shaped_as_day(cell)} THEN TRY_CAST({cell} AS DATE) END"
    if column.type is Type.BOOLEAN:
        return f"lower({cell}) = 'true'"
    if column.type is Type.INTEGER:
        return f"CASE WHEN regexp_full_match({cell}, '[0-9]{{1,9}}') THEN TRY_CAST({cell} AS INTEGER) END"
    if column.type is Type.CHOICES:
        return f"regexp_replace({cell}, ' *; *', '{BETWEEN_CHOICES}', 'g')"
    return cell


def listed(cell: str) -> str:
    """The words of a cell of several, in SQL: a list of texts."""
    return f"string_split({cell}, '{BETWEEN_CHOICES}')"


def shaped_as_day(cell: str) -> str:
    """Whether a cell looks like year-month-day, in SQL: DuckDB itself reads days in more forms than ours."""
    return f"{cell} LIKE '____-__-__'"


def absent(column: Column) -> str:
    """What a column that the file lacks holds, in SQL."""
    return {"VARCHAR": "''", "BOOLEAN": "false"}.get(sql_type(column), f"CAST(NULL AS {sql_type(column)})")


@dataclass(frozen=True)
class Place:
    """Where a condition finds a cell, in SQL: the trimmed text, and the same as its type."""

    column: Column
    text: str
    value: str


def in_texts(column: Column) -> Place:
    """A cell in a relation of texts."""
    return Place(column, trimmed(column), typed(column))


def ways_wrong(place: Place, scheme: Scheme, scanned: bool) -> Iterator[Wrong]:
    """Every way in which a cell of a column can be wrong; no two of them hold for the same cell."""
    column, cell = place.column, place.text
    if column.required:
        yield Wrong(f"{cell} = ''", lambda _: "a value; it is blank")
    if not scanned:
        yield Wrong(f"regexp_matches({cell}, {CONTROL})", lambda _: "text without control characters")
    yield from BY_TYPE[column.type](place, scheme)


def _date(place: Place, _: Scheme) -> Iterator[Wrong]:
    yield Wrong(f"{place.text} <> '' AND {place.value} IS NULL", iso_suggested)
    yield Wrong(
        f"{place.value} NOT BETWEEN DATE '{FIRST_YEAR}-01-01' AND DATE '{LAST_YEAR}-12-31'",
        lambda _: f"a day in the years {FIRST_YEAR} to {LAST_YEAR}",
    )


def _boolean(place: Place, _: Scheme) -> Iterator[Wrong]:
    yield Wrong(f"lower({place.text}) NOT IN ('true', 'false', '')", lambda _: "true or false")


def _integer(place: Place, _: Scheme) -> Iterator[Wrong]:
    least = place.column.least
    most = LAST_YEAR if least == FIRST_YEAR else LARGEST_NUMBER
    kind = f"a whole number from {least:,} to {most:,}" if most != LAST_YEAR else "a year such as 2022"
    yield Wrong(f"{place.text} <> '' AND {place.value} IS NULL", lambda _: f"{kind}, in digits alone")
    yield Wrong(f"{place.value} NOT BETWEEN {least} AND {most}", lambda _: kind)


def _choice(place: Place, scheme: Scheme) -> Iterator[Wrong]:
    choices = place.column.choices(scheme)
    listed = ", ".join(quoted(word) for word in ("", *choices))
    yield Wrong(f"{place.text} NOT IN ({listed})", lambda value: one_of(value, choices))


def _choices(place: Place, scheme: Scheme) -> Iterator[Wrong]:
    choices = place.column.choices(scheme)
    known = f"({'|'.join(map(re.escape, choices))})"
    fine = f"regexp_full_match({place.text}, {quoted(f'({known}( *; *{known})*)?')})"
    yield Wrong(f"NOT {fine}", lambda value: _several_of(value, choices))
    words = listed(place.value)
    twice = f"list_unique({words}) < len({words})"
    yield Wrong(f"{place.text} <> '' AND {fine} AND {twice}", lambda _: "each word once")


def _several_of(value: str, choices: tuple[str, ...]) -> str:
    """What was expected of a cell of several words: told of the first that is none."""
    wrong = next((one for one in map(str.strip, value.split(";")) if one not in choices), "")
    return f"words with a semicolon between them, each {one_of(wrong, choices)}"


def _text(place: Place, _: Scheme) -> Iterator[Wrong]:
    column, cell = place.column, place.text
    longest = column.longest or LONG_TEXT
    yield Wrong(
        f"length({cell}) > {longest}", lambda value: f"at most {longest:,} characters; there are {len(value):,}"
    )
    if column.type in ONE_LINE:
        yield Wrong(f"length({cell}) <= {longest} AND {_broken(cell)}", lambda _: "one line without tabs")


def _broken(cell: str) -> str:
    """Whether a cell has line breaks or tabs, in SQL (three plain searches: a third of a regular expression's time)."""
    return f"({' OR '.join(f'contains({cell}, chr({mark}))' for mark in (9, 10, 13))})"


def _email(place: Place, scheme: Scheme) -> Iterator[Wrong]:
    column, cell = place.column, place.text
    yield from _text(place, scheme)
    fine = f"regexp_full_match({cell}, {EMAIL})"
    whole = f"length({cell}) <= {column.longest} AND NOT {_broken(cell)}"
    yield Wrong(
        f"{cell} <> '' AND {whole} AND NOT {fine}", lambda _: "an e-mail address such as name@authority.example"
    )


BY_TYPE: dict[Type, Callable[[Place, Scheme], Iterator[Wrong]]] = {
    Type.DATE: _date,
    Type.BOOLEAN: _boolean,
    Type.INTEGER: _integer,
    Type.CHOICE: _choice,
    Type.CHOICES: _choices,
    Type.EMAIL: _email,
    Type.TEXT: _text,
    Type.CODE: _text,
    Type.AUTHORITY: _text,
    Type.AUTHORITIES: _text,
}


def one_of(value: str, choices: tuple[str, ...]) -> str:
    """``one of apology, … (apology?)``, with the word that looks most like what was written first."""
    plain = {choice.casefold(): str(choice) for choice in choices}
    close = get_close_matches(value.casefold().replace(" ", "_"), plain, 1, 0.5) or get_close_matches(
        value.casefold(), plain, 1, 0.5
    )
    meant = f"; is {plain[close[0]]!r} meant?" if close else ""
    return f"one of {', '.join(choices)}{meant}"


OTHER_FORMS = ("%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%B %d, %Y")
NUMERIC = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")


def iso_suggested(value: str) -> str:
    """What a day should have been written as: ``2021-04-25`` for ``25/04/2021``, nothing for ``01/04/2021``."""
    meant = _meant(value.strip())
    if meant:
        return f"{ISO}; is {meant.isoformat()} meant?"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return f"{ISO}; there is no such day"
    if NUMERIC.fullmatch(value):
        return f"{ISO}; which number is the day cannot be told"
    return ISO


def _meant(value: str) -> date | None:
    if numeric := NUMERIC.fullmatch(value):
        first, second, year = map(int, numeric.groups())
        readings = {one for one in (_day(year, second, first), _day(year, first, second)) if one}
        return readings.pop() if len(readings) == 1 else None
    for form in OTHER_FORMS:
        try:
            return datetime.strptime(value, form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return _with_time(value)


def _with_time(value: str) -> date | None:
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
