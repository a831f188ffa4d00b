"""``upheld desk``: the desk and the portal served, their work done, and people let in."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from upheld.operations.logs import tell
from upheld.vocabulary.problems import Problem, Refused

APPLICATION = "upheld.config.desk_wsgi:application"
SETTINGS = "upheld.config.desk"
KEY = "desk-key"


def prepare(out: Path, register: str, scheme: str) -> None:
    """Name the settings of the desk in this process's environment, and bring the tables of accounts up to date."""
    from upheld.console.starting import start

    name_settings(out, scheme)
    start(register or out / "register.sqlite3", SETTINGS)


def name_settings(out: Path, scheme: str) -> None:
    """Name the settings of the desk in this process's environment."""
    from upheld.console.schemes import chosen

    os.environ["UPHELD_OUT"] = str(out.absolute())
    os.environ["UPHELD_SCHEME"] = scheme or chosen(scheme).id
    os.environ.setdefault("UPHELD_SECRET_KEY", _key(out))


def _key(out: Path) -> str:
    """The key that signs sessions, kept beside the register, readable by its owner only."""
    file = out / KEY
    if not file.exists():
        out.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text()


def serve(out: Path, register: str, scheme: str, host: str, port: int, insecure: bool) -> None:
    """Serve the desk and the portal until Ctrl-C."""
    from upheld.publication.website.serving import run_application

    if insecure and host not in ("127.0.0.1", "localhost", "::1"):
        raise Refused([Problem("--insecure", value=host, expected="an address of this machine only")])
    if insecure:
        os.environ["UPHELD_DESK_SCHEME"] = "http"
    os.environ.setdefault("UPHELD_DESK_HOSTS", f"localhost,127.0.0.1,[::1],{host}")
    prepare(out, register, scheme)
    _let_go_of_the_register()
    tell("started", "The desk and the portal; stop them with Ctrl-C")
    run_application(APPLICATION, host, port)


def _let_go_of_the_register() -> None:
    """Close the register before the processes that serve are forked off.

    A connection to SQLite that is carried over a fork loses its locks, and whoever closes it takes the log away from
    under the others (https://sqlite.org/howtocorrupt.html, 2.6).
    """
    from django.db import connections

    connections.close_all()
