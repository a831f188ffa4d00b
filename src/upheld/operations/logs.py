"""What goes into a log: one line for each request and event, without a person in it.

``UPHELD_LOGS`` chooses the form, for every process alike:

- ``json``: one JSON object a line, requests included; what a log store takes in
- ``text``: the same as plain lines, for people
- nothing: only what goes wrong and what a person at a terminal is told, as plain lines

A line says where something happened (the pattern of an address, never the address itself: it may hold a name, words
that somebody searches for, or a secret), of what kind it was and how it ended. An error is told by its class and place:
its own text may hold a row, and so a person.
"""

from __future__ import annotations

import json
import logging
import logging.config
import os
import re
import sys
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

SECRET = re.compile(r"(/invitation/|/password/reset/key/|/follow/(?:confirm|manage|stop)/)[^/\s]+")
JSON, TEXT, QUIET = "json", "text", ""
EVENTS, TOLD = "upheld.events", "upheld.told"
OUR_OWN = ("upheld.", "_granian")
"""Loggers whose sentences are kept. Those of others may hold what somebody sent: an address, a header, a host."""
request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The number of the request that this thread answers, "" between them."""
_service = ["command"]


def this_is(service: str) -> None:
    """Say which part of the house this process is: ``site``, ``desk``, ``follow``, ``worker``, ``sender``."""
    _service[0] = service


def form() -> str:
    """`JSON`, `TEXT` or `QUIET`, as ``UPHELD_LOGS`` says; an unknown word is taken for plain text."""
    asked = os.environ.get("UPHELD_LOGS", QUIET).strip().lower()
    return asked if asked in (JSON, QUIET) else TEXT


def event(name: str, words: str = "", level: int = logging.INFO, **facts: str | float | bool) -> None:
    """Tell an event: its name, a sentence for people, and facts that are numbers or the code's own names.

    Nobody's name, address or words may be among them. Without ``UPHELD_LOGS`` only warnings and errors are told.
    """
    _tell(EVENTS, name, words, level, facts)


def tell(name: str, words: str, level: int = logging.INFO, **facts: str | float | bool) -> None:
    """Tell an event that a person at a terminal wants to see too, whatever ``UPHELD_LOGS`` says."""
    _tell(TOLD, name, words, level, facts)


def tell_request(**facts: str | float) -> None:
    """Tell a request. It goes past `logging`, which would take several times as long as answering a kept page does."""
    level = "error" if int(facts["status"]) >= 500 else "info"
    at = datetime.now(UTC)
    line = _json(at, level, "request", facts, "") if form() == JSON else _text(at, level, "request", facts)
    sys.stderr.write(f"{line}\n")


def _tell(where: str, name: str, words: str, level: int, facts: dict[str, Any]) -> None:
    logger = logging.getLogger(where)
    if not logger.handlers:
        logging.config.dictConfig(configured())
    logger.log(level, words or name, extra={"event": name, "facts": facts})


def configured(errors: tuple[str, ...] = ()) -> dict[str, Any]:
    """The configuration of logging for a process; of loggers named in ``errors`` only errors are told."""
    is_quiet = form() == QUIET
    handler = {"handlers": ["stderr"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"without_words": {"()": "upheld.operations.logs.WithoutWords"}},
        "formatters": {"line": {"()": "upheld.operations.logs.Lines", "form": form()}},
        "handlers": {"stderr": {"()": Stderr, "filters": ["without_words"], "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            TOLD: {**handler, "level": "INFO"},
            EVENTS: {**handler, "level": "WARNING" if is_quiet else "INFO"},
            "_granian": {**handler, "level": "WARNING"},
            **{name: {**handler, "level": "ERROR"} for name in ("django.request", "django.security", *errors)},
        },
    }


class Stderr(logging.StreamHandler[Any]):
    """Writes to standard error as it is when a line is written, whatever it was when logging was configured."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> Any:
        """Standard error."""
        return sys.stderr


class WithoutWords(logging.Filter):
    """Puts an error's kind and place where its own text and stack would stand: they may hold a row, and so a person.

    Of what comes from outside not even the sentence is kept: it holds the address, or what was sent.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; the record is changed."""
        if record.name.startswith(OUR_OWN):
            told = SECRET.sub(r"\1…", record.getMessage())
        else:
            told = f"{record.name}: {_outcome(record)}"
        if record.exc_info and record.exc_info[0]:
            told = f"{told}: {record.exc_info[0].__name__} at {_place(record.exc_info[2])}"
        record.msg, record.args, record.exc_info, record.exc_text = told, (), None, None
        record.stack_info = None
        return True


def _outcome(record: logging.LogRecord) -> str:
    """The status that was answered and the pattern of the address, where a request is what is told of."""
    request = getattr(record, "request", None)
    found = getattr(request, "resolver_match", None)
    status = getattr(record, "status_code", "")
    return (
        " ".join(str(part) for part in (status, f"/{found.route}" if found else "") if part) or record.levelname.lower()
    )


def _place(trace: TracebackType | None) -> str:
    """``views.py:12 < middleware.py:30``, the innermost first."""
    places = []
    while trace:
        places.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " < ".join(reversed(places[-8:]))


class Lines(logging.Formatter):
    """A record as one line, in the form that was chosen."""

    def __init__(self, form: str = QUIET):
        super().__init__()
        self.write: Callable[[logging.LogRecord], str] = {JSON: _as_json, TEXT: _as_text}.get(form, _as_words)

    def format(self, record: logging.LogRecord) -> str:
        """One line: what is in a sentence can begin no other."""
        return self.write(record)


def _as_json(record: logging.LogRecord) -> str:
    name, words = getattr(record, "event", "") or "told", record.getMessage()
    facts, at = getattr(record, "facts", {}), datetime.fromtimestamp(record.created, UTC)
    return _json(at, record.levelname.lower(), name, facts, "" if words == name else words)


def _json(at: datetime, level: str, name: str, facts: dict[str, Any], words: str) -> str:
    told = {
        "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": level,
        "service": _service[0],
        "event": name,
        **({"request": number} if (number := request_id.get()) else {}),
        **facts,
        **({"words": words} if words else {}),
    }
    return _encode(told)


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _as_text(record: logging.LogRecord) -> str:
    at = datetime.fromtimestamp(record.created, UTC)
    return _text(at, record.levelname.lower(), record.getMessage(), getattr(record, "facts", {}))


def _text(at: datetime, level: str, words: str, facts: dict[str, Any]) -> str:
    told = " ".join(f"{name}={value}" for name, value in facts.items())
    return " ".join(f"{at:%Y-%m-%d %H:%M:%S}Z {level} {_service[0]}: {words} {told}".split())


def _as_words(record: logging.LogRecord) -> str:
    return " ".join(record.getMessage().splitlines())
