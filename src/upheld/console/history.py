"""``upheld history``: earlier years' published totals."""

from __future__ import annotations

from pathlib import Path

from upheld.console.by import by
from upheld.console.schemes import chosen
from upheld.console.starting import shown
from upheld.console.words import number, say


def run(file: Path, scheme_name: str, register: str) -> None:
    """Take a table of published totals into a register."""
    scheme = chosen(scheme_name)
    from upheld.console.register import opened

    with opened(register):
        from upheld.intake.history import take

        report = take(file, scheme, by=by("history"))
    for line in report.left_out:
        say(f"Left out: {line}")
    say(f"{number(report.taken, 'published total')} taken into {shown(register)}. Run the review again to see them.")
