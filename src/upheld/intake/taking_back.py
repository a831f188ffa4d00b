"""Taking back what an extract cannot say is gone, as rows that it leaves out stay: each row is kept as it stood."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from upheld.access.actions import record
from upheld.intake.putting import BETWEEN_KEYS
from upheld.intake.tables import COMPLIANCE, CONSIDERED
from upheld.register import writing
from upheld.register.models import Compliance, Considered, PriorRow


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
def take_back_consideration(authority: str, year: int, *, by: str) -> bool:
    """Remove what says that a committee considered a year's letter, with the row kept as it stood; whether it was."""
    writing.lock()
    row = Considered.objects.select_for_update().filter(authority=authority, year=year).first()
    if row is None:
        return False
    before = {name: str(getattr(row, name)) for name in CONSIDERED.names}
    PriorRow.objects.create(
        table=CONSIDERED.name,
        key=BETWEEN_KEYS.join((authority, str(year))),
        changed_at=timezone.now(),
        by=by,
        before={**before, "taken_back": True},
    )
    Considered.objects.filter(authority=authority, year=year).delete()
    record("take back that a committee considered a letter", f"{year} {authority}", by=by)
    return True
