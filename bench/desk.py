"""The desk with six years of register on SQLite: pages as a browser gets them, letters read, approved and sent.

The letters are those of the sample's last year, with all the copies that go with them; what they are sent with is
measured from the first message to the last, as the worker puts it on record.
"""

from __future__ import annotations

import html
import http.client
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from urllib.parse import urlencode

from bench import Row
from bench.made_site import FOLDER, _quietly, _running

FIRST, YEAR, PORT, WHO = 2017, 2022, 8784, "bench"
MILLISECONDS, SENDING_LIMIT = 150, 1.5
FROM = "Made-up Ombudsman <letters@ombudsman.example>"
EACH, QUERIES = 60, 200


def run() -> Iterator[Row]:
    """Pages first, then the letters' way from reading to sending."""
    out = _reviewed()
    os.environ.update(DJANGO_SETTINGS_MODULE="upheld.config.desk", UPHELD_DATABASE=f"{out}/register.sqlite3")
    os.environ.update(UPHELD_OUT=str(out), UPHELD_DESK_SCHEME="http")
    _quietly("upheld.console", "desk", "work", str(out), "--once")
    os.environ["UPHELD_SECRET_KEY"] = (out / "desk-key").read_text()
    import django

    django.setup()
    arguments = ["desk", "serve", str(out), "--insecure", "--port", str(PORT)]
    with _running([sys.executable, "-m", "upheld.console", *arguments], subprocess.PIPE) as server:
        assert server.stdout
        next(line for line in server.stdout if line.startswith("http"))
        browser = Browser(_cookie())
        yield from _pages(browser)
        yield from _round_pages(browser)
        yield from _letters(browser)
    yield _sent(out)


def _reviewed() -> Path:
    """Six years of cases in a register and the last year's letters, new each time."""
    kept, out = FOLDER / "six-years-reviewed", FOLDER / "desk"
    if not (kept / "report.html").exists():
        sample = FOLDER / "six-years"
        _quietly("sample_data", "--years", f"{FIRST}..{YEAR}", "--out", str(sample))
        complete = f"{FIRST}..{YEAR}"
        _quietly(
            "upheld.console", "review", str(sample), "--year", str(YEAR), "--complete", complete, "--out", str(kept)
        )
    shutil.rmtree(out, ignore_errors=True)
    return shutil.copytree(kept, out, symlinks=True).absolute()


def _cookie(*at_an_authority: str) -> str:
    """That of staff with every post but the administrator's, or of an authority's link officer."""
    from django.conf import settings

    from tests.support.desk import signed_in
    from upheld.access.permissions import STAFF, Role

    theirs = [(Role.LINK_OFFICER, one) for one in at_an_authority]
    client = signed_in("link" if theirs else WHO, *(theirs or STAFF))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


class Browser:
    """One kept connection with somebody signed in."""

    def __init__(self, cookie: str):
        self.cookie, self.token = cookie, ""
        self.connection = http.client.HTTPConnection("localhost", PORT)

    def get(self, path: str) -> tuple[float, str]:
        """Seconds that a page took, and the page. The first request of a form's token is kept."""
        return self._ask("GET", path)

    def post(self, path: str, **fields: str) -> tuple[float, str]:
        """Seconds that a form took."""
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": self.token, **fields}))

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[float, str]:
        cookie = self.cookie + (f"; csrf={self.token}" if self.token else "")
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        start = perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        read = answer.read()
        seconds = perf_counter() - start
        assert answer.status in (200, 302), (path, answer.status)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and (found := re.match("csrf=([^;]+)", value)):
                self.token = found[1]
        return seconds, read.decode("utf-8", "replace")


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] * 1000


def _edition() -> tuple[str, list[str]]:
    from upheld.editions.models import Edition

    edition = Edition.objects.get(year=YEAR)
    return f"/desk/editions/{edition.pk}/", list(edition.letters.order_by("pk").values_list("authority", flat=True))


def _pages(browser: Browser) -> Iterator[Row]:
    at, authorities = _edition()
    asked = {
        "editions": ["/desk/"] * EACH,
        "one edition": [at] * EACH,
        "the list of letters": [f"{at}letters/?page={1 + one % 7}" for one in range(EACH)],
        "a letter": [f"{at}letters/{one}/" for one in authorities],
        "a letter beside what the rules say": [f"{at}letters/{one}/beside/generated" for one in authorities[:EACH]],
        "a letter as PDF": [f"{at}letters/{one}/pdf" for one in authorities],
        "before approving all": [f"{at}letters/approve"] * EACH,
        "sending": [f"{at}sending/"] * EACH,
    }
    asked |= {name: [f"/desk/{name}/"] * EACH for name in ("releases", "corrections", "people", "trail")}
    for what, paths in asked.items():
        yield _page(browser, f"desk, {what}", paths)


def _page(browser: Browser, what: str, paths: list[str]) -> Row:
    for path in paths[:8]:  # each process of the server has seen it
        browser.get(path)
    times = [browser.get(path)[0] for path in paths]
    return Row(f"{what}: p95", "the limit", MILLISECONDS, _p95(times), 1, "ms")


def _round_pages(browser: Browser) -> Iterator[Row]:
    """The check round while it is open: at the desk, and for the authority with most cases at the portal."""
    from django.utils import timezone

    from upheld.editions.check_round import answering, rounds
    from upheld.editions.check_round.words import About
    from upheld.editions.models import Edition
    from upheld.register.models import Case

    edition, now = Edition.objects.get(year=YEAR), timezone.now()
    rounds.open_round(edition, closes_at=now + timedelta(days=14), now=now, by=WHO)
    cases = Case.objects.filter(decided_on__range=(f"{YEAR - 1}-04-01", f"{YEAR}-03-31")).order_by("reference")
    asked = []
    for one in cases[:QUERIES]:
        query = answering.Asked(one.authority, one.reference, About.OUTCOME, "It ended otherwise")
        asked.append(answering.ask(edition, query, now=now, by="x"))
    at, _ = _edition()
    pages = {"check round": f"{at}check-round/", "queries": f"{at}queries/", "a query": f"{at}queries/{asked[0].pk}/"}
    for what, path in pages.items():
        yield _page(browser, f"desk, {what}", [path] * EACH)
    most = Counter(cases.values_list("authority", flat=True)).most_common(1)[0][0]
    theirs = Browser(_cookie(most))
    own = f"/portal/{most}/"
    figures = f"{own}editions/{edition.pk}/"
    decided = f"{figures}cases/decided"
    pages = {"own page": own, "figures": figures, "all cases": f"{decided}/", "all cases as CSV": f"{decided}.csv"}
    for what, path in pages.items():
        yield _page(theirs, f"portal, {what}", [path] * EACH)
    for one in asked:
        answering.withdraw(one, now=now, by="x")
    rounds.close_round(edition, now=now, by=WHO, reason="a benchmark waits for nobody")


def _letters(browser: Browser) -> Iterator[Row]:
    at, authorities = _edition()
    start = perf_counter()
    for one in authorities:
        browser.get(f"{at}letters/{one}/page")
        browser.get(f"{at}letters/{one}/pdf")
    yield Row(f"{len(authorities)} letters previewed, page and PDF", "nothing promised", None, perf_counter() - start)
    page = browser.get(f"{at}letters/approve")[1]
    looked_at = html.unescape(re.search('name="looked_at" value="([^"]*)"', page)[1])  # type: ignore[index]
    seconds, _ = browser.post(f"{at}letters/approve-these", looked_at=looked_at)
    yield Row(f"{looked_at.count('en')} letters approved at once", "nothing promised", None, seconds)


def _sent(out: Path) -> Row:
    from bench.sending import _bare
    from tests.support.mail_server import mail_server
    from upheld.delivery.actions import Draft, File
    from upheld.delivery.models import Message, Run
    from upheld.editions.models import Edition

    for person in ("ben", "carla"):
        _approve(person)
    from upheld.desk import jobs

    job = jobs.ask("send", Edition.objects.get(year=YEAR), by=WHO, leave_out=True, a_minute=0)
    with mail_server(out) as mail:
        os.environ.update(UPHELD_MAIL=f"smtp://127.0.0.1:{mail.port}", UPHELD_MAIL_FROM=FROM)
        _quietly("upheld.console", "desk", "work", str(out), "--once")
        job.refresh_from_db()
        assert not job.failed, job.told
        sent = Message.objects.filter(state="accepted")
        drafts = [
            Draft(
                one.version,
                one.recipient,
                one.kind,
                one.authority,
                one.name,
                one.subject,
                one.text,
                tuple(File(file["name"], Path(file["path"]), file["sha256"]) for file in one.attached),
            )
            for one in sent
        ]
        bare = _bare(drafts, mail.port)
    sending = Run.objects.get()
    ours = (sending.ended_at - sending.started_at).total_seconds()
    what = f"{len(drafts)} messages with letters sent from the desk"
    return Row(what, "Django's SMTP backend, one connection", bare, ours, SENDING_LIMIT)


def _approve(person: str) -> None:
    from upheld.editions.actions import approve
    from upheld.editions.models import Edition

    edition = Edition.objects.get(year=YEAR)
    approve(edition, by=person, figures_hash=edition.figures_hash, reason="a benchmark has no check round")
