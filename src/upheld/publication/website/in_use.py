"""The bundle in use. Each request reads the pointer once and stays on the bundle that it found."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import threading
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from upheld.publication.bundle.check import BrokenBundle, check
from upheld.publication.bundle.schema import SITE
from upheld.publication.website.said import Said

logger = logging.getLogger(__name__)
thread = threading.local()


class Bundle:
    """A whole bundle: its manifest, its rows, its words. Read-only, and never changed once written."""

    def __init__(self, folder: Path, manifest: dict[str, Any]):
        self.folder, self.manifest = folder, manifest
        self.name = folder.name

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Rows of its SQLite file."""
        return self._connection().execute(query, values).fetchall()

    def row(self, query: str, *values: object) -> sqlite3.Row | None:
        """The first of these rows, if there is one."""
        row: sqlite3.Row | None = self._connection().execute(query, values).fetchone()
        return row

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection, which is on one bundle at a time."""
        if getattr(thread, "folder", None) != self.folder:
            if old := getattr(thread, "connection", None):
                old.close()
            address = f"{(self.folder / SITE).as_uri()}?mode=ro&immutable=1"
            thread.connection = sqlite3.connect(address, uri=True)
            thread.connection.row_factory = sqlite3.Row
            thread.folder = self.folder
        connection: sqlite3.Connection = thread.connection
        return connection

    @cached_property
    def about(self) -> dict[str, str]:
        """Facts of the bundle: year, edition, dates."""
        return {row["name"]: row["value"] for row in self.rows("SELECT name, value FROM about")}

    @cached_property
    def editions(self) -> dict[int, sqlite3.Row]:
        """The edition of each year that it holds, the newest year first."""
        return {row["year"]: row for row in self.rows("SELECT * FROM editions ORDER BY year DESC")}

    @cached_property
    def years(self) -> list[int]:
        """The years that it holds, newest first."""
        return list(self.editions)

    @property
    def newest(self) -> int:
        """The year that pages show unless another is asked for."""
        return self.years[0]

    @cached_property
    def rules(self) -> dict[str, Any]:
        """The scheme's rules."""
        return {row["name"]: json.loads(row["value"]) for row in self.rows("SELECT name, value FROM rules")}

    @cached_property
    def said(self) -> Said:
        """Its words in the scheme's first language."""
        language = self.about["language"]
        rows = self.rows("SELECT part, texts FROM wording WHERE language = ?", language)
        return Said(language, {row["part"]: json.loads(row["texts"]) for row in rows})


class BundleInUse:
    """Follows a pointer from one whole bundle to the next. A broken one is refused and the old one stays."""

    def __init__(self, pointer: Path):
        self.pointer = pointer
        self._bundle: Bundle | None = None
        self._refused = ""
        self._lock = threading.Lock()

    def current(self) -> Bundle | None:
        """The bundle to answer from, or None while there has been none that is whole."""
        folder = Path(os.path.realpath(self.pointer))
        bundle = self._bundle
        if bundle and bundle.folder == folder:
            return bundle
        if str(folder) == self._refused and bundle:
            return bundle
        with self._lock:
            return self._move_to(folder)

    @property
    def bundle(self) -> Bundle | None:
        """The bundle last moved to, without a look at the pointer."""
        return self._bundle

    def has_moved(self) -> bool:
        """Whether the pointer names another bundle than the one in use, and not one that is refused."""
        folder = os.path.realpath(self.pointer)
        return folder != self._refused and not (self._bundle and folder == str(self._bundle.folder))

    def _move_to(self, folder: Path) -> Bundle | None:
        if self._bundle and self._bundle.folder == folder:
            return self._bundle
        try:
            self._bundle = whole(folder)
        except (BrokenBundle, OSError) as error:
            if self._refused != str(folder):
                logger.error("The bundle %s is refused: %s.", folder.name, error)
            self._refused = str(folder)
        return self._bundle


def whole(folder: Path) -> Bundle:
    """A bundle that is whole and whose words are those that the pages of this version need."""
    bundle = Bundle(folder, check(folder))
    try:
        bundle.said  # noqa: B018
    except (ValueError, KeyError) as error:
        raise BrokenBundle("its words are not those of this version of the site") from error
    return bundle


@lru_cache(maxsize=8)
def follow(pointer: str) -> BundleInUse:
    """The one follower of a pointer in this process."""
    return BundleInUse(Path(pointer))
