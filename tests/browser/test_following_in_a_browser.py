"""Following from the form to the last mail, as a reader does it: real pages, passes, mail server and bundles."""

from __future__ import annotations

import email
import email.policy
import os
import re
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.browser.conftest import answers, settled
from tests.support.mail_server import ROOT, mail_server
from tests.support.ports import free_port
from tests.support.subscriptions import Bundles, decision

pytestmark = pytest.mark.browser
FROM = "Made-up Ombudsman <news@ombudsman.example>"
LINK = re.compile(r"http://localhost:\d+/follow/\S+")
A_MINUTE = 60


@contextmanager
def running(own, *arguments):
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "upheld.console", "follow", *map(str, arguments)]
    with subprocess.Popen(command, cwd=ROOT, env={**environment, **own}, stdout=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=A_MINUTE)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """Bundles, the mail server, and the address of the pages; passes go on beside them."""
    folder = tmp_path_factory.mktemp("following")
    bundles, port = Bundles(folder), free_port()
    bundles.write()
    with ExitStack() as stack:
        mail = stack.enter_context(mail_server(folder))
        own = {"UPHELD_MAIL": f"smtp://127.0.0.1:{mail.port}", "UPHELD_MAIL_FROM": FROM, "UPHELD_WORKERS": "1"}
        own |= {"UPHELD_FOLLOW": f"http://localhost:{port}", "UPHELD_SITE": "http://localhost:8000"}
        database = folder / "subscriptions.sqlite3"
        stack.enter_context(running(own, "serve", bundles.link, "--database", database, "--port", port))
        answers(f"http://localhost:{port}/follow/")
        stack.enter_context(running(own, "send", bundles.link, "--database", database))
        yield bundles, mail, f"http://localhost:{port}"


def next_mail(mail, before):
    """The mail that came after so many."""
    for _ in range(A_MINUTE * 10):
        if len(mail.taken) > before:
            return email.message_from_bytes(mail.last(), policy=email.policy.default)
        time.sleep(0.1)
    raise AssertionError("no mail came")


def look(tab, name):
    """Axe finds nothing, and the page scrolls one way, at a desk and on a phone; pictures where they are asked for."""
    from axe_playwright_python.sync_playwright import Axe

    for width in (1100, 390):
        tab.set_viewport_size({"width": width, "height": 900})
        wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (name, width)
        found = [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(tab).response["violations"]]
        assert found == [], (name, width)
        if folder := os.environ.get("UPHELD_LOOK"):
            tab.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    tab.set_viewport_size({"width": 1100, "height": 900})


@pytest.mark.parametrize("scripts", [False])
def test_the_whole_way_without_scripts(chromium, house, scripts):
    bundles, mail, address = house
    looks = chromium.new_context().new_page()
    context = chromium.new_context(java_script_enabled=scripts)
    tab = context.new_page()

    settled(looks, f"{address}/follow/")
    look(looks, "form")
    tab.goto(f"{address}/follow/")
    tab.get_by_role("button").click()
    assert tab.get_by_role("alert").is_visible()
    tab.goto(f"{address}/follow/")
    tab.get_by_label("An authority").first.check()
    tab.locator("#authority").select_option(label="Dartford Borough Council")
    tab.get_by_label("Your e-mail address").fill("ana@example.com")
    tab.get_by_label("As soon as something is published").check()
    before = len(mail.taken)
    tab.get_by_role("button", name="Send me a mail to confirm").click()
    assert tab.get_by_role("heading", level=1).inner_text() == "Look at your mail"

    ask = next_mail(mail, before)
    assert ask["List-Unsubscribe"] is None
    (link,) = LINK.findall(ask.get_content())
    settled(looks, link)
    look(looks, "confirm")
    tab.goto(link)
    tab.get_by_role("button", name="Yes, tell me").click()
    assert tab.get_by_role("status").inner_text() == "It is confirmed: you will be told."
    settled(looks, tab.url)
    look(looks, "manage")

    before = len(mail.taken)
    bundles.write(decision("21 000 100"))
    news = next_mail(mail, before)
    assert "Decision 21 000 100" in news.get_content()
    assert "made-up" in news["Subject"]
    raw = mail.last().split(b"\r\n\r\n")[0]
    assert re.search(rb"^List-Unsubscribe: <http://localhost:\d+/follow/stop/[^>\s]+>\r$", raw + b"\r", re.M)
    assert re.search(rb"^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$", raw, re.M)
    stop = news["List-Unsubscribe"].strip("<>")
    settled(looks, stop)
    look(looks, "stop")
    assert urllib.request.urlopen(stop).status == 200, "looking stops nothing"

    pressed = urllib.request.urlopen(stop, data=b"List-Unsubscribe=One-Click")
    assert pressed.status == 200
    assert pressed.headers["Set-Cookie"] is None
    settled(looks, stop)
    look(looks, "stopped")
    before = len(mail.taken)
    bundles.write(decision("21 000 100"), decision("21 000 101"))
    time.sleep(5)
    assert len(mail.taken) == before


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("?words=noise", "form-search"),
        ("?authority=E07000107", "form-authority"),
        ("sent/", "sent"),
        ("confirm/x/", "gone"),
    ],
)
def test_other_pages(chromium, house, path, name):
    tab = settled(chromium.new_context().new_page(), f"{house[2]}/follow/{path}")
    look(tab, name)


def test_the_form_with_problems(chromium, house):
    tab = settled(chromium.new_context().new_page(), f"{house[2]}/follow/")
    tab.get_by_role("button").click()
    assert tab.get_by_role("alert").is_visible()
    look(tab, "form-problems")
