"""An edition of which some letters have gone is told, though it is still *approved* while others wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.support import releasing
from tests.support.messages import SENDER
from tests.support.releasing import DARTFORD
from upheld.delivery.actions import Draft, plan
from upheld.delivery.models import Message
from upheld.delivery.moving import moved
from upheld.delivery.occasions import letters_of, rehearsal_of
from upheld.delivery.queries import written_to
from upheld.delivery.states import State as Sent
from upheld.desk import letter_list
from upheld.editions import actions as editions
from upheld.editions.models import Edition
from upheld.editions.states import MoveRefused, State
from upheld.letters.reissuing import reissues
from upheld.publication.release import actions, corrections
from upheld.statistics import figures_json
from upheld.vocabulary.values import Rate

YORK, POOLE, ALLERDALE = "E06000014", "E06000058", "E07000026"
pytestmark = pytest.mark.usefixtures("either_register")


@pytest.fixture
def edition(place, tmp_path):
    return releasing.edition(place, tmp_path)


def message(occasion: str, *became: Sent, authority: str = DARTFORD) -> None:
    """A letter, and what became of it."""
    to = f"chief@{authority}.example".lower()
    known = [Draft("v", one.recipient, "chief_officer", one.authority, "", "Letter", "Text") for one in sent(occasion)]
    known.append(Draft("v", to, "chief_officer", authority, "", "Letter", "Text"))
    plan(occasion, known, domain=SENDER.domain, by="petra")
    pk, was = sent(occasion).get(recipient=to).pk, Sent.PLANNED
    for state in became:
        assert moved(pk, [was], state, by="petra")
        was = state


def sent(occasion: str):
    return Message.objects.filter(occasion=occasion)


def frozen_again(place, edition) -> Edition:
    """What a freeze makes of other figures."""
    figures = releasing.with_figure(DARTFORD, {"uphold_rate": Rate(2, 2)})
    days = {"sent_on": edition.sent_on, "released_on": edition.released_on}
    figures = replace(figures, year=edition.year)
    counted = editions.Counted(figures, figures_json.to_json(figures).decode(), "n" * 64, None, "")
    return editions.keep(place.scheme, counted, by="ana", **days).edition


GONE = [(Sent.INTENDED,), (Sent.INTENDED, Sent.ACCEPTED), (Sent.INTENDED, Sent.DOUBTFUL)]
NOT_GONE = [(), (Sent.REFUSED,), (Sent.DROPPED,), (Sent.INTENDED, Sent.ACCEPTED, Sent.BOUNCED)]


@pytest.mark.parametrize("became", GONE, ids="-".join)
def test_there_is_no_way_back_once_a_letter_has_gone(edition, became):
    message(letters_of(edition), *became)
    with pytest.raises(MoveRefused, match="1 letter has gone to somebody: a change is a correction"):
        editions.move(edition, State.DRAFT, by="ben", reason="A mistake")


@pytest.mark.parametrize("became", NOT_GONE, ids=lambda one: "-".join(one) or "planned")
def test_there_is_a_way_back_as_long_as_none_has(edition, became):
    message(letters_of(edition), *became)
    message(rehearsal_of(edition, datetime.now(UTC)), Sent.INTENDED, Sent.ACCEPTED)
    assert editions.move(edition, State.DRAFT, by="ben", reason="A mistake").state == State.DRAFT


def test_other_figures_are_a_correction_once_a_letter_has_gone(place, edition):
    message(letters_of(edition), Sent.INTENDED, Sent.ACCEPTED)
    assert frozen_again(place, edition).correction_of == edition


def test_other_figures_are_no_correction_of_what_nobody_has(place, edition):
    message(letters_of(edition))
    assert frozen_again(place, edition).correction_of is None


def test_a_correction_is_raised_of_what_somebody_has(edition):
    told = {"wrong": "One too many", "reported_by": "authority", "by": "ana", "authority": DARTFORD}
    with pytest.raises(corrections.MoveRefused, match="nobody outside has this edition"):
        corrections.raise_correction(edition, **told)
    message(letters_of(edition), Sent.INTENDED, Sent.ACCEPTED)
    assert corrections.raise_correction(edition, **told).state == "raised"


def test_the_correction_is_published_in_its_place(place, edition, tmp_path, monkeypatch):
    monkeypatch.setattr("upheld.publication.release.checking._dead", lambda bundle: [])
    message(letters_of(edition), Sent.INTENDED, Sent.ACCEPTED)
    figures = releasing.with_figure(DARTFORD, {"uphold_rate": Rate(2, 2)})
    second = releasing.edition(place, tmp_path, number=2, figures=figures, corrects=edition)
    Edition.objects.filter(pk=second.pk).update(notice={"what": "One count was wrong.", "why": "It came twice."})
    releasing.announced(place, second, ago=1)
    assert actions.due(place, datetime.now(UTC), by="petra")[0].blocks == ()
    edition.refresh_from_db()
    assert edition.state == State.CORRECTED


def test_a_letter_that_had_not_gone_goes_with_the_correction(place, edition, tmp_path):
    """York's figures are the same; its letter waited. What a person dropped stays dropped."""
    occasion = letters_of(edition)
    message(occasion, Sent.INTENDED, Sent.ACCEPTED)
    message(occasion, authority=YORK)
    message(occasion, Sent.DROPPED, authority=POOLE)
    message(occasion, Sent.INTENDED, Sent.ACCEPTED, authority=ALLERDALE)
    figures = releasing.with_figure(DARTFORD, {"uphold_rate": Rate(2, 2)})
    files = releasing.small_bundle.ingredients(tmp_path / "corrected")
    for letter in (files / "letters").iterdir():
        letter.write_bytes(b"%PDF-1.7 drawn anew")
    second = releasing.edition(place, tmp_path, number=2, figures=figures, corrects=edition, letters=files)
    assert written_to(edition) is None
    assert written_to(second) == {DARTFORD, YORK}
    shown = place.out / "bundle" / "letters" / "2022"
    anew = {one for one in (DARTFORD, YORK, POOLE, ALLERDALE) if (shown / f"{one}.pdf").read_bytes().endswith(b"anew")}
    assert anew == {DARTFORD, YORK}


@pytest.mark.parametrize("became", GONE, ids="-".join)
def test_a_letter_of_a_correction_replaces_what_the_authority_has(place, edition, tmp_path, became):
    message(letters_of(edition), Sent.INTENDED, Sent.ACCEPTED, authority=POOLE)
    message(letters_of(edition), *became)
    _changed(place, tmp_path, edition, 2, {DARTFORD: Rate(2, 2)})
    assert set(reissues(place.scheme.id, 2022)) == {DARTFORD}


@pytest.mark.parametrize("became", NOT_GONE, ids=lambda one: "-".join(one) or "planned")
def test_a_letter_of_a_correction_replaces_nothing_where_nobody_has_one(place, edition, tmp_path, became):
    message(letters_of(edition), Sent.INTENDED, Sent.ACCEPTED, authority=POOLE)
    message(letters_of(edition), *became)
    second = _changed(place, tmp_path, edition, 2, {DARTFORD: Rate(2, 2)})
    assert reissues(place.scheme.id, 2022) == {}
    assert DARTFORD in written_to(second)


def test_a_letter_that_waited_twice_goes_and_replaces_the_one_before_both(place, edition, tmp_path):
    """Dartford has the first edition's letter; the second's waited, and the third changes another's figures."""
    for authority in (DARTFORD, POOLE):
        message(letters_of(edition), Sent.INTENDED, Sent.ACCEPTED, authority=authority)
    second = _changed(place, tmp_path, edition, 2, {DARTFORD: Rate(2, 2)})
    Edition.objects.filter(pk=second.pk).update(sent_on="2022-09-01")
    message(letters_of(second))
    third = _changed(place, tmp_path, second, 3, {DARTFORD: Rate(2, 2), POOLE: Rate(1, 3)})
    assert written_to(third) == {DARTFORD, POOLE}
    known = reissues(place.scheme.id, 2022)
    assert {one: told.replaces for one, told in known.items()} == dict.fromkeys((DARTFORD, POOLE), edition.sent_on)
    assert known[DARTFORD].was == (("uphold_rate", Rate(1, 2)),)


def _changed(place, folder, corrects: Edition, number: int, rates) -> Edition:
    """A correction in which some authorities' rates are others."""
    figures = None
    for authority, rate in rates.items():
        figures = releasing.with_figure(authority, {"uphold_rate": rate}, figures)
    return releasing.edition(place, folder, number=number, figures=figures, corrects=corrects)


def test_the_desk_lists_a_letter_that_waited_among_those_of_the_correction(place, edition, tmp_path):
    message(letters_of(edition), Sent.INTENDED, Sent.ACCEPTED, authority=POOLE)
    message(letters_of(edition), authority=YORK)
    second = _changed(place, tmp_path, edition, 2, {DARTFORD: Rate(2, 2)})
    assert letter_list.goes(letter_list.stamp(), second.pk) == {DARTFORD, YORK}
    assert moved(sent(letters_of(edition)).get(authority=YORK).pk, [Sent.PLANNED], Sent.DROPPED, by="petra")
    assert letter_list.goes(letter_list.stamp(), second.pk) == {DARTFORD}
