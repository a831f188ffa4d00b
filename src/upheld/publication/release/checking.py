"""Whether a bundle that waits may be shown: whole, its links lead somewhere, its letters are those that were sent."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from upheld.delivery.models import Message
from upheld.delivery.occasions import letters_of
from upheld.delivery.states import State as Sent
from upheld.editions.models import Edition
from upheld.publication.bundle.actions import past_folder
from upheld.publication.bundle.check import BrokenBundle, check
from upheld.publication.bundle.schema import DOWNLOADS, LETTERS
from upheld.publication.release.place import Place
from upheld.publication.release.shown import POINTER, is_published, read

CRAWLER = "upheld.publication.website.crawling"
SLOWEST = 900
NOT_SENT = (Sent.DROPPED,)
MOST = 20


def problems_of(place: Place, edition: Edition, bundle: Path) -> list[str]:
    """Everything that keeps a bundle from being shown, a sentence each."""
    try:
        check(bundle)
    except BrokenBundle as broken:
        return [f"the bundle is not whole: {broken}"]
    return [*_missing_files(bundle), *_lost(place.out, bundle), *_not_the_letters_sent(edition, bundle), *_dead(bundle)]


def _missing_files(bundle: Path) -> Iterator[str]:
    """Files that its tables name and that are not there."""
    for year, html, pdf in read(bundle, "SELECT year, html, pdf FROM letters"):
        yield from _missing(bundle / LETTERS / str(year), html, pdf)
    for year, number, html, pdf in read(bundle, "SELECT year, number, html, pdf FROM past_letters"):
        yield from _missing(bundle / LETTERS / past_folder(year, number), html, pdf)
    for year, name in read(bundle, "SELECT year, file FROM downloads"):
        yield from _missing(bundle / DOWNLOADS / str(year), name)


def _missing(folder: Path, *names: str | None) -> Iterator[str]:
    return (f"{folder.name}/{name} is missing" for name in names if name and not (folder / name).is_file())


def _lost(out: Path, bundle: Path) -> Iterator[str]:
    """What the published bundle has and the new one would not have: a year, an authority's letter."""
    if not is_published(out / POINTER):
        return
    for table, what in (("editions", "the year {}"), ("letters", "letters of {}")):
        query = f"SELECT year, count(*) FROM {table} GROUP BY year"  # noqa: S608  # names from above
        now = dict(read(bundle, query))
        for year, number in read(out / POINTER, query):
            if now.get(year, 0) < number:
                yield f"{what.format(year)} would go: {number - now.get(year, 0):,} of {number:,}"


def _not_the_letters_sent(edition: Edition, bundle: Path) -> Iterator[str]:
    """Letters that would be published otherwise than they were sent."""
    rows = read(bundle, "SELECT authority, pdf FROM letters WHERE year = ?", edition.year)
    own = {authority: bundle / LETTERS / str(edition.year) / pdf for authority, pdf in rows if pdf}
    others = []
    for authority, sent in _sent(edition).items():
        path = own.get(authority)
        if path is None or hashlib.sha256(path.read_bytes()).hexdigest() not in sent:
            others.append(authority)
    yield from (f"the letter of {one} is not the one that was sent" for one in others[:MOST])
    if len(others) > MOST:
        yield f"and {len(others) - MOST:,} more letters are not those that were sent"


def _sent(edition: Edition) -> dict[str, set[str]]:
    """Authority → the hashes of the files that went to it."""
    found: dict[str, set[str]] = {}
    messages = Message.objects.filter(occasion=letters_of(edition)).exclude(state__in=NOT_SENT)
    for authority, attached in messages.values_list("authority", "attached"):
        if attached:
            found.setdefault(authority, set()).update(one["sha256"] for one in attached)
    return found


def _dead(bundle: Path) -> list[str]:
    """Links of the site on this bundle that lead nowhere, found by a process of its own with the site's settings."""
    command = [sys.executable, "-m", CRAWLER, str(bundle)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("UPHELD_", "DJANGO_"))}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SLOWEST, env=kept)
    if done.returncode not in (0, 1):
        return ["the site could not be looked through on this bundle"]
    return done.stdout.splitlines()[:MOST]
