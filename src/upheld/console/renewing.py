"""``upheld renew``: the published bundle as things stand on a day."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from upheld.console.by import by
from upheld.console.editions import existing
from upheld.console.schemes import chosen
from upheld.console.words import say


def run(out: Path, register: str, scheme_name: str, on: date | None) -> None:
    """Write the bundle again with the casework that is public on a day; today, if none is named."""
    scheme = chosen(scheme_name)
    with existing(register or str(out / "register.sqlite3")):
        from upheld.access.actions import record
        from upheld.publication.release.making import renew
        from upheld.publication.release.place import Place, one_publisher
        from upheld.register.queries import directory

        as_at = on or datetime.now(ZoneInfo(scheme.time_zone)).date()
        with one_publisher(out):
            bundle = renew(Place(scheme, directory(scheme), out), as_at)
            record("renew the bundle", bundle.name, by=by("renew"), as_at=as_at.isoformat())
    say(f"{out / 'bundle'} now tells of {as_at}: {bundle.name}.")
