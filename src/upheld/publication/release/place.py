"""Where releases are made: a scheme, its authorities, the folder of its bundles; and one publisher at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme

LOCK, PREPARED = ".publishing", "prepared"


@dataclass(frozen=True)
class Place:
    """What every release of a scheme shares."""

    scheme: Scheme
    directory: AuthorityDirectory
    out: Path

    @property
    def zone(self) -> ZoneInfo:
        """The scheme's time zone."""
        return ZoneInfo(self.scheme.time_zone)

    def waiting(self, release: int) -> Path:
        """The folder in which a release's bundle waits; only its owner can look into it."""
        return self.out / PREPARED / str(release)


@contextmanager
def one_publisher(out: Path) -> Iterator[None]:
    """Wait for whoever changes what is published, then be the only one.

    A bundle that is written again from what was public a moment ago must not be shown after a release in between.
    """
    out.mkdir(parents=True, exist_ok=True)
    handle = os.open(out / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
