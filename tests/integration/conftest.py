"""What several tests of releases share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import releasing
from upheld.publication.release.place import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Where the small year is released."""
    return releasing.place(tmp_path)


@pytest.fixture
def links_are_looked_at_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking through the whole site takes seconds; one test of releases does it."""
    monkeypatch.setattr("upheld.publication.release.checking._dead", lambda bundle: [])


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
