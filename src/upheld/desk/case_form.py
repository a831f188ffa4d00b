"""The form of a case that is put right: what it asks for, and the authorities to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from upheld.casework.changing import OF_A_REMEDY, CaseNow, Wanted
from upheld.desk.place import directory


def wanted_of(given: Mapping[str, str], now: CaseNow) -> Wanted:
    """What the form asks for; only cells that it may change are read from it, whatever else was sent."""
    case = {name: given.get(f"case-{name}", was).strip() for name, was in now.case.items()}
    remedies = {
        number: {name: given.get(f"remedy-{number}-{name}", cells[name]).strip() for name in OF_A_REMEDY}
        for number, cells in now.remedies.items()
    }
    return Wanted(case, given.get("result", now.result).strip(), remedies)


def authorities_then(now: CaseNow | None) -> list[tuple[str, str]]:
    """Every authority's name on the day of a case, and its id; none where there is no case."""
    if now is None:
        return []
    day = date.fromisoformat(now.case["decided_on"] or now.case["received_on"])
    return sorted((one.name(day), one.id) for one in directory())
