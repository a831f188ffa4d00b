"""Remedies tried by whom they do not concern: another authority's officer, a reader, whoever guesses; and odd texts."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.integration.test_remedies import (
    CASE,
    DESK,
    OTHER,
    OWN,
    PORTAL,
    SCHEME,
    case,  # noqa: F401
    now,
    officer,
    send,
    today,
)
from tests.support.desk import signed_in
from tests.unit.test_uploads import PDF
from upheld.access.models import Account, AuditEntry
from upheld.access.permissions import Role
from upheld.casework.remedies import calendar, public_text
from upheld.casework.remedies.models import CalendarAddress, Evidence, EvidenceFile, MoreTime, Remark
from upheld.publication.bundle.casework import public_casework
from upheld.register.models import Case, Recommendation
from upheld.register.queries import directory

FORM_TOKEN = re.compile(rb'value="[A-Za-z0-9]{64}"')
MARKUP = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7 * 7 }}{% raw %}"


@pytest.fixture
def theirs(case: Case) -> Case:  # noqa: F811
    """A case of the other authority, with a remedy of its own."""
    days = {"received_on": today(-200), "decided_on": today(-60)}
    made = Case.objects.create(reference="21 000 200", authority=OTHER, subject="Housing", outcome="upheld", **days)
    agreed = {"category": "apology", "text": "Apologise", "public": False, "due_on": today(5)}
    Recommendation.objects.create(case=made, number=1, **agreed)
    return made


def everything() -> list[object]:
    rows: list[object] = []
    for model in (Evidence, MoreTime, Remark, EvidenceFile, CalendarAddress, Recommendation):
        rows += model.objects.order_by("pk").values_list()
    return rows


SENT = (
    {"what": "evidence", "text": "Done", "done_on": today().isoformat()},
    {"what": "time", "until": today(20).isoformat(), "reason": "Why"},
    {"what": "message", "message": "Hello"},
)


def answers(client: Client, base: str, reference: str, key: str) -> set[tuple[int, bytes]]:
    """What each address of a remedy answers, with all that may be sent to it."""
    page = f"{base}{reference}/1/"
    got = [client.get(page), client.head(page), client.get(f"{page}files/{key}")]
    got += [client.post(page, given) for given in SENT]
    return {(one.status_code, FORM_TOKEN.sub(b"", one.content)) for one in got if one.content}


def test_another_authoritys_remedy_is_like_none(theirs: Case):
    send(officer(), 1, files=SimpleUploadedFile("letter.pdf", PDF))
    key, olaf = EvidenceFile.objects.get().key, officer(OTHER, "olaf")
    own, others = f"/portal/{OTHER}/remedies/", PORTAL
    before = everything()
    none = answers(olaf, own, "21 999 999", "0" * 32)
    assert {status for status, _ in none} == {404}
    for base, reference in ((own, CASE), (others, CASE), (others, "21 000 200")):
        assert answers(olaf, base, reference, key) == none, (base, reference)
    assert olaf.get(others).status_code == olaf.post(f"{others}calendar", {"what": "new"}).status_code == 404
    assert CASE not in olaf.get(own).content.decode()
    assert everything() == before
    assert olaf.get(f"{own}21 000 200/1/").status_code == 200, "their own is there"


def test_a_reader_reads_and_sends_nothing(theirs: Case):
    send(officer(), 1, files=SimpleUploadedFile("letter.pdf", PDF))
    key, before = EvidenceFile.objects.get().key, everything()
    ray = signed_in("ray", (Role.READER, OWN))
    assert {status for status, _ in answers(ray, PORTAL, CASE, key)} == {404}
    for what in ("new", "end"):
        assert ray.post(f"{PORTAL}calendar", {"what": what}).status_code == 404
    for path in ("/desk/remedies/", DESK, f"{DESK}files/{key}"):
        assert ray.get(path).status_code == 404
    assert everything() == before


def test_who_looks_does_not_decide(theirs: Case):
    """An analyst and a director see the desk's pages; assessing is for caseworkers, failing for directors."""
    send(officer(), 1)
    sent, before = Evidence.objects.get().pk, everything()
    posts = {
        f"{DESK}1/evidence/{sent}": {"state": "accepted", "done_on": today().isoformat()},
        f"{DESK}2/step": {"step": SCHEME.remedies.escalation[0], "on": today().isoformat(), "note": "x"},
        f"{DESK}write": {"text": "Hello"},
        f"{DESK}2/text": {"state": "accepted", "reason": "x", "seen": "x"},
    }
    for name, role in (("ana", Role.ANALYST), ("dee", Role.DIRECTOR)):
        client = signed_in(name, role)
        assert client.get(DESK).status_code == 200
        assert {client.post(path, given).status_code for path, given in posts.items()} == {404}
    assert everything() == before


def test_what_is_sent_about_one_remedy_is_not_answered_under_another(theirs: Case):
    send(officer(), 1)
    sent = Evidence.objects.get().pk
    cas = signed_in("cas", Role.CASEWORKER)
    for base in (f"{DESK}2", "/desk/remedies/21 000 200/1"):
        given = {"state": "accepted", "done_on": today().isoformat()}
        assert cas.post(f"{base}/evidence/{sent}", given).status_code == 404
    assert Evidence.objects.get().state == "waiting"


def test_no_text_becomes_markup_anywhere(theirs: Case):
    fay, cas, dee = officer(), signed_in("cas", Role.CASEWORKER), signed_in("dee", Role.DIRECTOR)
    Recommendation.objects.filter(number=2).update(text=f"Mrs Appleby {MARKUP}")
    Recommendation.objects.filter(case_id=CASE, number=1).update(text=MARKUP)
    Case.objects.filter(pk=CASE).update(subject=MARKUP)
    send(fay, 1, text=MARKUP, files=SimpleUploadedFile(f"{MARKUP}.pdf", PDF))
    fay.post(f"{PORTAL}{CASE}/1/", {"what": "time", "until": today(20).isoformat(), "reason": MARKUP})
    fay.post(f"{PORTAL}{CASE}/1/", {"what": "message", "message": MARKUP})
    cas.post(f"{DESK}write", {"text": MARKUP})
    refused = fay.post(f"{PORTAL}{CASE}/1/", {"what": "evidence", "text": MARKUP, "done_on": MARKUP}).content.decode()
    for model, what in ((Evidence, "evidence"), (MoreTime, "time")):
        cas.post(f"{DESK}1/{what}/{model.objects.get().pk}", {"state": "no", "reason": MARKUP})
    for step in SCHEME.remedies.escalation:
        cas.post(f"{DESK}2/step", {"step": step, "on": today().isoformat(), "note": MARKUP})
    seen = public_text.hash_of(Recommendation.objects.get(number=2).text)
    cas.post(f"{DESK}2/text", {"state": "no", "seen": seen, "reason": MARKUP})
    dee.post(f"{DESK}2/not-carried-out", {"reason": MARKUP})
    pages = [refused, cas.get(DESK).content.decode(), cas.get("/desk/remedies/").content.decode()]
    pages += [fay.get(f"{PORTAL}{path}").content.decode() for path in ("", f"{CASE}/1/", f"{CASE}/2/")]
    assert pages[1].count("&lt;script&gt;alert(1)") == pages[1].count("{{ 7 * 7 }}") >= 10, "nothing is worked out"
    for page in pages:
        assert "<script>alert" not in page and "<img src=x" not in page
    assert MARKUP not in "".join(map(str, AuditEntry.objects.values_list("detail", flat=True)))


def test_a_calendar_address_that_is_guessed_or_ended_is_like_none(theirs: Case):
    secret = calendar.new_address(OWN, now=now(), by=Account.objects.get_or_create(username="fay")[0].username)
    officer()
    program = Client(HTTP_HOST="localhost", headers={"x-forwarded-proto": "https"})

    def told(one: str) -> tuple[int, bytes]:
        answer = program.get(f"/portal/calendar/{one}.ics")
        return answer.status_code, answer.content

    status, text = told(secret)
    assert status == 200 and b"21 000 200" not in text
    none = told("A" * 43)
    assert none[0] == 404 and CASE.encode() not in none[1]
    hashed = CalendarAddress.objects.get().secret_hash
    for guess in (secret[:-1], secret + "A", secret.swapcase(), hashed, "%00", "x" * 5000, OWN, "1"):
        assert told(guess)[0] == 404, guess
    assert program.post(f"/portal/calendar/{secret}.ics").status_code == 405
    calendar.end_addresses(OWN, now=now(), by="fay")
    assert told(secret) == none


def test_a_calendar_address_ends_with_the_post_of_whoever_made_it(theirs: Case):
    fay = officer()
    page = fay.post(f"{PORTAL}calendar", {"what": "new"}).content.decode()
    address = "/portal/calendar/" + page.partition("/portal/calendar/")[2].partition("<")[0]
    program = Client(HTTP_HOST="localhost", headers={"x-forwarded-proto": "https"})
    assert program.get(address).status_code == 200
    account = Account.objects.get(username="fay")
    account.posts.all().delete()
    assert program.get(address).status_code == 404
    account.posts.create(role=Role.LINK_OFFICER, authority=OTHER)
    assert program.get(address).status_code == 404, "another authority's post does not open this one's calendar"
    account.posts.create(role=Role.LINK_OFFICER, authority=OWN)
    assert program.get(address).status_code == 200
    Account.objects.filter(username="fay").update(is_active=False)
    assert program.get(address).status_code == 404


def test_days_and_references_in_a_calendar_cannot_add_lines(theirs: Case):
    evil = "21\r\nBEGIN:VALARM\r\nATTACH:x"
    made = Case.objects.create(
        reference=evil, authority=OWN, subject="x", received_on=today(-9), decided_on=today(-8), outcome="upheld"
    )
    Recommendation.objects.create(case=made, number=1, category="apology", text="x", public=False, due_on=today(9))
    from upheld.casework.remedies import queries

    rows = queries.followed(directory(SCHEME), today(), authority=OWN)
    text = calendar.calendar(rows, "x", {}, "h", now()).decode()
    assert text.count("BEGIN:VEVENT") == 3
    assert not [line for line in text.split("\r\n") if line.startswith(("BEGIN:VALARM", "ATTACH"))]


ODD_NAMES = (
    "Mrs O'Brien", "Mrs O’Brien", "MRS O'BRIEN", "Mrs o'Brien", "Mx. d'Arcy", "Mr Smith-Jones", "MR SMITH-JONES",
    "MRS APPLEBY", "Mrs.Appleby", "mrs appleby", "Mr  Appleby", "Mr\u00a0Appleby", "Ms Łukaszewicz", "Dr. Çelik",
    "Mrs Żółć", "Mrs Müller", "Mrs Mu\u0308ller", "Miss Ní Dhomhnaill", "Mrs É. Dubois", "Mr de la Cruz",
    "Mrs Appleby's", "Mr and Mrs Appleby", "Miss Βασιλείου",
)  # fmt: skip


@pytest.mark.parametrize("either_register", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_in_an_odd_spelling_is_shown_to_somebody_first(name: str, theirs: Case):
    for text in (f"{name} was not told why: explain reasons", f"Remind staff of how {name} was told"):
        Recommendation.objects.filter(number=2).update(text=text)
        assert [one.kind for one in public_text.found_in(text)] == ["name"], text
        assert public_text.to_check() == [(CASE, 2)]
        assert not public_casework(directory(SCHEME), today()).improvements


KNOWN = ("Appleby was not told why", "Remind staff of what APPLEBY's letter said", "Show how the Applebys waited")


@pytest.mark.parametrize("either_register", ["sqlite"], indirect=True)
@pytest.mark.parametrize("text", KNOWN)
def test_a_name_that_the_cases_personal_remedies_tell_of_is_found_without_a_title(text: str, theirs: Case):
    """The first remedy: "Apologise to Mrs Appleby"."""
    Recommendation.objects.filter(number=2).update(text=text)
    assert public_text.to_check() == [(CASE, 2)]
    assert not public_casework(directory(SCHEME), today()).improvements
    assert "may tell of a person" in signed_in("cas", Role.CASEWORKER).get(DESK).content.decode()
    Recommendation.objects.filter(case_id=CASE, number=1).update(text="Apologise")
    assert public_text.to_check() == []


def test_other_findings_stay_where_names_are_known(theirs: Case):
    text = "In may, write to a.b@example.com and aged 45 about 3 May 2021"
    told = [one.kind for one in public_text.found_in(text, ["May"])]
    assert told == ["e-mail", "age", "day"] and told == [one.kind for one in public_text.found_in(text)]
