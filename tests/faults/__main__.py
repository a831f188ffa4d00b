"""Does every fault many times, and writes down what it found: ``python -m tests.faults [KILLS]``; `make faults`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

KILLS, SEED = 200, 2022
REPORT = Path(__file__).parents[2] / "docs" / "reports" / "faults.md"
PAGE = """# What faults came to

Written by `make faults`. Each fault is made again and again at moments drawn by chance.

## Killed while a year is reviewed

A process is killed (signal 9, with all that it started) while it reads an extract, writes it into the register,
freezes, counts, prints letters, writes files and swaps bundles. After each kill the bundle on show must be whole, and
the register must hold all of the extract or nothing of it. In the end a review that may finish must make the same
bytes as one that was never killed.

| fault | times | old bundle stood | new bundle stood | broken or another | extract not taken | taken | a part of it |
|---|--:|--:|--:|--:|--:|--:|--:|
{reviews}

## Killed while letters are sent

After each kill, what is on record is held against what a real SMTP server has.

| fault | times | messages | taken by the server | taken twice | lost | left to a person | of these taken |
|---|--:|--:|--:|--:|--:|--:|--:|
{rows}

*Taken twice* and *lost* must be 0. A message is left to a person where the kill fell between its last dot and the
record of the server's answer; it never goes again by itself.
"""


def main(kills: int) -> int:
    """Run, write, and say what was wrong; status 1 where anything was."""
    os.environ.update(DJANGO_SETTINGS_MODULE="upheld.config.desk", UPHELD_DATABASE=":memory:")
    import django

    django.setup()
    from tests.faults.killed_while_reviewing import killed_while_reviewing
    from tests.faults.killed_while_sending import Found, killed_while_sending
    from tests.support import postgresql, registers

    def row(what: str, found: Found) -> str:
        lost = found.messages - found.taken - (found.doubtful - found.doubtful_and_taken)
        numbers = [found.kills, found.messages, found.taken, found.twice, lost]
        return " | ".join(["| " + what, *map(str, [*numbers, found.doubtful, found.doubtful_and_taken])]) + " |"

    rows, wrong = [], []
    with TemporaryDirectory() as folder:
        review = killed_while_reviewing(Path(folder), kills=kills, seed=SEED)
        wrong += review.wrong
    stood, taken = review.stood, review.taken
    numbers = [review.kills, stood["old"], stood["new"], review.kills - stood["old"] - stood["new"]]
    numbers += [taken["before"], taken["after"], taken["a part"]]
    reviews = " | ".join(["| killed while reviewing", *map(str, numbers)]) + " |"
    with TemporaryDirectory() as folder:
        register = str(Path(folder) / "register.sqlite3")
        with registers.opened(register):
            registers.migrate()
        found = killed_while_sending(Path(folder), register, kills=kills, seed=SEED)
        rows.append(row("killed while sending, SQLite", found))
        wrong += found.wrong
    if not postgresql.why_not():
        with TemporaryDirectory() as folder, postgresql.server() as where:
            postgresql.execute(where, "CREATE DATABASE register")
            with registers.opened(f"{where}/register"):
                registers.migrate()
            found = killed_while_sending(Path(folder), f"{where}/register", kills=kills, seed=SEED)
            rows.append(row("killed while sending, PostgreSQL", found))
            wrong += found.wrong
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(PAGE.format(reviews=reviews, rows="\n".join(rows)), encoding="utf-8")
    print(REPORT.read_text(), *wrong, sep="\n")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else KILLS))
