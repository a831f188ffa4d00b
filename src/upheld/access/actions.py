"""Writing the audit trail."""

from django.utils import timezone

from upheld.access.models import AuditEntry


def record(action: str, subject: str, *, by: str, **detail: object) -> AuditEntry:
    """Write one row of the audit trail, inside the transaction of what it tells of."""
    return AuditEntry.objects.create(at=timezone.now(), by=by, action=action, subject=subject, detail=detail)
