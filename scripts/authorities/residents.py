"""Works out how many people lived in each council's area by each estimate."""

from __future__ import annotations

from datetime import date

from authorities.facts import Facts
from authorities.lives import Life


def population_rows(known: dict[str, Life], facts: Facts) -> list[list[str]]:
    """Rows of ``populations.csv``: authority, residents, estimate_for, published_on, source."""
    rows = []
    for estimate in facts.estimates:
        own = [row for row in facts.residents if row["estimate"] == estimate["estimate"]]
        residents = {row["authority"]: int(row["residents"]) for row in own}
        on = date.fromisoformat(estimate["estimate_for"])
        for one in known.values():
            left_out = estimate["only_ended"] == "yes" and (one.end_on is None or one.end_on >= on)
            counted = None if left_out else _counted(one, residents, known, on)
            if counted:
                when = [estimate["estimate_for"], estimate["published_on"]]
                rows.append([one.id, str(counted[0]), *when, estimate["words"] + counted[1]])
    return sorted(rows, key=lambda row: (row[0], row[3], row[2]))


def _counted(one: Life, residents: dict[str, int], known: dict[str, Life], on: date) -> tuple[int, str] | None:
    """The estimate's own number; a county's districts or a new council's forerunners added up."""
    if one.id in residents:
        return residents[one.id], ""
    if one.kind == "county":
        districts = _districts(one, known)
        living = [life for life in districts if life.lives(on)]
        return _added(living or districts, residents, "its districts")
    made_of = [life for life in known.values() if one.id in life.successors and life.kind != "county"]
    return _added(made_of, residents, "the councils it replaced")


def _districts(county: Life, known: dict[str, Life]) -> list[Life]:
    return [life for life in known.values() if life.county == county.id]


def _added(parts: list[Life], residents: dict[str, int], of: str) -> tuple[int, str] | None:
    if not parts or any(part.id not in residents for part in parts):
        return None
    return sum(residents[part.id] for part in parts), f"; added up from {of}"
