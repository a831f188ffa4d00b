"""A worker's signs of life, and the numbers about its work that Prometheus asks for."""

from __future__ import annotations

import logging
import threading

from upheld.console.numbers import OfTheRegister
from upheld.operations.logs import event
from upheld.operations.metrics import serve_alone


def begin() -> None:
    """Serve the numbers of the register, and give signs of life for as long as this process lives.

    They come from a thread of its own: a job that takes long must not look like a worker that is gone.
    """
    from upheld.desk.signs_of_life import EVERY

    serve_alone(OfTheRegister())
    threading.Thread(target=_give, args=(EVERY.total_seconds(),), daemon=True).start()


def _give(every: float) -> None:
    from django.db import Error, connection
    from django.utils import timezone

    from upheld.desk.signs_of_life import give

    began, pause = timezone.now(), threading.Event()
    while True:
        try:
            give(began)
        except Error as error:  # the register comes back, or who asks is told how long it is silent
            event("sign of life failed", f"No sign of life can be given: {type(error).__name__}", logging.WARNING)
        finally:
            connection.close()
        pause.wait(every)
