"""Taking an extract into the register, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from upheld.access.actions import record
from upheld.access.models import AuditEntry
from upheld.intake.comparing import Compared, compare
from upheld.intake.putting import Progress, Writer
from upheld.intake.reading import Extract, read
from upheld.intake.report import FileRead, IntakeReport
from upheld.intake.tables import TABLES
from upheld.intake.touched import CASE_COLUMNS
from upheld.intake.workspace import workspace
from upheld.register import writing
from upheld.register.filling import filling
from upheld.register.models import Origin
from upheld.register.queries import SAMPLE, SCHEME, is_sample, origin
from upheld.vocabulary.problems import Problem, Refused
from upheld.vocabulary.scheme import Scheme

Tell = Callable[[str], None]


def check(folder: Path, scheme: Scheme, mapping: str | None = None, tell: Tell = lambda _: None) -> IntakeReport:
    """Read and check an extract and say what taking it would do; nothing is written. Raises `Refused`."""
    with workspace() as bench:
        extract = _read(bench, folder, scheme, mapping, tell)
        return _report(extract, _compare(extract, scheme, tell))


def take(
    folder: Path,
    scheme: Scheme,
    *,
    by: str,
    progress: Progress | None = None,
    mapping: str | None = None,
    tell: Tell = lambda _: None,
    only_case: str = "",
) -> IntakeReport:
    """Take an extract: every row or none. Raises `Refused` with every problem, the register untouched.

    The same extract again changes nothing, and then leaves nothing in the audit trail either. ``progress`` is told
    (rows written, rows to write); ``tell`` the step in words. An extract that holds nothing but one case may say so in
    ``only_case``: then no more of the register is read than that case.
    """
    with workspace() as bench:
        extract = _read(bench, folder, scheme, mapping, tell)
        seen = _last_change()
        compared = _compare(extract, scheme, tell, only_case)
        if not (compared.changes or _new_facts(extract, scheme)):
            return _report(extract, compared)
        tell("writing")
        with transaction.atomic():
            writing.lock()
            if _last_change() != seen:  # somebody else wrote while this extract was checked
                refuse_other_scheme(scheme)
                compared = _compare(extract, scheme, tell, only_case)
            _write(extract, compared, scheme, progress or (lambda *_: None), by)
        return _report(extract, compared)


def _read(bench: object, folder: Path, scheme: Scheme, mapping: str | None, tell: Tell) -> Extract:
    refuse_other_scheme(scheme)
    return read(bench, folder, scheme, mapping, tell)  # type: ignore[arg-type]


def refuse_other_scheme(scheme: Scheme) -> None:
    """Raise `Refused` where the register is of another scheme: its authorities and outcomes mean something else."""
    of = origin(SCHEME)
    if of and of != scheme.id:
        raise Refused([Problem("register", value=of, expected=f"a register of the scheme {scheme.id}")])


def _compare(extract: Extract, scheme: Scheme, tell: Tell, only_case: str = "") -> Compared:
    compared = compare(extract, scheme, tell, only_case)
    extract.problems.refuse()
    return compared


def _last_change() -> int:
    """The number of the last entry in the audit trail: whatever changes the register writes one."""
    last = AuditEntry.objects.order_by("-id").values_list("id", flat=True).first()
    return last or 0


def _new_facts(extract: Extract, scheme: Scheme) -> dict[str, str]:
    """What the register does not know of itself yet."""
    facts = {SCHEME: scheme.id, **({SAMPLE: "yes"} if extract.about.sample else {})}
    return {name: value for name, value in facts.items() if origin(name) != value}


def _write(extract: Extract, compared: Compared, scheme: Scheme, progress: Progress, by: str) -> None:
    for name, value in _new_facts(extract, scheme).items():
        Origin.objects.update_or_create(name=name, defaults={"value": value})
    total = sum(table.new + table.changed for table in compared.tables)
    writer = Writer(extract.workspace, total, progress, by)
    of_cases = [table.model for table in TABLES.values() if set(table.names) & set(CASE_COLUMNS)]
    with filling(of_cases, total):
        for taken in compared.tables:
            writer.put(extract.loaded[taken.table], taken)
    record(
        "intake",
        extract.about.title[:200] or "casework extract",
        by=by,
        sample=extract.about.sample,
        files=extract.hashes,
        tables={table.table: [table.new, table.changed, table.unchanged] for table in compared.tables},
    )


def _report(extract: Extract, compared: Compared) -> IntakeReport:
    files = tuple(FileRead(name, digest) for name, digest in sorted(extract.hashes.items()))
    sample = extract.about.sample or is_sample()
    return IntakeReport(compared.tables, files, compared.warnings, sample, extract.about.title)
