"""How far each decision is on its way to the public, for lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from upheld.casework.statements.models import Checked, DayException, Withdrawal
from upheld.casework.statements.texts import later_days, wording_of
from upheld.register.models import Decision


class Standing(StrEnum):
    """How far a decision is, in the words that a person is shown."""

    TO_CHECK = "to check"
    CHECKED = "checked"
    LET_GO = "let go"
    UNCHECKED = "public, not checked"
    NEVER = "never public"
    WITHDRAWN = "no longer public"


@dataclass(frozen=True)
class Listed:
    """A decision in a list: its text is not in it."""

    reference: str
    title: str
    authority: str
    public_from: date
    standing: Standing


def standings(today: date, *, check: bool) -> Iterator[Listed]:
    """Every decision by the register's day, then by reference. Reads every text once, a few at a time.

    ``check`` is whether the scheme publishes checked texts alone. Where it does not, a text whose day has come is
    public though nobody checked it, so it is not among those that wait to be checked.
    """
    never = set(DayException.objects.filter(day__isnull=True).values_list("reference", flat=True))
    later, gone = later_days(), set(Withdrawal.objects.values_list("reference", flat=True))
    checked = {
        (reference, wording): let_go_at is not None
        for reference, wording, let_go_at in Checked.objects.values_list("reference", "wording", "let_go_at")
    }
    columns = ("case_id", "title", "text", "case__authority", "public_from", "withdrawn_on")
    rows = Decision.objects.order_by("public_from", "case_id").values_list(*columns)
    for reference, title, text, authority, public_from, withdrawn_on in rows.iterator():
        public_from = max(public_from, later.get(reference, public_from))
        known = checked.get((reference, wording_of(title, text)))
        if withdrawn_on or reference in gone:
            standing = Standing.WITHDRAWN
        elif reference in never:
            standing = Standing.NEVER
        elif known is None:
            standing = Standing.TO_CHECK if check or public_from > today else Standing.UNCHECKED
        else:
            standing = Standing.LET_GO if known else Standing.CHECKED
        yield Listed(reference, title, authority, public_from, standing)
