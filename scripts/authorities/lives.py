"""Works out who lived when, where, under which codes, and who came after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from authorities.facts import Facts, day

LONDON = "London"


@dataclass(frozen=True)
class Life:
    """A council's life: None is open; ``county`` is the county council it lay under, or nothing."""

    id: str
    kind: str
    region: str
    county: str
    start_on: date | None
    end_on: date | None
    successors: tuple[str, ...]

    def lives(self, on: date) -> bool:
        """Whether it existed on a day."""
        return (self.start_on is None or self.start_on <= on) and (self.end_on is None or on <= self.end_on)

    def meets(self, other: Life) -> bool:
        """Whether there was a day on which both existed."""
        return max(self.start_on or date.min, other.start_on or date.min) <= min(
            self.end_on or date.max, other.end_on or date.max
        )


def lives(facts: Facts) -> dict[str, Life]:
    """Every council by id, in order of id. A council's id is its code when it first appears here."""
    known = {*facts.lookup_names, *(row["authority"] for row in (*facts.beginnings, *facts.endings))}
    return {one: _life(one, facts) for one in sorted(known)}


def _life(one: str, facts: Facts) -> Life:
    kind = next(row for row in facts.establishment if one.startswith(row["code_begins"]))
    begun = {row["authority"]: row["start_on"] for row in facts.beginnings}
    ended = {row["authority"]: row for row in facts.endings}.get(one, {})
    county = _county(one, facts)
    return Life(
        id=one,
        kind=kind["kind"],
        region=_region(county or one, facts),
        county=county,
        start_on=day(begun.get(one, kind["start_on"])),
        end_on=day(ended.get("end_on", "")),
        successors=tuple(ended.get("successors", "").split(";")) if ended else (),
    )


def _county(one: str, facts: Facts) -> str:
    before_the_lookup = {row["authority"]: row["county"] for row in facts.counties}
    return facts.lookup_counties.get(one) or before_the_lookup.get(one, "")


def _region(one: str, facts: Facts) -> str:
    if one.startswith("E09"):
        return LONDON
    return next(row["region"] for row in facts.regions if row["authority"] == one)


def code_rows(known: dict[str, Life], facts: Facts) -> list[list[str]]:
    """Rows of ``codes.csv``: authority, code, from_on, to_on. A new code ends the row of the one before."""
    rows = []
    for one in known:
        changes = sorted((row["from_on"], row["code"]) for row in facts.codes if row["authority"] == one)
        starts, codes = ["", *(at for at, _ in changes)], [one, *(code for _, code in changes)]
        ends = [_day_before(at) for at in starts[1:]] + [""]
        rows += [[one, code, start, end] for code, start, end in zip(codes, starts, ends, strict=True)]
    return rows


def _day_before(at: str) -> str:
    return (date.fromisoformat(at) - timedelta(days=1)).isoformat()
