"""``upheld health``: whether somebody works for the desk, asked of the register."""

from __future__ import annotations

import os
from pathlib import Path

from upheld.console.desk import SETTINGS, name_settings
from upheld.console.starting import REGISTER, configure
from upheld.console.words import say


def run(out: Path, register: str, scheme: str) -> int:
    """Say what is missing, a line each; returns the exit status."""
    register = register or str(out / "register.sqlite3")
    if "://" not in register and not Path(register).is_file():
        say("not ready: there is no such register")
        return 1
    os.environ.setdefault("UPHELD_SECRET_KEY", "nothing is signed here")
    name_settings(out, scheme)
    configure(register, SETTINGS, "UPHELD_DATABASE", REGISTER)
    missing = _missing()
    for one in missing:
        say(f"not ready: {one}")
    if not missing:
        say("ready")
    return 1 if missing else 0


def _missing() -> list[str]:
    from upheld.desk.signs_of_life import why_no_worker
    from upheld.operations.health import Health
    from upheld.operations.schema import up_to_date

    return Health([up_to_date("register"), why_no_worker]).missing()
