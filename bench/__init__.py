"""Benchmarks: us beside our peers, in one run on one machine. ``python -m bench [name …]``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One comparison. ``peer`` and ``us`` are measured alike, in ``unit``; ``ratio`` is how we stand to the limit.

    ``limit`` is how many times the peer's measure ours may be; None where nothing was promised.
    ``more_is_better`` is for rates (letters a second), where ours must be at least the peer's times the limit.
    """

    what: str
    peer_name: str
    peer: float | None
    us: float
    limit: float | None = None
    unit: str = "s"
    more_is_better: bool = False

    @property
    def ratio(self) -> float | None:
        """Ours over the peer's."""
        return self.us / self.peer if self.peer else None

    @property
    def holds(self) -> bool:
        """Whether what was promised is kept."""
        if self.limit is None or self.ratio is None:
            return True
        return self.ratio >= self.limit if self.more_is_better else self.ratio <= self.limit
