"""What a bundle of editions is made of, and writing it: for a review, for what falls due, for a release."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from upheld.delivery.queries import written_to
from upheld.editions.code import code_of
from upheld.editions.models import Edition
from upheld.editions.queries import figures_of, history, notices, published_at, up_to
from upheld.publication.bundle.actions import Parts, YearPart, past_folder, write_bundle
from upheld.publication.bundle.check import check, check_files
from upheld.publication.bundle.contents import EditionFacts, Notice, Revision
from upheld.publication.bundle.release_contents import PastEdition, PublicRelease
from upheld.publication.bundle.schema import DOWNLOADS, LETTERS
from upheld.publication.bundle.swap import point
from upheld.publication.release.calendar import public_calendar
from upheld.publication.release.place import Place
from upheld.publication.release.readers import early_readers
from upheld.publication.release.shown import (
    POINTER,
    PREVIEW,
    day_of,
    editions_shown,
    is_published,
    newest_of_each_year,
    previewed,
    showing,
)
from upheld.vocabulary.problems import Problem, Refused


def write_preview(place: Place, edition: Edition, *, letters: Path, data: Path) -> Path:
    """Write the preview of an edition and of the other years' newest; returns its folder.

    ``letters`` and ``data`` are the folders of its letters and files of figures; those of other years are taken from
    the bundle that shows them. ``out/bundle`` then points at it; but once that is a published one, ``out/preview``
    does instead: a review never takes the published figures off the public site.
    """
    parts = _parts(place, edition, letters=letters, data=data, preview=True)
    return _write(place, parts, PREVIEW if is_published(place.out / POINTER) else POINTER)


def write_published(place: Place, edition: Edition) -> Path:
    """Write the bundle of an edition that is published, without the preview mark, and show it; returns its folder.

    Its letters and files are those that were looked at. Casework is told as on the day of release, or of the day
    that the published bundle already tells of: what is public does not go again.
    """
    source = previewed(edition, place.out)
    year = str(edition.year)
    parts = _parts(
        place,
        edition,
        letters=source / LETTERS / year,
        data=source / DOWNLOADS / year,
        preview=False,
        as_at=_latest_day(place, edition),
    )
    return _write(place, parts, POINTER)


def parts_of_release(
    place: Place, edition: Edition, at: datetime, calendar: tuple[PublicRelease, ...], kept: Path | None = None
) -> Parts:
    """What the bundle of an edition is made of that will be published at a moment.

    ``kept`` is what was prepared of it before: its letters are still there when a later review has taken the preview.
    """
    source = showing(edition, place.out, check) or kept
    if source is None or editions_shown(source).get(edition.year) != (edition.number, edition.figures_hash):
        source = previewed(edition, place.out)
    year, day = str(edition.year), at.astimezone(place.zone).date()
    return _parts(
        place,
        edition,
        letters=source / LETTERS / year,
        data=source / DOWNLOADS / year,
        preview=False,
        as_at=max([day, *_told(place.out)]),
        at=at,
        calendar=calendar,
    )


def renew(place: Place, as_at: date | None = None) -> Path:
    """Write the published bundle again with the casework that is public on a day; returns its folder.

    Without a day it tells of the same one as before. Figures, letters and files stay as they were published. Raises
    `Refused` where nothing is published, where the bundle lacks a published edition, and for a day before the one
    that it tells of. Whoever calls it is the `one_publisher`.
    """
    editions = list(newest_of_each_year(place.scheme.id, published_only=True).values())
    before = day_of(place.out)
    if not editions or before is None:
        raise Refused([Problem(str(place.out), expected="a published bundle; publish an edition first")])
    if as_at is not None and as_at < before:
        raise Refused([Problem("--on", value=as_at.isoformat(), expected=f"no day before {before}, which it tells of")])
    for one in editions:
        previewed(one, place.out)
    years = [_kept(place, one) for one in editions]
    sample = any(one.sample for one in editions)
    calendar = public_calendar(place.scheme.id)
    parts = Parts(place.scheme, place.directory, years, as_at or before, sample, preview=False, calendar=calendar)
    return _write(place, parts, POINTER)


def keep_preview(out: Path) -> None:
    """Before ``out/bundle`` moves from a preview to a published bundle: other years of it may still be published."""
    shown = out / POINTER
    if shown.is_symlink() and shown.exists() and not is_published(shown):
        point(out / PREVIEW, shown.resolve())


def _write(place: Place, parts: Parts, pointer: str) -> Path:
    if not parts.preview:
        keep_preview(place.out)
    return write_bundle(
        parts.scheme,
        parts.directory,
        parts.years,
        place.out,
        sample=parts.sample,
        preview=parts.preview,
        pointer=pointer,
        as_at=parts.as_at,
        calendar=parts.calendar,
    )


def _parts(
    place: Place,
    edition: Edition,
    *,
    letters: Path,
    data: Path,
    preview: bool,
    as_at: date | None = None,
    at: datetime | None = None,
    calendar: tuple[PublicRelease, ...] | None = None,
) -> Parts:
    """``as_at`` is the newest year's day of release where it is not given."""
    newest = newest_of_each_year(edition.scheme, published_only=not preview)
    others = [one for year, one in newest.items() if year != edition.year]
    facts = edition_facts(place, edition, at, with_readers=not preview)
    past, elsewhere = _past(place, edition), _letters_in_force(place, edition)
    own = YearPart(figures_of(edition), facts, letters, data, past, elsewhere, code_of(edition))
    years = [own, *(_kept(place, one) for one in others)]
    sample = any(one.sample for one in (edition, *others))
    told = public_calendar(edition.scheme) if calendar is None else calendar
    day = as_at or max((edition, *others), key=lambda one: one.year).released_on
    return Parts(place.scheme, place.directory, years, day, sample, preview, told)


def _latest_day(place: Place, edition: Edition) -> date:
    newest = newest_of_each_year(edition.scheme, published_only=True)
    return max([edition.released_on, *(one.released_on for one in newest.values()), *_told(place.out)])


def _told(out: Path) -> list[date]:
    day = day_of(out)
    return [day] if day else []


def edition_facts(
    place: Place, edition: Edition, at: datetime | None = None, *, with_readers: bool = True
) -> EditionFacts:
    """What a bundle says of an edition; ``at`` is the moment at which it will be published, where it is not yet."""
    moments = {one.pk: published_at(one) for one in history(edition)}
    if at is not None:
        moments[edition.pk] = at
    stood = history(edition)
    return EditionFacts(
        number=edition.number,
        snapshot_hash=edition.snapshot_hash,
        figures_hash=edition.figures_hash,
        released_on=edition.released_on,
        notices=tuple(
            Notice(one.number, _day(place, one, moments.get(one.pk)), **one.notice) for one in notices(edition)
        ),
        released_at=moments[edition.pk],
        history=tuple(_revision(one, moments[one.pk]) for one in stood),
        readers=early_readers(place, up_to(edition), moments[stood[0].pk]) if with_readers else (),
    )


def _day(place: Place, edition: Edition, at: datetime | None) -> date:
    """The day on which an edition was published, by the scheme's clocks; the day meant for it before that."""
    return at.astimezone(place.zone).date() if at else edition.released_on


def _revision(edition: Edition, at: datetime | None) -> Revision:
    return Revision(
        number=edition.number,
        snapshot_hash=edition.snapshot_hash,
        figures_hash=edition.figures_hash,
        released_on=edition.released_on,
        released_at=at,
        **edition.notice,
    )


def _kept(place: Place, edition: Edition) -> YearPart:
    """An edition of another year with the letters and files that a bundle in ``out`` shows of it, if one does."""
    shown = showing(edition, place.out, check_files)
    folder, year = shown or place.out / "nowhere", str(edition.year)
    facts = edition_facts(place, edition)
    return YearPart(
        figures_of(edition),
        facts,
        folder / LETTERS / year,
        folder / DOWNLOADS / year,
        _past(place, edition),
        code=code_of(edition),
    )


def _past(place: Place, edition: Edition) -> tuple[PastEdition, ...]:
    """The published editions that an edition takes the place of, with their letters where a bundle still has them."""
    before = [one for one in history(edition) if one.pk != edition.pk]
    return tuple(PastEdition(one.number, figures_of(one), _letters_of_past(place, one)) for one in before)


def _letters_in_force(place: Place, edition: Edition) -> dict[str, Path]:
    """Authority id → where its letter is, of those that a correction sends no other: what was sent stays."""
    only = written_to(edition)
    if only is None or edition.correction_of is None:
        return {}
    before = _letters_of_past(place, edition.correction_of)
    return {one: before for one in figures_of(edition).authorities if one not in only} if before.is_dir() else {}


def _letters_of_past(place: Place, edition: Edition) -> Path:
    """Where the letters of an earlier edition are: still those of its year, or already kept beside."""
    if shown := showing(edition, place.out, check_files):
        return shown / LETTERS / str(edition.year)
    for pointer in (POINTER, PREVIEW):
        kept = place.out / pointer / LETTERS / past_folder(edition.year, edition.number)
        if kept.is_dir():
            return kept.resolve()
    return place.out / "nowhere"
