"""A year drawn again by the worker, while people go on working at the desk."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import override_settings

from tests.support import registers
from upheld.console import working
from upheld.console.drawing import Drawing
from upheld.desk import jobs
from upheld.editions.actions import freeze
from upheld.editions.models import Edition, EditionFigures
from upheld.editions.states import State
from upheld.intake.actions import take
from upheld.letters import editing
from upheld.letters.queries import content_of
from upheld.register import queries as register_queries
from upheld.register.models import Case
from upheld.vocabulary.scheme_loader import load

SMALL = Path(__file__).parents[2] / "sample_data" / "small"
SCHEME = load("local-government-england")
DARTFORD = "E07000107"
REGISTER = "register.sqlite3"


@pytest.fixture(scope="module")
def drawn(empty_register: Path, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: object) -> Iterator[Path]:
    """A folder with the register, and the small sample's draft drawn once by the worker."""
    folder = tmp_path_factory.mktemp("drawn")
    shutil.copy(empty_register, folder / REGISTER)
    own = override_settings(UPHELD_OUT=folder / "out", UPHELD_SCHEME=SCHEME.id)
    with own, django_db_blocker.unblock(), registers.opened(str(folder / REGISTER)):  # type: ignore[attr-defined]
        take(SMALL, SCHEME, by="ana")
        directory = register_queries.directory(SCHEME)
        days = {"sent_on": date(2022, 7, 20), "released_on": date(2022, 7, 27)}
        made = freeze(SCHEME, directory, 2022, [2022], folder / "out" / "snapshots", **days, by="ana").edition
        working.declare()
        done(made, "redraw")
    return folder


@pytest.fixture
def register(drawn: Path, tmp_path: Path, django_db_blocker: object) -> Iterator[Path]:
    """A copy of that register of the test's own, open; its path."""
    folder = shutil.copytree(drawn, tmp_path / "own", symlinks=True)
    with django_db_blocker.unblock(), registers.opened(str(folder / REGISTER)):  # type: ignore[attr-defined]
        yield folder / REGISTER


@pytest.fixture
def edition(register: Path, settings: object) -> Edition:
    """The draft."""
    settings.UPHELD_OUT, settings.UPHELD_SCHEME = register.parent / "out", SCHEME.id
    working.declare()
    return Edition.objects.get()


def done(edition: Edition, kind: str) -> jobs.Job:
    """Let the worker do something."""
    job = jobs.ask(kind, edition, by="ana")
    working.do(job, django_settings.UPHELD_OUT)
    job.refresh_from_db()
    return job


@pytest.fixture
def meanwhile(monkeypatch):
    """Have something done each time letters are about to be printed; returns the list of what is done, in turn."""
    to_do, written = [], Drawing.written

    def instead(self, *given, **more):
        if to_do:
            to_do.pop(0)()
        return written(self, *given, **more)

    monkeypatch.setattr(Drawing, "written", instead)
    return to_do


def can_write(register: Path):
    """Write from another connection, which does not wait."""
    with closing(sqlite3.connect(register, timeout=0)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.rollback()


def by_hand(edition: Edition, text: str) -> str:
    """Change a paragraph of Dartford's letter; returns its rule."""
    content = content_of(edition, DARTFORD, "en")
    every = [one for section in content.sections for one in section.paragraphs]
    may = next(one for one in every if one.rule in SCHEME.by_hand.rules)
    place = editing.Place(DARTFORD, "en", may.rule)
    editing.edit(edition, SCHEME, place, text, saw=editing.seen(may), why="x", by="cas", numbers_may_go=True)
    return may.rule


def change_a_case():
    Case.objects.filter(authority=DARTFORD, outcome="not_upheld", decided_on__gte="2021-04-01").update(outcome="upheld")


@pytest.mark.parametrize("kind", ["redraw", "reprint"])
def test_nobody_waits_while_letters_are_printed(edition, register, meanwhile, kind):
    meanwhile.append(lambda: can_write(register))
    assert not done(edition, kind).failed
    assert not meanwhile


@pytest.mark.parametrize("kind", ["redraw", "reprint"])
def test_what_somebody_changes_while_letters_are_printed_is_in_them(edition, meanwhile, kind):
    meanwhile.append(lambda: by_hand(edition, "Thank you for your patience."))
    assert not done(edition, kind).failed
    (row,) = edition.letters.filter(authority=DARTFORD)
    assert "Thank you for your patience." in row.text.content and row.pdf_sha256


def test_figures_and_letters_are_kept_together_or_neither(edition, meanwhile):
    change_a_case()
    before = (edition.figures_hash, edition.figures.canonical, list(edition.letters.order_by("pk").values()))

    def approved():
        Edition.objects.update(state=State.APPROVED)

    meanwhile.append(approved)
    job = done(edition, "redraw")
    assert job.failed and "approved" in job.told
    now = Edition.objects.get()
    assert (now.figures_hash, now.figures.canonical, list(now.letters.order_by("pk").values())) == before
    Edition.objects.update(state=State.DRAFT)
    assert "new figures" in done(edition, "redraw").told
    now = Edition.objects.get()
    assert now.figures_hash != before[0]
    assert EditionFigures.objects.get().canonical != before[1]
