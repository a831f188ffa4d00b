"""Keys of what is counted at the sign-in, such as attempts: hashed, so that no address is kept of machine or person."""

from __future__ import annotations

import hashlib


def key(name: str, prefix: str, version: int) -> str:
    """The key that a counter is kept under."""
    return hashlib.sha256(f"{prefix}:{version}:{name}".encode()).hexdigest()
