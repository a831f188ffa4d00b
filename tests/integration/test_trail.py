"""The audit trail: searched, paged and taken along by those who may, and never with a formula in it."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.support.desk import signed_in
from upheld.access.actions import record
from upheld.access.models import AuditEntry
from upheld.access.permissions import Role

pytestmark = pytest.mark.usefixtures("either_register")


def looked(client, **query) -> str:
    return client.get("/desk/trail/", query).content.decode()


def test_by_who_what_subject_and_day():
    mia = signed_in("mia", Role.ADMINISTRATOR)
    record("freeze", "2021-22, edition 1", by="ana")
    record("approve", "2021-22, edition 1", by="ben", figures="abc123")
    today = AuditEntry.objects.last().at.date()
    for query, there in (
        ({"who": "AN"}, (True, False)),
        ({"action": "approve"}, (False, True)),
        ({"subject": "edition 1"}, (True, True)),
        ({"first": today, "last": today}, (True, True)),
        ({"last": "2000-01-01"}, (False, False)),
        ({"first": "nonsense"}, (True, True)),
        ({"first": "9999-12-31"}, (True, True)),
        ({"last": "9999-12-31"}, (True, True)),
        ({"who": "a\0b"}, (False, False)),
    ):
        rows = looked(mia, **query).partition("<tbody>")[2]
        assert ("<td>ana</td>" in rows, "<td>ben</td>" in rows) == there, query
    assert "figures: abc123" in looked(mia)


def test_pages_hold_fifty_and_keep_what_is_looked_for():
    mia = signed_in("mia", Role.ADMINISTRATOR)
    for number in range(60):
        record("count", f"sheep {number:02}", by="ana")
    first = looked(mia, who="ana")
    assert "sheep 59" in first and "sheep 09" not in first and "60 entries" in first
    assert "?who=ana&amp;page=2" in first
    assert "sheep 09" in looked(mia, who="ana", page=2)
    assert "sheep 09" in looked(mia, who="ana", page="99")


def test_taken_along_it_is_harmless_and_told_of():
    mia = signed_in("mia", Role.ADMINISTRATOR)
    record("invite", '=HYPERLINK("http://evil.example")', by="@ana", note='ü, "quoted"')
    answer = mia.post("/desk/trail/file", {"kind": "csv", "action": "invite"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="trail.csv"'
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [(row["by"], row["subject"]) for row in rows] == [("'@ana", '\'=HYPERLINK("http://evil.example")')]
    answer = mia.post("/desk/trail/file", {"kind": "json", "action": "invite"})
    rows = json.loads(b"".join(answer.streaming_content))
    assert [(row["by"], row["detail"]) for row in rows] == [("@ana", {"note": 'ü, "quoted"'})]
    told = AuditEntry.objects.filter(action="take the trail along")
    assert [one.detail for one in told] == [
        {"kind": kind, "looked_for": {"action": "invite"}} for kind in ("csv", "json")
    ]
    empty = mia.post("/desk/trail/file", {"kind": "json", "who": "nobody at all"})
    assert json.loads(b"".join(empty.streaming_content)) == []


def test_what_was_done_is_shown_as_text():
    mia = signed_in("mia", Role.ADMINISTRATOR)
    record("invite", "<script>alert(1)</script>", by="ana", note="<img src=x>")
    assert "<script>alert" not in looked(mia) and "<img src=x>" not in looked(mia)
