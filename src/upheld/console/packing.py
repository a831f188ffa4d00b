"""``upheld pack``: an authority's scrutiny pack as files."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from upheld.console.editions import existing
from upheld.console.schemes import chosen
from upheld.console.words import say
from upheld.vocabulary.authorities import UnknownAuthority
from upheld.vocabulary.problems import Problem, Refused

OWNER_ONLY, FOLDER_OF_OWNER = 0o600, 0o700


def run(out: Path, written: str, ending: int, register: str, scheme_name: str, on: date | None) -> None:
    """Write ``out/packs/<year>/<code>.pdf``, ``.html`` and ``.docx``, in further languages ``<code>.<language>.…``."""
    scheme = chosen(scheme_name)
    with existing(register or str(out / "register.sqlite3")):
        from upheld.editions.queries import latest
        from upheld.letters.pack.making import Face, file_of, made
        from upheld.register.queries import directory
        from upheld.statistics.counting import SnapshotFiles

        edition, known = latest(scheme.id, ending), directory(scheme)
        if edition is None:
            raise Refused(
                [Problem("--year", value=str(ending), expected="a year that has an edition; see edition list")]
            )
        try:
            authority = known.find(written, scheme.year(ending).end)
        except UnknownAuthority as unknown:
            meant = f"; is {' or '.join(unknown.suggestions)} meant?" if unknown.suggestions else ""
            raise Refused([Problem("AUTHORITY", value=written, expected=f"a code or a known name{meant}")]) from None
        snapshot = SnapshotFiles(out / "snapshots" / edition.snapshot_hash)
        day = on or datetime.now(ZoneInfo(scheme.time_zone)).date()
        folder = out / "packs" / str(ending)
        for language in scheme.languages:
            content = made(scheme, known, edition, snapshot, authority.id, day=day, language=language)
            if content is None:
                raise Refused([Problem("AUTHORITY", value=written, expected=f"one that has a letter of {ending}")])
            name = content.code if language == scheme.language else f"{content.code}.{language}"
            for face in Face:
                _write(folder / f"{name}.{face}", file_of(scheme, content, face))
    say(f"{folder} holds the pack of {authority.name(scheme.year(ending).end)} as things stand on {day}.")


def _write(path: Path, made: bytes) -> None:
    """Write a file whole: nobody else reads it, and a half of one never stands there."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER_OF_OWNER)
    aside = path.with_name(f"{path.name}.part")
    aside.write_bytes(made)
    aside.chmod(OWNER_ONLY)
    aside.replace(path)
