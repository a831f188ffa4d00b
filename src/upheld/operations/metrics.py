"""Numbers about a process for Prometheus, served on an address of their own: never on the one that readers reach.

``UPHELD_METRICS`` names a port of this machine, such as ``9101`` or ``127.0.0.1:9101``; without it nothing is served.
Several processes that serve one site add up: each writes its numbers into a folder, and the one that started them
reads all (prometheus_client's multiprocess mode).
"""

from __future__ import annotations

import atexit
import ipaddress
import os
import shutil
import tempfile
from collections.abc import Iterator
from platform import python_version
from typing import TYPE_CHECKING, Any

from upheld import __version__
from upheld.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    from prometheus_client.registry import Collector

SETTING, FOLDER = "UPHELD_METRICS", "PROMETHEUS_MULTIPROC_DIR"
A_LOOPBACK = "a port of this machine only, such as 9101 or 127.0.0.1:9101: these numbers are not for everybody"


def where() -> tuple[str, int] | None:
    """The address to serve numbers on, None where none was named. Raises `Refused` for one that others can reach."""
    written = os.environ.get(SETTING, "").strip()
    if not written:
        return None
    host, _, port = written.rpartition(":")
    host = host.strip("[]").replace("localhost", "127.0.0.1") or "127.0.0.1"
    try:
        if port.isdecimal() and 0 < int(port) < 2**16 and ipaddress.ip_address(host).is_loopback:
            return host, int(port)
    except ValueError:
        pass
    raise Refused([Problem(SETTING, value=written, expected=A_LOOPBACK)])


def begin_together() -> tuple[str, int] | None:
    """Before processes are started whose numbers add up: where they will be served, and a folder for them."""
    address = where()
    if address is not None:
        folder = tempfile.mkdtemp(prefix="upheld-metrics-")
        os.environ[FOLDER] = folder
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return address


def serve_together(address: tuple[str, int], more: Collector | None = None) -> None:
    """Serve the numbers of all processes that write into the folder that `begin_together` made."""
    from prometheus_client import CollectorRegistry
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    _serve(address, registry, more)


def serve_alone(more: Collector | None = None) -> None:
    """Serve the numbers of this one process, if ``UPHELD_METRICS`` says where. ``more`` is asked at each look."""
    from prometheus_client import REGISTRY

    address = where()
    if address is not None:
        _serve(address, REGISTRY, more)


def _serve(address: tuple[str, int], registry: Any, more: Collector | None) -> None:
    from prometheus_client import start_http_server

    registry.register(Build())
    if more is not None:
        registry.register(more)
    host, port = address
    try:
        start_http_server(port, addr=host, registry=registry)
    except OSError as error:
        raise Refused([Problem(SETTING, value=str(port), expected=f"a port that is free ({error.strerror})")]) from None


class Build:
    """Which version runs."""

    def collect(self) -> Iterator[Any]:
        """``upheld_build_info``."""
        from prometheus_client.core import InfoMetricFamily

        info = InfoMetricFamily("upheld_build", "The version that runs.")
        info.add_metric([], {"version": __version__, "python": python_version()})
        yield info
