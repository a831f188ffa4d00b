"""Tables that are only ever added to: the database itself refuses to change a row of them or to remove one.

Used in migrations, on SQLite and on PostgreSQL. Whoever owns the database can drop the triggers; nobody who merely
works with it, by whatever program, changes what was done.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations

SQLITE = """
CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END
"""
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION only_added_to() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is only added to'; END
$$ LANGUAGE plpgsql
"""
POSTGRESQL = """
CREATE TRIGGER {table}_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION only_added_to()
"""


def only_added_to(table: str) -> migrations.RunPython:
    """The step of a migration that closes a table."""

    def close(apps: Any, editor: Any) -> None:  # noqa: ARG001 (what a migration is given)
        if editor.connection.vendor == "postgresql":
            editor.execute(POSTGRESQL_FUNCTION)
            editor.execute(POSTGRESQL.format(table=table))
            return
        for event in ("UPDATE", "DELETE"):
            editor.execute(SQLITE.format(table=table, event=event))

    def reopen(apps: Any, editor: Any) -> None:  # noqa: ARG001
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER {table}_only_added_to ON {table}")
            return
        for event in ("UPDATE", "DELETE"):
            editor.execute(f"DROP TRIGGER {table}_no_{event}")

    return migrations.RunPython(close, reopen)
