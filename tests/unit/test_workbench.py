"""A database aside: as much memory as is said, and gone afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from upheld.register.workbench import workbench
from upheld.vocabulary.problems import Refused


def test_rows_beyond_the_memory_lie_on_the_disk_and_go_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setenv("UPHELD_MEMORY", "32MB")
    with workbench("upheld-test-") as connection:
        connection.execute("CREATE TABLE rows AS SELECT n, hash(n) AS h FROM range(4_000_000) AS numbers(n)")
        assert connection.execute("SELECT count(*), max(n) FROM rows").fetchall() == [(4_000_000, 3_999_999)]
        assert sum(one.stat().st_size for one in tmp_path.rglob("*") if one.is_file()) > 2**20
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_amount_of_memory_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("UPHELD_MEMORY", "lots")
    with (
        pytest.raises(Refused, match=r"UPHELD_MEMORY: 'lots' found; expected an amount of memory such as 2GB"),
        workbench("x"),
    ):
        pass
