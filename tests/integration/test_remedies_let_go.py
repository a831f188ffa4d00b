"""What people wrote about remedies goes where a person is erased or its time is over; that it was done stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.integration.test_remedies import CASE, DESK, OWN, PORTAL, SCHEME, case, now, officer, remedy, send, today  # noqa: F401
from tests.support.desk import signed_in
from tests.unit.test_uploads import PDF
from upheld.access.permissions import Role
from upheld.casework.handed_in import uploads
from upheld.casework.remedies import asking, assessing
from upheld.casework.remedies.letting_go import GONE, WRITTEN
from upheld.casework.remedies.models import Evidence, EvidenceFile, MoreTime, Remark, Step, TextCheck
from upheld.desk import erasing, retaining
from upheld.register.models import Contact, Recommendation
from upheld.vocabulary.scheme import Retention

pytestmark = pytest.mark.usefixtures("case")
FAY, NAME = "fay@office.example", "Fay Smith-Unmistakable"


def written(at: datetime, mark: str = "words") -> None:
    """One row of each, every text of which says ``mark``; written by fay at the authority, and by cas with us."""
    of = {"reference": CASE, "number": 1, "authority": OWN, "at": at, "text": mark, "by": "fay"}
    answered = {"state": "not accepted", "answer": mark, "answered_by": "cas", "answered_at": at}
    Evidence.objects.create(**of, **answered, done_on=today(-1))
    MoreTime.objects.create(**of, **answered, until=today(20))
    about = {"reference": CASE, "by": "cas", "at": at}
    Remark.objects.create(**about, authority=OWN, ours=True, text=mark)
    step = SCHEME.remedies.escalation[Step.objects.count()]
    Step.objects.create(**about, number=1, due=today(-9), step=step, on=today(-1), note=mark)
    TextCheck.objects.create(**about, number=1, text_hash="a" * 64, may_be_shown=True, reason=mark)


def texts() -> list[str]:
    return [text for model, field, *_ in WRITTEN for text in model.objects.order_by("pk").values_list(field, flat=True)]


def test_every_free_text_of_the_room_is_reached():
    """A text that is added later must be added to `WRITTEN` too."""
    own = {(model, field.name) for model in apps.get_app_config("remedies").get_models() for field in model._meta.fields
           if field.get_internal_type() == "TextField"}  # fmt: skip
    assert own == {(model, field) for model, field, *_ in WRITTEN}


def test_what_an_officer_wrote_and_what_names_them_goes_and_the_rest_stays(tmp_path: Path, settings: object):
    fay, gil = officer(), officer(name="gil")
    Contact.objects.create(authority=OWN, role="link_officer", email=FAY, name=NAME)
    send(fay, 2, text=f"Done. Yours, {NAME}", files=SimpleUploadedFile("letter.pdf", PDF))
    fay.post(f"{PORTAL}{CASE}/2/", {"what": "time", "until": today(20).isoformat(), "reason": "I am ill"})
    for client in (fay, gil):
        client.post(f"{PORTAL}{CASE}/2/", {"what": "message", "message": "Please ring"})
    asking.write(CASE, OWN, f"We rang {NAME.upper()}", ours=True, now=now(), by="cas")
    step = SCHEME.remedies.escalation[0]
    assessing.take_step(SCHEME, remedy(2), step, today(), f"Wrote to {FAY.title()}", now=now(), by="cas")
    [file] = EvidenceFile.objects.all()
    path = uploads.where(file.key, settings.UPHELD_FILES)
    assert path.exists()
    reached = erasing.erase(FAY, tmp_path, by="mia")
    assert (reached["remedies"], reached["uploads"]) == (5, 1)
    assert not path.exists() and not EvidenceFile.objects.exists()
    [sent], [asked], [taken] = Evidence.objects.all(), MoreTime.objects.all(), Step.objects.all()
    assert (sent.text, asked.text, taken.note) == (GONE, GONE, GONE)
    assert (sent.done_on, asked.until, taken.step) == (today(), today(20), step), "what was done stays"
    assert sorted(Remark.objects.values_list("by", "text")) == [("cas", GONE), ("fay", GONE), ("gil", "Please ring")]
    page = signed_in("kim", Role.CASEWORKER).get(DESK).content.decode()
    assert GONE in page and "unmistakable" not in page.lower()
    assert "unmistakable" not in str(texts()).lower()


def test_what_our_people_wrote_stays_when_they_are_erased_unless_it_tells_of_them(tmp_path: Path):
    signed_in("cas", Role.CASEWORKER)
    written(now())
    assert erasing.erase("cas@office.example", tmp_path, by="mia")["remedies"] == 0
    assert set(texts()) == {"words"}


def test_a_short_name_is_not_looked_for_in_what_others_wrote(tmp_path: Path):
    Contact.objects.create(authority=OWN, role="link_officer", email=FAY, name="Lo")
    asking.write(CASE, OWN, "Look for the policy, London", ours=True, now=now(), by="cas")
    erasing.erase(FAY, tmp_path, by="mia")
    assert Remark.objects.get().text == "Look for the policy, London"


def test_texts_go_when_their_time_is_over_and_the_remedy_is_settled():
    old, young = now() - timedelta(days=100), now() - timedelta(days=80)
    written(old, "old")
    written(young, "young")
    periods = Retention(remedies=3)
    assert retaining.let_go(periods, now(), by="mia") == {"remedies": 0}, "both remedies are open"
    Recommendation.objects.filter(number=1).update(result="on_time", completed_on=today(-90))
    assert retaining.let_go(periods, now(), by="mia") == {"remedies": 6}
    assert Remark.objects.filter(text="old").exists(), "a message is about all remedies of its case"
    Recommendation.objects.filter(number=2).update(result="late", completed_on=today(-90))
    assert retaining.let_go(periods, now(), by="mia") == {"remedies": 1}
    assert sorted(texts()) == sorted([GONE, "young"] * len(WRITTEN))
    assert retaining.let_go(periods, now(), by="mia") == {"remedies": 0}
    assert retaining.let_go(Retention(), now(), by="mia") == {}
