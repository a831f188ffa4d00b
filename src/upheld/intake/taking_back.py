"""Taking back what an extract cannot say is gone, as rows that it leaves out stay: each row is kept as it stood."""

from __future__ import annotations

from datetime import date

from django.db import models, transaction
from django.utils import timezone

from upheld.access.actions import record
from upheld.intake.putting import BETWEEN_KEYS
from upheld.intake.tables import COMPLIANCE, TABLES
from upheld.register import writing
from upheld.register.models import Compliance, PriorRow


@transaction.atomic
def take_back_compliance(reference: str, *, by: str) -> bool:
    """Remove the compliance outcome of a case, with the row kept as it stood; whether there was one.

    A case that turns out not to be upheld has no remedies to comply with, and an upheld one may have its outcome
    recorded too early. Rows that an extract lacks stay as they are, so an extract cannot say this.
    """
    writing.lock()
    row = Compliance.objects.select_for_update().filter(case_id=reference).first()
    if row is None:
        return False
    before = {"case_reference": reference, "recorded_on": row.recorded_on.isoformat(), "result": row.result}
    PriorRow.objects.create(
        table=COMPLIANCE.name, key=reference, changed_at=timezone.now(), by=by, before={**before, "taken_back": True}
    )
    row.delete()
    record("take back a compliance outcome", reference, by=by)
    return True


@transaction.atomic
def take_back_rows(table: str, *, by: str, **which: object) -> int:
    """Remove rows of a table, each kept as it stood; how many there were. ``which`` says which, by cells.

    For what somebody may withdraw: a self-assessment, and a clause assessed in a case by mistake.
    """
    writing.lock()
    declared = TABLES[table]
    rows = list(writing.model(declared.model)._default_manager.select_for_update().filter(**which))
    for row in rows:
        before = {name: _written(row, name) for name in declared.names}
        key = BETWEEN_KEYS.join(str(before[name]) for name in declared.key)
        kept = {**before, "taken_back": True}
        PriorRow.objects.create(table=table, key=key, changed_at=timezone.now(), by=by, before=kept)
        row.delete()
    return len(rows)


def _written(row: models.Model, column: str) -> object:
    """A cell under its name in an extract, which is that of the column in the database; days as ISO texts."""
    field = next(one for one in row._meta.concrete_fields if one.column == column)
    value = getattr(row, field.attname)
    return value.isoformat() if isinstance(value, date) else value
