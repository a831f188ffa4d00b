"""The bare compiles of letters. Processes import this, so it imports nothing but what prints."""

from __future__ import annotations

from upheld.letters.printing import Job, to_pdf


def compile_all(jobs: list[Job]) -> None:
    """Compile letters and keep nothing."""
    for job in jobs:
        to_pdf(job)
