"""Whether a database has the tables of this version: which migrations it has not had."""

from __future__ import annotations

from collections.abc import Callable

BEHIND = "the {what} is of an earlier version: {then}"


def pending() -> list[tuple[str, str]]:
    """The migrations that this version knows and the database has not had, as (app, name), in order."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [(migration.app_label, migration.name) for migration, _ in plan]


def is_of_an_earlier_version() -> bool:
    """Whether tables that are there would be changed: an app that had migrations before has not had all.

    A database that is empty, or that never served a desk, is not earlier: it only lacks tables.
    """
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    had = {app for app, _ in MigrationRecorder(connection).applied_migrations()}
    return any(app in had for app, _ in pending())


def up_to_date(what: str, then: str = "run upheld upgrade") -> Callable[[], str]:
    """A check that a database answers and has every migration of this version; asked in full until it has them once.

    ``then`` is what to do where it has not.
    """
    known: list[bool] = []

    def missing() -> str:
        from django.db import Error, connection

        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            if not known and pending():
                return BEHIND.format(what=what, then=then)
            known[:] = [True]
        except Error as error:
            return f"the {what} cannot be read ({type(error).__name__})"
        finally:
            connection.close()  # no request's: nothing else closes it
        return ""

    return missing
