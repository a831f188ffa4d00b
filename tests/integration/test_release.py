"""Releases: announced, prepared aside, published at their moment and never before, whatever happens in between."""

from __future__ import annotations

import shutil
import stat
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from tests.support import releasing, small_year
from tests.support.at_once import at_once
from tests.support.releasing import DARTFORD
from upheld.access.models import AuditEntry
from upheld.console import release_work, working
from upheld.delivery.actions import Draft, plan
from upheld.delivery.models import Message
from upheld.delivery.occasions import letters_of
from upheld.desk import jobs
from upheld.editions import actions as editions
from upheld.editions.states import MoveRefused as EditionMoveRefused
from upheld.editions.states import State
from upheld.letters.reissuing import reissued_to, reissues
from upheld.publication.bundle.check import check
from upheld.publication.release import actions, calendar, confirming, preparing, readers, states
from upheld.publication.release.models import Prepared, Release
from upheld.publication.release.shown import editions_shown, is_published, read
from upheld.publication.release.states import MoveRefused
from upheld.register.models import Considered, Workshop
from upheld.vocabulary.values import Rate

YORK = "E06000014"
pytestmark = pytest.mark.usefixtures("either_register", "links_are_looked_at_elsewhere")


@pytest.fixture
def edition(place, tmp_path):
    return releasing.edition(place, tmp_path)


def soon(seconds: float = 60) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def is_due(release: Release) -> None:
    """Let the moment have come."""
    Release.objects.filter(pk=release.pk).update(at=datetime.now(UTC) - timedelta(seconds=1))
    release.refresh_from_db()


def published(place, by="petra"):
    return actions.due(place, datetime.now(UTC), by=by)


def test_a_release_is_announced_moved_and_cancelled_and_the_calendar_keeps_all(place, edition):
    first = releasing.announced(place, edition)
    with pytest.raises(MoveRefused, match="to come already"):
        releasing.announced(place, edition)
    with pytest.raises(MoveRefused, match="say why"):
        calendar.move(first, soon(120), reason=" ", by="petra")
    with pytest.raises(MoveRefused, match="has gone"):
        calendar.move(first, soon(-1), reason="Late print", by="petra")
    second = calendar.move(first, soon(120), reason="Late print", by="petra")
    calendar.cancel(second, reason="An election", by="petra")
    with pytest.raises(MoveRefused, match="final"):
        calendar.cancel(second, reason="Again", by="petra")
    told = calendar.public_calendar(place.scheme.id)
    assert [(one.state, one.reason) for one in told] == [("moved", "Late print"), ("cancelled", "An election")]
    assert told[0].moved_to == second.at
    assert list(AuditEntry.objects.filter(action__endswith="a release").values_list("action", flat=True)) == [
        *("announce a release", "move a release", "cancel a release")
    ]


def test_a_moment_that_has_gone_cannot_be_announced(place, edition):
    with pytest.raises(MoveRefused, match="has gone"):
        calendar.announce(place.scheme.id, 2022, soon(-5), by="petra")


def test_of_two_who_announce_a_year_at_the_same_moment_one_is_told(place, edition):
    told = []

    def announce(minutes):
        try:
            calendar.announce(place.scheme.id, 2022, soon(60 * minutes), by="petra")
        except MoveRefused as refusal:
            told.append(str(refusal))

    at_once(partial(announce, 1), partial(announce, 2), partial(announce, 3))
    assert Release.objects.filter(state="announced").count() == 1
    assert len(told) == 2
    assert all("to come already" in line for line in told)


def test_of_two_who_publish_at_the_same_moment_one_does(place, edition):
    release = releasing.announced(place, edition)
    preparing.prepare(place, release, by="petra")
    is_due(release)
    outcomes = []
    at_once(*(lambda: outcomes.append(published(place)) for _ in range(2)))
    assert sorted(map(len, outcomes)) == [0, 1]
    assert AuditEntry.objects.filter(action="published").count() == 1


def test_nothing_is_published_before_the_moment_that_was_announced_by_any_way(place, edition):
    release = releasing.announced(place, edition)
    preparing.prepare(place, release, by="petra")
    assert published(place) == []
    with pytest.raises(EditionMoveRefused, match="nothing is published before"):
        editions.move(edition, State.PUBLISHED, by="petra", reason="Now")
    assert not is_published(place.out / "bundle")


def test_what_is_prepared_waits_where_only_its_owner_can_look(place, edition):
    release = releasing.announced(place, edition)
    prepared = preparing.prepare(place, release, by="petra")
    assert prepared.problems == []
    folder = preparing.folder_of(place, prepared)
    for one in (folder, folder.parent):
        assert stat.S_IMODE(one.stat().st_mode) == 0o700
    assert stat.S_IMODE((place.out / "bundle").resolve().stat().st_mode) == 0o700, "so does a preview"


def test_the_moment_comes_and_the_bundle_is_swapped_in(place, edition):
    release = releasing.announced(place, edition)
    prepared = preparing.prepare(place, release, by="petra")
    is_due(release)
    outcome = published(place)[0]
    assert outcome.blocks == ()
    assert outcome.release.state == states.Release.DONE
    edition.refresh_from_db()
    assert edition.state == State.PUBLISHED
    shown = (place.out / "bundle").resolve()
    assert is_published(shown)
    assert stat.S_IMODE(shown.stat().st_mode) == 0o755
    rows = read(shown, "SELECT state, done_at IS NOT NULL FROM releases")
    assert rows == [("done", 1)]
    assert published(place) == [], "once"
    assert Prepared.objects.get(pk=prepared.pk).edition == edition


def test_the_very_bundle_that_was_prepared_is_shown_at_its_moment(place, edition):
    release = releasing.announced(place, edition, after=2)
    prepared = preparing.prepare(place, release, by="petra")
    now = datetime.now(UTC)
    while now < release.at:
        assert actions.due(place, now, by="petra") == []
        now = datetime.now(UTC)
    outcome = actions.due(place, now, by="petra")[0]
    assert outcome.blocks == ()
    assert (place.out / "bundle").resolve().name == prepared.name
    assert outcome.release.begun_at >= release.at


def test_a_late_release_is_published_at_once_and_told_as_late(place, edition):
    release = releasing.announced(place, edition, ago=600)
    outcome = published(place)[0]
    assert outcome.late >= timedelta(seconds=600)
    ((at, done_at),) = read(place.out / "bundle", "SELECT at, done_at FROM releases")
    assert at != done_at
    entry = AuditEntry.objects.get(action="release")
    assert entry.detail["late_seconds"] >= 600
    assert release.pk == outcome.release.pk


@pytest.mark.parametrize("what", ["figures", "access", "letters", "committee", "training"])
def test_what_changed_since_is_prepared_again(place, edition, tmp_path, what):
    release = releasing.announced(place, edition)
    first = preparing.prepare(place, release, by="petra")
    assert preparing.prepare(place, release, by="petra").name == first.name
    if what == "access":
        readers.enter(place.scheme.id, 2022, office="Press office", reason="To answer", since=soon(-60), by="petra")
    elif what in ("committee", "training"):
        if what == "committee":
            Considered.objects.create(authority=DARTFORD, year=2022, committee="C", considered_on=date(2022, 7, 21))
        else:
            Workshop.objects.create(code="W", title="W", held_on=date(2021, 7, 21), mode="online")
        AuditEntry.objects.create(at=datetime.now(UTC), by="lin", action="take extract", subject="x")
    elif what == "figures":
        other = releasing.with_figure(DARTFORD, {"uphold_rate": Rate(2, 2)})
        releasing.edition(place, tmp_path, number=2, figures=other)
    else:
        folder = releasing.small_bundle.ingredients(tmp_path / "others")
        (folder / "letters" / f"{DARTFORD}.pdf").write_bytes(b"%PDF-1.7 another")
        releasing.making.write_preview(place, edition, letters=folder / "letters", data=folder)
        AuditEntry.objects.create(at=datetime.now(UTC), by="ana", action="edit a letter", subject=DARTFORD)
    assert not preparing.is_current(place, release, preparing.prepared_of(release))
    is_due(release)
    outcome = published(place)[0]
    assert outcome.blocks == ()
    assert outcome.release.bundle != first.name
    if what == "figures":
        assert editions_shown(place.out / "bundle")[2022][0] == 2
    if what == "letters":
        letter = place.out / "bundle" / "letters" / "2022" / f"{DARTFORD}.pdf"
        assert letter.read_bytes() == b"%PDF-1.7 another"


def test_a_later_review_does_not_take_the_prepared_letters_away(place, edition, tmp_path):
    release = releasing.announced(place, edition)
    preparing.prepare(place, release, by="petra")
    releasing.edition(place, tmp_path, number=2, state=State.DRAFT)
    again = preparing.prepare(place, release, by="petra")
    assert again.edition == edition
    assert again.problems == []
    warned = list(preparing.warnings_of(release, edition, place))
    assert any("edition 2 is draft" in line for line in warned)


def test_an_edition_that_is_not_approved_is_not_published(place, tmp_path):
    edition = releasing.edition(place, tmp_path, state=State.CHECK_CLOSED)
    releasing.announced(place, edition, ago=5)
    assert published(place)[0].blocks == ("no edition of this year is approved yet",)
    assert not is_published(place.out / "bundle")


def test_letters_not_sent_keep_it_back_unless_somebody_said_why(place, edition):
    releasing.announced(place, edition, ago=5, without_letters="")
    assert "say with the release why none go out" in published(place)[0].blocks[0]
    edition.refresh_from_db()
    assert edition.state == State.APPROVED


def test_a_bundle_that_was_damaged_while_it_waited_is_not_shown(place, edition):
    release = releasing.announced(place, edition)
    prepared = preparing.prepare(place, release, by="petra")
    folder = preparing.folder_of(place, prepared)
    (folder / "letters" / "2022" / f"{DARTFORD}.pdf").write_bytes(b"x")
    is_due(release)
    assert published(place)[0].blocks == ()
    letter = place.out / "bundle" / "letters" / "2022" / f"{DARTFORD}.pdf"
    assert letter.read_bytes() != b"x"
    check(place.out / "bundle")


@pytest.mark.parametrize("stopped", ["before", "begun", "moved", "pointed"])
def test_stopped_at_any_step_the_next_run_goes_on(place, edition, monkeypatch, stopped):
    """Once in each gap; `tests/faults` kills at random moments."""
    release = releasing.announced(place, edition, ago=1)
    names = {"before": "_begin", "begun": "put_on_show", "moved": "put_on_show", "pointed": "_finish"}
    real = getattr(actions, names[stopped])

    def stop(*args, **kwargs):
        if stopped == "moved":
            waiting, out = args
            waiting.rename(out / "bundles" / waiting.name)
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, names[stopped], stop)
    with pytest.raises(KeyboardInterrupt):
        published(place)
    monkeypatch.setattr(actions, names[stopped], real)
    outcome = published(place)[0]
    assert outcome.blocks == ()
    assert is_published(place.out / "bundle")
    assert AuditEntry.objects.filter(action="release").count() == 1
    assert AuditEntry.objects.filter(action="published").count() == 1
    assert release.pk == outcome.release.pk


def test_who_had_it_before_is_published_by_office_only(place, edition):
    releasing.announced(place, edition, ago=1)
    with pytest.raises(MoveRefused, match="without an address"):
        readers.enter(place.scheme.id, 2022, office="press@office.example", reason="x", since=soon(-60), by="petra")
    readers.enter(place.scheme.id, 2022, office="Press office", reason="To answer", since=soon(-60), by="petra")
    wrong = readers.enter(place.scheme.id, 2022, office="The Minister", reason="Mistake", since=soon(-50), by="petra")
    readers.strike(wrong.pk, why="It never had it", by="petra")
    assert published(place)[0].blocks == ()
    assert read(place.out / "bundle", "SELECT who, post, reason FROM early_readers") == [
        ("Press office", "", "To answer")
    ]


def test_links_of_what_is_prepared_are_followed(place, edition, monkeypatch):
    monkeypatch.undo()
    release = releasing.announced(place, edition)
    assert preparing.prepare(place, release, by="petra").problems == []
    broken = preparing.folder_of(place, preparing.prepared_of(release))
    shutil.rmtree(broken / "letters" / "2022")
    from upheld.publication.release.checking import _dead

    assert _dead(broken) != []
    assert small_year.YEAR == 2022


def corrected(place, folder, first):
    """A correction of one authority's figures, whose review drew everybody's letters anew."""
    files = releasing.small_bundle.ingredients(folder / "corrected")
    for letter in (files / "letters").iterdir():
        letter.write_bytes(b"%PDF-1.7 drawn anew")
    figures = releasing.with_figure(DARTFORD, {"uphold_rate": Rate(2, 2)})
    second = releasing.edition(place, folder, number=2, figures=figures, corrects=first, letters=files)
    second.notice = {"what": "One count was wrong.", "why": "A case came twice."}
    second.save()
    return second


def test_a_correction_gives_another_letter_to_those_whose_figures_changed_and_to_nobody_else(place, edition, tmp_path):
    releasing.announced(place, edition, ago=1)
    assert published(place)[0].blocks == ()
    edition.refresh_from_db()
    second = corrected(place, tmp_path, edition)
    assert reissued_to(second) == {DARTFORD}
    assert reissued_to(edition) is None
    releasing.announced(place, second, ago=1, edition=second)
    outcome = published(place)[0]
    assert outcome.blocks == ()
    letters = place.out / "bundle" / "letters"
    assert (letters / "2022" / f"{DARTFORD}.pdf").read_bytes() == b"%PDF-1.7 drawn anew"
    assert (letters / "2022" / f"{YORK}.pdf").read_bytes() == b"%PDF-1.7 " + YORK.encode()
    for code in (DARTFORD, YORK):
        assert (letters / "2022-1" / f"{code}.pdf").read_bytes() == b"%PDF-1.7 " + code.encode()
    assert outcome.release.report["unexplained"] == 0
    assert outcome.release.report["differences"] > 0


def gone(edition, *authorities):
    """Letters of an edition that authorities have."""
    occasion = letters_of(edition)
    drafts = [Draft("v", f"{one}@council.example", "chief_officer", one, "", "L", "T") for one in authorities]
    plan(occasion, drafts, domain="ombudsman.example", by="petra")
    Message.objects.filter(occasion=occasion).update(state="accepted")


def test_a_letter_sent_again_says_what_it_replaces_and_what_has_changed(place, edition, tmp_path):
    releasing.announced(place, edition, ago=1)
    assert published(place)[0].blocks == ()
    edition.refresh_from_db()
    gone(edition, DARTFORD, YORK)
    corrected(place, tmp_path, edition)
    known = reissues(place.scheme.id, 2022)
    assert set(known) == {DARTFORD}
    assert known[DARTFORD].replaces == edition.sent_on
    assert known[DARTFORD].what == "One count was wrong."
    assert known[DARTFORD].was == (("uphold_rate", Rate(1, 2)),)
    assert reissues(place.scheme.id, 2021) == {}


def test_the_preview_of_other_years_is_still_there_after_the_first_is_published(place, edition):
    preview = (place.out / "bundle").resolve()
    releasing.announced(place, edition, ago=1)
    assert published(place)[0].blocks == ()
    assert (place.out / "preview").resolve() == preview


def test_nothing_is_published_from_a_register_that_came_back_until_a_person_confirms(place, edition):
    releasing.announced(place, edition, ago=5)
    confirming.hold(by="restore", why="it came back")
    [outcome] = actions.due(place, datetime.now(UTC), by="worker")
    assert outcome.blocks == (confirming.WAITS,)
    assert not is_published(place.out / "published")
    with pytest.raises(EditionMoveRefused, match="came back from a backup"):
        editions.move(edition, State.PUBLISHED, by="petra", reason="No letters")
    assert confirming.confirm(by="petra")
    assert not confirming.confirm(by="petra"), "once"
    [outcome] = actions.due(place, datetime.now(UTC), by="worker")
    assert not outcome.blocks
    assert Release.objects.get().state == states.Release.DONE


def test_a_release_that_had_begun_goes_no_further_after_a_restore(place, edition, monkeypatch):
    releasing.announced(place, edition, ago=5)
    monkeypatch.setattr(actions, "put_on_show", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.due(place, datetime.now(UTC), by="worker")
    monkeypatch.undo()
    assert Release.objects.get().begun_at
    confirming.hold(by="restore", why="it came back")
    [outcome] = actions.due(place, datetime.now(UTC), by="worker")
    assert outcome.blocks == (confirming.WAITS,)


def test_the_worker_goes_on_where_something_changes_at_the_very_moment(place, edition, monkeypatch):
    releasing.announced(place, edition, ago=1)
    prepare, meanwhile = actions.prepare, ["Press office", "Library"]

    def prepared(*given, **more):
        made = prepare(*given, **more)
        if meanwhile:
            told = {"office": meanwhile.pop(), "reason": "To answer", "since": soon(-60)}
            readers.enter(place.scheme.id, 2022, **told, by="petra")
        return made

    monkeypatch.setattr(actions, "prepare", prepared)
    monkeypatch.setattr(release_work, "_place", lambda _: place)
    job = jobs.ask("publish", None, by="petra")
    working.declare()
    working.do(job, place.out)
    job.refresh_from_db()
    assert (job.failed, job.told) == (False, "1 release published")
    assert not meanwhile
    assert Release.objects.get().state == states.Release.DONE
    shown = {row[0] for row in read(place.out / "bundle", "SELECT who FROM early_readers")}
    assert {"Press office", "Library"} <= shown
