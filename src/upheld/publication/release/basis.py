"""A hash of all that a bundle is made from: what was prepared is good for as long as it stays the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from upheld import __version__
from upheld.access.models import AuditEntry
from upheld.casework.code import year_of_code
from upheld.delivery.models import Step
from upheld.publication.bundle.actions import Parts, YearPart
from upheld.publication.bundle.casework import public_casework
from upheld.publication.bundle.contents import rules, wording
from upheld.publication.bundle.manifest import file_hash
from upheld.vocabulary import map_files

OWN = ("prepare a release", "renew the bundle")
"""Rows of the trail that change nothing that a release is made from. The first is the one that it writes itself."""


def rows_of_the_trail() -> int:
    """How many things were done, and became of messages: as long as that is the same, nothing has changed."""
    return AuditEntry.objects.exclude(action__in=OWN).count() + Step.objects.count()


def basis_of(parts: Parts) -> str:
    """SHA-256 of everything that goes into a bundle: figures, letters, files, casework, calendar, words."""
    digest = hashlib.sha256()
    for line in _lines(parts):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _lines(parts: Parts) -> Iterator[str]:
    yield f"{__version__} {parts.scheme.id} {parts.as_at} {parts.sample} {parts.preview}"
    yield from map(repr, wording(parts.scheme))
    yield from map(repr, rules(parts.scheme))
    yield from _files(parts.scheme.folder / map_files.FOLDER)
    yield from map(repr, parts.directory)
    yield from map(repr, parts.calendar)
    for part in sorted(parts.years, key=lambda one: one.figures.year):
        yield from _year(part)
    yield from _casework(parts)


def _year(part: YearPart) -> Iterator[str]:
    yield repr(part.edition)
    yield year_of_code.to_json(part.code) if part.code else ""
    yield from _files(part.letters)
    yield from _files(part.data)
    yield repr(sorted(part.elsewhere))
    for folder in sorted(set(part.elsewhere.values())):
        yield from _files(folder)
    for past in part.past:
        yield f"edition {past.number}"
        yield from _files(past.letters)


def _casework(parts: Parts) -> Iterator[str]:
    casework = parts.casework or public_casework(parts.directory, parts.as_at, parts.scheme.statements)
    several: tuple[Iterable[object], ...] = (
        *(casework.reports, casework.improvements, casework.decisions),
        *(casework.assessments, casework.trainings, casework.workshops, casework.still_due, casework.withdrawn),
        casework.considered,
    )
    for rows in several:
        yield from map(repr, rows)
        yield "-"


def _files(folder: Path) -> Iterator[str]:
    """Each file below a folder with its hash, in the order of their names."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()) if folder.is_dir() else []:
        yield f"{path.relative_to(folder).as_posix()} {file_hash(path)}"
