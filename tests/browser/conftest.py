"""What the browser's tests share: Chromium, and a site of two years with a map, letters, files and decisions."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

from tests.integration.test_website_national import rows_of, scheme_of
from tests.support import letters, made_map, small_bundle, small_casework, small_year
from tests.support.ports import free_port
from tests.support.site import serving
from upheld.casework.code.comparing import OwnCode, Said, compared
from upheld.casework.code.year_of_code import YearOfCode
from upheld.letters.html import page
from upheld.publication import open_data
from upheld.publication.bundle.actions import YearPart, write_bundle
from upheld.publication.bundle.casework import PublicCasework
from upheld.publication.bundle.contents import EditionFacts, Notice, Revision
from upheld.statistics.counting import Breakdown, CountRow
from upheld.statistics.figures import assemble
from upheld.vocabulary.scheme import Scheme

CHROMIUM = Path(os.environ.get("UPHELD_CHROMIUM", "/usr/bin/chromium"))
QUIETLY = [
    "--lang=en-GB",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--lang=en-GB",
]
YEARS = (2021, 2022)
FIGURES_HASH, FIRST_HASH = "b" * 64, "c" * 64
FEW = [
    CountRow("E06000058", 2022, "uphold_rate", "", 1, 2),
    CountRow("E06000058", 2022, Breakdown.DECIDED, "upheld", 1, 0),
    CountRow("E06000058", 2022, Breakdown.DECIDED, "not_upheld", 1, 0),
]
"""One of two, beside a unitary council that has five."""
SERVE = """
import sys
from pathlib import Path
from upheld.publication.website.serving import serve
serve(Path(sys.argv[1]), port=int(sys.argv[2]))
"""
EXPLAINED = "We have three stages now, and shall have two from the autumn on. " * 2
CORRECTED = Notice(2, small_bundle.RELEASED_ON, "One count was wrong.", "A case was entered twice.")


class Quiet(WSGIRequestHandler):
    """Tells nothing of each request."""

    def log_message(self, *_args: object) -> None:
        """Nothing."""


class AtOnce(ThreadingMixIn, WSGIServer):
    """Answers the connections that a browser opens ahead of need beside those that it uses."""

    daemon_threads = True


def written(folder: Path) -> Path:
    """A bundle with something of every kind in it; the newest year is a corrected edition."""
    scheme = scheme_of(0, 2021).model_copy(update={"folder": made_map.write(folder / "scheme")})
    rows = [row for year in YEARS for row in rows_of(year)] + FEW
    parts = []
    for year in YEARS:
        made = small_bundle.ingredients(folder / str(year))
        (made / "letters" / f"{letters.DARTFORD}.html").write_text(letter_page(year))
        figures = assemble(scheme, scheme.authorities, year, YEARS, rows)
        released = small_bundle.RELEASED_ON
        open_data.write(scheme, scheme.authorities, figures, made, sample=True, released_on=released, workbook=False)
        newest = year == YEARS[-1]
        first = Revision(1, "a" * 64, FIRST_HASH, released)
        edition = EditionFacts(1, "a" * 64, FIRST_HASH, released)
        if newest:
            again = Revision(2, "a" * 64, FIGURES_HASH, released, what=CORRECTED.what, why=CORRECTED.why)
            edition = EditionFacts(2, "a" * 64, FIGURES_HASH, released, (CORRECTED,), history=(first, again))
        parts.append(YearPart(figures, edition, made / "letters", made, code=whole_code(scheme)))
    casework = PublicCasework(
        reports=small_bundle.CASEWORK.reports,
        improvements=small_casework.CASEWORK.improvements,
        decisions=small_casework.CASEWORK.decisions,
        assessments=small_bundle.CASEWORK.assessments,
        trainings=small_bundle.CASEWORK.trainings,
        still_due=small_bundle.CASEWORK.still_due,
        withdrawn=small_casework.CASEWORK.withdrawn,
    )
    write_bundle(scheme, scheme.authorities, parts, folder / "out", sample=True, preview=False, casework=casework)
    return folder / "out" / "bundle"


def whole_code(scheme: Scheme) -> YearOfCode:
    """Every clause of the code: three authorities, of which two say something of themselves."""
    clauses, mets = list(scheme.code.clauses), ("yes", "partly", "no")
    shown = [(clause, mets[at % 3 if at % 5 else 0]) for at, clause in enumerate(clauses) if at % 4]
    said = {clause: Said(at % 6 > 0, "" if at % 6 else EXPLAINED) for at, clause in enumerate(clauses)}
    days = (date(2022, 4, 1), date(2022, 4, 2))
    own = {
        letters.DARTFORD: OwnCode(letters.DARTFORD, compared(clauses, shown, said), "Noted.\n\nIn full.", *days),
        "E06000014": OwnCode("E06000014", compared(clauses, shown[3:], {}), "", None, None),
        "E06000058": OwnCode("E06000058", compared(clauses, [], said), "Noted.", *days),
    }
    return YearOfCode(scheme.code, own)


def letter_page(year: int) -> str:
    """Dartford's letter as a web page, as it is really sent."""
    counts = {"uphold_rate": {letters.DARTFORD: (61, 100)}, "compliance_rate": {letters.DARTFORD: (61, 61)}}
    return page(letters.content(counts, letters.DARTFORD, year, sample=True))


@contextmanager
def answering(bundle: Path, *, preview: bool = False) -> Iterator[str]:
    """The address of the site in a thread of this process, which a test can still change the map of."""
    from django.core.handlers.wsgi import WSGIHandler
    from django.test.utils import override_settings

    with serving(bundle, preview=preview), override_settings(ALLOWED_HOSTS=["127.0.0.1"]):
        server = make_server("127.0.0.1", 0, WSGIHandler(), server_class=AtOnce, handler_class=Quiet)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="package")
def whole_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of `written`."""
    return written(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def whole_site(whole_bundle: Path) -> Iterator[str]:
    """The address of a site that has something of every kind."""
    with answering(whole_bundle) as address:
        yield address


@contextmanager
def served(bundle: Path) -> Iterator[str]:
    """The address of the site as it is served, in a process of its own."""
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])}
    command = [sys.executable, "-c", SERVE, str(bundle), str(port)]
    with subprocess.Popen(command, cwd=small_year.ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        told = server.stdout.readline().strip()  # type: ignore[union-attr]
        assert told == f"http://127.0.0.1:{port}/"
        answers(told)
        yield told.rstrip("/")
        server.terminate()
        server.wait(timeout=60)


def answers(address: str) -> None:
    """Return as soon as a site answers; raises where it does not in a minute."""
    for _ in range(600):
        try:
            urllib.request.urlopen(address, timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the site does not answer")


@pytest.fixture(scope="session")
def served_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small site in a process of its own."""
    made, out = tmp_path_factory.mktemp("made"), tmp_path_factory.mktemp("out")
    with served(small_bundle.write(small_bundle.ingredients(made / "all"), out, number=2)) as address:
        yield address


@pytest.fixture(scope="package")
def chromium() -> Iterator[object]:
    """The one browser of all these tests; each has pages of its own.

    It ends with this folder's tests: while it is there an event loop runs, beside which Django opens no register.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=QUIETLY)
        yield browser
        browser.close()


def settled(tab, address: str):  # type: ignore[no-untyped-def]
    """A page that has come to rest: everything is there."""
    tab.goto(address, wait_until="networkidle")
    tab.evaluate("document.fonts.ready")
    return tab


def in_its_typeface(tab, address: str):  # type: ignore[no-untyped-def]
    """The same, drawn in its own typeface, for which a reader's page does not wait where it comes late."""

    def wait_for_it(route):  # type: ignore[no-untyped-def]
        answer = route.fetch()
        style = answer.text()
        assert "font-display: optional" in style
        route.fulfill(response=answer, body=style.replace("font-display: optional", "font-display: block"))

    tab.unroute("**/*.site.css")
    tab.route("**/*.site.css", wait_for_it)
    return settled(tab, address)
