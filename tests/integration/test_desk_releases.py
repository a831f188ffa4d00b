"""The desk's pages of releases and corrections, by whoever may use them."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from tests.support.desk import signed_in
from tests.support.site import Page
from upheld.access.models import AuditEntry
from upheld.access.permissions import Role
from upheld.console import working
from upheld.desk import jobs
from upheld.desk.models import Job
from upheld.editions.models import Edition
from upheld.editions.states import State
from upheld.publication.release import confirming
from upheld.publication.release.models import Correction, EarlyAccess, Release

pytestmark = pytest.mark.usefixtures("either_register")
DARTFORD = "E07000107"


def edition(state: State = State.APPROVED, **more: object) -> Edition:
    facts = {"snapshot_hash": "s" * 64, "figures_hash": "f" * 64, "complete_years": [2022], "sample": True}
    days = {"frozen_at": timezone.now(), "frozen_by": "ana", "sent_on": date(2022, 7, 20)}
    return Edition.objects.create(
        scheme="local-government-england",
        year=2022,
        number=1,
        state=state,
        released_on=date(2022, 7, 27),
        **{**facts, **days, **more},
    )


def text(answer) -> str:
    return " ".join(Page(answer.content.decode()).text.split())


def test_a_publisher_announces_moves_and_cancels():
    edition()
    petra = signed_in("petra", Role.PUBLISHER)
    sent = {"year": "2022", "day": "2099-10-25", "time": "01:30"}
    answer = petra.post("/desk/releases/announce", sent, follow=True)
    assert "Clocks go back then, so this time comes twice" in text(answer)
    assert not Release.objects.exists()
    answer = petra.post("/desk/releases/announce", {**sent, "which": "second"}, follow=True)
    assert "2021-22, 25 October 2099, 01:30:00 GMT" in text(answer)
    one = Release.objects.get()
    assert one.announced_by == "petra"
    moved = {"day": "2099-07-01", "time": "09:30:00", "reason": "The printer"}
    assert "is moved" in text(petra.post(f"/desk/releases/{one.pk}/move", moved, follow=True))
    last = Release.objects.get(state="announced")
    assert "say why" in text(petra.post(f"/desk/releases/{last.pk}/cancel", {"reason": " "}, follow=True))
    assert "is cancelled" in text(
        petra.post(f"/desk/releases/{last.pk}/cancel", {"reason": "An election"}, follow=True)
    )


def test_a_time_that_the_clocks_skip_is_refused():
    edition()
    petra = signed_in("petra", Role.PUBLISHER)
    sent = {"year": "2022", "day": "2099-03-29", "time": "01:30"}
    assert "does not exist" in text(petra.post("/desk/releases/announce", sent, follow=True))
    assert "choose one of the years" in text(
        petra.post("/desk/releases/announce", {**sent, "year": "1999"}, follow=True)
    )


def test_an_office_is_entered_and_struck():
    edition()
    petra = signed_in("petra", Role.PUBLISHER)
    sent = {"year": "2022", "day": "2022-07-26", "time": "09:00", "office": "Press office", "reason": "To answer"}
    assert "Press office, 2021-22" in text(petra.post("/desk/releases/early", sent, follow=True))
    one = EarlyAccess.objects.get()
    assert "(struck)" in text(petra.post(f"/desk/releases/early/{one.pk}/strike", {"reason": "Never"}, follow=True))


def test_whoever_raises_a_correction_does_not_decide_it():
    one = edition(State.PUBLISHED)
    ana = signed_in("ana", Role.ANALYST, Role.APPROVER)
    sent = {"edition": one.pk, "authority": DARTFORD.lower(), "wrong": "One too many", "reported_by": "authority"}
    assert "Dartford" in text(ana.post("/desk/corrections/raise", sent, follow=True))
    raised = Correction.objects.get()
    decision = {"decision": "correct", "reason": "It was entered twice"}
    assert "somebody else decides" in text(ana.post(f"/desk/corrections/{raised.pk}/decide", decision, follow=True))
    ben = signed_in("ben", Role.APPROVER)
    assert "to be corrected" in text(ben.post(f"/desk/corrections/{raised.pk}/decide", decision, follow=True))
    assert "One too many" not in str(list(AuditEntry.objects.values()))


def test_a_correction_must_name_something_that_there_is():
    one = edition(State.PUBLISHED)
    ana = signed_in("ana", Role.ANALYST)
    sent = {"edition": one.pk, "wrong": "Something", "reported_by": "reader"}
    assert "name an authority" in text(ana.post("/desk/corrections/raise", sent, follow=True))
    assert "no authority had this code" in text(
        ana.post("/desk/corrections/raise", {**sent, "authority": "X1"}, follow=True)
    )
    assert ana.post("/desk/corrections/raise", {**sent, "edition": "9" * 30}).status_code == 404
    assert not Correction.objects.exists()


POSTS = (
    "/desk/releases/announce",
    "/desk/releases/1/move",
    "/desk/releases/1/cancel",
    "/desk/releases/1/prepare",
    "/desk/releases/1/publish",
    "/desk/releases/early",
    "/desk/releases/early/1/strike",
)


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize("role", [Role.ANALYST, Role.APPROVER, Role.ADMINISTRATOR])
def test_nobody_but_a_publisher_changes_releases(address, role):
    assert signed_in("other", role).post(address).status_code == 404


def test_an_authoritys_people_see_neither():
    lin = signed_in("lin", (Role.LINK_OFFICER, DARTFORD))
    for address in ("/desk/releases/", "/desk/corrections/"):
        assert lin.get(address).status_code == 404


def test_the_worker_shows_the_calendar_prepares_and_publishes_at_the_moment():
    edition()
    petra = signed_in("petra", Role.PUBLISHER)
    petra.post("/desk/releases/announce", {"year": "2022", "day": "2099-07-01", "time": "09:30:00"})
    first = Release.objects.get()
    assert set(Job.objects.values_list("kind", "not_before")) == {
        *(("show the calendar", None), ("prepare a release", None), ("publish", first.at))
    }
    working.declare()
    assert set(Job.objects.values_list("kind", flat=True)) <= set(working.KINDS) == set(jobs.IN_WORDS)
    petra.post(f"/desk/releases/{first.pk}/cancel", {"reason": "An election"})
    assert Job.objects.filter(kind="show the calendar").count() == 1, "the same work asked for twice is one job"


def test_what_is_in_the_way_is_told_before_the_moment():
    edition(State.CHECK_CLOSED)
    petra = signed_in("petra", Role.PUBLISHER)
    petra.post("/desk/releases/announce", {"year": "2022", "day": "2099-07-01", "time": "09:30:00"})
    assert "No edition of this year is approved yet" in text(petra.get("/desk/releases/"))
    assert "it is not public yet" not in text(petra.get("/desk/releases/"))
    Release.objects.update(at=timezone.now())
    assert "it is not public yet" in text(petra.get("/desk/releases/"))


def test_work_on_a_release_that_cannot_be_done_says_why(tmp_path, monkeypatch):
    edition(State.CHECK_CLOSED)
    petra = signed_in("petra", Role.PUBLISHER)
    petra.post("/desk/releases/announce", {"year": "2022", "day": "2099-07-01", "time": "09:30:00"})
    monkeypatch.setenv("UPHELD_SCHEME", "local-government-england")
    working.declare()
    for job in Job.objects.exclude(kind="publish"):
        working.do(job, tmp_path)
    told = dict(Job.objects.values_list("kind", "told"))
    assert told["show the calendar"] == "nothing is published yet: the first bundle will bring the calendar"
    assert "no edition of this year is approved yet" in told["prepare a release"]
    assert Job.objects.get(kind="prepare a release").failed


def test_a_calendar_that_came_back_is_confirmed_by_whoever_keeps_it():
    confirming.hold(by="restore", why="it came back")
    told = "Nothing is published until the calendar is confirmed"
    ana, petra = signed_in("ana", Role.ANALYST), signed_in("petra", Role.PUBLISHER)
    assert ana.post("/desk/releases/confirm").status_code in (403, 404)
    assert told in text(petra.get("/desk/releases/"))
    petra.post("/desk/releases/confirm")
    assert not confirming.is_held()
    assert told not in text(petra.get("/desk/releases/"))
