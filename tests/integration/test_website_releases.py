"""The release calendar on the site, who had figures early, and earlier editions kept readable."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support import releasing, small_bundle, small_year
from tests.support.releasing import DARTFORD
from tests.support.site import Page, serving
from upheld.publication.bundle.contents import EditionFacts, Notice
from upheld.publication.bundle.release_contents import EarlyReader, PastEdition, PublicRelease
from upheld.publication.bundle.schema import LETTERS
from upheld.vocabulary.values import Rate

AT = datetime(2023, 7, 26, 8, 30, tzinfo=UTC)
TOLD = AT - timedelta(days=30)
CALENDAR = (
    PublicRelease(2022, "figures", AT - timedelta(days=364), "done", TOLD - timedelta(days=364), done_at=AT),
    PublicRelease(2023, "figures", AT, "moved", TOLD, "The printer <late>", AT + timedelta(hours=1, seconds=7)),
    PublicRelease(2023, "figures", AT + timedelta(hours=1, seconds=7), "announced", TOLD + timedelta(days=1)),
)
READERS = (
    EarlyReader("", "Press office", "", AT - timedelta(days=365), "To answer questions"),
    EarlyReader(DARTFORD, "Dartford", "chief officer", AT - timedelta(days=371)),
)
NOTICE = Notice(2, date(2022, 9, 1), "One count was wrong.", "A case was entered twice.")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    folder = tmp_path_factory.mktemp("releases")
    made = small_bundle.ingredients(folder / "made")
    old = folder / "old"
    old.mkdir()
    (old / f"{DARTFORD}.pdf").write_bytes(b"%PDF-1.7 as it was")
    (old / f"{DARTFORD}.html").write_text(small_bundle.LETTER)
    now = releasing.with_figure(DARTFORD, {"uphold_rate": Rate(1, 2)})
    edition = EditionFacts(2, "a" * 64, "b" * 64, small_bundle.RELEASED_ON, (NOTICE,), readers=READERS)
    past = PastEdition(1, small_year.figures(), old)
    part = small_bundle.YearPart(now, edition, made / LETTERS, made, (past,))
    arguments = {"sample": False, "preview": False, "casework": small_bundle.CASEWORK, "calendar": CALENDAR}
    return small_bundle.write_bundle(small_year.scheme(), small_year.directory(), [part], folder / "out", **arguments)


@pytest.fixture
def client(bundle):
    with serving(bundle) as client:
        yield client


def test_the_calendar_tells_what_is_to_come_and_keeps_what_was(client):
    page = Page(client.get("/releases/").content.decode())
    assert "Annual review figures 2022-23: 26 July 2023, 10:30:07 (UTC+01:00)" in " ".join(page.text.split())
    assert "Moved to 26 July 2023, 10:30:07 (UTC+01:00): The printer <late>" in page.text
    assert "Published late, 26 July 2023, 09:30 (UTC+01:00)" in page.text
    assert "/releases/2022/" in page.links


def test_the_feed_of_the_calendar_has_an_entry_for_each(client):
    answer = client.get("/feeds/releases.xml").content.decode()
    assert answer.count("<entry>") == len(CALENDAR)
    assert "Annual review figures 2022-23" in answer


def test_who_had_figures_early_stands_by_post_and_office(client):
    page = Page(client.get("/releases/2022/").content.decode())
    assert page.text.index("Dartford") < page.text.index("Press office")
    assert "chief officer" in page.text
    assert "To answer questions" in page.text
    assert client.get("/releases/2023/").status_code == 404


def test_an_earlier_edition_is_readable_and_marked_as_superseded(client):
    place = f"/authorities/{DARTFORD}/2022/edition-1/"
    answer = client.get(place)
    assert answer["X-Robots-Tag"] == "noindex"
    page = Page(answer.content.decode())
    assert "Superseded. Edition 2 took the place of edition 1 on 1 September 2022. One count was wrong." in page.text
    letter = client.get(f"{place}letter.pdf")
    assert letter.content == b"%PDF-1.7 as it was"
    assert letter["X-Robots-Tag"] == "noindex"
    as_a_page = client.get(f"{place}letter/").content.decode()
    assert small_bundle.LETTER.partition("<body>")[2] in as_a_page
    assert "Superseded. Edition 2 took the place of edition 1" in as_a_page
    assert {"name": "robots", "content": "noindex"} in page.all("meta")
    assert place in Page(client.get(f"/authorities/{DARTFORD}/").content.decode()).links


@pytest.mark.parametrize("number", ["2", "3", "0", "99999", "1x", "99999999999999999999"])
def test_there_is_no_other_earlier_edition(client, number):
    for end in ("", "letter/", "letter.pdf"):
        assert client.get(f"/authorities/{DARTFORD}/2022/edition-{number}/{end}").status_code == 404


def test_a_site_without_a_calendar_says_so(tmp_path):
    bare = small_bundle.write(small_bundle.ingredients(tmp_path / "made"), tmp_path / "out")
    with serving(bare) as client:
        assert "No release is announced" in client.get("/releases/").content.decode()
        assert "Nobody outside had these figures" in client.get("/releases/2022/").content.decode()
