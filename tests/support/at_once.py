"""Several people who do something at the same moment, each on a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connections


def at_once(*works: Callable[[], object]) -> None:
    """Do everything at the same moment; raises what any of it raised."""
    start, failed = threading.Barrier(len(works)), []

    def work(one: Callable[[], object]) -> None:
        start.wait()
        try:
            one()
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(one,)) for one in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if failed:
        raise failed[0]
