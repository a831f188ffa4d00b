"""What several tests of releases and of check rounds share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.support import releasing
from tests.support.round_pages import SCHEME, SMALL
from upheld.editions.actions import freeze
from upheld.editions.check_round import reading, rounds
from upheld.editions.models import Edition
from upheld.intake.actions import take
from upheld.publication.release.place import Place
from upheld.register import queries as register_queries
from upheld.statistics.engines.reference import ReferenceEngine


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Where the small year is released."""
    return releasing.place(tmp_path)


@pytest.fixture
def links_are_looked_at_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking through the whole site takes seconds; one test of releases does it."""
    monkeypatch.setattr("upheld.publication.release.checking._dead", lambda bundle: [])


@pytest.fixture
def edition(register: Path, tmp_path: Path, settings: object) -> Iterator[Edition]:
    """The small sample, frozen as a draft."""
    settings.UPHELD_OUT, settings.UPHELD_FILES = tmp_path / "out", tmp_path / "files"
    settings.UPHELD_SCHEME, settings.UPHELD_MAIL_FROM = SCHEME.id, "Office <office@ombudsman.example>"
    take(SMALL, SCHEME, by="ana")
    directory = register_queries.directory(SCHEME)
    days = {"sent_on": date(2022, 7, 20), "released_on": date(2022, 7, 27)}
    store = tmp_path / "out" / "snapshots"
    yield freeze(SCHEME, directory, 2022, [2022], store, **days, by="ana", engine=ReferenceEngine()).edition
    reading._read.cache_clear()


@pytest.fixture
def opened(edition: Edition) -> Edition:
    """With its check round open for a fortnight."""
    now = timezone.now()
    rounds.open_round(edition, closes_at=now + timedelta(days=14), now=now, by="ana")
    return Edition.objects.get(pk=edition.pk)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, tmp_path: Path, django_db_blocker: object) -> Iterator[str]:
    """An empty database of subscriptions, once on SQLite and once on PostgreSQL; where it is."""
    from tests.support import postgresql, registers, subscriptions

    where = str(tmp_path / "subscriptions.sqlite3")
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        postgresql.execute(server, "DROP DATABASE IF EXISTS subscriptions")
        postgresql.execute(server, "CREATE DATABASE subscriptions")
        where = f"{server}/subscriptions"
    with django_db_blocker.unblock(), subscriptions.settings_of(), registers.opened(where):  # type: ignore[attr-defined]
        registers.migrate()
        yield where
