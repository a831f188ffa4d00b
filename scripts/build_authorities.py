"""Writes the English scheme's files about authorities: ``python scripts/build_authorities.py [--check]``.

Reads the facts in ``schemes/local-government-england/authorities/facts`` and two packages of open data, and
writes ``authorities.csv``, ``codes.csv``, ``names.csv`` and ``populations.csv`` beside them. With ``--check``
nothing is written; files that differ from what would be written are named, and the command fails.
"""

from __future__ import annotations

import csv
import sys
from io import StringIO
from pathlib import Path

from authorities import facts as hand
from authorities.lives import Life, code_rows, lives
from authorities.names import name_rows
from authorities.points import point_of
from authorities.residents import population_rows

FOLDER = Path(__file__).resolve().parents[1] / "schemes" / "local-government-england" / "authorities"

COLUMNS = {
    "authorities.csv": (
        "authority",
        "kind",
        "region",
        "county",
        "start_on",
        "end_on",
        "successors",
        "latitude",
        "longitude",
        "point_source",
    ),
    "codes.csv": ("authority", "code", "from_on", "to_on"),
    "names.csv": ("authority", "name", "use", "from_on", "to_on"),
    "populations.csv": ("authority", "residents", "estimate_for", "published_on", "source"),
}


def built(folder: Path) -> dict[str, str]:
    """Every file's text by its name."""
    facts = hand.read(folder / "facts")
    known = lives(facts)
    points = point_of(known, facts)
    rows = {
        "authorities.csv": [[*_own(life), *points[life.id]] for life in known.values()],
        "codes.csv": code_rows(known, facts),
        "names.csv": name_rows(known, facts),
        "populations.csv": population_rows(known, facts),
    }
    return {name: _text(COLUMNS[name], rows[name]) for name in COLUMNS}


def _own(life: Life) -> list[str]:
    start, end = (on.isoformat() if on else "" for on in (life.start_on, life.end_on))
    return [life.id, life.kind, life.region, life.county, start, end, ";".join(life.successors)]


def _text(columns: tuple[str, ...], rows: list[list[str]]) -> str:
    written = StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return written.getvalue()


def main(arguments: list[str]) -> int:
    """Writes or checks; the exit code."""
    texts = built(FOLDER)
    if arguments == ["--check"]:
        stale = [name for name, text in texts.items() if _written(FOLDER / name) != text]
        for name in stale:
            print(f"{name} is not what scripts/build_authorities.py writes: run it and look at the change")
        return 1 if stale else 0
    for name, text in texts.items():
        (FOLDER / name).write_bytes(text.encode())
    return 0


def _written(file: Path) -> str:
    return file.read_bytes().decode() if file.exists() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
