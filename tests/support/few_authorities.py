"""England's scheme with few of its authorities: where a test is not about figures, 70 letters show what 333 do."""

from __future__ import annotations

import csv
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMES = Path(__file__).parents[2] / "schemes"
NAME = "local-government-england"
KENT = {f"E070001{number:02}" for number in range(5, 17)}
NAMED = KENT | {"E06000014", "E06000061", "E06000062", "E09000007", "E10000016", "E10000021", "E26000003"}
"""Bodies that the small sample, or tests, name."""
OF_A_KIND = 12
BETWEEN = ";"


def write(folder: Path) -> Path:
    """Write the scheme into a folder of schemes, which is returned."""
    own = shutil.copytree(SCHEMES / NAME, folder / NAME)
    kept = _kept(own / "authorities" / "authorities.csv")
    for file in own.rglob("*.csv"):
        with file.open(newline="", encoding="utf-8") as opened:
            header, *rows = csv.reader(opened)
        if "authority" in header:
            at = header.index("authority")
            _write(file, header, [row for row in rows if row[at] in kept])
        elif "authorities" in header:
            at = header.index("authorities")
            _write(file, header, [row for row in rows if {one.partition("=")[2] for one in row[at].split()} <= kept])
    return folder


def _kept(file: Path) -> set[str]:
    """The first of each kind, those that are named, and whoever came before or after one of them."""
    with file.open(newline="", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    after = {row["authority"]: {one.strip() for one in row["successors"].split(BETWEEN) if one.strip()} for row in rows}
    kept, kinds = set(NAMED), Counter[str]()
    for row in rows:
        kinds[row["kind"]] += not row["end_on"]
        if not row["end_on"] and kinds[row["kind"]] <= OF_A_KIND:
            kept.add(row["authority"])
    while True:
        more = {one for one, later in after.items() if later & kept} | {
            new for one in kept for new in after.get(one, ())
        }
        if more <= kept:
            return kept
        kept |= more


def _write(file: Path, header: list[str], rows: list[list[str]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened, lineterminator="\n").writerows([header, *rows])


@contextmanager
def only(folder: Path) -> Iterator[None]:
    """Let programs that are started meanwhile, and whatever loads the scheme in this one, know no others."""
    before = os.environ.get("UPHELD_SCHEMES")
    os.environ["UPHELD_SCHEMES"] = str(folder)
    try:
        yield
    finally:
        del os.environ["UPHELD_SCHEMES"]
        if before is not None:
            os.environ["UPHELD_SCHEMES"] = before
