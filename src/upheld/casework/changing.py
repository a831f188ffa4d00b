"""Changing cases of the register as an accepted query or a correction has it: by the way that every extract takes.

What a person decided is written as an extract of that one case and taken in. So the same rules hold (no compliance
outcome on a case that is not upheld), the row as it stood is kept (`PriorRow`), and there is one way into the register.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from upheld.casework.refusal import Refusal
from upheld.intake.actions import take
from upheld.intake.taking_back import take_back_compliance
from upheld.register import queries as register
from upheld.register.models import Case, Compliance, Recommendation
from upheld.vocabulary.problems import Refused
from upheld.vocabulary.scheme import Scheme

OF_A_CASE = ("authority", "successor", "subject", "received_on", "decided_on", "outcome", "satisfactory_remedy")
OF_A_REMEDY = ("due_on", "extended_to", "completed_on", "result")
TAKEN_BACK = "taken back"
"""Wanted instead of a compliance outcome: that there is none."""
UNCHANGED_OF_A_REMEDY = ("category", "text", "public")
Cells = Mapping[str, str]
Row = dict[str, str]


@dataclass(frozen=True)
class CaseNow:
    """A case as the register has it, every cell as a text: what a person looks at and changes."""

    reference: str
    case: dict[str, str]
    result: str = ""
    remedies: dict[int, dict[str, str]] = field(default_factory=dict)
    recorded_on: str = ""


@dataclass(frozen=True)
class Wanted:
    """The cells as they should be. What is not named stays; ``result`` may be `TAKEN_BACK`."""

    case: Cells = field(default_factory=dict)
    result: str = ""
    remedies: Mapping[int, Cells] = field(default_factory=dict)


def case_now(reference: str) -> CaseNow | None:
    """A case as the register has it; None where it has none of this reference."""
    row = Case.objects.filter(reference=reference).first()
    if row is None:
        return None
    outcome = Compliance.objects.filter(case=row).first()
    remedies = Recommendation.objects.filter(case=row).order_by("number")
    return CaseNow(
        reference,
        {name: written(getattr(row, name)) for name in OF_A_CASE},
        outcome.result if outcome else "",
        {one.number: {name: written(getattr(one, name)) for name in OF_A_REMEDY} for one in remedies},
        written(outcome.recorded_on) if outcome else "",
    )


def digest(now: CaseNow) -> str:
    """A hash of a case as somebody looked at it, to be held against what it is when they decide."""
    return hashlib.sha256(repr(now).encode()).hexdigest()


def differences(now: CaseNow, wanted: Wanted) -> dict[str, list[str]]:
    """What would change: the name of each cell with what it is and what it would be."""
    found = {name: [now.case[name], new] for name, new in wanted.case.items() if new != now.case[name]}
    if wanted.result and wanted.result != now.result:
        found["result"] = [now.result, "" if wanted.result == TAKEN_BACK else wanted.result]
    for number, cells in wanted.remedies.items():
        known = now.remedies.get(number, {})
        found |= {f"remedy {number} {name}": [known[name], new] for name, new in cells.items() if new != known[name]}
    return found


def change(scheme: Scheme, now: CaseNow, wanted: Wanted, *, by: str) -> dict[str, list[str]]:
    """Change a case, inside the caller's transaction; returns what changed, as `differences` tells it.

    Raises `Refusal` where nothing would change, or with everything that the rules of an extract say against it.
    """
    found = differences(now, wanted)
    if not found:
        raise Refusal("Nothing would change: say what is to be put right, or do not accept the query.")
    if wanted.result and not now.result:
        raise Refusal("This case has no compliance outcome in the register; it comes with the next extract.")
    if wanted.result == TAKEN_BACK:
        take_back_compliance(now.reference, by=by)
    write(scheme, _tables(scheme, now, wanted, found), by=by, only_case=now.reference)
    return found


def write(scheme: Scheme, tables: Mapping[str, Sequence[Row]], *, by: str, only_case: str = "") -> None:
    """Write rows into the register by the way that every extract takes; ``only_case`` is theirs, where they have one.

    ``tables`` are the rows by the names of an extract's tables, cells as texts. Raises `Refusal` with everything that
    the rules of an extract say against it; then nothing is written.
    """
    with TemporaryDirectory() as folder:
        about = f'sample = {str(register.is_sample()).lower()}\ntitle = "changed at the desk"\n'
        Path(folder, "extract.toml").write_text(about, encoding="utf-8")
        for name, rows in tables.items():
            _csv(Path(folder, f"{name}.csv"), rows)
        try:
            take(Path(folder), scheme, by=by, only_case=only_case)
        except Refused as refused:
            raise Refusal(*(f"{one.column}: expected {one.expected}" for one in refused.problems)) from None


def _tables(scheme: Scheme, now: CaseNow, wanted: Wanted, found: Mapping[str, object]) -> dict[str, list[Row]]:
    tables = {"cases": [_case(scheme, {**now.case, **wanted.case}, now.reference)]}
    if "result" in found and wanted.result != TAKEN_BACK:
        row = {"case_reference": now.reference, "recorded_on": now.recorded_on, "result": wanted.result}
        tables["compliance"] = [row]
    if numbers := [number for number in wanted.remedies if any(one.startswith(f"remedy {number} ") for one in found)]:
        tables["recommendations"] = [_remedy(now, wanted, number) for number in numbers]
    return tables


def case_row(scheme: Scheme, now: CaseNow) -> Row:
    """A case as an extract has it, for an extract of what belongs to it."""
    return _case(scheme, dict(now.case), now.reference)


def _case(scheme: Scheme, case: Row, reference: str) -> Row:
    """A case's row: authorities by the codes that they had on its day."""
    directory = register.directory(scheme)
    day = date.fromisoformat(case["decided_on"] or case["received_on"]) if _is_day(case) else date.max
    for name in ("authority", "successor"):
        if case[name] in directory.by_id:
            case[name] = directory[case[name]].code(day)
    return {"reference": reference, **case}


def _is_day(case: Cells) -> bool:
    """Whether the day that names are read at can be read; if not, the extract says what is wrong."""
    try:
        return bool(date.fromisoformat(case["decided_on"] or case["received_on"]))
    except ValueError:
        return False


def _remedy(now: CaseNow, wanted: Wanted, number: int) -> Row:
    row = Recommendation.objects.get(case_id=now.reference, number=number)
    fixed = {name: written(getattr(row, name)) for name in UNCHANGED_OF_A_REMEDY}
    return {
        "case_reference": now.reference,
        "number": str(number),
        **fixed,
        **now.remedies[number],
        **wanted.remedies[number],
    }


def _csv(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def written(value: object) -> str:
    """A cell of the register as an extract writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value or "")
