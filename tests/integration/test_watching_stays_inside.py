"""What early warning found and what analysts wrote of it is in nothing that leaves the desk."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.integration.test_embargo import answers
from tests.support import releasing
from tests.support.addresses import OWN, every
from tests.support.desk import signed_in
from tests.support.releasing import DARTFORD
from upheld.access.permissions import Role
from upheld.casework.watching import looking, noting
from upheld.casework.watching.models import Drift, Look
from upheld.casework.watching.streams import Kind, Stream
from upheld.desk import place as desk
from upheld.editions.snapshot import write
from upheld.editions.states import State
from upheld.publication.release import making
from upheld.register.models import Case

MARK = "Unmistakable-7f3a"
NOW = datetime(2022, 8, 1, tzinfo=UTC)
OF_ONE_PAGE = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')
NAMED = ("/feeds/", "/api/v1/openapi.json", f"/authorities/{DARTFORD}/", "/data/")


@pytest.fixture
def published(register, tmp_path):
    where = releasing.place(tmp_path)
    Case.objects.create(
        reference="1",
        authority=DARTFORD,
        subject="Housing",
        received_on=date(2021, 5, 1),
        decided_on=date(2021, 9, 1),
        outcome="upheld",
    )
    releasing.edition(where, tmp_path, state=State.PUBLISHED)
    making.write_published(where, releasing.Edition.objects.get())
    return where


def warned() -> None:
    """A drift of Dartford's is kept, with a note on it."""
    look = Look.objects.create(
        month="2022-03",
        rests_on="a" * 64,
        since="2021-04",
        after=looking.last_change(),
        at=NOW,
        watched=1,
        too_few=0,
        alarms_a_month=0.1,
    )
    stream = Stream(Kind.RECEIVED, DARTFORD, MARK)
    months = [["2022-03", 7, 1000, 1.5, 118, True, 1]]
    Drift.objects.create(
        look=look, place=0, signalled="2022-03", run_length=130.0, shift=2.0, months=months, **stream._asdict()
    )
    noting.write(stream, "2022-03", MARK, settled=False, seen=0, title=MARK, now=NOW, by="ana")


def files(folder: Path) -> dict[str, bytes]:
    found = {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    assert found
    return found


def test_no_bundle_site_data_file_feed_or_snapshot_tells_of_it(published, tmp_path):
    before = answers(published.out / "bundle", NAMED, ({},))
    write(desk.directory(), tmp_path / "before")
    warned()
    making.renew(published)
    write(desk.directory(), tmp_path / "after")
    after = answers(published.out / "bundle", NAMED, ({},))
    assert len(after) > 40
    assert {one[0].partition("?")[0] for one in after} >= {"/", "/method/", f"/authorities/{DARTFORD}/"}
    assert [one for one in after if after[one] != before.get(one)] == []
    assert files(tmp_path / "after") == files(tmp_path / "before")
    everything = {**files((published.out / "bundle").resolve()), **{one[0]: after[one][2] for one in after}}
    for name, content in everything.items():
        for word in (MARK, "arly warning", "watching_", "CUSUM"):
            assert word.encode() not in content, (name, word)


def test_no_page_of_an_authority_tells_of_it(register):
    """Each page of the portal for those who see most of it is what it was, to the byte."""
    fay = signed_in("fay", (Role.LINK_OFFICER, OWN), (Role.READER, OWN))
    own = [one.example(OWN) for one in every() if one.needs and one.needs[1]]
    before = {address: shown(fay, address) for address in own}
    warned()
    assert {address: shown(fay, address) for address in own} == before
    assert sum(status == 200 for status, _ in before.values()) > 3
    assert shown(fay, "/desk/watching/")[0] == 404


def shown(client, address: str) -> tuple[int, bytes]:
    answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert MARK.encode() not in content
    return answer.status_code, OF_ONE_PAGE.sub(b"", content)


def test_the_desk_does_tell_of_it(register):
    """So that the tests above look for what is there to be found."""
    warned()
    ana = signed_in("ana", Role.ANALYST)
    assert MARK in ana.get("/desk/watching/").content.decode()
