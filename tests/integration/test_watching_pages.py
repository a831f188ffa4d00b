"""Early warning at the desk: the list as it was kept, a drift with chart, cases and notes, and what is not there."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from tests.integration.test_watching import SCHEME, filled
from tests.support.desk import signed_in
from upheld.access.actions import record
from upheld.access.models import AuditEntry
from upheld.access.permissions import Role
from upheld.casework.watching import looking
from upheld.casework.watching.charts import Seen
from upheld.casework.watching.models import Look, Note
from upheld.casework.watching.streams import Kind, Stream
from upheld.desk.watching_drawn import drawn
from upheld.register.models import Case
from upheld.register.queries import directory

pytestmark = pytest.mark.usefixtures("register")
NOW = datetime(2022, 1, 10, 9, 5, tzinfo=UTC)
PLANTED = Stream(Kind.RECEIVED, "A1", "Housing")
GIVEN = {"month": "2021-12", **PLANTED._asdict()}


@pytest.fixture(autouse=True)
def _at_the_desk(monkeypatch):
    monkeypatch.setattr("upheld.desk.watching_views.scheme", lambda: SCHEME)
    monkeypatch.setattr("upheld.desk.watching_views.directory", lambda: directory(SCHEME))


@pytest.fixture
def ana():
    return signed_in("ana", Role.ANALYST)


@pytest.fixture
def looked():
    filled(jump=4)
    record("intake", "an extract", by="ana")
    return looking.look(SCHEME, NOW)


def text(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def posted(client, **given):
    return client.post(
        "/desk/watching/note", {**GIVEN, "seen": "0", "text": "A road was closed.", **given}, follow=True
    )


def test_a_drift_is_listed_and_leads_to_all_its_cases(ana, looked):
    page = ana.get("/desk/watching/").content.decode()
    assert "For staff only" in page and "Were nothing drifting at all" in page
    links = [unescape(one) for one in re.findall(r'href="(/desk/watching/drift\?[^"]+)"', page)]
    (link,) = [one for one in links if "authority=A1" in one and "about=Housing" in one]
    behind = ana.get(link).content.decode()
    (one,) = [one for one in looking.drifts(looked) if one.stream == PLANTED]
    months = {each.month for each in one.rising}
    wanted = {
        case.reference
        for case in Case.objects.filter(authority="A1", subject="Housing")
        if f"{case.received_on:%Y-%m}" in months
    }
    listed = behind.partition('id="cases-caption"')[2]
    assert set(re.findall(r'<tr><th scope="row" class="state">(\d+)</th>', listed)) == wanted != set()


def test_the_page_says_as_of_when_and_that_the_register_has_changed_since(ana, looked):
    assert "Worked out on 10 January 2022 at 09:05 from the register as it stood" in text(ana.get("/desk/watching/"))
    assert "The register has changed since" not in text(ana.get("/desk/watching/"))
    Case.objects.filter(authority="A1", received_on__gte="2021-01-01").update(authority="A2")
    record("intake", "another", by="ana")
    page = text(ana.get("/desk/watching/"))
    assert "The register has changed since" in page and "Housing: cases received" in page, "what was kept is shown"


def test_the_drawing_has_a_bar_a_month_and_says_the_same_in_words_and_in_a_table(ana, looked):
    page = ana.get("/desk/watching/drift", GIVEN).content.decode()
    (one,) = [one for one in looking.drifts(looked) if one.stream == PLANTED]
    drawing = page[page.index("<svg") : page.index("</svg>")]
    bars = re.findall(r'<rect class="(own|signals)"', drawing)
    assert len(bars) == len(one.months) == 24
    assert bars.count("signals") == sum(each.signal for each in one.months) > 0
    assert "style=" not in page and "<script" not in drawing
    assert "How near to a signal the stream was, from January 2020 to December 2021" in drawing
    levels = re.findall(r"<td[^>]*>([^<]*%)</td>", page)
    assert levels == [f"{each.level}%" if each.level <= 200 else "over 200%" for each in one.months]


def test_a_drawing_by_hand():
    """Two months of 336 units each; 110 per cent are 192 units, so 100 are 174.5."""
    months = [Seen("2021-12", 1, 0, 1.0, 50, False, 1), Seen("2022-01", 5, 0, 1.0, 100, True, 2)]
    found = drawn(months, "2022-01")
    assert [(bar.middle, bar.tall, bar.signal) for bar in found.bars] == [(192, 87.3, False), (528, 174.5, True)]
    assert (found.line, found.year_begins) == (41.5, 360)
    assert [(bar.named, bar.year, bar.between) for bar in found.bars] == [("Dec", "2021", True), ("Jan", "2022", False)]


def test_a_bar_far_above_the_line_ends_at_twice_its_height():
    found = drawn([Seen("2021-12", 9, 0, 1.0, 5000, True, 1), Seen("2022-01", 1, 0, 1.0, 0, False, 0)], "2021-12")
    assert (found.bars[0].tall, found.line, found.year_begins) == (192, 120, None)


def test_an_analyst_settles_a_warning_and_it_leaves_the_list(ana, looked):
    page = text(posted(ana, state="settled"))
    assert "The warning is settled. It comes back only if the drift goes on." in page
    assert "A road was closed. Settled by ana" in page
    still, _, settled = ana.get("/desk/watching/").content.decode().partition("Settled this year: 1")
    link = "authority=A1&amp;about=Housing"
    assert link not in still and settled.count(link) == 1
    assert AuditEntry.objects.filter(action="settle a warning", by="ana").exists()


@pytest.fixture
def of_the_next_year(looked):
    """A look at the first month of the next year: one stream signalled before it, in the year before, and not since."""
    given = {"after": looked.after, "at": NOW, "watched": 1, "too_few": 0, "alarms_a_month": 0.1}
    look = Look.objects.create(month="2022-01", since="2022-01", rests_on="other counts", **given)
    one = looked.drifts.get(**PLANTED._asdict())
    one.pk, one.look = None, look
    one.save()
    return look


LINK = "authority=A1&amp;about=Housing"


def test_a_warning_of_the_year_before_stays_until_somebody_settles_it(ana, of_the_next_year):
    page = ana.get("/desk/watching/").content.decode()
    assert "Earlier, not settled: 1" in page and page.count(LINK) == 1
    assert "The warning is settled." in text(posted(ana, month="2022-01", state="settled"))
    page = ana.get("/desk/watching/").content.decode()
    assert "not settled: 1" not in page and "Settled this year: 1" in page


def test_a_warning_settled_in_the_year_before_is_on_no_list_of_the_next(ana, of_the_next_year):
    posted(ana, state="settled")
    page = ana.get("/desk/watching/").content.decode()
    assert LINK not in page and "Settled this year" not in page
    assert ana.get("/desk/watching/drift", {**GIVEN, "month": "2022-01"}).status_code == 200


def test_a_settled_warning_is_listed_again_once_the_drift_goes_on(ana):
    filled(jump=4)
    looking.look(SCHEME, NOW, "2021-09")
    looking.look(SCHEME, NOW)
    goes_on = next(
        one
        for one in looking.drifts(looking.newest())
        if {each.month <= "2021-09" for each in one.months if each.signal and each.month >= "2021"} == {True, False}
    )
    given = goes_on.stream._asdict()
    posted(ana, month="2021-09", state="settled", **given)
    assert "Settled this year: 1" in text(ana.get("/desk/watching/", {"month": "2021-09"}))
    page = text(ana.get("/desk/watching/"))
    assert "Goes on ana, " in page and "Settled this year" not in page
    told = "It was settled, and has signalled again since."
    assert told in text(ana.get("/desk/watching/drift", {"month": "2021-12", **given}))
    posted(ana, month="2021-12", state="settled", seen="1", **given)
    assert "Settled this year: 1" in text(ana.get("/desk/watching/"))


def test_a_followed_warning_stays_on_the_list(ana, looked):
    assert "Your note is kept." in text(posted(ana, state="followed"))
    assert "Followed ana, " in text(ana.get("/desk/watching/"))


def test_of_two_who_write_the_second_is_told_to_read_first(ana, looked):
    posted(signed_in("ben", Role.ANALYST), state="followed", text="Ben looks into it.")
    page = text(posted(ana, state="settled"))
    assert "Somebody else wrote of this warning meanwhile." in page and "Ben looks into it." in page
    assert Note.objects.count() == 1


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "²"])
def test_a_form_that_was_tampered_with_is_refused(ana, looked, seen):
    assert posted(ana, state="settled", seen=seen).status_code == 200
    assert not Note.objects.exists()


def test_an_approver_reads_and_writes_nothing(looked):
    ada = signed_in("ada", Role.APPROVER)
    page = ada.get("/desk/watching/drift", GIVEN)
    assert page.status_code == 200 and b"<textarea" not in page.content
    assert posted(ada, state="settled").status_code == 404
    assert not Note.objects.exists()


def test_what_somebody_wrote_never_becomes_markup(ana, looked):
    assert "<b>bold</b>" not in posted(ana, state="followed", text="<b>bold</b>").content.decode()


def test_before_anything_was_looked_at_the_page_says_so(ana):
    assert "Nothing was looked at yet." in text(ana.get("/desk/watching/"))


def test_a_month_that_was_not_looked_at_is_said_to_be_so(ana, looked):
    page = ana.get("/desk/watching/", {"month": "<b>"}).content.decode()
    assert "was not looked at" in page and "“<b>" not in page


def test_a_stream_that_does_not_drift_has_no_page(ana, looked):
    for given in ({}, {"kind": "none"}, {"kind": "cases received", "authority": "A9"}, {**GIVEN, "month": "2001-01"}):
        assert ana.get("/desk/watching/drift", given).status_code == 404
        assert ana.post("/desk/watching/note", given).status_code == 404
