"""What was done stays on record: no row of it is changed or removed, by whatever way."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from upheld.access.actions import record
from upheld.access.models import AuditEntry

CHANGES = (
    "UPDATE access_auditentry SET by = 'somebody else'",
    "UPDATE access_auditentry SET detail = '{}' WHERE id = 1",
    "DELETE FROM access_auditentry",
    "DELETE FROM access_auditentry WHERE action = 'freeze'",
)


@pytest.fixture
def trail(either_register):
    record("freeze", "made-up scheme 2022 edition 1", by="ana", figures="abc")
    record("approve", "made-up scheme 2022 edition 1", by="ben")
    return list(AuditEntry.objects.values_list("at", "by", "action", "subject", "detail"))


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_the_trail(trail, change):
    with pytest.raises(DatabaseError, match="access_auditentry is only added to"), transaction.atomic():
        connection.cursor().execute(change)
    assert list(AuditEntry.objects.values_list("at", "by", "action", "subject", "detail")) == trail


def test_so_it_does_for_the_program_itself(trail):
    entry = AuditEntry.objects.first()
    entry.by = "somebody else"
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.all().update(at=timezone.now())
    assert list(AuditEntry.objects.values_list("at", "by", "action", "subject", "detail")) == trail


def test_it_can_still_be_added_to(trail):
    record("publish", "made-up scheme 2022 edition 1", by="carla")
    assert [entry.by for entry in AuditEntry.objects.all()] == ["ana", "ben", "carla"]


def test_nor_can_it_be_emptied_at_once(postgresql_register):
    record("freeze", "made-up scheme 2022 edition 1", by="ana")
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        connection.cursor().execute("TRUNCATE access_auditentry")
    assert AuditEntry.objects.count() == 1
