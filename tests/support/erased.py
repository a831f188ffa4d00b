"""Somebody who is to be erased, and all that holds her: contacts, messages, an account, files, texts."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.utils import timezone

from tests.integration.test_edition_approvals import edition
from tests.support.desk import account
from tests.support.messages import planned
from upheld.access import inviting
from upheld.access.models import Invitation
from upheld.access.permissions import Post, Role
from upheld.casework.handed_in import uploads
from upheld.casework.statements.models import Accepted
from upheld.delivery.models import Message
from upheld.delivery.states import State
from upheld.editions.check_round.models import Query, QueryFile, Round
from upheld.register.models import Case, Contact, PriorRow

DARTFORD, FAY, NAME = "E07000107", "fay@office.example", "Fay Smith-Unmistakable"
GIL = "gil@office.example"


def a_year_with_fay(folder) -> None:
    """Fay is a contact, had been one under another name, got a message, has an account, and was invited twice."""
    Case.objects.create(
        reference="1", authority=DARTFORD, received_on=date(2021, 5, 1), decided_on=date(2021, 9, 1), outcome="upheld"
    )
    for email, name in ((FAY, NAME), (GIL, "Gil")):
        Contact.objects.create(authority=DARTFORD, role="link_officer", email=email, name=name)
    before = {"authority": DARTFORD, "role": "link_officer", "email": FAY, "name": NAME}
    PriorRow.objects.create(table="contacts", key=FAY, changed_at=timezone.now(), by="ana", before=before)
    earlier = ("An officer, Fay\nSmith-Unmistakable, rang.", f"Write to {FAY}.", "Fay rang. Gil Smith wrote.")
    for number, text in enumerate(earlier):
        cells = {"title": "Repairs", "text": text}
        PriorRow.objects.create(table="decisions", key=str(number), changed_at=timezone.now(), by="cai", before=cells)
    for words in (NAME.upper(), FAY, GIL):
        Accepted.objects.create(reference="1", kind="name", words=words, why="Known.", by="cai", at=timezone.now())
    planned(folder, FAY.upper().replace("OFFICE", "office"), GIL)
    Message.objects.update(state=State.DELIVERED, name="Gil", text="Dear Gil")
    Message.objects.exclude(recipient=GIL).update(name=NAME, text=f"Dear {NAME}")
    account("fay", (Role.LINK_OFFICER, DARTFORD))
    inviting.invite("fay2", "other@office.example", [Post(Role.READER, DARTFORD)], by="mia")
    Invitation.objects.update(email=FAY)


def everything() -> str:
    """Every value of every table."""
    told = []
    for model in apps.get_models():
        if model._meta.db_table in connection.introspection.table_names():
            told += [repr(row) for row in model.objects.values_list()]
    return "\n".join(told).lower()


def handed_in(folder, name: str, at: datetime) -> tuple[QueryFile, Path]:
    """A file handed in with a query by somebody."""
    with_round = Round.objects.first() or Round.objects.create(**a_round())
    query = Query.objects.create(
        number=Query.objects.count() + 1,
        round=with_round,
        authority=DARTFORD,
        reference="1",
        about="outcome",
        reason="No",
        asked_by=name,
        asked_at=at,
    )
    key = hashlib.md5(f"{name} {at}".encode()).hexdigest()
    file = QueryFile.objects.create(query=query, key=key, name="letter.pdf", kind="pdf", size=1, sha256="a" * 64)
    path = uploads.where(key, folder)
    path.parent.mkdir(parents=True)
    path.write_text("about Fay")
    return file, path


def a_round() -> dict[str, object]:
    now = timezone.now()
    return {"edition": edition(), "number": 1, "opened_at": now, "opened_by": "ana", "closes_at": now}
