"""What changes editions: freezing a year, moving from state to state."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import mkdtemp

from django.db import connection, transaction
from django.utils import timezone

from upheld.access.actions import record
from upheld.casework.code import year_of_code
from upheld.editions.approvals import NEEDED, approvals_of, person_of
from upheld.editions.blocking import in_the_way, is_told, must_hold
from upheld.editions.code import code_in
from upheld.editions.models import Approval, Edition, EditionCode, EditionFigures
from upheld.editions.queries import edition_name
from upheld.editions.snapshot import write
from upheld.editions.states import BEING_MADE, NEEDS_A_REASON, WORKED_ON, MoveRefused, State, check_move
from upheld.register import queries as register
from upheld.statistics import figures_json
from upheld.statistics.counting import Engine, SnapshotFiles
from upheld.statistics.definitions import plan
from upheld.statistics.figure import YearFigures
from upheld.statistics.figures import assemble
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme

ASIDE = ".freezing-"


@dataclass(frozen=True)
class FrozenEdition:
    """An edition with its figures and the snapshot that they were counted from."""

    edition: Edition
    figures: YearFigures
    snapshot: SnapshotFiles


@dataclass(frozen=True)
class Counted:
    """A year's figures and the snapshot that they were counted from, not yet kept with an edition.

    ``code``: what the snapshot says of the complaint handling code, as it will be kept.
    """

    figures: YearFigures
    canonical: str
    snapshot_hash: str
    snapshot: SnapshotFiles
    code: str

    @property
    def figures_hash(self) -> str:
        """What an edition with these figures is known by."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()


def freeze(
    scheme: Scheme,
    directory: AuthorityDirectory,
    year: int,
    complete: Sequence[int],
    store: Path,
    *,
    sent_on: date,
    released_on: date,
    by: str,
    engine: Engine | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> FrozenEdition:
    """Freeze the register, count it and keep the figures as a draft edition of a year.

    ``store`` holds a folder a snapshot, named by its hash, readable by its owner only. Freezing an unchanged
    register again changes nothing. A draft is drawn again, also while authorities check it; after approval a change
    makes the next edition.
    ``sent_on`` and ``released_on`` are the letters' two days.
    """
    counted = count(scheme, directory, year, complete, store, engine=engine, tell=tell)
    return keep(scheme, counted, sent_on=sent_on, released_on=released_on, by=by)


def count(
    scheme: Scheme,
    directory: AuthorityDirectory,
    year: int,
    complete: Sequence[int],
    store: Path,
    *,
    engine: Engine | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Counted:
    """Freeze the register and count a year; no edition has the figures yet. What each argument is: see `freeze`."""
    tell("Freezing the register")
    digest, snapshot = _keep_snapshot(directory, store)
    tell("Counting")
    counted = (engine or _default_engine()).count(snapshot, plan(scheme, complete))
    tell("Working out figures, averages, intervals and verdicts")
    figures = assemble(
        scheme,
        directory,
        year,
        complete,
        counted,
        published=register.published_totals(),
        stated=_stated(year),
    )
    code = year_of_code.to_json(code_in(scheme, snapshot, year))
    return Counted(figures, figures_json.to_json(figures).decode(), digest, snapshot, code)


def _stated(year: int) -> dict[str, tuple[int, int, int, int]]:
    return {authority: totals for (authority, of), totals in register.control_totals().items() if of == year}


def _default_engine() -> Engine:
    from upheld.statistics.engines.ibis_engine import IbisEngine

    return IbisEngine()


def _keep_snapshot(directory: AuthorityDirectory, store: Path) -> tuple[str, SnapshotFiles]:
    store.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _only_freezer(store):
        for left in store.glob(f"{ASIDE}*"):  # of one that was stopped
            shutil.rmtree(left)
        aside = Path(mkdtemp(prefix=ASIDE, dir=store))
        try:
            digest = write(directory, aside)
            final = store / digest
            if not final.exists():
                _settle(aside)
                aside.rename(final)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return digest, SnapshotFiles(final)


@contextmanager
def _only_freezer(store: Path) -> Iterator[None]:
    """Wait for any other process that freezes into a store, then be the only one."""
    handle = os.open(store, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _settle(folder: Path) -> None:
    """See to it that a snapshot is on the disk before it has its name: its name says that it is whole."""
    for path in (*folder.iterdir(), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def hold(scheme: str, year: int) -> Edition | None:
    """The newest edition of a year, nobody else's to move or to change until this transaction ends.

    Where there is none yet, nobody else can make one meanwhile: on PostgreSQL there is no row to hold then.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"edition {scheme} {year}"])
    return Edition.objects.select_for_update().filter(scheme=scheme, year=year).order_by("-number").first()


@transaction.atomic
def keep(scheme: Scheme, counted: Counted, *, sent_on: date, released_on: date, by: str) -> FrozenEdition:
    """Keep what was counted as the year's draft edition; see `freeze`."""
    figures, snapshot_hash, digest = counted.figures, counted.snapshot_hash, counted.figures_hash
    before = hold(scheme.id, figures.year)
    facts = {
        "snapshot_hash": snapshot_hash,
        "figures_hash": digest,
        "sent_on": sent_on,
        "released_on": released_on,
    }
    if before and all(getattr(before, name) == value for name, value in facts.items()):
        if before.state in BEING_MADE:  # the code itself may have been mended
            _keep_code(before, counted)
        return FrozenEdition(before, figures, counted.snapshot)
    if before and before.state in BEING_MADE:
        edition = before
    else:
        edition = Edition(scheme=scheme.id, year=figures.year, number=before.number + 1 if before else 1)
        edition.correction_of = before if before and is_told(before) else None
        edition.state = State.DRAFT
    edition.complete_years = list(figures.complete_years)
    for name, value in facts.items():
        setattr(edition, name, value)
    edition.sample = register.is_sample()
    edition.frozen_at, edition.frozen_by = timezone.now(), person_of(by)
    edition.save()
    EditionFigures.objects.update_or_create(edition=edition, defaults={"canonical": counted.canonical})
    _keep_code(edition, counted)
    record("freeze", edition_name(edition), by=by, snapshot=snapshot_hash, figures=digest)
    return FrozenEdition(edition, figures, counted.snapshot)


def _keep_code(edition: Edition, counted: Counted) -> None:
    EditionCode.objects.update_or_create(edition=edition, defaults={"canonical": counted.code})


@must_hold((State.APPROVED, State.PUBLISHED), (State.SENT, State.PUBLISHED))
def has_its_notice(edition: Edition) -> Iterator[str]:
    """Whether everybody will read what a correction changed, and why."""
    if edition.correction_of_id and not edition.notice:
        yield "a correction is published with a notice: say what changed and why first"


@transaction.atomic
def move(edition: Edition, to: State, *, by: str, reason: str = "") -> Edition:
    """Move an edition to another state.

    Raises `MoveRefused` where the table of states has no such move, or with everything that is still in its way.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    was = State(edition.state)
    check_move(was, to)
    blocks = in_the_way(edition, to)
    if (was, to) in NEEDS_A_REASON and not reason.strip():
        blocks.append("say why: this leaves out a stage of the year")
    if blocks:
        raise MoveRefused(*blocks)
    edition.state = to
    edition.save(update_fields=["state"])
    record(to, edition_name(edition), by=by, was=was, reason=reason)
    if to == State.PUBLISHED and edition.correction_of:
        move(edition.correction_of, State.CORRECTED, by=by, reason=reason)
    return edition


@transaction.atomic
def approve(edition: Edition, *, by: str, figures_hash: str, reason: str = "", alone: bool = False) -> Edition:
    """One person's approval of the figures that they looked at; the edition is approved once enough have.

    ``figures_hash`` is that of the figures looked at. ``alone`` lets this one stand for two, with a reason. Raises
    `MoveRefused` where the figures are others now, where the same person froze them or has approved them already.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    check_move(State(edition.state), State.APPROVED)
    _check_approval(edition, person_of(by), figures_hash, alone, reason)
    Approval.objects.create(
        edition=edition,
        figures_hash=figures_hash,
        person=person_of(by),
        alone=alone,
        reason=reason,
        at=timezone.now(),
    )
    record("approve", edition_name(edition), by=by, figures=figures_hash, alone=alone, reason=reason)
    given = approvals_of(edition)
    if alone or len(given) >= NEEDED:
        reasons = [one.reason for one in given if one.reason]
        return move(edition, State.APPROVED, by=by, reason="; ".join(reasons))
    return edition


def _check_approval(edition: Edition, person: str, figures_hash: str, alone: bool, reason: str) -> None:
    if figures_hash != edition.figures_hash:
        raise MoveRefused("the figures were drawn again since you looked; look at them as they are now")
    if alone and not reason.strip():
        raise MoveRefused("say why one person approves alone")
    if person == edition.frozen_by and not alone:
        raise MoveRefused(f"{person} froze these figures: two other people approve them")
    if edition.approvals.filter(figures_hash=figures_hash, person=person).exists():
        raise MoveRefused(f"{person} has approved these figures already: somebody else must too")


@transaction.atomic
def state_correction(edition: Edition, *, what: str, why: str, by: str) -> Edition:
    """Give a correcting draft its notice: what changed and why. It is published with the edition."""
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.correction_of is None or edition.state not in WORKED_ON:
        raise MoveRefused("a notice belongs to an edition that corrects a published one and is not published yet")
    edition.notice = {"what": what, "why": why}
    edition.save(update_fields=["notice"])
    record("notice", edition_name(edition), by=by, what=what, why=why)
    return edition
