"""Reading the audit trail: what was looked for, a page at a time, or all of it to take along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import QuerySet

from upheld.access.models import AuditEntry

AT_ONCE = 500
LIVE = tuple("=+-@\t\r\n＝＋－＠")  # first characters by which spreadsheets take a text for a formula


@dataclass(frozen=True)
class Looked:
    """What somebody looks for: parts of names, an action, and days, both of them included (UTC)."""

    who: str = ""
    action: str = ""
    subject: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def told(self) -> dict[str, str]:
        """What is given of it, in words."""
        return {name: str(value) for name, value in asdict(self).items() if value}


def found(looked: Looked) -> QuerySet[AuditEntry]:
    """The rows that were looked for, newest first."""
    rows = AuditEntry.objects.order_by("-id")
    if looked.who:
        rows = rows.filter(by__icontains=looked.who)
    if looked.action:
        rows = rows.filter(action=looked.action)
    if looked.subject:
        rows = rows.filter(subject__icontains=looked.subject)
    if looked.first:
        rows = rows.filter(at__gte=_begin(looked.first))
    if looked.last:
        rows = rows.filter(at__lt=_begin(looked.last + timedelta(days=1)))
    return rows


def _begin(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def actions() -> list[str]:
    """Every action that the trail has, by name."""
    return list(AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct())


def rows(looked: Looked) -> Iterator[dict[str, object]]:
    """What was looked for, as it is taken along."""
    for one in found(looked).iterator(AT_ONCE):
        yield {
            "number": one.pk,
            "at": one.at.astimezone(UTC).isoformat(timespec="seconds"),
            "by": one.by,
            "action": one.action,
            "subject": one.subject,
            "detail": one.detail,
        }


def harmless(text: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(LIVE) else text
