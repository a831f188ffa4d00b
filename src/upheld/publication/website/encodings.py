"""Which form of a page a client takes (RFC 9110, 12.5.3), and the page in that form."""

from __future__ import annotations

import gzip
from functools import lru_cache

PLAIN = ""
KNOWN = ("br", "gzip")  # the smaller form first
WORTH_IT = 512
BROTLI_QUALITY, GZIP_LEVEL = 5, 6  # half as fast as the quickest, and nine tenths as small as the smallest
QUICK_BROTLI, QUICK_GZIP = 3, 4  # half the work, a tenth more bytes: for what may never be asked again
PACKED_WELL = ("text/", "application/json", "application/problem+json", "application/atom+xml", "image/svg+xml")


@lru_cache(maxsize=256)
def best(accepted: str) -> str:
    """The form to send to a client that accepts these, as ``br``, ``gzip`` or plain."""
    weights = _weights(accepted)
    others = weights.get("*", 0.0)
    found = [(weights.get(name, others), -place, name) for place, name in enumerate(KNOWN)]
    weight, _, name = max(found)
    return name if weight > 0 else PLAIN


def _weights(accepted: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for one in accepted.lower().split(","):
        name, _, rest = one.partition(";")
        weights[name.strip()] = _weight(rest)
    return weights


def _weight(rest: str) -> float:
    name, _, value = rest.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


def can_be_packed(content_type: str) -> bool:
    """Whether a kind of content gets smaller. Pictures, PDFs and archives are packed already."""
    return content_type.startswith(PACKED_WELL)


def packed(body: bytes, encoding: str, *, quickly: bool = False) -> bytes:
    """The body in a form; the same body packed alike always gives the same bytes."""
    if encoding == "br":
        import brotli

        compressed: bytes = brotli.compress(body, quality=QUICK_BROTLI if quickly else BROTLI_QUALITY)
        return compressed
    return gzip.compress(body, QUICK_GZIP if quickly else GZIP_LEVEL, mtime=0) if encoding == "gzip" else body
