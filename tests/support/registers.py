"""Registers for tests: a SQLite file, or a database of a PostgreSQL server that the tests start."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from upheld.intake.tables import TABLES


@contextmanager
def opened(where: str) -> Iterator[None]:
    """Work on the register at a place (a path, or ``postgresql://…``); afterwards nothing of it is open."""
    from django.db import connections

    from upheld.config.database import database

    settings = connections.settings["default"]
    before = dict(settings)
    connections["default"].close()
    settings.update({"OPTIONS": {}, "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", **database(where)})
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        settings.clear()
        settings.update(before)
        del connections["default"]


def migrate() -> None:
    """Make the register's tables."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def contents() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the register's tables and of the audit trail, in the order of their keys."""
    from upheld.access.models import AuditEntry
    from upheld.register import models

    found = {
        name: sorted(getattr(models, table.model).objects.values_list(*_fields(getattr(models, table.model))), key=str)
        for name, table in TABLES.items()
    }
    found["origin"] = sorted(models.Origin.objects.values_list("name", "value"))
    found["prior"] = list(models.PriorRow.objects.order_by("id").values_list("table", "key", "by", "before"))
    found["published"] = list(
        models.PublishedTotal.objects.order_by("authority", "year").values_list("authority", "year", "numbers")
    )
    found["audit"] = list(AuditEntry.objects.values_list("id", "action", "subject", "by"))
    return found


def _fields(model: Any) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def digest(path: Path) -> dict[str, str]:
    """A hash of a SQLite file and of the log beside it."""
    parts = [path, path.with_name(path.name + "-wal")]
    return {
        part.name: hashlib.sha256(part.read_bytes()).hexdigest()
        for part in parts
        if part.exists() and part.stat().st_size
    }
