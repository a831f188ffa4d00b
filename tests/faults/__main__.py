"""Does every fault many times, and writes down what it found: ``python -m tests.faults [KILLS]``; `make faults`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faults.killed_while_publishing import Copied
    from tests.faults.killed_while_sending import Found

KILLS, SEED = 200, 2022
REPORT = Path(__file__).parents[2] / "docs" / "reports" / "faults.md"
PAGE = """# What faults came to

Written by `make faults`. Each fault is made again and again at moments drawn by chance.

## Killed while a year is reviewed

A process is killed (signal 9, with all that it started) while it reads an extract, writes it into the register,
freezes, counts, prints letters, writes files and swaps bundles. After each kill the bundle on show must be whole, and
the register must hold all of the extract or nothing of it. In the end a review that may finish must make the same
bytes as one that was never killed.

| times | old bundle stood | new bundle stood | broken or another | extract not taken | taken | a part of it |
|--:|--:|--:|--:|--:|--:|--:|
{reviews}

The extract, the figures frozen from it and the letters are kept together, when the last letter is printed: a kill in
any of them leaves the register as it was. What was still to be done when it was killed:

| extract, figures and letters | files and bundle | nothing but tidying |
|--:|--:|--:|
{stages}

## Killed while letters are sent

After each kill, what is on record is held against what a real SMTP server has.

| register | times | messages | taken by the server | taken twice | lost | left to a person | of these taken |
|---|--:|--:|--:|--:|--:|--:|--:|
{sendings}

*Taken twice* and *lost* must be 0. A message is left to a person where the kill fell between its last dot and the
record of the server's answer; it never goes again by itself.

## Killed while figures are published

A correction that is due is published, and the process killed. The bundle on show must be the old one or the new one,
whole; then the next run must finish what was begun, once.

| register | times | old bundle stood | new bundle stood |
|---|--:|--:|--:|
{publishings}

## Killed while followers are told

A pass that tells those who follow an authority of a new decision is killed, again and again. After each kill what is on
record is held against what a real SMTP server has; in the end every follower was planned one mail, and none is left.

| database | times | taken by the server | left to a person |
|---|--:|--:|--:|
{followings}

## Whatever was wrong

{wrong}
"""


def main(kills: int) -> int:
    """Run, write, and say what was wrong; status 1 where anything was. Fewer kills than usual write no report."""
    os.environ.update(DJANGO_SETTINGS_MODULE="upheld.config.desk", UPHELD_DATABASE=":memory:")
    import django

    django.setup()
    wrong: list[str] = []
    page = PAGE.format(
        **_reviews(kills, wrong),
        sendings="\n".join(_sendings(kills, wrong)),
        publishings="\n".join(_publishings(kills, wrong)),
        followings="\n".join(_followings(kills, wrong)),
        wrong="\n".join(f"- {one}" for one in wrong) or "Nothing.",
    )
    if kills >= KILLS:
        REPORT.parent.mkdir(exist_ok=True)
        REPORT.write_text(page, encoding="utf-8")
    print(page)
    return bool(wrong)


def _row(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def _reviews(kills: int, wrong: list[str]) -> dict[str, str]:
    from tests.faults.killed_while_reviewing import STAGES, killed_while_reviewing

    with TemporaryDirectory() as folder:
        found = killed_while_reviewing(Path(folder), kills=kills, seed=SEED)
    wrong += found.wrong
    old, new = found.stood["old"], found.stood["new"]
    taken = [found.taken[name] for name in ("before", "after", "a part")]
    whole = _row(found.kills, old, new, found.kills - old - new, *taken)
    return {"reviews": whole, "stages": _row(*(found.stage[name] for name in STAGES))}


def _sendings(kills: int, wrong: list[str]) -> Iterator[str]:
    from tests.support import postgresql

    with TemporaryDirectory() as folder:
        yield _sending("SQLite", Path(folder), f"{folder}/register.sqlite3", kills, wrong)
    if not postgresql.why_not():
        with TemporaryDirectory() as folder, postgresql.server() as where:
            postgresql.execute(where, "CREATE DATABASE register")
            yield _sending("PostgreSQL", Path(folder), f"{where}/register", kills, wrong)


def _sending(what: str, folder: Path, register: str, kills: int, wrong: list[str]) -> str:
    from tests.faults.killed_while_sending import killed_while_sending
    from tests.support import registers

    with registers.opened(register):
        registers.migrate()
    found: Found = killed_while_sending(folder, register, kills=kills, seed=SEED)
    wrong += found.wrong
    lost = found.messages - found.taken - (found.doubtful - found.doubtful_and_taken)
    numbers = (found.kills, found.messages, found.taken, found.twice, lost)
    return _row(what, *numbers, found.doubtful, found.doubtful_and_taken)


def _publishings(kills: int, wrong: list[str]) -> Iterator[str]:
    from tests.faults.killed_while_publishing import of_postgresql, of_sqlite
    from tests.support import postgresql

    with TemporaryDirectory() as folder:
        yield _publishing("SQLite", Path(folder), f"{folder}/register.sqlite3", of_sqlite, kills, wrong)
    if not postgresql.why_not():
        with TemporaryDirectory() as folder, postgresql.server() as where:
            postgresql.execute(where, "CREATE DATABASE register")
            yield _publishing("PostgreSQL", Path(folder), f"{where}/register", of_postgresql, kills, wrong)


def _publishing(what: str, folder: Path, register: str, copied: Copied, kills: int, wrong: list[str]) -> str:
    from tests.faults.killed_while_publishing import killed_while_publishing
    from tests.support import registers

    with registers.opened(register):
        registers.migrate()
    found = killed_while_publishing(folder, register, copied, kills=kills, seed=SEED)
    wrong += found.wrong
    return _row(what, found.kills, found.stood["old"], found.stood["new"])


def _followings(kills: int, wrong: list[str]) -> Iterator[str]:
    from tests.support import postgresql

    with TemporaryDirectory() as folder:
        yield _following("SQLite", Path(folder), f"{folder}/subscriptions.sqlite3", kills, wrong)
    if not postgresql.why_not():
        with TemporaryDirectory() as folder, postgresql.server() as where:
            postgresql.execute(where, "CREATE DATABASE subscriptions")
            yield _following("PostgreSQL", Path(folder), f"{where}/subscriptions", kills, wrong)


def _following(what: str, folder: Path, database: str, kills: int, wrong: list[str]) -> str:
    from tests.faults.killed_while_following import killed_while_following
    from tests.support import registers, subscriptions

    with subscriptions.settings_of(), registers.opened(database):
        registers.migrate()
        found = killed_while_following(folder, database, kills=kills, seed=SEED)
    wrong += found.wrong
    return _row(what, found.kills, found.taken, found.doubtful)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else KILLS))
