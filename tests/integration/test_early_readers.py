"""Who had figures before their release: worked out of what became of each message, never of what was meant to go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.support import releasing
from tests.support.messages import SENDER
from tests.support.releasing import DARTFORD
from upheld.delivery import actions as delivery
from upheld.delivery.models import Message, Step
from upheld.delivery.occasions import letters_of, rehearsal_of
from upheld.delivery.states import MOVES
from upheld.delivery.states import State as Sent
from upheld.editions.models import Edition
from upheld.editions.states import State
from upheld.publication.release import actions, making
from upheld.publication.release.readers import early_readers
from upheld.publication.release.shown import read
from upheld.vocabulary.values import Rate

pytestmark = pytest.mark.usefixtures("either_register", "links_are_looked_at_elsewhere")
YORK = "E06000014"
BEGAN = datetime(2022, 7, 20, 8, tzinfo=UTC)
WENT = (Sent.INTENDED, Sent.ACCEPTED)


@pytest.fixture
def edition(place, tmp_path):
    return releasing.edition(place, tmp_path, state=State.SENT)


def message(occasion: str, *became: Sent, authority: str = DARTFORD, kind: str = "chief_officer") -> Message:
    """A message with all that became of it, a minute after the other; the moments stand in its steps."""
    name = f"{kind}@{authority}.example"
    draft = delivery.Draft("v", name, kind, authority, "Jane Doe", "Letter", "Text")
    delivery.plan(occasion, [draft], domain=SENDER.domain, by="petra")
    made = Message.objects.get(occasion=occasion, recipient=name.lower())
    was = Sent.PLANNED
    for minute, state in enumerate(became, start=1):
        assert state in MOVES[was], "as it can happen"
        Step.objects.create(message=made, at=BEGAN + timedelta(minutes=minute), state=state, by="petra")
        was = state
    Message.objects.filter(pk=made.pk).update(state=was)
    return made


def had(place, *editions, before=None):
    return {(one.authority, one.post): one.since for one in early_readers(place, list(editions), before)}


@pytest.mark.parametrize(
    "became, minute",
    [
        (WENT, 2),
        ((*WENT, Sent.DELIVERED), 2),
        ((Sent.INTENDED, Sent.DOUBTFUL), 2),
        ((Sent.INTENDED, Sent.DOUBTFUL, Sent.ACCEPTED), 2),
        ((*WENT, Sent.BOUNCED, Sent.DELIVERED), 2),
        ((*WENT, Sent.BOUNCED, Sent.PLANNED, *WENT), 6),
        ((Sent.INTENDED, Sent.DOUBTFUL, Sent.PLANNED, *WENT), 5),
    ],
    ids=lambda given: "-".join(given) if isinstance(given, tuple) else None,
)
def test_whoever_had_it_has_it_since_it_went_for_the_last_time(place, edition, became, minute):
    message(letters_of(edition), *became)
    assert had(place, edition) == {(DARTFORD, "chief officer"): BEGAN + timedelta(minutes=minute)}


@pytest.mark.parametrize(
    "became",
    [
        (),
        (Sent.INTENDED,),
        (Sent.REFUSED,),
        (Sent.DROPPED,),
        (Sent.INTENDED, Sent.REFUSED),
        (*WENT, Sent.BOUNCED),
        (*WENT, Sent.DELIVERED, Sent.BOUNCED),
        (*WENT, Sent.BOUNCED, Sent.DROPPED),
        (*WENT, Sent.BOUNCED, Sent.PLANNED),
        (Sent.INTENDED, Sent.DOUBTFUL, Sent.DROPPED),
        (Sent.INTENDED, Sent.DOUBTFUL, Sent.PLANNED),
    ],
    ids=lambda given: "-".join(given) or "planned",
)
def test_what_never_came_was_had_by_nobody(place, edition, became):
    message(letters_of(edition), *became)
    assert had(place, edition) == {}


def test_letters_sent_to_oneself_and_other_mails_were_had_by_nobody(place, edition):
    message(rehearsal_of(edition, BEGAN), *WENT)
    message(f"{letters_of(edition).partition(':')[0]}: check round", *WENT)
    assert had(place, edition) == {}


def test_each_post_stands_once_since_the_first_and_nobody_after_the_release(place, edition):
    message(letters_of(edition), *WENT)
    message(letters_of(edition), Sent.PLANNED, *WENT, kind="leader")
    message(letters_of(edition), *WENT, authority=YORK)
    second = BEGAN + timedelta(minutes=2)
    assert had(place, edition) == {
        (DARTFORD, "chief officer"): second,
        (DARTFORD, "Leader"): second + timedelta(minutes=1),
        (YORK, "chief officer"): second,
    }
    assert set(had(place, edition, before=second + timedelta(seconds=1))) == {
        (DARTFORD, "chief officer"),
        (YORK, "chief officer"),
    }


def test_the_list_is_published_by_post_and_holds_no_name(place, edition):
    message(letters_of(edition), *WENT)
    message(letters_of(edition), *WENT, Sent.BOUNCED, authority=YORK)
    files = releasing.small_bundle.ingredients(place.out.parent / "files")
    making.write_preview(place, edition, letters=files / "letters", data=files)
    releasing.announced(place, edition, ago=1)
    assert actions.due(place, datetime.now(UTC), by="petra")[0].blocks == ()
    assert read(place.out / "bundle", "SELECT authority, who, post FROM early_readers") == [
        (DARTFORD, "Dartford Borough Council", "chief officer")
    ]
    for path in (place.out / "bundle").resolve().rglob("*"):
        assert not path.is_file() or b"Jane Doe" not in path.read_bytes()


def test_whoever_had_letters_that_were_corrected_before_the_release_is_named_too(place, edition, tmp_path):
    message(letters_of(edition), *WENT)
    other = releasing.with_figure(YORK, {"uphold_rate": Rate(20, 22)})
    second = releasing.edition(place, tmp_path, number=2, figures=other, corrects=edition)
    Edition.objects.filter(pk=second.pk).update(notice={"what": "One count was wrong.", "why": "It came twice."})
    second.refresh_from_db()
    releasing.announced(place, second, ago=1)
    assert actions.due(place, datetime.now(UTC), by="petra")[0].blocks == ()
    assert read(place.out / "bundle", "SELECT authority, post FROM early_readers") == [(DARTFORD, "chief officer")]
