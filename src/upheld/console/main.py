"""The ``upheld`` command: where it starts, and how it fails.

Nothing is imported here that is not needed to fail: processes that a command starts import this module again.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

REFUSED = 2


def main() -> None:
    """Run the command. Refusals go to standard error a line each with status 2; no stack trace reaches a user."""
    from upheld.console.commands import app
    from upheld.operations.credentials import take
    from upheld.vocabulary.problems import Refused

    try:
        take()
        app()
    except Refused as refused:
        sys.exit(_refuse(refused))
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:  # the last door before a person: say what happened without a stack trace
        if os.environ.get("UPHELD_DEBUG"):
            raise
        sys.exit(_confess(error))


def _refuse(refused) -> int:  # type: ignore[no-untyped-def]
    from upheld.console.words import refusal_lines

    for line in refusal_lines(refused):
        _tell("refused", line)
    return REFUSED


def _tell(event: str, line: str) -> None:
    """On standard error, in the form that logs have."""
    import logging

    from upheld.operations.logs import tell

    tell(event, line, logging.ERROR)


def _confess(error: Exception) -> int:
    """Say why or where it stopped, but not what any row held: an error's own text may carry personal data."""
    from upheld.console.stopped import why

    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    where = f"{Path(frame.tb_frame.f_code.co_filename).name} line {frame.tb_lineno}" if frame else "unknown"
    what = why(error) or f"{type(error).__name__} at {where}"
    _tell(
        "stopped",
        f"upheld stopped: {what}. Run it again: nothing is taken or published by halves. UPHELD_DEBUG=1 shows more.",
    )
    return 1
