"""``upheld check``: an extract read and checked, and nothing changed."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from upheld.console.schemes import chosen
from upheld.console.taken import report_lines
from upheld.console.words import Stages, say


def run(folder: Path, scheme_name: str, mapping: str, register: str) -> None:
    """Check against a register, or as the first extract of a new one."""
    scheme = chosen(scheme_name)
    with TemporaryDirectory() as empty, Stages(1).stage("Reading and checking"):
        from upheld.console.starting import start

        start(register or Path(empty) / "register.sqlite3")
        from upheld.intake.actions import check

        report = check(folder, scheme, mapping=mapping or None)
    for line in report_lines(report):
        say(line)
    say("Every row is in order; nothing was written.")
