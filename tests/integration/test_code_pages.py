"""The code's pages at the desk and on the portal, used as people use them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.desk import signed_in
from upheld.access.permissions import Role
from upheld.casework.code.assessing import Mark, marks_of
from upheld.casework.code.models import SelfAssessmentFile
from upheld.editions.models import Edition
from upheld.portal import code_views
from upheld.register.models import Case, CaseAssessment, SelfAssessment, SelfAssessmentStatement
from upheld.vocabulary.scheme_loader import load

SCHEME = load("local-government-england")
CLAUSES = list(SCHEME.code.clauses)
DARTFORD, GRAVESHAM = "E07000107", "E07000109"
PORTAL = f"/portal/{DARTFORD}/code/"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _a_place(register, settings, tmp_path):
    settings.UPHELD_FILES = str(tmp_path / "files")
    settings.UPHELD_OUT = tmp_path


@pytest.fixture
def year() -> int:
    return code_views._years(DARTFORD)[0]


@pytest.fixture
def lin():
    return signed_in("lin", (Role.LINK_OFFICER, DARTFORD))


def lately() -> str:
    """A day that has been, in the year that runs."""
    year = SCHEME.year(code_views._years(DARTFORD)[0])
    return max(year.start, date.today() - timedelta(days=1)).isoformat()


def whole(**changes: str) -> dict[str, str]:
    given = {f"complies-{clause}": "yes" for clause in CLAUSES}
    return given | {"response": "Members <b>noted</b> it", "considered_on": lately(), "saved": "0"} | changes


def saved_of(page) -> str:
    """How often it was saved, as a page's form has it."""
    return page.content.decode().partition('name="saved" value="')[2].partition('"')[0]


def case(reference: str = "A 1") -> None:
    days = {"received_on": date(2026, 4, 5), "decided_on": date(2026, 6, 1)}
    Case.objects.create(reference=reference, authority=DARTFORD, subject="Housing", outcome="upheld", **days)


def test_a_case_is_assessed_on_the_day_that_it_is_where_the_ombudsman_is(register, monkeypatch):
    """Half past midnight in summer is still the day before in UTC."""
    case()
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 4, 30, 23, 30, tzinfo=UTC))
    cas = signed_in("cas", Role.CASEWORKER)
    page = cas.get("/desk/code/case/?reference=A+1").content.decode()
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    given = {"seen": seen, "met-5.2": "no", "evidence-5.2": "x"}
    assert cas.post("/desk/code/case/?reference=A+1", given).status_code == 302
    assert CaseAssessment.objects.get().assessed_on == date(2026, 5, 1)


def test_a_link_officer_saves_submits_and_withdraws(lin, year):
    saved = lin.post(
        f"{PORTAL}{year}/save", {"complies-1.1": "no", "explanation-1.1": "<b>Soon</b>", "saved": "0"}, follow=True
    )
    assert b"It is submitted only when you submit it" in saved.content
    assert b"&lt;b&gt;Soon&lt;/b&gt;" in saved.content
    assert not SelfAssessment.objects.exists()
    done = lin.post(f"{PORTAL}{year}/save", whole(saved="1", then="submit"), follow=True)
    assert b"is submitted. Thank you" in done.content
    assert SelfAssessment.objects.filter(authority=DARTFORD, year=year, complies=True).count() == len(CLAUSES)
    gone = lin.post(f"{PORTAL}{year}/withdraw", {"saved": saved_of(done)}, follow=True)
    assert b"is withdrawn" in gone.content
    assert not SelfAssessmentStatement.objects.exists()


def test_what_is_missing_is_told_and_what_was_written_stays(lin, year):
    given = whole(then="submit") | {"complies-6.2": "no", "considered_on": ""}
    page = lin.post(f"{PORTAL}{year}/save", given)
    assert b"6.2: explain why you do not comply" in page.content
    assert b"Give the day on which your governing body considered it" in page.content
    assert b"Members &lt;b&gt;noted&lt;/b&gt; it" in page.content
    again = lin.post(f"{PORTAL}{year}/save", whole(considered_on="yesterday", saved="1"))
    assert b"is no day" in again.content
    assert b"Members &lt;b&gt;noted&lt;/b&gt; it" in again.content


def test_a_document_is_handed_in_given_out_and_removed(lin, year, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    lin.post(f"{PORTAL}{year}/save", whole(files=SimpleUploadedFile("report.pdf", PDF)))
    kept = SelfAssessmentFile.objects.get()
    got = lin.get(f"{PORTAL}{year}/files/{kept.key}")
    assert (got.content, got["Content-Type"]) == (PDF, "application/octet-stream")
    other = signed_in("gil", (Role.LINK_OFFICER, GRAVESHAM))
    assert other.get(f"/portal/{GRAVESHAM}/code/{year}/files/{kept.key}").status_code == 404
    assert signed_in("ana", Role.ANALYST).get(f"/desk/code/{year}/{DARTFORD}/files/{kept.key}").content == PDF
    lin.post(f"{PORTAL}{year}/files/{kept.key}/remove")
    assert not SelfAssessmentFile.objects.exists()
    assert [one for one in (tmp_path / "files").rglob("*") if one.is_file()] == []


def test_a_refused_draft_keeps_no_document(lin, year, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    lin.post(f"{PORTAL}{year}/save", whole(saved="7", files=SimpleUploadedFile("report.pdf", PDF)))
    assert [one for one in (tmp_path / "files").rglob("*") if one.is_file()] == []


def test_a_reader_reads_and_cannot_change(lin, year):
    lin.post(f"{PORTAL}{year}/save", whole(response="Noted"))
    reader = signed_in("rea", (Role.READER, DARTFORD))
    page = reader.get(f"{PORTAL}{year}/")
    assert b"Noted" in page.content
    assert b"<textarea" not in page.content
    assert reader.post(f"{PORTAL}{year}/save", whole(saved="1")).status_code == 404


def test_once_the_year_has_an_edition_it_stands(lin, year):
    lin.post(f"{PORTAL}{year}/save", whole(then="submit"))
    frozen = {"frozen_at": "2026-06-01T10:00Z", "sent_on": "2026-07-01", "released_on": "2026-07-08", "sample": True}
    Edition.objects.create(scheme=SCHEME.id, year=year, number=1, state="draft", complete_years=[year], **frozen)
    page = lin.post(f"{PORTAL}{year}/withdraw", {"saved": "2"}, follow=True)
    assert b"can no longer be changed" in page.content
    assert SelfAssessmentStatement.objects.exists()


def test_a_year_that_is_not_open_is_not_there(lin, year):
    assert lin.get(f"{PORTAL}{year + 1}/").status_code == 404
    assert lin.get(f"{PORTAL}2019/").status_code == 404


def test_a_caseworker_marks_clauses_and_everybody_at_the_desk_reads_them(lin, year):
    case()
    caseworker = signed_in("cas", Role.CASEWORKER)
    where = "/desk/code/case/?reference=A+1"
    page = caseworker.get(where).content.decode()
    token = page.split('name="seen" value="')[1].split('"')[0]
    done = caseworker.post(where, {"seen": token, "met-6.2": "no", "evidence-6.2": "Forty days"}, follow=True)
    assert b"On record: 1 clause." in done.content
    assert marks_of("A 1") == {"6.2": Mark("no", "Forty days")}
    stale = caseworker.post(where, {"seen": token, "met-6.2": "yes", "evidence-6.2": "Nine days"})
    assert b"Somebody else has assessed this case" in stale.content
    lin.post(f"{PORTAL}{year}/save", whole(then="submit"))
    analyst = signed_in("ana", Role.ANALYST)
    own = analyst.get(f"/desk/code/{year}/{DARTFORD}/").content
    assert b"says yes, shown otherwise" in own
    assert b"Forty days" not in lin.get(f"{PORTAL}{year}/").content
    assert b"cases of the year showed otherwise" in lin.get(f"{PORTAL}{year}/").content
    assert DARTFORD.encode() in analyst.get(f"/desk/code/{year}/").content
    assert analyst.get("/desk/code/").status_code == 200


def test_a_case_that_is_not_there(register):
    page = signed_in("cas", Role.CASEWORKER).get("/desk/code/case/?reference=none")
    assert b"There is no case none." in page.content
