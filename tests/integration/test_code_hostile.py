"""Comply or explain under attack: two people at once, hostile files, days and texts, authorities that ended, frozen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Lock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.integration.test_code_pages import lately
from tests.integration.test_self_assessments import CLAUSES, DARTFORD, DAY, NOW, SCHEME, WHOSE, case, submitted, whole
from tests.support.at_once import at_once
from tests.support.desk import signed_in
from tests.support.site import Page
from tests.unit.test_uploads import ATTACKS, PDF
from upheld.access.models import AuditEntry
from upheld.access.permissions import Role
from upheld.casework.code.assessing import Mark, assess, marks_of
from upheld.casework.code.comparing import Said
from upheld.casework.code.models import SelfAssessmentDraft, SelfAssessmentFile
from upheld.casework.code.self_assessing import (
    CROSSED,
    FROZEN,
    Answer,
    Whose,
    Written,
    drop_file,
    said_by,
    save,
    statement_of,
    submit,
    withdraw,
    written_of,
)
from upheld.casework.refusal import Refusal
from upheld.editions.models import Edition
from upheld.portal import code_views
from upheld.register.models import CaseAssessment, SelfAssessment, SelfAssessmentStatement

GRAVESHAM, ALLERDALE, CUMBERLAND = "E07000109", "E07000026", "E06000063"


@pytest.fixture(autouse=True)
def _a_place(settings, tmp_path):
    settings.UPHELD_FILES, settings.UPHELD_OUT = str(tmp_path / "files"), tmp_path


@pytest.fixture
def year(register) -> int:
    return code_views._years(DARTFORD)[0]


@pytest.fixture
def lin(register):
    return signed_in("lin", (Role.LINK_OFFICER, DARTFORD))


def form(**changes: str) -> dict[str, object]:
    given = {f"complies-{clause}": "yes" for clause in CLAUSES}
    return given | {"response": "Noted", "considered_on": lately(), "saved": "0"} | changes


def portal(year: int, then: str = "", authority: str = DARTFORD) -> str:
    return f"/portal/{authority}/code/{year}/{then}"


def on_disk(tmp_path: Path) -> list[Path]:
    return [one for one in (tmp_path / "files").rglob("*") if one.is_file()]


def drawn(year: int) -> None:
    days = {"frozen_at": "2026-06-01T10:00Z", "sent_on": "2026-07-01", "released_on": "2026-07-08"}
    Edition.objects.create(
        scheme=SCHEME.id, year=year, number=1, state="draft", complete_years=[year], sample=True, **days
    )


class Told:
    """What was refused to whoever came second, and how many got through."""

    def __init__(self) -> None:
        self.refused: list[str] = []
        self.done = 0
        self.lock = Lock()

    def trying(self, work):
        def tried() -> None:
            try:
                work()
            except Refusal as refusal:
                with self.lock:
                    self.refused.extend(refusal.args)
            else:
                with self.lock:
                    self.done += 1

        return tried


def test_two_who_submit_at_once(either_register):
    save(SCHEME, WHOSE, whole(), now=NOW, by="lin")
    told = Told()
    at_once(*(told.trying(lambda one=one: submit(SCHEME, WHOSE, 1, now=NOW, by=one)) for one in ("lin", "lou")))
    assert (told.done, told.refused) == (1, [CROSSED])
    assert AuditEntry.objects.filter(action="submit a self-assessment").count() == 1
    assert len(said_by(WHOSE)) == len(CLAUSES)


def test_one_saves_while_another_submits(either_register):
    """Whatever comes first, what is submitted is what was saved, whole."""
    save(SCHEME, WHOSE, whole(), now=NOW, by="lin")
    told = Told()
    other = Written(whole().answers | {"1.1": Answer(False, "Changed")}, "Changed", DAY, 1)
    at_once(
        told.trying(lambda: submit(SCHEME, WHOSE, 1, now=NOW, by="lin")),
        told.trying(lambda: save(SCHEME, WHOSE, other, now=NOW, by="lou")),
    )
    assert told.done == 1
    if stands := statement_of(WHOSE):
        assert (stands.response, said_by(WHOSE)["1.1"]) == ("Members noted it", Said(True))
    else:
        assert written_of(WHOSE).response == "Changed"


def test_two_who_withdraw_at_once(either_register):
    submitted()
    told = Told()
    at_once(*(told.trying(lambda one=one: withdraw(SCHEME, WHOSE, 2, now=NOW, by=one)) for one in ("lin", "lou")))
    assert (told.done, told.refused) == (1, [CROSSED])
    assert AuditEntry.objects.filter(action="withdraw a self-assessment").count() == 1
    assert (said_by(WHOSE), statement_of(WHOSE)) == ({}, None)


def test_nobody_withdraws_what_they_have_not_seen(register):
    submitted()
    withdraw(SCHEME, WHOSE, 2, now=NOW, by="lin")
    save(SCHEME, WHOSE, Written(whole().answers, "Another", DAY, 3), now=NOW, by="lin")
    submit(SCHEME, WHOSE, 4, now=NOW, by="lin")
    with pytest.raises(Refusal) as refusal:
        withdraw(SCHEME, WHOSE, 2, now=NOW, by="lou")
    assert refusal.value.args == (CROSSED,)
    assert statement_of(WHOSE).response == "Another"


def test_two_who_assess_a_case_at_once(either_register):
    case()
    told = Told()
    for_one = {name: {"6.2": Mark(met, name)} for name, met in (("cas", "no"), ("col", "yes"))}
    at_once(
        *(told.trying(lambda one=one: assess(SCHEME, "A", for_one[one], seen={}, today=DAY, by=one)) for one in for_one)
    )
    assert told.done == 1
    assert len(told.refused) == 1
    assert marks_of("A") in ({"6.2": Mark("no", "cas")}, {"6.2": Mark("yes", "col")})


def test_what_an_extract_brought_stands_before_a_draft_and_is_where_changing_begins(register):
    save(SCHEME, WHOSE, Written({"1.1": Answer(False, "An old draft")}), now=NOW, by="lin")
    SelfAssessment.objects.create(authority=DARTFORD, year=2026, clause="1.1", complies=True)
    days = {"considered_on": DAY, "submitted_on": DAY}
    SelfAssessmentStatement.objects.create(authority=DARTFORD, year=2026, version="2024", response="Brought", **days)
    assert written_of(WHOSE) == Written({"1.1": Answer(True)}, "Brought", DAY, 1)
    withdraw(SCHEME, WHOSE, 1, now=NOW, by="lin")
    assert written_of(WHOSE) == Written({"1.1": Answer(True)}, "Brought", DAY, 2)


@pytest.mark.parametrize("attack", sorted(ATTACKS))
def test_a_hostile_document_is_refused_and_what_was_written_stays(lin, year, tmp_path, attack):
    bad = SimpleUploadedFile("report.pdf", ATTACKS[attack])
    good = SimpleUploadedFile("good.pdf", PDF)
    page = lin.post(portal(year, "save"), form(files=[good, bad], response="Kept in the form"))
    text = page.content.decode()
    assert "report.pdf: " in text
    assert "Kept in the form" in text
    assert (SelfAssessmentFile.objects.count(), SelfAssessmentDraft.objects.count(), on_disk(tmp_path)) == (0, 0, [])


def test_a_document_called_badly_is_called_well_and_given_out_to_be_saved(lin, year):
    lin.post(portal(year, "save"), form(files=SimpleUploadedFile("<script>ü\r\nx.html.pdf", PDF)))
    kept = SelfAssessmentFile.objects.get()
    assert (kept.kind, set('<>\r\n"') & set(kept.name)) == ("pdf", set())
    got = lin.get(portal(year, f"files/{kept.key}"))
    assert got["Content-Disposition"].startswith("attachment")
    assert (got["X-Content-Type-Options"], got["Content-Type"]) == ("nosniff", "application/octet-stream")
    Page(lin.get(portal(year)).content.decode())


def test_more_documents_than_there_may_be(lin, year, tmp_path):
    def several(number: int) -> list[SimpleUploadedFile]:
        return [SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(number)]

    assert b"At most 5 files" in lin.post(portal(year, "save"), form(files=several(6))).content
    lin.post(portal(year, "save"), form(files=several(3)))
    assert b"At most 5 documents" in lin.post(portal(year, "save"), form(files=several(3), saved="1")).content
    assert (SelfAssessmentFile.objects.count(), len(on_disk(tmp_path))) == (3, 3)


def test_nobody_else_reaches_or_removes_a_document(lin, year, tmp_path):
    lin.post(portal(year, "save"), form(files=SimpleUploadedFile("a.pdf", PDF)))
    key = SelfAssessmentFile.objects.get().key
    other = signed_in("gil", (Role.LINK_OFFICER, GRAVESHAM))
    for authority in (DARTFORD, GRAVESHAM):
        assert other.get(portal(year, f"files/{key}", authority)).status_code == 404
        other.post(portal(year, f"files/{key}/remove", authority))
    reader = signed_in("rea", (Role.READER, DARTFORD))
    assert reader.get(portal(year, f"files/{key}")).content == PDF
    assert reader.post(portal(year, f"files/{key}/remove")).status_code == 404
    for wrong in (key[:31], key.upper(), f"..%2f{key}", f"{key}.pdf", "%00", f"%00{key}"):
        assert lin.get(portal(year, f"files/{wrong}")).status_code == 404, wrong
    assert (SelfAssessmentFile.objects.count(), len(on_disk(tmp_path))) == (1, 1)


def test_a_document_stays_once_submitted_and_once_frozen(lin, year, tmp_path):
    lin.post(portal(year, "save"), form(files=SimpleUploadedFile("a.pdf", PDF), then="submit"))
    key = SelfAssessmentFile.objects.get().key
    page = lin.post(portal(year, f"files/{key}/remove"), follow=True)
    assert b"Withdraw it to change it" in page.content
    assert len(on_disk(tmp_path)) == 1
    withdraw(SCHEME, Whose(DARTFORD, year), 2, now=NOW, by="lin")
    with pytest.raises(Refusal) as refusal:
        drop_file(Whose(DARTFORD, year, lambda: True), key, by="lin")
    assert refusal.value.args == (FROZEN,)
    drawn(year)
    lin.post(portal(year, f"files/{key}/remove"))
    assert (SelfAssessmentFile.objects.count(), len(on_disk(tmp_path))) == (1, 1)
    with pytest.raises(Refusal, match="no such document"):
        drop_file(WHOSE, "0" * 32, by="lin")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-02-30", "is no day"),
        ("2026-13-01", "is no day"),
        ("20260430", "is no day"),
        ("2026-W18-4", "is no day"),
        ("30/04/2026", "is no day"),
        ("", "Give the day"),
        ("{lately}\n", ""),
        ("٢٠٢٦-04-30", "is no day"),
        ("0000-01-01", "is no day"),
        ("99999-01-01", "is no day"),
        ("<b>2026</b>", "is no day"),
        ("0001-01-01", "is before the year that it is about"),
        ("1066-10-14", "is before the year that it is about"),
        ("9999-12-31", "is still to come"),
    ],
)
def test_days_that_cannot_be(lin, year, day, told):
    given = form(considered_on=day.format(lately=lately()), then="submit")
    page = lin.post(portal(year, "save"), given, follow=True)
    assert page.status_code == 200
    assert (told in page.content.decode()) is True
    assert b"<b>2026</b>" not in page.content
    assert SelfAssessmentStatement.objects.exists() is (not told)


def test_the_day_may_be_the_first_of_the_year_and_today(register):
    first = SCHEME.year(2026).start
    for day, told in ((first - timedelta(days=1), "before the year"), (first, ""), (DAY, ""), (DAY, "")):
        whose = Whose(DARTFORD, 2026)
        SelfAssessmentDraft.objects.all().delete()
        SelfAssessmentStatement.objects.all().delete()
        SelfAssessment.objects.all().delete()
        save(SCHEME, whose, Written(whole().answers, "Noted", day), now=NOW, by="lin")
        if told:
            with pytest.raises(Refusal, match=told):
                submit(SCHEME, whose, 1, now=NOW, by="lin")
        else:
            submit(SCHEME, whose, 1, now=NOW, by="lin")
            assert statement_of(whose).considered_on == day


NASTY = "</textarea><script>alert(1)</script> {{ 7*7 }} {% x %} <img src=x onerror=alert(1)> &amp; ' \""


def test_text_of_people_is_never_markup(lin, year):
    """On the form, on the page of what was submitted, at the desk."""
    given = form(response=NASTY, then="submit") | {"complies-6.2": "no", "explanation-6.2": NASTY}
    for address, client in (
        ("draft", lin),
        (portal(year), lin),
        (f"/desk/code/{year}/{DARTFORD}/", signed_in("ana", Role.ANALYST)),
    ):
        if address == "draft":
            page = client.post(portal(year, "save"), given | {"considered_on": ""})
            client.post(portal(year, "save"), given | {"saved": "1"})
        else:
            page = client.get(address)
        text = page.content.decode()
        seen = Page(text)
        assert NASTY in seen.text, address
        assert (
            "<script>alert" not in text and "<img src=x" not in text and "49" not in seen.text.partition("{{")[2][:20]
        )


def test_evidence_is_text_and_is_read_by_staff_alone(lin, year):
    case()
    today = date.today()
    assess(SCHEME, "A", {"6.2": Mark("no", NASTY)}, seen={}, today=today, by="cas")
    text = signed_in("cas", Role.CASEWORKER).get("/desk/code/case/?reference=A").content.decode()
    assert "<script>alert" not in text and NASTY in Page(text).text
    for page in (portal(year), f"/portal/{DARTFORD}/code/"):
        assert "alert(1)" not in lin.get(page).content.decode()


@pytest.mark.parametrize("text", ["a\0b", "\x1b[31m", "a\x0bb", "\x85", "\ufffe"])
def test_characters_that_are_no_text_are_refused_and_not_kept(either_register, text):
    for written, told in (
        (Written({"6.2": Answer(False, text)}), "6.2: the explanation holds characters that are no text."),
        (Written(response=text), "The response holds characters that are no text."),
    ):
        with pytest.raises(Refusal, match=told):
            save(SCHEME, WHOSE, written, now=NOW, by="lin")
    assert not SelfAssessmentDraft.objects.exists()
    case()
    with pytest.raises(Refusal):
        assess(SCHEME, "A", {"6.2": Mark("no", text)}, seen={}, today=DAY, by="cas")
    assert not CaseAssessment.objects.exists()


@pytest.mark.postgresql
def test_what_no_database_can_look_for_is_not_there(postgresql_register):
    cas = signed_in("cas", Role.CASEWORKER)
    assert b"There is no case" in cas.get("/desk/code/case/?reference=A%00B").content
    lin = signed_in("lin", (Role.LINK_OFFICER, DARTFORD))
    year = code_views._years(DARTFORD)[0]
    assert lin.get(portal(year, "files/%00")).status_code == 404
    assert cas.get(f"/desk/code/{year}/%00/files/{'0' * 32}").status_code == 404
    page = lin.post(portal(year, "save"), form(response="a\0b"))
    assert b"characters that are no text" in page.content


def test_a_text_of_any_line_ends_is_kept_with_plain_ones(lin, year):
    lin.post(portal(year, "save"), form(response="one\r\ntwo\rthree\tfour"))
    assert SelfAssessmentDraft.objects.get().response == "one\ntwo\nthree\tfour"


def test_what_the_form_has_no_field_for_is_nothing(lin, year):
    given = form() | {"complies-99.9": "no", "explanation-99.9": "x", "complies-1.1": "perhaps", "saved": "-1"}
    assert b"Somebody else has changed" in lin.post(portal(year, "save"), given).content
    lin.post(portal(year, "save"), given | {"saved": "0"})
    answers = SelfAssessmentDraft.objects.get().answers
    assert "99.9" not in answers and "1.1" not in answers


def test_texts_longer_than_any_may_be(lin, year):
    page = lin.post(portal(year, "save"), form(response="x" * 8001) | {"explanation-1.1": "x" * 4001})
    assert b"1.1: an explanation has at most 4,000 characters." in page.content
    assert b"The response has at most 8,000 characters." in page.content
    assert not SelfAssessmentDraft.objects.exists()


def years_on(monkeypatch: pytest.MonkeyPatch, day: date, authority: str) -> list[int]:
    monkeypatch.setattr(code_views, "here", lambda _: datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    return code_views._years(authority)


def test_years_are_open_in_which_the_authority_lived(register, monkeypatch):
    """Allerdale's last day was 31 March 2023, Cumberland's first the next. The code is in force from 1 April 2024."""
    code = SCHEME.code.model_copy(update={"in_force_from": date(2020, 4, 1)})
    monkeypatch.setattr(code_views, "_code", lambda: code)
    assert years_on(monkeypatch, date(2023, 3, 31), ALLERDALE) == [2023, 2022]
    assert years_on(monkeypatch, date(2023, 4, 1), ALLERDALE) == [2023]
    assert years_on(monkeypatch, date(2024, 4, 1), ALLERDALE) == []
    assert years_on(monkeypatch, date(2023, 3, 31), CUMBERLAND) == []
    assert years_on(monkeypatch, date(2023, 4, 1), CUMBERLAND) == [2024]
    assert years_on(monkeypatch, date(2020, 4, 1), DARTFORD) == [2021]


def test_an_authority_that_ended_submits_its_last_year_and_no_other(register, monkeypatch):
    whose, late = Whose(ALLERDALE, 2023), datetime(2023, 5, 3, 10, tzinfo=UTC)
    save(SCHEME, whose, Written(whole().answers, "Noted", date(2023, 3, 30)), now=late, by="lin")
    submit(SCHEME, whose, 1, now=late, by="lin")
    assert statement_of(whose).authority == ALLERDALE
    lin = signed_in("lin", (Role.LINK_OFFICER, ALLERDALE))
    assert lin.get(f"/portal/{ALLERDALE}/code/2023/").status_code == 200
    for address in ("", "save", "withdraw"):
        ask = lin.post if address else lin.get
        assert ask(f"/portal/{ALLERDALE}/code/2026/{address}").status_code == 404
    page = lin.get(f"/portal/{ALLERDALE}/code/")
    assert page.status_code == 200
    assert b"2022-23" in page.content and b"2025-26" not in page.content


def test_after_the_figures_are_drawn_nothing_of_it_can_be_changed(lin, year, tmp_path):
    lin.post(portal(year, "save"), form(files=SimpleUploadedFile("a.pdf", PDF), then="submit"))
    before = (said_by(Whose(DARTFORD, year)), statement_of(Whose(DARTFORD, year)).response)
    drawn(year)
    for address, given in (
        ("save", form(saved="2", response="Changed", files=SimpleUploadedFile("b.pdf", PDF))),
        ("save", form(saved="2", response="Changed", then="submit")),
        ("withdraw", {"saved": "2"}),
    ):
        page = lin.post(portal(year, address), given, follow=True)
        assert b"can no longer be changed" in page.content
    assert (said_by(Whose(DARTFORD, year)), statement_of(Whose(DARTFORD, year)).response) == before
    assert len(on_disk(tmp_path)) == 1
    text = lin.get(portal(year)).content.decode()
    assert "<textarea" not in text and "Withdraw it" not in text and "Remove a" not in text


def test_a_year_that_was_never_submitted_is_closed_once_drawn(lin, year):
    drawn(year)
    page = lin.post(portal(year, "save"), form(then="submit"))
    assert b"can no longer be changed" in page.content
    assert not SelfAssessmentStatement.objects.exists()
