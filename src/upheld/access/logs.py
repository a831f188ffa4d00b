"""What goes into a log: where something failed, and of what kind; not what it was about."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from types import TracebackType

SECRET = re.compile(r"(/invitation/|/password/reset/key/|/follow/(?:confirm|manage|stop)/)[^/\s]+")


class WithoutWords(logging.Filter):
    """Puts an error's kind and place where its own text and stack would stand: they may hold a row, and so a person."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; the record is changed."""
        told = SECRET.sub(r"\1…", record.getMessage())
        if record.exc_info and record.exc_info[0]:
            told = f"{told}: {record.exc_info[0].__name__} at {_place(record.exc_info[2])}"
        record.msg, record.args, record.exc_info, record.exc_text = told, (), None, None
        return True


def _place(trace: TracebackType | None) -> str:
    """``views.py:12 < middleware.py:30``, the innermost first."""
    places = []
    while trace:
        places.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " < ".join(reversed(places[-8:]))
