"""The reference page of the extract, written from the tables' declarations."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.intake.tables import TABLES, Column, Table, Type

HEAD = """\
# The casework extract

This page is generated from the declarations in `upheld.intake.tables`.

A folder of files, one for each table: `<table>.csv` (UTF-8, commas), `<table>.xlsx` (one sheet) or
`<table>.parquet`; or one workbook `extract.xlsx` with a sheet for each table. Only `cases` must be there. A file
`extract.toml` may say `sample = true` (the data are made up) and `title = "…"`.

- Days are written year-month-day, such as 2021-04-25. True and false are written `true` and `false`; blank is false.
- Spaces round a cell do not count. Markup, formulas written as text and the like are text.
- Column names stand in the first row, in any order. An unknown column is refused; one that is not
  required may be left out.
- An extract adds and updates. A row that is missing from a later extract stays, and so does what a column held that a
  later file lacks. A blank cell of a column that is there empties it. The same extract again changes nothing.
- A second row for the same key is refused.
- Every problem is told by file, row (the header is row 1) and column. One problem, and nothing is written.
- An authority is named by its code, or by any name it is known by. A name means the authority that had it on the
  day that counts, which stands beside each such column.
"""
RULES = """\
## What must hold between tables

- A compliance outcome belongs to an upheld case and is recorded on or after the day of its decision.
- Recommendations, decisions, enquiries and compliance outcomes belong to a case of this extract or of the register.
- A decision's text belongs to a decided case and is public from the day of the decision at the earliest.
- An enquiry is sent on or after the day the case was received.
- An event after an authority's last day counts for its successor. Where there are several, the case names which in
  `successor`. One before an authority's first day counts for its predecessor, if there is just one. A case may be
  received before the authority began that it names.
- A recommendation that is `late` was completed after `due_on`; one that is `on_time` was not completed after
  `extended_to` (or `due_on`, where that is blank). One completed between the two days may be either.

Warnings, which do not stop an extract: a result `on_time` or `late` without the day it was completed; a remedy
completed before the case was decided; one completed late without a result; authorities with cases but no chief officer
among the contacts.
"""


def extract_page() -> str:
    """The page as Markdown."""
    return "\n".join([HEAD, *(part for table in TABLES.values() for part in _section(table)), RULES])


def _section(table: Table) -> Iterator[str]:
    yield f"## `{table.name}`\n"
    yield f"{table.title}. Key: {' + '.join(f'`{name}`' for name in table.key)}.\n"
    yield "| column | required | what it holds | meaning | example |"
    yield "|---|---|---|---|---|"
    for column in table.columns:
        required = "yes" if column.required else "no"
        yield f"| `{column.name}` | {required} | {_holds(column)} | {column.description} | {column.example} |"
    yield ""


def _holds(column: Column) -> str:
    if column.words:
        return "one of " + ", ".join(f"`{word}`" for word in column.words)
    if column.scheme_words:
        several = "several" if column.type is Type.CHOICES else "one"
        return f"{several} of the scheme's {column.scheme_words}"
    length = f", at most {column.longest:,} characters" if column.type in (Type.TEXT, Type.CODE) else ""
    return {Type.DATE: "day", Type.AUTHORITY: "an authority", Type.AUTHORITIES: "authorities"}.get(
        column.type, column.type.value
    ) + length
