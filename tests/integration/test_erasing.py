"""Erasing a person, and letting go of what is past its time: people are gone, figures are as they were."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from tests.integration.test_edition_approvals import edition
from tests.support.desk import account, signed_in
from tests.support.erased import DARTFORD, FAY, GIL, NAME, a_year_with_fay, everything, handed_in
from tests.support.messages import planned
from upheld.access.models import Account, AuditEntry, Invitation
from upheld.access.permissions import Role
from upheld.casework.statements import keeping
from upheld.casework.statements.models import Accepted
from upheld.delivery.models import Message
from upheld.delivery.states import State
from upheld.desk import erasing, place, retaining
from upheld.editions.check_round.models import Query, QueryFile
from upheld.editions.snapshot import write
from upheld.letters.models import DrawnLetter, LetterApproval, LetterText
from upheld.register.models import Contact, PriorRow
from upheld.vocabulary.scheme import Retention

pytestmark = pytest.mark.usefixtures("either_register")


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
