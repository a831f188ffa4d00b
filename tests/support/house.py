"""The whole house at work: the desk with its worker, a mail server, the public site; and people who come in."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.mail_server import ROOT, MailServer, mail_server
from tests.support.ports import free_port

PASSWORD = "three sample pigeons"
ALONE = ("--alone", "--reason", "Before this desk was there")
UNSENT = ("--reason", "Its letters went before this desk was there")
FROM = "Made-up Ombudsman <letters@ombudsman.example>"
A_MINUTE = 60


@dataclass
class House:
    """Where everything is."""

    out: Path
    desk: str
    site: str
    mail: MailServer

    def code(self, name: str) -> str:
        """What somebody's app shows now."""
        return upheld("desk", "code", self.out, name).strip()


def upheld(*arguments: object) -> str:
    """What a command says; the test fails where it does not go well."""
    command = [sys.executable, "-m", "upheld.console", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout


def reviewed(extract: Path, out: Path, first: int, year: int, authority: str) -> Path:
    """Years up to one: those before it published, this one a draft; and a sample person for each post."""
    for one in range(first, year + 1):
        upheld("review", extract, "--year", one, "--complete", f"{first}..{one}", "--out", out)
        if one < year:
            upheld("edition", "approve", one, "--register", out / "register.sqlite3", *ALONE)
            upheld("edition", "publish", one, "--out", out, *UNSENT)
    upheld("desk", "sample", out, "--authority", authority)
    return out


def published(extract: Path, out: Path, first: int, year: int, *more: object) -> Path:
    """A year drawn and published by somebody alone, its letters sent elsewhere; complete from another on."""
    upheld("review", extract, "--year", year, "--complete", f"{first}..{year}", "--out", out, *more)
    upheld("edition", "approve", year, "--register", out / "register.sqlite3", *ALONE)
    upheld("edition", "publish", year, "--out", out, *UNSENT)
    return out


@contextmanager
def opened(out: Path, folder: Path) -> Iterator[House]:
    """The house, until the block ends; what its processes say is kept in a folder."""
    desk, site = free_port(), free_port()
    with ExitStack() as stack:
        mail = stack.enter_context(mail_server(folder))
        own = {"UPHELD_MAIL": f"smtp://127.0.0.1:{mail.port}", "UPHELD_MAIL_FROM": FROM}
        own["UPHELD_WORKERS"], own["UPHELD_DEBUG"] = "1", "1"
        for name, arguments in {
            "desk": ["desk", "serve", str(out), "--insecure", "--port", str(desk)],
            "worker": ["desk", "work", str(out)],
            "site": ["serve", str(out / "bundle"), "--port", str(site)],
        }.items():
            stack.enter_context(_running(arguments, own, folder / f"{name}.log"))
        house = House(out, f"http://localhost:{desk}", f"http://localhost:{site}", mail)
        for address in (house.desk, house.site):
            _answers(address)
        yield house


@contextmanager
def _running(arguments: list[str], own: dict[str, str], log: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "upheld.console", *arguments]
    with (
        log.open("w") as told,
        subprocess.Popen(command, cwd=ROOT, env={**os.environ, **own}, stdout=told, stderr=told) as process,
    ):
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=A_MINUTE)


def _answers(address: str) -> None:
    import urllib.request

    for _ in range(A_MINUTE * 10):
        try:
            urllib.request.urlopen(address, timeout=A_MINUTE).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer")


def sign_in(tab: Any, house: House, name: str, *, staff: bool = True) -> None:
    """Sign somebody in by the forms."""
    tab.goto(house.desk)
    tab.get_by_label("Account name or e-mail address").fill(name)
    tab.get_by_label("Password").fill(PASSWORD)
    button = tab.get_by_role("button", name="Sign in", exact=True)
    with tab.expect_navigation():
        button.click()
    if staff:
        tab.get_by_label("Code from your app").fill(house.code(name))
        with tab.expect_navigation():
            button.click()
