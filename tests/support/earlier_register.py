"""A register as an early version had it: its own tables taken back to their first migrations, with the rows in them.

``python -m tests.support.earlier_register REGISTER`` does it, in a process that has settings of its own.
"""

from __future__ import annotations

import os
import sys


def take_back(where: str) -> None:
    """Take a register's tables back; what later migrations added is gone from them, as if it had never been there."""
    os.environ.update(DJANGO_SETTINGS_MODULE="upheld.config.desk", UPHELD_DATABASE=where, UPHELD_SECRET_KEY="none")
    import django

    django.setup()
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    every = sorted(MigrationLoader(connection).graph.nodes)
    for app, name in every:
        if name.startswith("0001") and apps.get_app_config(app).name.startswith("upheld."):
            call_command("migrate", app, name, verbosity=0)


if __name__ == "__main__":
    take_back(sys.argv[1])
