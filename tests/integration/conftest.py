"""What several tests of releases share."""

from __future__ import annotations

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
