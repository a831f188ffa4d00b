"""The file beside the register that tells who was erased: by a hash that only the address makes, a line each."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from django.utils import timezone

LOG = "erasures.jsonl"


def hashed(email: str) -> str:
    """What stands for an address in the log: it takes some hundredths of a second to make, so that guessing is slow."""
    return hashlib.scrypt(email.strip().lower().encode(), salt=b"upheld erasure", n=2**14, r=8, p=1, dklen=24).hex()


def note(log: Path, person: str, reached: dict[str, int], by: str) -> None:
    """Add a line, on the disk before this returns."""
    line = {"at": timezone.now().isoformat(timespec="seconds"), "person": person, "by": by, "reached": reached}
    handle = os.open(log, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600)
    with os.fdopen(handle, "a+b") as file:
        if file.tell() and not _ends_a_line(file):
            file.write(b"\n")  # the one before was cut off: it must not spoil this one
        file.write(f"{json.dumps(line)}\n".encode())
        file.flush()
        os.fsync(file.fileno())


def _ends_a_line(file) -> bool:  # type: ignore[no-untyped-def]
    file.seek(-1, os.SEEK_END)
    return bool(file.read(1) == b"\n")


def people(log: Path) -> set[str]:
    """Whom a log tells of, by their hashes. A line that was cut off tells of an erasure that did not happen."""
    if not log.exists():
        return set()
    found = (_person(line) for line in log.read_text("utf-8").splitlines())
    return {person for person in found if person}


def _person(line: str) -> str:
    try:
        told = json.loads(line)
    except ValueError:
        return ""
    return str(told.get("person", "")) if isinstance(told, dict) else ""
