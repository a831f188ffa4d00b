"""``upheld take``: an extract taken into a register, and nothing made of it."""

from __future__ import annotations

from pathlib import Path

from upheld.console.by import by
from upheld.console.register import opened
from upheld.console.schemes import chosen
from upheld.console.starting import shown
from upheld.console.taken import report_lines
from upheld.console.words import Stages, say


def run(folder: Path, scheme_name: str, mapping: str, register: str) -> None:
    """Take an extract, whole or not at all."""
    scheme = chosen(scheme_name)
    with opened(register), Stages(1).stage("Reading and checking") as bar:
        from upheld.intake.actions import take

        report = take(folder, scheme, by=by("take"), mapping=mapping or None, tell=bar.tell, progress=bar.move)
    for line in report_lines(report):
        say(line)
    say(f"Taken into {shown(register)}: the public site shows it from the next renewal on: upheld renew.")
