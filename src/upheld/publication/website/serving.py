"""Serving a bundle from this machine: Granian runs the site, and its address is told once it answers."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
from pathlib import Path

from upheld.operations.logs import configured
from upheld.operations.metrics import SETTING, begin_together, serve_together
from upheld.vocabulary.problems import Problem, Refused

APPLICATION = "upheld.config.website_wsgi:application"
THREADS = 4  # of the site: one makes a page, the others send what is kept
THREADS_THAT_WRITE = 2
MOST_WORKERS, MOST_WORKERS_ASKED = 8, 256
PATIENCE_SECONDS = 60
CACHE_SECONDS, MOST_CACHE_SECONDS = 30, 3600
SLOWEST_REQUEST_MS = 10_000  # for its line and headers; whoever is slower holds a connection for nothing
LARGEST_REQUEST = 64 * 1024  # bytes of its line and headers
SECONDS_TO_END = 5  # for answers on their way, and for clients that keep connections open


def serve(bundle: Path, *, host: str = "127.0.0.1", port: int = 8000, preview: bool = False) -> None:
    """Serve the bundle that a path names, following it as it moves, until Ctrl-C.

    Raises `Refused` where the port is taken, and where there is no whole bundle to begin with.
    """
    from upheld.publication.website.checked_once import word_is_taken

    cache_seconds(os.environ.get("UPHELD_CACHE_SECONDS", ""))
    workers()
    _refuse_taken(host, port)
    _say_if_plain()
    os.environ["UPHELD_BUNDLE"] = str(bundle.absolute())
    os.environ["UPHELD_PREVIEW"] = "1" if preview else ""
    os.environ.setdefault("UPHELD_HOSTS", f"localhost,127.0.0.1,[::1],{host}")
    with word_is_taken():
        _refuse_broken(bundle)
        run_application(APPLICATION, host, port, THREADS)


def run_application(application: str, host: str, port: int, threads: int = THREADS_THAT_WRITE) -> None:
    """Run a WSGI application, and tell its address once it answers; until Ctrl-C."""
    _refuse_taken(host, port)
    metrics = begin_together()
    if metrics:
        _refuse_taken(*metrics, SETTING)
    threading.Thread(target=_tell_when_ready, args=(host, port), daemon=True).start()
    _run(application, host, port, threads, metrics)


def _run(application: str, host: str, port: int, threads: int, metrics: tuple[str, int] | None) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels

    server = Granian(
        application,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers(),
        blocking_threads=threads,
        http1_settings=HTTP1Settings(header_read_timeout=SLOWEST_REQUEST_MS, max_buffer_size=LARGEST_REQUEST),
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_END,
        log_level=LogLevels.warning,
        log_dictconfig=configured(),
    )
    if metrics:
        server.on_startup(lambda: serve_together(metrics))
    server.serve()


def workers() -> int:
    """Processes to serve with: one for each processor, unless ``UPHELD_WORKERS`` says how many.

    Raises `Refused` for what is no whole number of processes.
    """
    written = os.environ.get("UPHELD_WORKERS")
    if not written:
        return min(len(os.sched_getaffinity(0)), MOST_WORKERS)
    return _number("UPHELD_WORKERS", written, 1, MOST_WORKERS_ASKED, "processes")


def cache_seconds(written: str) -> int:
    """How long a shared cache may keep a page: ``UPHELD_CACHE_SECONDS``, 30 without it.

    Raises `Refused` for what is no whole number of seconds, or more than an hour.
    """
    if not written:
        return CACHE_SECONDS
    return _number("UPHELD_CACHE_SECONDS", written, 0, MOST_CACHE_SECONDS, "seconds")


def _number(setting: str, written: str, least: int, most: int, of: str) -> int:
    if written.isascii() and written.isdigit() and len(written) < 9 and least <= int(written) <= most:
        return int(written)
    expected = f"a whole number of {of}, {least} at least and {most} at most"
    raise Refused([Problem(setting, value=written, expected=expected)])


def _refuse_broken(bundle: Path) -> None:
    from upheld.publication.bundle.check import BrokenBundle
    from upheld.publication.website.in_use import whole

    try:
        whole(bundle.resolve())
    except BrokenBundle as broken:
        raise Refused([Problem(str(bundle), expected=f"a whole bundle, but {broken}")]) from broken


def _say_if_plain() -> None:
    from upheld.publication.website.assets import NOT_BUILT, is_built

    if not is_built():
        sys.stderr.write(f"{NOT_BUILT}\n")


def _refuse_taken(host: str, port: int, option: str = "--port") -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise Refused([Problem(option, value=str(port), expected="a port that is free")]) from error


def _tell_when_ready(host: str, port: int) -> None:
    """Print the address as soon as somebody answers there."""
    for _ in range(PATIENCE_SECONDS * 10):
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            shown = f"[{host}]" if ":" in host else host
            sys.stdout.write(f"http://{shown}:{port}/\n")
            sys.stdout.flush()
            return
