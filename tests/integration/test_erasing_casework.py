"""Erasing a person from casework, and letting go of what was written in it after its time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from tests.support.desk import account
from tests.support.erased import DARTFORD, FAY, NAME, a_year_with_fay, everything, handed_in
from upheld.casework.code.models import SelfAssessmentDraft, SelfAssessmentFile
from upheld.casework.handed_in import uploads
from upheld.casework.statements.models import Accepted, DayException, Withdrawal
from upheld.casework.training.models import Course, Feedback
from upheld.casework.training.models import Session as TrainingSession
from upheld.desk import erasing, retaining
from upheld.editions.check_round.models import Query
from upheld.register.models import Case, CaseAssessment, PriorRow
from upheld.vocabulary.scheme import Retention

pytestmark = pytest.mark.usefixtures("either_register")
OLD, NEW = datetime(2022, 4, 30, 11, tzinfo=UTC), datetime(2022, 4, 30, 12, tzinfo=UTC)
"""Before and at the moment that is three months before `LATER`."""
LATER = datetime(2022, 7, 30, 12, tzinfo=UTC)
GONE = "(no longer kept)"


def test_documents_of_self_assessments_go_with_who_handed_them_in_and_after_their_time(settings, tmp_path):
    settings.UPHELD_FILES = tmp_path / "handed"
    account("fay")
    about = {"version": "1", "saved_at": NEW, "saved_by": "gil"}
    draft = SelfAssessmentDraft.objects.create(authority=DARTFORD, year=2021, **about)
    for number, (by, at) in enumerate((("fay", NEW), ("gil", OLD), ("gil", NEW))):
        key = str(number) * 32
        kept = {"key": key, "name": f"{by}.pdf", "kind": "pdf", "size": 1, "sha256": "a" * 64}
        SelfAssessmentFile.objects.create(draft=draft, by=by, at=at, **kept)
        path = uploads.where(key, settings.UPHELD_FILES)
        path.parent.mkdir(parents=True)
        path.write_text("about Fay")

    def left():
        rows = sorted(SelfAssessmentFile.objects.values_list("key", flat=True))
        assert rows == sorted(one.name for one in settings.UPHELD_FILES.rglob("*") if one.is_file())
        return [row[0] for row in rows]

    assert erasing.erase(FAY, tmp_path, by="mia")["uploads"] == 1
    assert left() == ["1", "2"]
    assert retaining.let_go(Retention(uploads=3), LATER, by="mia") == {"uploads": 1}
    assert left() == ["2"]


def test_what_somebody_wrote_of_a_training_goes_with_them(tmp_path):
    account("fay")
    course = Course.objects.create(title="Putting things right")
    held = {"starts_at": NEW, "ends_at": NEW, "mode": "online", "place": "-", "places": 9, "changed_at": NEW}
    session = TrainingSession.objects.create(course=course, code="t", uid="t", **held)
    for by in ("fay", "gil"):
        marks = {"useful": 5, "clear": 5, "again": 5, "at": NEW}
        Feedback.objects.create(session=session, authority=DARTFORD, by=by, comment=f"Said by {by}.", **marks)
    assert erasing.erase(FAY, tmp_path, by="mia")["training"] == 1
    assert [(one.comment, one.useful) for one in Feedback.objects.order_by("by")] == [("", 5), ("Said by gil.", 5)]


def marks_with_fay() -> None:
    """Marks of clauses, with what they were before: some tell of Fay."""
    case = Case.objects.get(pk="1")
    told = (f"She rang {NAME}.", "An officer, Fay\nSmith-Unmistakable, rang.", f"Sent to {FAY}.", "Fay rang.", "")
    for number, evidence in enumerate(told):
        cells = {"met": "met", "evidence": evidence}
        at = OLD if number % 2 else NEW
        CaseAssessment.objects.create(case=case, clause=str(number), assessed_on=at.date(), **cells)
        PriorRow.objects.create(table="case_assessments", key=str(number), changed_at=at, by="cai", before=cells)
    CaseAssessment.objects.filter(clause__in="13").update(assessed_on=date(2022, 4, 29))


def evidence() -> list[list[str]]:
    prior = PriorRow.objects.filter(table="case_assessments").order_by("key")
    assert {one.before["met"] for one in prior} == {"met"}
    now = CaseAssessment.objects.order_by("clause").values_list("evidence", flat=True)
    return [[*now], [one.before["evidence"] for one in prior]]


def test_evidence_of_marks_that_tells_of_somebody_goes_with_them(tmp_path):
    a_year_with_fay(tmp_path / "files")
    marks_with_fay()
    assert erasing.erase(FAY, tmp_path, by="mia")["assessments"] == 6
    assert evidence() == [[GONE, GONE, GONE, "Fay rang.", ""]] * 2
    assert erasing.erase(FAY, tmp_path, by="mia")["assessments"] == 0


def test_evidence_of_marks_goes_after_its_time(tmp_path):
    a_year_with_fay(tmp_path / "files")
    marks_with_fay()
    assert retaining.let_go(Retention(assessments=3), LATER, by="mia") == {"assessments": 4}
    assert evidence() == [[f"She rang {NAME}.", GONE, f"Sent to {FAY}.", GONE, ""]] * 2
    assert retaining.let_go(Retention(assessments=3), LATER, by="mia") == {"assessments": 0}


def test_reasons_for_another_day_and_for_a_withdrawal_that_tell_of_somebody_go_with_them(tmp_path):
    a_year_with_fay(tmp_path / "files")
    Accepted.objects.all().delete()
    PriorRow.objects.filter(table="decisions").delete()
    before = {"title": "T", "text": "T", "withdrawn_reason": f"It named {NAME}."}
    PriorRow.objects.create(table="decisions", key="1", changed_at=NEW, by="cai", before=before)
    for reference, reason in (("1", f"{NAME} would be known."), ("2", "A child.")):
        DayException.objects.create(reference=reference, reason=reason, by="pip", at=NEW)
        day = {"day": NEW.date(), "public_from": OLD.date()}
        Withdrawal.objects.create(reference=reference, reason=reason, by="pip", **day)
    assert erasing.erase(FAY, tmp_path, by="mia")["decisions"] == 3
    for model in (DayException, Withdrawal):
        assert [one.reason for one in model.objects.order_by("reference")] == [GONE, "A child."]


def test_reasons_for_another_day_go_after_their_time():
    for reference, at in (("1", OLD), ("2", NEW)):
        DayException.objects.create(reference=reference, reason="A child.", by="pip", at=at)
    for gone in (1, 0):
        assert retaining.let_go(Retention(decisions=3), LATER, by="mia") == {"decisions": gone}
        assert [one.reason for one in DayException.objects.order_by("reference")] == [GONE, "A child."]


def test_reasons_of_queries_go_with_who_wrote_them_and_with_whom_they_tell_of(settings, tmp_path):
    settings.UPHELD_FILES = tmp_path / "handed"
    a_year_with_fay(tmp_path / "files")
    for by, reason, decision in (
        ("fay", "I know better.", "We see."),
        ("gil", f"{NAME} told us.", f"We asked {FAY}."),
        ("gil", "Fay told us.", ""),
    ):
        handed_in(settings.UPHELD_FILES, by, NEW + timedelta(days=Query.objects.count()))
        Query.objects.filter(reason="No").update(reason=reason, decision=decision)
    assert erasing.erase(FAY, tmp_path, by="mia")["queries"] == 3
    told = [(one.reason, one.decision) for one in Query.objects.order_by("number")]
    assert told == [(GONE, "We see."), (GONE, GONE), ("Fay told us.", "")]
    assert erasing.erase(FAY, tmp_path, by="mia")["queries"] == 0


def test_addresses_in_every_text_are_known_when_a_backup_is_erased_again(tmp_path, settings):
    settings.UPHELD_FILES = tmp_path / "handed"
    known = [f"{word}@office.example" for word in ("mark", "prior", "day", "query")]
    for email in known:
        erasing.erase(email, tmp_path, by="mia")
    a_year_with_fay(tmp_path / "files")
    case, cells = Case.objects.get(pk="1"), {"met": "met", "evidence": known[1]}
    CaseAssessment.objects.create(case=case, clause="1", assessed_on=NEW.date(), met="met", evidence=known[0])
    PriorRow.objects.create(table="case_assessments", key="1", changed_at=NEW, by="cai", before=cells)
    DayException.objects.create(reference="1", reason=f"So says {known[2]}.", by="pip", at=NEW)
    handed_in(settings.UPHELD_FILES, "gil", NEW)
    Query.objects.update(reason=f"Ask {known[3]}")
    assert erasing.again(tmp_path, by="mia") == 4
    assert not [email for email in known if email in everything()]


def test_documents_of_before_are_of_who_saved_their_draft_last():
    about = {"version": "1", "saved_at": OLD, "saved_by": "fay"}
    draft = SelfAssessmentDraft.objects.create(authority=DARTFORD, year=2021, **about)
    kept = {"key": "0" * 32, "name": "a.pdf", "kind": "pdf", "size": 1, "sha256": "a" * 64}
    SelfAssessmentFile.objects.create(draft=draft, by="", at=LATER, **kept)
    import_module("upheld.casework.code.migrations.0002_who_handed_in").as_saved(apps, None)
    assert SelfAssessmentFile.objects.values_list("by", "at").get() == ("fay", OLD)
