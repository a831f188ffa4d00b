"""What a printing process does: one letter after the other through one warm Typst compiler.

Processes import this module and nothing else of ours, so that they start quickly.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import threading
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

STANDARDS = ["ua-1", "a-2a"]


@dataclass(frozen=True)
class Job:
    """A letter to print: its content as JSON, the layout, the folder of typefaces, the day's Unix time, the file."""

    content: str
    layout: str
    fonts: str
    timestamp: int
    path: str


def ready() -> None:
    """Load Typst; leave Ctrl-C to whoever started this process, and end when that is gone, however it ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    import typst  # noqa: F401


def end_with_parent() -> None:
    """In a process of a pool: end when the process that started it is gone; else it waits for work for ever."""
    threading.Thread(target=_wait_for_end, daemon=True).start()


def _wait_for_end() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def warm_up() -> None:
    """Have a process start: it gets ready before its first work."""


@lru_cache(maxsize=2)  # letters and packs each have a layout
def _compiler(layout: str, fonts: str) -> Any:
    import typst

    only = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts])
    return typst.Compiler(input=layout, font_paths=only, ignore_system_fonts=True)


def to_pdf(job: Job) -> bytes:
    """The letter as PDF/UA-1 and PDF/A-2a; the same job gives the same bytes. A warning of Typst is an error."""
    pdf, warnings = _compiler(job.layout, job.fonts).compile_with_warnings(
        format="pdf", sys_inputs={"content": job.content}, pdf_standards=STANDARDS, timestamp=job.timestamp
    )
    if warnings:
        raise RuntimeError(f"{Path(job.path).name}: {warnings[0].message}")
    return _unambiguous(bytes(pdf))


def _unambiguous(pdf: bytes) -> bytes:
    """The same PDF, its streams ended so that every reader finds them as long as they say.

    Where a compressed stream happens to end in a carriage return, the line feed after it makes a pair that a checker of
    PDF/A may take for one end of line. A second carriage return ends a line as well, and makes no pair.
    """
    return pdf.replace(b"\r\nendstream", b"\r\rendstream")


def print_letter(job: Job) -> tuple[str, str]:
    """Print a letter into its file, which is never there by half; returns its path and SHA-256."""
    pdf = to_pdf(job)
    aside = Path(f"{job.path}.{os.getpid()}")
    try:
        aside.write_bytes(pdf)
        aside.replace(job.path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return job.path, hashlib.sha256(pdf).hexdigest()


def print_letters(jobs: list[Job]) -> list[tuple[str, str]]:
    """Print letters one after the other; returns their paths and hashes."""
    return [print_letter(job) for job in jobs]
