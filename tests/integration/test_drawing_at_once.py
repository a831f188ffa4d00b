"""Drawing while somebody else does something at the same moment, on either database."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime

import pytest
from django.db import connections

from tests.support import releasing
from upheld.casework import changing
from upheld.casework.changing import Wanted, case_now, digest
from upheld.console import redrawing
from upheld.console.drawing import Drawing
from upheld.console.words import Stages
from upheld.editions import actions as editions
from upheld.editions.models import Edition
from upheld.editions.states import State
from upheld.publication.release import corrections, putting_right
from upheld.publication.release.models import Correction
from upheld.publication.release.states import MoveRefused
from upheld.register import writing
from upheld.register.models import Case
from upheld.statistics import figures_json
from upheld.vocabulary.values import Rate

pytestmark = pytest.mark.usefixtures("either_register")
SOON = 0.7
"""Seconds in which somebody who need not wait is done."""


class Meanwhile(threading.Thread):
    """Somebody else at work, on a connection of their own; given some time to be done."""

    def __init__(self, work):
        super().__init__()
        self.work = work
        self.start()
        self.join(SOON)

    def run(self):
        try:
            self.work()
        finally:
            connections.close_all()


@pytest.fixture
def place(tmp_path):
    return releasing.place(tmp_path)


def test_a_state_that_somebody_gives_while_letters_are_kept_stays(place, tmp_path, monkeypatch):
    edition = releasing.edition(place, tmp_path, state=State.DRAFT)
    figures = releasing.with_figure(releasing.DARTFORD, {"uphold_rate": Rate(2, 2)})
    days = {"sent_on": edition.sent_on, "released_on": edition.released_on}
    more = {**days, "sample": True, "by": "ana", "stages": Stages(1)}
    drawing = Drawing(place.scheme, place.directory, edition.year, (edition.year,), place.out, **more)
    drawing.counted = editions.Counted(figures, figures_json.to_json(figures).decode(), "n" * 64, None, "")
    others = []

    def approve():
        Edition.objects.filter(pk=edition.pk).update(state=State.APPROVED)

    def still():
        assert Edition.objects.get(pk=edition.pk).state == State.DRAFT
        others.append(Meanwhile(approve))

    class Letters:
        count = died = 0

    def written(press, known, by_hand, bar, keep):
        keep(())
        return Letters

    monkeypatch.setattr(drawing, "facts", dict)
    monkeypatch.setattr(drawing, "written", written)
    redrawing.letters_again(drawing, None, still)
    others[0].join()
    now = Edition.objects.get()
    assert now.figures_hash == drawing.counted.figures_hash, "the figures are those of the edition that was a draft"
    assert now.state == State.APPROVED, "and what somebody did since stays"


def test_one_draws_into_a_folder_at_a_time(tmp_path):
    done = []

    def second():
        with redrawing.one_drawer(tmp_path):
            done.append("second")

    with redrawing.one_drawer(tmp_path):
        other = Meanwhile(second)
        done.append("first")
    other.join()
    assert done == ["first", "second"]


def test_what_an_extract_changes_while_a_case_is_put_right_is_not_undone(place, tmp_path, monkeypatch):
    edition = releasing.edition(place, tmp_path, state=State.PUBLISHED)
    case = Case.objects.create(
        reference="R1",
        authority=releasing.DARTFORD,
        subject="Housing",
        received_on=date(2021, 5, 1),
        decided_on=date(2021, 6, 1),
        outcome="not_upheld",
    )
    correction = Correction.objects.create(
        edition=edition, case="R1", state="to be corrected", raised_at=datetime.now(UTC), raised_by="ana"
    )
    seen = digest(case_now("R1"))
    ready, others = threading.Event(), []

    def extract():
        from django.db import transaction

        with transaction.atomic():
            writing.lock()
            Case.objects.filter(pk=case.pk).update(subject="Planning")
            ready.set()
            time.sleep(SOON)

    others.append(threading.Thread(target=lambda: (extract(), connections.close_all())))
    others[0].start()
    ready.wait()
    with pytest.raises(MoveRefused, match="changed since you looked"):
        putting_right.put_right(place.scheme, correction, Wanted({"outcome": "upheld"}), seen=seen, by="cas")
    others[0].join()
    assert Case.objects.get().subject == "Planning"
    assert changing.case_now("R1").case["outcome"] == "not_upheld"
    assert corrections.waits_for(edition) == [correction]
