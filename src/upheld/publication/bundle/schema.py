"""The tables of a bundle's ``site.sqlite3``, declared once: writing, checking and reading follow."""

from __future__ import annotations

from dataclasses import dataclass

FORMAT = 3
SITE = "site.sqlite3"
MANIFEST = "manifest.json"
LETTERS = "letters"
DOWNLOADS = "downloads"
DATA = "data"
SEARCH = "search"
EVERYTHING, CASEWORK = "everything.zip", "casework.xlsx"

TEXT, WHOLE, REAL = "TEXT", "INTEGER", "REAL"


@dataclass(frozen=True)
class Table:
    """A table: columns by name with their SQLite types, the key among them.

    ``index`` is what it is searched by beside its key. ``long`` says that rows hold long texts, which SQLite
    keeps better in a table that is not sorted by its key, with the text as the last column: those before it are
    read without it. ``added``: bundles of earlier versions lack it, and are whole without.
    """

    name: str
    key: tuple[str, ...]
    columns: dict[str, str]
    index: tuple[str, ...] = ()
    long: bool = False
    added: bool = False

    def create(self) -> list[str]:
        """The statements that make it."""
        columns = ", ".join(f"{_quoted(name)} {kind}" for name, kind in self.columns.items())
        key = ", ".join(map(_quoted, self.key))
        kind = "STRICT" if self.long else "STRICT, WITHOUT ROWID"
        table = f"CREATE TABLE {self.name} ({columns}, PRIMARY KEY ({key})) {kind}"
        if not self.index:
            return [table]
        return [table, f"CREATE INDEX {self.name}_by ON {self.name} ({', '.join(map(_quoted, self.index))})"]

    def insert(self) -> str:
        """The statement that adds a row, with the columns' names as parameters."""
        places = ", ".join(f":{name}" for name in self.columns)
        return f"INSERT INTO {self.name} VALUES ({places})"  # noqa: S608  # names from this module alone


def _quoted(name: str) -> str:
    return f'"{name}"'


def _value(prefix: str = "") -> dict[str, str]:
    """A value: its state (rate, mean, no_base, withheld, no_group), integers, rate and how it is printed."""
    kinds = {"state": TEXT, "count": WHOLE, "base": WHOLE, "rate": REAL, "shown": TEXT}
    return {f"{prefix}{name}": kind for name, kind in kinds.items()}


TABLES = (
    Table("about", ("name",), {"name": TEXT, "value": TEXT}),
    Table("wording", ("language", "part"), {"language": TEXT, "part": TEXT, "texts": TEXT}),
    Table("rules", ("name",), {"name": TEXT, "value": TEXT}),
    Table(
        "authorities",
        ("id",),
        {
            "id": TEXT,
            "code": TEXT,
            "name": TEXT,
            "short_name": TEXT,
            "kind": TEXT,
            "region": TEXT,
            "county": TEXT,
            "start_on": TEXT,
            "end_on": TEXT,
            "in_year": WHOLE,
            "latitude": REAL,
            "longitude": REAL,
        },
    ),
    Table(
        "editions",
        ("year",),
        {
            "year": WHOLE,
            "label": TEXT,
            "start": TEXT,
            "end": TEXT,
            "number": WHOLE,
            "snapshot": TEXT,
            "figures": TEXT,
            "released_on": TEXT,
            "released_at": TEXT,
        },
    ),
    Table(
        "members",
        ("year", "authority"),
        {
            "year": WHOLE,
            "authority": TEXT,
            "code": TEXT,
            "name": TEXT,
            "short_name": TEXT,
            "kind": TEXT,
            "region": TEXT,
            "county": TEXT,
        },
    ),
    Table("codes", ("code",), {"code": TEXT, "authority": TEXT}),
    Table("names", ("plain", "authority"), {"plain": TEXT, "authority": TEXT, "name": TEXT, "own": WHOLE}),
    Table("successions", ("predecessor", "successor"), {"predecessor": TEXT, "successor": TEXT}),
    Table(
        "totals",
        ("year", "authority"),
        {
            "year": WHOLE,
            "authority": TEXT,
            "decided": WHOLE,
            "received": WHOLE,
            "median_days_late": REAL,
            "residents": WHOLE,
            "residents_on": TEXT,
        },
    ),
    Table(
        "figures",
        ("year", "authority", "measure"),
        {
            "year": WHOLE,
            "authority": TEXT,
            "measure": TEXT,
            **_value(),
            "lower": REAL,
            "upper": REAL,
            "lower_shown": TEXT,
            "upper_shown": TEXT,
            **_value("group_"),
            "group_kind": TEXT,
            "group_members": WHOLE,
            "expected": REAL,
            "expected_shown": TEXT,
            "verdict": TEXT,
            "low95": WHOLE,
            "high95": WHOLE,
            "low998": WHOLE,
            "high998": WHOLE,
            **_value("pooled_"),
            "pooled_first": WHOLE,
            "pooled_last": WHOLE,
            "pooled_breaks": TEXT,
        },
    ),
    Table(
        "strips",
        ("year", "authority", "measure", "point"),
        {
            "year": WHOLE,
            "authority": TEXT,
            "measure": TEXT,
            "point": WHOLE,
            "label": TEXT,
            **_value(),
            "published": WHOLE,
            "source": TEXT,
            "breaks": TEXT,
            "group_rate": REAL,
            "group_shown": TEXT,
        },
    ),
    Table(
        "parts",
        ("year", "authority", "list", "position"),
        {"year": WHOLE, "authority": TEXT, "list": TEXT, "position": WHOLE, "key": TEXT, "count": WHOLE, "base": WHOLE},
    ),
    Table(
        "groups",
        ("year", "kind", "measure"),
        {"year": WHOLE, "kind": TEXT, "measure": TEXT, **_value(), "members": WHOLE},
    ),
    Table("national", ("year", "measure"), {"year": WHOLE, "measure": TEXT, **_value()}),
    Table(
        "reports",
        ("authority", "position"),
        {"authority": TEXT, "position": WHOLE, "title": TEXT, "published_on": TEXT},
    ),
    Table(
        "improvements",
        ("authority", "position"),
        {
            "authority": TEXT,
            "position": WHOLE,
            "reference": TEXT,
            "category": TEXT,
            "text": TEXT,
            "due_on": TEXT,
            "completed_on": TEXT,
            "state": TEXT,
        },
        index=("reference",),
    ),
    Table(
        "assessments",
        ("authority", "position"),
        {
            "authority": TEXT,
            "position": WHOLE,
            "section": TEXT,
            "met": TEXT,
            "assessed_on": TEXT,
            "commentary": TEXT,
        },
    ),
    Table(
        "trainings",
        ("authority", "position"),
        {
            "authority": TEXT,
            "position": WHOLE,
            "title": TEXT,
            "held_on": TEXT,
            "mode": TEXT,
            "people": WHOLE,
        },
    ),
    Table("still_due", ("authority",), {"authority": TEXT, "cases": WHOLE, "overdue": WHOLE}),
    Table(
        "decisions",
        ("reference",),
        {
            "reference": TEXT,
            "authority": TEXT,
            "title": TEXT,
            "subject": TEXT,
            "outcome": TEXT,
            "decided_on": TEXT,
            "year": WHOLE,
            "public_from": TEXT,
            "text": TEXT,
        },
        index=("authority", "decided_on", "reference", "title"),
        long=True,
    ),
    Table(
        "withdrawals",
        ("reference",),
        {"reference": TEXT, "authority": TEXT, "withdrawn_on": TEXT, "reason": TEXT},
    ),
    Table(
        "letters",
        ("year", "authority"),
        {"year": WHOLE, "authority": TEXT, "html": TEXT, "pdf": TEXT, "pdf_size": WHOLE},
    ),
    Table(
        "revisions",
        ("year", "number"),
        {
            "year": WHOLE,
            "number": WHOLE,
            "released_on": TEXT,
            "released_at": TEXT,
            "snapshot": TEXT,
            "figures": TEXT,
            "what": TEXT,
            "why": TEXT,
        },
    ),
    Table(
        "cells",
        ("year", "tier", "authority"),
        {"year": WHOLE, "tier": TEXT, "authority": TEXT, "x": WHOLE, "y": WHOLE},
    ),
    Table("shapes", ("authority",), {"authority": TEXT, "km2": REAL, "path": TEXT}, long=True),
    Table("frames", ("year",), {"year": WHOLE, "frame": TEXT}),
    Table("postcodes", ("sector",), {"sector": TEXT, "authorities": TEXT, "known": TEXT}),
    Table("downloads", ("year", "file"), {"year": WHOLE, "file": TEXT, "size": WHOLE}),
    Table(
        "notices",
        ("year", "number"),
        {"year": WHOLE, "number": WHOLE, "published_on": TEXT, "what": TEXT, "why": TEXT},
    ),
    Table(
        "releases",
        ("number",),
        {
            "number": WHOLE,
            "year": WHOLE,
            "label": TEXT,
            "kind": TEXT,
            "at": TEXT,
            "state": TEXT,
            "announced_at": TEXT,
            "reason": TEXT,
            "moved_to": TEXT,
            "done_at": TEXT,
        },
    ),
    Table(
        "early_readers",
        ("year", "position"),
        {
            "year": WHOLE,
            "position": WHOLE,
            "authority": TEXT,
            "who": TEXT,
            "post": TEXT,
            "since": TEXT,
            "reason": TEXT,
        },
    ),
    Table("corrected", ("year", "number", "authority"), {"year": WHOLE, "number": WHOLE, "authority": TEXT}),
    Table(
        "past_figures",
        ("year", "number", "authority", "measure"),
        {
            "year": WHOLE,
            "number": WHOLE,
            "authority": TEXT,
            "measure": TEXT,
            **_value(),
            "lower_shown": TEXT,
            "upper_shown": TEXT,
            "group_state": TEXT,
            "group_shown": TEXT,
            "group_kind": TEXT,
            "verdict": TEXT,
        },
    ),
    Table(
        "past_parts",
        ("year", "number", "authority", "list", "position"),
        {
            "year": WHOLE,
            "number": WHOLE,
            "authority": TEXT,
            "list": TEXT,
            "position": WHOLE,
            "key": TEXT,
            "count": WHOLE,
            "base": WHOLE,
        },
    ),
    Table(
        "past_letters",
        ("year", "number", "authority"),
        {"year": WHOLE, "number": WHOLE, "authority": TEXT, "html": TEXT, "pdf": TEXT, "pdf_size": WHOLE},
    ),
    Table(
        "considered",
        ("year", "authority"),
        {"year": WHOLE, "authority": TEXT, "committee": TEXT, "considered_on": TEXT, "minutes": TEXT},
        added=True,
    ),
    Table(
        "training_years",
        ("year",),
        {"year": WHOLE, "workshops": WHOLE, "people": WHOLE, "authorities": WHOLE},
        added=True,
    ),
    Table(
        "code_clauses",
        ("year", "authority", "position"),
        {
            "year": WHOLE,
            "authority": TEXT,
            "position": WHOLE,
            "clause": TEXT,
            "text": TEXT,
            "complies": WHOLE,
            "explanation": TEXT,
            "met": WHOLE,
            "partly": WHOLE,
            "not_met": WHOLE,
            "beside": TEXT,
        },
        added=True,
    ),
    Table(
        "code_years",
        ("year",),
        {"year": WHOLE, "version": TEXT, "in_force_from": TEXT},
        added=True,
    ),
    Table(
        "code_statements",
        ("year", "authority"),
        {
            "year": WHOLE,
            "authority": TEXT,
            "response": TEXT,
            "considered_on": TEXT,
            "submitted_on": TEXT,
        },
        added=True,
    ),
    Table(
        "code_national",
        ("year", "position"),
        {
            "year": WHOLE,
            "position": WHOLE,
            "clause": TEXT,
            "text": TEXT,
            "assessed": WHOLE,
            "met": WHOLE,
            "partly": WHOLE,
            "not_met": WHOLE,
            "comply": WHOLE,
            "do_not": WHOLE,
        },
        added=True,
    ),
    Table(
        "improvement_categories",
        ("authority", "position", "place"),
        {"authority": TEXT, "position": WHOLE, "place": WHOLE, "category": TEXT},
        added=True,
    ),
    Table(
        "improvement_keys",
        ("authority", "position"),
        {"authority": TEXT, "position": WHOLE, "key": TEXT},
        added=True,
    ),
    Table(
        "report_answers",
        ("authority", "position"),
        {
            "authority": TEXT,
            "position": WHOLE,
            "state": TEXT,
            "required_by": TEXT,
            "received_on": TEXT,
            "considered_on": TEXT,
            "response": TEXT,
            "satisfied_on": TEXT,
        },
        added=True,
    ),
)
