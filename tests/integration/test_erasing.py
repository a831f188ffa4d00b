"""Erasing a person, and letting go of what is past its time: people are gone, figures are as they were."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from tests.integration.test_edition_approvals import edition
from tests.support.desk import account, signed_in
from tests.support.messages import planned
from upheld.access import inviting
from upheld.access.models import Account, AuditEntry, Invitation
from upheld.access.permissions import Post, Role
from upheld.casework.code.models import SelfAssessmentDraft, SelfAssessmentFile
from upheld.casework.handed_in import uploads
from upheld.casework.statements import keeping
from upheld.casework.statements.models import Accepted, DayException, Withdrawal
from upheld.casework.training.models import Course, Feedback
from upheld.casework.training.models import Session as TrainingSession
from upheld.delivery.models import Message
from upheld.delivery.states import State
from upheld.desk import erasing, place, retaining
from upheld.editions.check_round.models import Query, QueryFile, Round
from upheld.editions.snapshot import write
from upheld.letters.models import DrawnLetter, LetterApproval, LetterText
from upheld.register.models import Case, CaseAssessment, Contact, PriorRow
from upheld.vocabulary.scheme import Retention

pytestmark = pytest.mark.usefixtures("either_register")
DARTFORD, FAY, NAME = "E07000107", "fay@office.example", "Fay Smith-Unmistakable"
GIL = "gil@office.example"


def a_year_with_fay(folder) -> None:
    """Fay is a contact, had been one under another name, got a message, has an account, and was invited twice."""
    Case.objects.create(
        reference="1", authority=DARTFORD, received_on=date(2021, 5, 1), decided_on=date(2021, 9, 1), outcome="upheld"
    )
    for email, name in ((FAY, NAME), (GIL, "Gil")):
        Contact.objects.create(authority=DARTFORD, role="link_officer", email=email, name=name)
    before = {"authority": DARTFORD, "role": "link_officer", "email": FAY, "name": NAME}
    PriorRow.objects.create(table="contacts", key=FAY, changed_at=timezone.now(), by="ana", before=before)
    earlier = ("An officer, Fay\nSmith-Unmistakable, rang.", f"Write to {FAY}.", "Fay rang. Gil Smith wrote.")
    for number, text in enumerate(earlier):
        cells = {"title": "Repairs", "text": text}
        PriorRow.objects.create(table="decisions", key=str(number), changed_at=timezone.now(), by="cai", before=cells)
    for words in (NAME.upper(), FAY, GIL):
        Accepted.objects.create(reference="1", kind="name", words=words, why="Known.", by="cai", at=timezone.now())
    planned(folder, FAY.upper().replace("OFFICE", "office"), GIL)
    Message.objects.update(state=State.DELIVERED, name="Gil", text="Dear Gil")
    Message.objects.exclude(recipient=GIL).update(name=NAME, text=f"Dear {NAME}")
    account("fay", (Role.LINK_OFFICER, DARTFORD))
    inviting.invite("fay2", "other@office.example", [Post(Role.READER, DARTFORD)], by="mia")
    Invitation.objects.update(email=FAY)


def everything() -> str:
    """Every value of every table."""
    told = []
    for model in apps.get_models():
        if model._meta.db_table in connection.introspection.table_names():
            told += [repr(row) for row in model.objects.values_list()]
    return "\n".join(told).lower()


def test_a_person_is_gone_from_everywhere_and_figures_stay(tmp_path):
    a_year_with_fay(tmp_path / "files")
    snapshot = write(place.directory(), tmp_path / "before")
    log = tmp_path / "erasures.jsonl"
    reached = erasing.erase(FAY, tmp_path, by="mia")
    assert reached == {
        "drafts": 0,
        "remedies": 0,
        "uploads": 0,
        "decisions": 4,
        "assessments": 0,
        "queries": 0,
        "contacts": 2,
        "messages": 1,
        "accounts": 1,
        "invitations": 1,
        "training": 0,
    }
    for sign in (FAY, NAME.lower(), "smith-unmistakable"):
        assert sign not in everything(), sign
        assert sign not in log.read_text().lower(), sign
    assert GIL in everything()
    assert [row.key for row in PriorRow.objects.filter(table="decisions")] == ["2"]
    assert Accepted.objects.get().words == GIL
    assert write(place.directory(), tmp_path / "after") == snapshot
    assert AuditEntry.objects.filter(action="erase").get().detail["messages"] == 1
    fay = Account.objects.get(username="fay")
    assert (fay.is_active, fay.email, fay.has_usable_password(), fay.posts.count()) == (False, "", False, 0)


def test_drafts_of_letters_that_nobody_approved_go_and_the_others_stay(tmp_path):
    a_year_with_fay(tmp_path / "files")
    texts = {
        key: LetterText.objects.create(sha256=key * 64, content=json.dumps({"addressee": name}, ensure_ascii=False))
        for key, name in {"a": NAME, "b": NAME, "c": NAME}.items()
    }
    one = edition()
    DrawnLetter.objects.create(
        edition=one,
        authority=DARTFORD,
        language="en",
        text=texts["a"],
        facts_sha256="f" * 64,
        drawn_at=timezone.now(),
    )
    LetterApproval.objects.create(
        edition=one, authority=DARTFORD, texts={"en": "b" * 64}, person="ben", at=timezone.now()
    )
    assert erasing.erase(FAY, tmp_path, by="mia")["drafts"] == 1
    assert set(LetterText.objects.values_list("sha256", flat=True)) == {key * 64 for key in "ab"}


def test_a_snapshot_holds_no_name(tmp_path):
    a_year_with_fay(tmp_path / "files")
    write(place.directory(), tmp_path / "snapshot")
    content = b"".join(path.read_bytes() for path in (tmp_path / "snapshot").rglob("*") if path.is_file())
    assert content and FAY.encode() not in content and NAME.encode() not in content


def test_what_comes_back_from_a_backup_is_erased_again(tmp_path):
    a_year_with_fay(tmp_path / "files")
    erasing.erase(FAY, tmp_path, by="mia")
    Contact.objects.create(authority=DARTFORD, role="link_officer", email=FAY.upper(), name=NAME)
    assert erasing.again(tmp_path, by="mia") == 1
    assert NAME.lower() not in everything()
    assert Contact.objects.get().email == GIL
    assert erasing.again(tmp_path, by="mia") == 0
    assert len((tmp_path / "erasures.jsonl").read_text().splitlines()) == 2


@pytest.mark.parametrize("kept", ["accepted", "earlier text"])
def test_an_address_that_comes_back_in_what_is_kept_of_decisions_is_erased_again(tmp_path, kept):
    a_year_with_fay(tmp_path / "files")
    erasing.erase(FAY, tmp_path, by="mia")
    assert erasing.again(tmp_path, by="restore") == 0
    if kept == "accepted":
        Accepted.objects.create(reference="1", kind="e-mail", words=FAY, why="Known.", by="cai", at=timezone.now())
    else:
        cells = {"title": "Repairs", "text": f"Write to {FAY.upper()}."}
        PriorRow.objects.create(table="decisions", key="1", changed_at=timezone.now(), by="cai", before=cells)
    assert erasing.again(tmp_path, by="restore") == 1
    assert FAY not in everything()


def test_who_comes_back_with_a_message_that_waits_is_erased_and_the_message_dropped(tmp_path):
    erasing.erase(FAY, tmp_path, by="mia")
    planned(tmp_path / "files", FAY, GIL)
    assert erasing.again(tmp_path, by="mia") == 1
    assert FAY not in everything()
    assert list(Message.objects.order_by("state").values_list("state", flat=True)) == [State.DROPPED, State.PLANNED]


def test_who_is_being_written_to_this_moment_is_left_for_later_and_the_others_are_erased(tmp_path):
    for email in (FAY, GIL):
        erasing.erase(email, tmp_path, by="mia")
    planned(tmp_path / "files", FAY, GIL)
    Message.objects.filter(recipient=FAY).update(state=State.INTENDED)
    with pytest.raises(erasing.ErasureRefused, match="1 person"):
        erasing.again(tmp_path, by="mia")
    assert Message.objects.filter(recipient=FAY).exists() and GIL not in everything()


def test_a_note_that_was_cut_off_spoils_no_other(tmp_path):
    log = tmp_path / erasing.LOG
    log.write_text('{"at": "2022-07-27T09:00:00+00:00", "pers')  # the machine stopped: that erasure did not happen
    erasing.erase(FAY, tmp_path, by="mia")
    Contact.objects.create(authority=DARTFORD, role="link_officer", email=FAY, name=NAME)
    assert erasing.again(tmp_path, by="mia") == 1


def test_nothing_of_somebody_erased_rests_in_the_file_of_the_register(tmp_path):
    where = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL clears its pages by itself, in its own time")
    a_year_with_fay(tmp_path / "files")
    erasing.erase(FAY, tmp_path, by="mia")
    connection.close()
    kept = b"".join(one.read_bytes() for one in Path(where).parent.glob("register.sqlite3*"))
    assert FAY.encode() not in kept.lower() and NAME.encode() not in kept


def test_the_log_holds_a_hash_that_only_the_address_makes(tmp_path):
    erasing.erase(FAY, tmp_path, by="mia")
    line = json.loads((tmp_path / "erasures.jsonl").read_text())
    assert line["person"] == erasing.hashed(" FAY@office.example") != erasing.hashed(GIL)
    assert (tmp_path / "erasures.jsonl").stat().st_mode & 0o077 == 0


def test_a_letter_that_went_does_not_go_again_when_an_extract_brings_the_person_back(tmp_path):
    planned(tmp_path / "files", FAY)
    Message.objects.update(state=State.DELIVERED)
    erasing.erase(FAY, tmp_path, by="mia")
    everybody = planned(tmp_path / "files", FAY, GIL)
    assert [one.recipient for one in everybody if one.state == State.PLANNED] == [GIL]


def handed_in(folder, name: str, at: datetime) -> tuple[QueryFile, Path]:
    """A file handed in with a query by somebody."""
    with_round = Round.objects.first() or Round.objects.create(**a_round())
    query = Query.objects.create(
        number=Query.objects.count() + 1,
        round=with_round,
        authority=DARTFORD,
        reference="1",
        about="outcome",
        reason="No",
        asked_by=name,
        asked_at=at,
    )
    key = hashlib.md5(f"{name} {at}".encode()).hexdigest()
    file = QueryFile.objects.create(query=query, key=key, name="letter.pdf", kind="pdf", size=1, sha256="a" * 64)
    path = uploads.where(key, folder)
    path.parent.mkdir(parents=True)
    path.write_text("about Fay")
    return file, path


def a_round() -> dict[str, object]:
    now = timezone.now()
    return {"edition": edition(), "number": 1, "opened_at": now, "opened_by": "ana", "closes_at": now}


def test_files_that_somebody_handed_in_go_with_them(settings, tmp_path):
    settings.UPHELD_FILES = tmp_path / "handed"
    account("fay")
    account("gil")
    now = timezone.now()
    _, hers = handed_in(settings.UPHELD_FILES, "fay", now)
    kept, his = handed_in(settings.UPHELD_FILES, "gil", now - timedelta(days=100))
    assert erasing.erase(FAY, tmp_path, by="mia")["uploads"] == 1
    assert not hers.exists() and his.exists() and QueryFile.objects.get() == kept
    assert retaining.let_go(Retention(uploads=4), now, by="mia") == {"uploads": 0}
    assert retaining.let_go(Retention(uploads=3), now, by="mia") == {"uploads": 1}
    assert not his.exists() and Query.objects.count() == 2


def test_a_message_under_way_is_settled_first(tmp_path):
    planned(tmp_path / "files", FAY)
    with pytest.raises(erasing.ErasureRefused, match="settle") as refused:
        erasing.erase(FAY, tmp_path, by="mia")
    assert FAY not in str(refused.value)
    assert Message.objects.get().recipient == FAY


def test_at_the_desk_the_address_is_typed_twice_and_never_one_s_own(settings, tmp_path):
    settings.UPHELD_OUT = tmp_path
    account("fay")
    mia = signed_in("mia", Role.ADMINISTRATOR)
    assert "scheme" not in mia.get("/desk/people/erase/").content.decode().partition("<main")[2]
    for email, again, told in (
        (FAY, GIL, "different"),
        ("", "", "different"),
        ("mia@office.example", "mia@office.example", "Somebody else"),
    ):
        answer = mia.post("/desk/people/erase/now", {"email": email, "again": again}, follow=True)
        assert told in answer.content.decode()
    assert Account.objects.exclude(email="").count() == 2
    assert (
        "accounts 1" in mia.post("/desk/people/erase/now", {"email": FAY, "again": FAY}, follow=True).content.decode()
    )


def test_what_is_past_its_time_goes_and_nothing_else(tmp_path):
    a_year_with_fay(tmp_path / "files")
    now = datetime(2022, 7, 31, 12, tzinfo=UTC)
    old, young = now - timedelta(days=93), now - timedelta(days=91)
    Message.objects.filter(recipient=GIL).update(changed_at=old)
    Message.objects.exclude(recipient=GIL).update(changed_at=young)
    Account.objects.update(last_login=old)
    account("new")
    Account.objects.filter(username="new").update(last_login=young)
    Invitation.objects.update(expires_at=old)
    PriorRow.objects.update(changed_at=old)
    periods = Retention(contacts=3, messages=3, accounts=3)
    gone = retaining.let_go(periods, now, by="mia")
    assert gone == {"contacts": 1, "messages": 1, "accounts": 1}
    assert Invitation.objects.count() == 1, "without a period nothing goes"
    assert Contact.objects.count() == 2
    assert list(Account.objects.exclude(email="").values_list("username", flat=True)) == ["new"]
    assert sorted(bool(one.text) for one in Message.objects.all()) == [False, True]
    assert retaining.let_go(periods, now, by="mia") == {"contacts": 0, "messages": 0, "accounts": 0}


def test_earlier_texts_and_what_may_stay_in_them_go_after_their_time(tmp_path):
    a_year_with_fay(tmp_path / "files")
    now = datetime(2022, 7, 31, 12, tzinfo=UTC)
    limit = datetime(2022, 4, 30, 12, tzinfo=UTC)
    Accepted.objects.exclude(words=GIL).update(at=limit - timedelta(seconds=1))
    Accepted.objects.filter(words=GIL).update(at=limit)
    PriorRow.objects.exclude(key="2").update(changed_at=limit - timedelta(seconds=1))
    PriorRow.objects.filter(key="2").update(changed_at=limit)
    assert retaining.let_go(Retention(decisions=3), now, by="mia") == {"decisions": 4}
    assert (Accepted.objects.get().words, PriorRow.objects.get(table="decisions").key) == (GIL, "2")
    assert PriorRow.objects.filter(table="contacts").exists()


def test_who_is_named_in_nothing_reaches_nothing_and_addresses_in_texts_are_known(tmp_path):
    a_year_with_fay(tmp_path / "files")
    assert keeping.forget(["", " ", "smith-unmist", "ay@office.example"]) == 0
    assert sorted(set(keeping.addresses())) == [FAY]


def test_sessions_that_are_over_are_let_go_of():
    signed_in("fay", (Role.READER, DARTFORD))
    now = timezone.now()
    assert Session.objects.count() == 1
    retaining.let_go(Retention(), now, by="mia")
    assert Session.objects.count() == 1
    retaining.let_go(Retention(), now + timedelta(hours=9), by="mia")
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    "now, months, then",
    [
        ((2022, 7, 31), 1, (2022, 6, 30)),
        ((2024, 3, 31), 1, (2024, 2, 29)),
        ((2022, 1, 15), 1, (2021, 12, 15)),
        ((2022, 1, 15), 25, (2019, 12, 15)),
    ],
)
def test_some_months_earlier(now, months, then):
    assert retaining.before(datetime(*now, tzinfo=UTC), months) == datetime(*then, tzinfo=UTC)


def test_no_file_of_a_register_holds_what_was_erased(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its files to itself")
    for number in range(300):  # rows that grow and move, so that pages are filled, split and filled anew
        Contact.objects.create(
            authority=DARTFORD, role="link_officer", email=f"p{number}@office.example", name="P" * 80
        )
        if number % 3 == 0:
            PriorRow.objects.create(
                table="contacts", key="x", changed_at=timezone.now(), by="ana", before={"email": FAY, "name": NAME * 9}
            )
            Contact.objects.update_or_create(
                authority=DARTFORD, role="link_officer", email=FAY, defaults={"name": NAME * (1 + number % 7)}
            )
            Contact.objects.filter(email=f"p{number // 2}@office.example").delete()
    file = Path(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:  # a copy in unused bytes, as moving rows from page to page can leave it
        cursor.execute("PRAGMA secure_delete=OFF")
        Contact.objects.filter(email=FAY).delete()
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert FAY.encode() in file.read_bytes(), "there is something to find"
    erasing.erase(FAY, tmp_path, by="mia")
    for one in file.parent.glob(f"{file.name}*"):
        content = one.read_bytes().lower()
        assert FAY.encode() not in content, one.name
        assert NAME.lower().encode() not in content, one.name


def test_whoever_erases_is_told_where_others_keep_the_file_from_being_written_anew(tmp_path, monkeypatch):
    Contact.objects.create(authority=DARTFORD, role="link_officer", email=FAY, name=NAME)
    monkeypatch.setattr("upheld.desk.erasing.overwrite", lambda: False)
    with pytest.raises(erasing.ErasureRefused, match="erase once more"):
        erasing.erase(FAY, tmp_path, by="mia")
    assert not Contact.objects.exists()


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
