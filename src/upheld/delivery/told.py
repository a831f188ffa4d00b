"""What other sides say, fit to be kept: on one line, not too long, and without anybody's address."""

from __future__ import annotations

import re

ADDRESS = re.compile(r"<?[^\s<>@()\"']+@[^\s<>@,;:()\"']+>?")
LONGEST = 300


def without_addresses(words: str) -> str:
    """Words that may be kept and shown."""
    return " ".join(ADDRESS.sub("(address)", words).split())[:LONGEST]
