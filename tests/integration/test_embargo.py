"""Between sending and release the public site is, byte for byte, one that never had the coming year's edition."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import pytest
from django.urls import get_resolver
from django.utils import timezone

from tests.support import releasing, small_bundle, small_year
from tests.support.messages import SENDER
from tests.support.releasing import DARTFORD
from tests.support.site import serving
from upheld.delivery import actions as delivery
from upheld.delivery.models import Message
from upheld.delivery.moving import moved
from upheld.delivery.occasions import letters_of
from upheld.delivery.states import State as Sent
from upheld.editions import actions as editions
from upheld.editions.models import Edition
from upheld.editions.states import State
from upheld.publication.release import actions, making, preparing
from upheld.publication.website.crawling import _onward

SECRET = "Embargoed-7f3a"
COMING = 2023
ODD = (
    "/bundle/",
    "/prepared/",
    "/preview/",
    "/bundles/..%2Fprepared/",
    "/downloads/2022/..%2F..%2F..%2Fprepared",
    "/authorities/?year=2023",
    "/releases/2023",
    "/RELEASES/2023/",
    "/api/v1/figures?year=2023",
    "/api/v1/years/2023",
    f"/decisions/?q={SECRET}",
    f"/find/?q={SECRET}",
    "//releases/2023/",
    "/authorities/E07000107/2023/",
    "/authorities/E07000107/2023/edition-1/",
    "/authorities/E07000107/2023/edition-1/letter.pdf",
    "/authorities/E07000107/2023/letter.pdf",
    "/letters/2023/E07000107.pdf",
    "/bundle/letters/2023/E07000107.pdf",
    "/downloads/2023/everything.zip",
    "/downloads/2023/figures.csv",
    "/downloads/%32%30%32%33/",
    "/national/2023/",
    "/national/2023/district/funnel.svg",
    "/compare/?a=E07000107&b=E06000014&year=2023",
    "/embed/E07000107.svg?year=2023",
    "/api/v1/authorities/E07000107?year=2023",
    "/api/v1/figures?year=2023&authority=E07000107",
    "/feeds/corrections.xml?year=2023",
    "/prepared/1/manifest.json",
    "/..%2f..%2fprepared%2f1%2fsite.sqlite3",
    "/assets/..%2F..%2Fprepared%2F1%2Fmanifest.json",
    "/%2e%2e/prepared/1/site.sqlite3",
    "/authorities/E07000107/2023%00/",
    "/authorities/E07000107/٢٠٢٣/",
    "/site.sqlite3",
    "/register.sqlite3",
)
ASKING = (
    {},
    {"HTTP_RANGE": "bytes=0-99999"},
    {"HTTP_IF_MODIFIED_SINCE": "Wed, 26 Jul 2023 08:00:00 GMT"},
    {"HTTP_ACCEPT_ENCODING": "gzip"},
    {"HTTP_IF_NONE_MATCH": "*"},
)


@pytest.fixture(scope="module")
def site_urls():
    with serving(Path("nowhere")):
        return sorted(_patterns(get_resolver("upheld.publication.website.urls").url_patterns))


def _patterns(patterns):
    """Every pattern of the site, filled in for the coming year."""
    filled = {"code": DARTFORD, "year": str(COMING), "number": "1", "kind": "district", "measure": "uphold_rate"}
    for one in patterns:
        route = getattr(one.pattern, "_route", "")
        for name in one.pattern.converters:
            value = filled.get(name, "x")
            for kind in ("str", "year", "number", "int", "slug", "path"):
                route = route.replace(f"<{kind}:{name}>", value)
        yield f"/{route}"


@pytest.fixture(params=[State.APPROVED, State.SENT], ids=["approved", "letters-sent"])
def sites(request, either_register, site_urls, tmp_path, monkeypatch):
    """The site with an edition prepared behind it, approved or with its letters sent; what it answered before."""
    monkeypatch.setattr("upheld.publication.release.checking._dead", lambda bundle: [])
    place = releasing.place(tmp_path)
    last = releasing.edition(place, tmp_path, state=State.PUBLISHED)
    making.write_published(place, last)
    figures = replace(small_year.figures(), year=COMING)
    files = small_bundle.ingredients(tmp_path / "coming")
    for letter in (files / "letters").iterdir():
        letter.write_bytes(f"<style></style><body>{SECRET}</body>".encode())
    first = releasing.calendar.announce(
        place.scheme.id, COMING, releasing.datetime.now(releasing.UTC) + releasing.timedelta(days=1),
        by="petra", without_letters=releasing.NO_LETTERS if request.param == State.APPROVED else "",
    )  # fmt: skip
    assert actions.show_calendar(place)
    before = answers(place.out / "bundle", [*site_urls, *ODD])
    coming = releasing.edition(place, tmp_path, figures=figures, state=State.APPROVED, letters=files)
    if request.param == State.SENT:
        letters_go(coming, files / "letters")
    prepared = preparing.prepare(place, first, by="petra")
    assert prepared.edition == coming
    assert prepared.problems == preparing.blocks_of(first, Edition.objects.get(pk=coming.pk)) == [], "ready to go"
    hidden = preparing.folder_of(place, prepared)
    assert SECRET.encode() in (hidden / "letters" / str(COMING) / f"{DARTFORD}.pdf").read_bytes(), "there is a secret"
    return place, before, hidden


def letters_go(edition, folder):
    """Each letter has gone to its chief officer, and the edition says so."""
    drafts = []
    for pdf in (folder / f"{code}.pdf" for code in sorted(small_year.figures().authorities)):
        digest = hashlib.sha256(pdf.read_bytes()).hexdigest()
        files = (delivery.File(pdf.name, pdf, digest),)
        to = f"chief@{pdf.stem}.example"
        drafts.append(delivery.Draft(digest, to, "chief_officer", pdf.stem, "Jane Doe", SECRET, SECRET, files))
    delivery.plan(letters_of(edition), drafts, domain=SENDER.domain, by="petra")
    for message in Message.objects.all():
        moved(message.pk, [Sent.PLANNED], Sent.INTENDED, by="petra")
        moved(message.pk, [Sent.INTENDED], Sent.ACCEPTED, by="petra")
    editions.move(edition, State.SENT, by="petra")


def answers(bundle, addresses, asking=ASKING):
    """What a site answers to each address, and to every link from its pages, by each way of asking."""
    found, waiting = {}, ["/", *addresses]
    with serving(bundle) as client:
        while waiting:
            address = waiting.pop()
            for number, headers in enumerate(asking):
                if (address, number) in found:
                    continue
                answer = client.get(address, **headers)
                content = b"".join(answer.streaming_content) if answer.streaming else answer.content
                found[address, number] = (answer.status_code, sorted(answer.headers.items()), content)
                if number == 0 and not answer.streaming:
                    waiting += [one for one in _onward(address, answer) if (one, 0) not in found]
    return found


def test_no_address_tells_of_what_is_to_come(sites, site_urls):
    place, before, _ = sites
    now = answers(place.out / "bundle", [*site_urls, *ODD])
    assert len(now) > 200
    assert set(now) == set(before)
    assert [one for one in now if now[one] != before[one]] == []
    assert not [
        one
        for one, (_, headers, content) in now.items()
        if SECRET not in one[0] and SECRET.encode() in content + repr(headers).encode()
    ]
    calendar = now["/releases/", 0][2].decode()
    assert "Annual review figures" in calendar
    assert now["/releases/2023/", 0][0] == 404


def test_writing_the_published_bundle_again_brings_nothing_of_it_in(sites, site_urls):
    """As is done each day, and whenever the calendar changes."""
    place, before, _ = sites
    making.renew(place)
    now = answers(place.out / "bundle", [*site_urls, *ODD], ASKING[:1])
    assert [one for one in now if now[one] != before[one]] == []
    for path in (place.out / "bundle").resolve().rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes()


@pytest.mark.parametrize("either_register", ["sqlite"], indirect=True)
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_neither_the_clock_nor_the_time_zone_of_the_machine_lets_anything_out(sites, site_urls, monkeypatch, zone):
    """The site's clock is past the moment, in summer time or not; but nobody has published yet."""
    place, before, _ = sites
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    now = timezone.now()
    try:
        for later in (releasing.timedelta(days=2), releasing.timedelta(days=184)):
            monkeypatch.setattr(timezone, "now", lambda later=later: now + later)
            monkeypatch.setattr(time, "time", lambda later=later: (now + later).timestamp())
            found = answers(place.out / "bundle", [*site_urls, *ODD], ASKING[:1])
            assert len(found) > 40
            assert [one for one in found if found[one] != before[one]] == []
    finally:
        monkeypatch.undo()
        time.tzset()


def test_what_waits_cannot_be_read_by_another_account(sites):
    place, _, hidden = sites
    if os.geteuid() != 0:
        pytest.skip("only root can try as somebody else")
    shared = Path(tempfile.mkdtemp(prefix="upheld-embargo-"))
    try:
        shared.chmod(0o755)
        shutil.copytree(place.out, shared / "out", symlinks=True)
        readable = f"{shared}/out/bundle/manifest.json"
        waiting = f"{shared}/out/{hidden.relative_to(place.out)}/manifest.json"
        preview = f"{shared}/out/preview/manifest.json"
        look = "import os,sys; os.setgid(65534); os.setuid(65534); open(sys.argv[1]).read()"
        codes = [
            subprocess.run([sys.executable, "-I", "-c", look, path], capture_output=True, check=False)
            for path in (readable, waiting, preview)
        ]
        assert [one.returncode for one in codes] == [0, 1, 1]
        assert all(b"PermissionError" in one.stderr for one in codes[1:])
    finally:
        shutil.rmtree(shared)
