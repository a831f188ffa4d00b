"""The bundle in use, or why there is none. Each request reads the pointer once and stays on the bundle it found."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import threading
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from time import monotonic
from typing import Any

from upheld.publication.bundle.check import BrokenBundle
from upheld.publication.bundle.holding import hold
from upheld.publication.bundle.schema import MANIFEST, SITE
from upheld.publication.website.checked_once import Looks, checked, looks_of
from upheld.publication.website.said import Said

LOOK_AGAIN_SECONDS = 0.5
NONE = "there is no whole bundle to serve yet"
GONE = "the bundle on show was taken away"
A_PREVIEW = "the bundle is a preview, and previews are not shown"
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

    @property
    def is_gone(self) -> bool:
        """Whether its folder was taken away: what is held open still answers, and nothing else can be read."""
        return not os.path.exists(self.folder / MANIFEST)  # noqa: PTH110  # which raises nothing, whatever the disk says

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection, which is on one bundle at a time."""
        if getattr(thread, "folder", None) != self.folder:
            if old := getattr(thread, "connection", None):
                thread.folder = None  # where the new one cannot be opened, nobody is to find the old one closed
                old.close()
            address = f"{(self.folder / SITE).as_uri()}?mode=ro&immutable=1"
            thread.connection = sqlite3.connect(address, uri=True)
            thread.connection.row_factory = sqlite3.Row
            thread.folder = self.folder
        connection: sqlite3.Connection = thread.connection
        return connection

    def holds(self, table: str) -> bool:
        """Whether it has a table that bundles of earlier versions lack."""
        return self.row("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", table) is not None

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
    """Follows a pointer from one whole bundle to the next. A broken one is refused and the old one stays.

    So is a preview where previews are not shown, unless there is nothing else to show. What was refused is looked at
    again every few seconds, and checked again once anything about it has changed: a link may come before its bundle.
    """

    def __init__(self, pointer: Path, *, previews: bool = True):
        self.pointer, self.previews = pointer, previews
        self._bundle: Bundle | None = None
        self._refused: Refusal | None = None
        self._lock = threading.Lock()

    def current(self) -> Bundle | None:
        """The bundle to answer from, or None while there has been none that is whole."""
        bundle = self._bundle
        if bundle and not self.has_moved():
            return bundle
        with self._lock:
            return self._move_to(Path(os.path.realpath(self.pointer)))

    @property
    def bundle(self) -> Bundle | None:
        """The bundle last moved to, without a look at the pointer."""
        return self._bundle

    @property
    def is_refusing(self) -> bool:
        """Whether the pointer names a bundle that is refused, so that an older one, or none, stays."""
        return self._refused is not None

    def has_moved(self) -> bool:
        """Whether the pointer names another bundle than the one in use, and not one that is still refused."""
        folder = os.path.realpath(self.pointer)
        if self._bundle and folder == str(self._bundle.folder):
            self._refused = None
            return False
        return not (self._refused and self._refused.stands(folder))

    def _move_to(self, folder: Path) -> Bundle | None:
        if self._bundle and self._bundle.folder == folder:
            return self._bundle
        looks = looks_of(folder)
        try:
            self._bundle = self._to_be_shown(whole(folder))
            self._refused = None
        except Exception as error:  # whatever it is that cannot be read, the old one stays
            self._refuse(folder, looks, error)
        return self._bundle

    def _to_be_shown(self, bundle: Bundle) -> Bundle:
        if self._bundle and bundle.manifest["preview"] and not self.previews:
            raise BrokenBundle("it is a preview")
        hold(bundle.folder, while_living=bundle)
        return bundle

    def _refuse(self, folder: Path, looks: Looks, error: Exception) -> None:
        why = f"{error}" if isinstance(error, BrokenBundle | OSError) else f"{type(error).__name__}: {error}"[:200]
        if self._refused is None or (self._refused.folder, self._refused.why) != (str(folder), why):
            logger.error("The bundle %s is refused: %s.", folder.name, why)
        self._refused = Refusal(str(folder), why, looks)


@dataclass
class Refusal:
    """A folder that was refused, why, and what it looked like then."""

    folder: str
    why: str
    looks: Looks
    seen_at: float = field(default_factory=monotonic)

    def stands(self, folder: str) -> bool:
        """Whether a folder is this one, and nothing about it is known to have changed. Looks at it now and then."""
        if folder != self.folder:
            return False
        if monotonic() - self.seen_at < LOOK_AGAIN_SECONDS:
            return True
        self.seen_at = monotonic()
        return looks_of(Path(folder)) == self.looks


def whole(folder: Path) -> Bundle:
    """A bundle that is whole and whose words are those that the pages of this version need."""
    bundle = Bundle(folder, checked(folder))
    try:
        bundle.said  # noqa: B018
    except (ValueError, KeyError) as error:
        raise BrokenBundle("its words are not those of this version of the site") from error
    return bundle


@lru_cache(maxsize=8)
def follow(pointer: str, *, previews: bool = True) -> BundleInUse:
    """The one follower of a pointer in this process."""
    return BundleInUse(Path(pointer), previews=previews)


def why_not(bundle: Bundle | None, previews: bool) -> str:
    """Why nothing of a bundle can be shown, "" where it can."""
    if bundle is None:
        return NONE
    if bundle.is_gone:
        return GONE
    return A_PREVIEW if bundle.manifest["preview"] and not previews else ""
