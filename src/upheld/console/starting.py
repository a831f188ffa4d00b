"""Starting Django for the command: one register, made or brought up to date, readable by its owner only.

The settings are named, not imported: `config` wires everything, so nothing but it may know all stages.
"""

import os
from pathlib import Path


def start(register: str | Path) -> None:
    """Configure Django on a register (a path or ``postgresql://…``) and bring its tables up to date.

    A SQLite file that is new gets mode 600 before anything is written to it.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "upheld.config.desk"
    os.environ["UPHELD_DATABASE"] = str(register)
    if "://" not in str(register):
        path = Path(register)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.chmod(0o600)
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
