"""People who walk through the house in a browser, each looking at every page on the way."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing

from PIL import Image

from tests.support import house as houses
from tests.support.small_year import ROOT

STAFF = ("ana", "cas", "ben", "carla", "pat", "tom", "dee")
WIDE, NARROW = {"width": 1100, "height": 900}, {"width": 390, "height": 844}
PICTURES = ROOT / "docs" / "how-to" / "pictures"
WAIT = 240_000  # milliseconds, on a busy machine
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Somebody:
    """A person with a browser of their own, signed in."""

    def __init__(self, chromium, house, name, renew):
        self.house, self.name, self.renew = house, name, renew
        self.tab = chromium.new_context(viewport=WIDE, base_url=house.desk, locale="en-GB").new_page()
        self.tab.set_default_timeout(60_000)
        if name:
            houses.sign_in(self.tab, house, name, staff=name in STAFF)

    def look(self, picture="", at=""):
        """Look at the page: axe finds nothing, it scrolls one way. ``at`` is what is at the top of its picture."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.tab, options=AXE).response["violations"]
        assert not found, [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
        self.tab.set_viewport_size(NARROW)
        wide = self.tab.evaluate("document.documentElement.scrollWidth")
        assert wide <= NARROW["width"], f"{self.tab.url} is {wide} wide"
        self.tab.set_viewport_size(WIDE)
        if picture and self.renew:
            where = self.tab.locator(at).first if at else self.tab.locator("h1")
            where.evaluate("(one) => window.scrollTo(0, one.getBoundingClientRect().top + window.scrollY - 24)")
            made = Image.open(io.BytesIO(self.tab.screenshot(animations="disabled", caret="hide"))).convert("RGB")
            made.quantize(64).save(PICTURES / f"{picture}.png", optimize=True)

    def follow(self, *names):
        """Click on links by their names."""
        for name in names:
            self.go(self.tab.get_by_role("link", name=name).first)

    def press(self, name):
        """Press a button by its name, and wait for the page that comes."""
        self.go(self.tab.get_by_role("button", name=name).first)

    def go(self, place):
        """Click, and be on the page that comes: on a busy machine a click is over before it has come."""
        with self.tab.expect_navigation(timeout=WAIT):
            place.click()

    def write(self, **fields):
        """Fill in fields by their labels; underscores stand for blanks."""
        for label, value in fields.items():
            self.tab.get_by_label(label.replace("_", " ")).first.fill(value)

    def sees(self, words, *, again=False):
        """Wait for words; with ``again`` the page is loaded until they are there."""
        place = self.tab.locator("main").get_by_text(words).first
        if again:
            for _ in range(WAIT // 1000):
                if place.count():
                    break
                self.tab.wait_for_timeout(1000)
                self.tab.reload()
        place.wait_for(state="attached")

    def edition(self, label, number=1):
        """Open a year's edition from the front page of the desk."""
        self.tab.goto("/desk/")
        self.follow(f"{label}, edition {number}")


def everybody(chromium, house, names, *, renew):
    """Somebody for each name, and ``anybody``, who has no account."""
    signed_in = {name: Somebody(chromium, house, name, renew) for name in names}
    return {**signed_in, "anybody": Somebody(chromium, house, "", renew)}


def asked(house, question, *values):
    """The register's answer to a question of SQL."""
    with closing(sqlite3.connect(house.out / "register.sqlite3", timeout=60)) as connection:
        return connection.execute(question, values).fetchall()


def at_the_worker(house, somebody):
    """Wait until the worker has nothing left to do that is due, and nothing has failed."""
    for _ in range(WAIT // 500):
        now = "strftime('%Y-%m-%d %H:%M:%S', 'now')"
        due = f"ended_at IS NULL AND (not_before IS NULL OR not_before <= {now})"
        if not asked(house, f"SELECT 1 FROM desk_job WHERE {due}"):
            break
        somebody.tab.wait_for_timeout(500)
    assert not asked(house, "SELECT kind, told FROM desk_job WHERE failed")
