"""``upheld upgrade``: a register brought to this version, and every published figure counted again: none may move.

Only what the register keeps about itself changes: its tables, and a row of the trail. What is published stays as it is,
whatever is found: differences are told, and people decide. Stopped at any point, it is run again.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from upheld import __version__
from upheld.console.by import by
from upheld.console.desk import SETTINGS, name_settings
from upheld.console.schemes import chosen
from upheld.console.starting import REGISTER, alone, bring_up_to_date, configure
from upheld.console.words import number, say
from upheld.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    from upheld.editions.recounting import Difference
    from upheld.vocabulary.scheme import Scheme

OLDEST_BACKUP = timedelta(hours=24)
MOST_SAID = 200
COLUMNS = ("year", "edition", "authority", "measure", "what", "was", "now")


def run(out: Path, backup: Path | None, without_backup: str, register: str, scheme: str, to: Path | None) -> int:
    """Upgrade; returns how many figures differ."""
    register = _existing(register or str(out / "register.sqlite3"))
    kept = without_backup or _looked_at(backup, out)
    name_settings(out, scheme)
    configure(register, SETTINGS, "UPHELD_DATABASE", REGISTER)
    from upheld.publication.release.place import one_publisher

    with ExitStack() as held:
        held.enter_context(alone(register, REGISTER))
        _refuse_workers()
        held.enter_context(one_publisher(out))
        changed = _migrate(register)
        _record(changed, kept)
        return compare(out, scheme, to)


def only_compare(out: Path, register: str, scheme: str, to: Path | None) -> int:
    """Count every published edition again and change nothing, not even tables; returns how many figures differ."""
    register = _existing(register or str(out / "register.sqlite3"))
    name_settings(out, scheme)
    configure(register, SETTINGS, "UPHELD_DATABASE", REGISTER)
    from upheld.operations.schema import is_of_an_earlier_version

    if is_of_an_earlier_version():
        raise Refused([Problem(REGISTER, expected="tables of this version; upgrade first, without --only-compare")])
    return compare(out, scheme, to)


def compare(out: Path, scheme: str, to: Path | None) -> int:
    """Count every published edition again, and tell every figure that comes out as another one."""
    found = [one for each in _recounted(out, chosen(scheme)) for one in each]
    for one in found[:MOST_SAID]:
        say(str(one))
    if len(found) > MOST_SAID:
        say(f"… and {len(found) - MOST_SAID:,} more.")
    if to is not None:
        _write(found, to)
    if found:
        differ = number(len(found), "figure differs", "figures differ")
        say(f"{differ} from what was published, where nothing has changed:")
        say("either they are corrected by an edition with a notice, or the version before goes on.")
    else:
        say("Every figure comes out as it was published.")
    return len(found)


def _existing(register: str) -> str:
    if "://" not in register and not Path(register).is_file():
        raise Refused([Problem(register, expected="a register; there is no such file (see --register)")])
    return register


def _looked_at(backup: Path | None, out: Path) -> str:
    """The name of a backup that is whole, of this folder and of today."""
    if backup is None:
        how = f"a backup made today: upheld backup {out} FILE; or --without-backup and why"
        raise Refused([Problem("--backup", expected=how)])
    from upheld.console.restoring import looked_through

    told = looked_through(backup)
    made = datetime.fromisoformat(told["made_at"])
    if told["out"] != str(out.resolve()):
        raise Refused([Problem(backup.name, value=told["out"], expected=f"a backup of {out.resolve()}")])
    if datetime.now(UTC) - made > OLDEST_BACKUP:
        raise Refused([Problem(backup.name, value=told["made_at"], expected="a backup of the last 24 hours")])
    say(f"{backup.name} is whole: {number(len(told['files']), 'file')}, made {told['made_at']}.")
    return backup.name


def _refuse_workers() -> None:
    """Nobody may work with tables that change. A register of before signs of life tells of none."""
    from django.db import DatabaseError, connection

    from upheld.delivery.processes import process_lives
    from upheld.desk.signs_of_life import SILENT_FOR, last, silent_for

    try:
        sign, silent = last(), silent_for()
    except DatabaseError as error:
        from upheld.operations.schema import pending

        connection.close()
        if ("desk", "0002_signs_of_life") not in pending():
            raise Refused([Problem(REGISTER, expected="a register that answers")]) from error
        return
    if sign and silent is not None and silent < SILENT_FOR and process_lives(sign.process):
        raise Refused(
            [Problem("upheld desk work", value=sign.machine, expected="no worker while tables change: stop it")]
        )


def _migrate(register: str) -> list[str]:
    from upheld.operations.schema import pending

    waiting = [f"{app} {name}" for app, name in pending()]
    for one in waiting:
        say(f"To come: {one}")
    bring_up_to_date(register, REGISTER, by_hand=True)
    say(f"The register has the tables of version {__version__}.")
    return waiting


def _record(changed: list[str], kept: str) -> None:
    from upheld.access.actions import record

    record("upgrade", f"to {__version__}", by=by("upgrade"), tables=changed, backup=kept[:200])


def _recounted(out: Path, scheme: Scheme) -> Iterator[list[Difference]]:
    from upheld.editions.recounting import published, recount
    from upheld.register.queries import directory
    from upheld.statistics.engines.ibis_engine import IbisEngine

    known, engine = directory(scheme), IbisEngine()
    for edition in published(scheme.id):
        found = list(recount(scheme, known, edition, out / "snapshots", engine))
        say(f"{edition.year} edition {edition.number}: {number(len(found), 'difference')}.")
        yield found


def _write(found: list[Difference], to: Path) -> None:
    with to.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        rows.writerows([getattr(one, name) for name in COLUMNS] for one in found)
