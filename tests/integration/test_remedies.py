"""Remedies followed from what was agreed until the case's compliance outcome, at the desk and the portal."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.support.at_once import at_once
from tests.support.desk import signed_in
from tests.unit.test_uploads import PDF
from upheld.access.models import AuditEntry
from upheld.access.permissions import Role
from upheld.casework.refusal import Refusal
from upheld.casework.remedies import asking, assessing, calendar, public_text, queries
from upheld.casework.remedies.models import Evidence, EvidenceFile, MoreTime, Step
from upheld.casework.remedies.rules import Turn
from upheld.publication.bundle.casework import public_casework
from upheld.register.models import Case, Compliance, PriorRow, Recommendation
from upheld.register.queries import directory
from upheld.vocabulary.scheme_loader import load

OWN, OTHER = "E07000107", "E07000108"
CASE, PERSONAL = "21 000 100", "Apologise to Mrs Appleby and pay her £250"
SCHEME = load("local-government-england")
DESK, PORTAL = f"/desk/remedies/{CASE}/", f"/portal/{OWN}/remedies/"


def now() -> datetime:
    return timezone.now().astimezone(ZoneInfo("Europe/London"))


def today(days: int = 0) -> date:
    return now().date() + timedelta(days=days)


@pytest.fixture
def case(either_register: object, tmp_path: Path, settings: object) -> Iterator[Case]:
    """A case with a personal remedy due in five days and a service improvement overdue for three."""
    settings.UPHELD_FILES, settings.UPHELD_SCHEME = tmp_path / "files", SCHEME.id
    made = Case.objects.create(
        reference=CASE,
        authority=OWN,
        subject="Housing",
        received_on=today(-200),
        decided_on=today(-60),
        outcome="upheld",
    )
    agreed = {"category": "apology", "text": PERSONAL, "public": False, "due_on": today(5)}
    Recommendation.objects.create(case=made, number=1, **agreed)
    improvement = {"category": "procedure_or_policy", "text": "Review the policy", "public": True, "due_on": today(-3)}
    Recommendation.objects.create(case=made, number=2, **improvement)
    return made


def remedy(number: int) -> queries.Followed:
    found = queries.followed(directory(SCHEME), today(), reference=CASE)
    return next(one for one in found if one.number == number)


def officer(authority: str = OWN, name: str = "fay") -> Client:
    return signed_in(name, (Role.LINK_OFFICER, authority))


def send(client: Client, number: int, **more: object) -> str:
    given = {"what": "evidence", "text": "The letter went out", "done_on": today().isoformat(), **more}
    return client.post(f"{PORTAL}{CASE}/{number}/", given, follow=True).content.decode()


def test_from_evidence_to_the_compliance_outcome(case: Case):
    fay, cas = officer(), signed_in("cas", Role.CASEWORKER)
    page = fay.get(PORTAL).content.decode()
    assert page.index("overdue, 3 days") < page.index("in 5 days"), "what to do next comes first"
    send(fay, 1, files=SimpleUploadedFile("letter.pdf", PDF))
    send(fay, 2, done_on=today(-1).isoformat())
    assert ">2</strong> awaiting us" in cas.get("/desk/remedies/").content.decode()
    first, second = Evidence.objects.order_by("pk")
    [kept] = EvidenceFile.objects.all()
    file = cas.get(f"{DESK}files/{kept.key}")
    assert file.content == PDF and "attachment" in file["Content-Disposition"]
    cas.post(f"{DESK}1/evidence/{first.pk}", {"state": "accepted", "done_on": today().isoformat()})
    cas.post(f"{DESK}2/evidence/{second.pk}", {"state": "not_enough", "reason": "Where is the policy?"})
    assert "Where is the policy?" in fay.get(f"{PORTAL}{CASE}/2/").content.decode()
    assert not Compliance.objects.exists()
    send(fay, 2, done_on=today(-1).isoformat())
    cas.post(
        f"{DESK}2/evidence/{Evidence.objects.latest('pk').pk}",
        {"state": "accepted", "done_on": today(-1).isoformat()},
    )
    assert [*Recommendation.objects.order_by("number").values_list("result", "completed_on")] == [
        ("on_time", today()),
        ("late", today(-1)),
    ]
    assert "The remedies come to: " in cas.get(DESK).content.decode()
    cas.post(f"{DESK}confirm", {"seen": "on_time"})
    assert not Compliance.objects.exists(), "nobody confirms what the rule does not give"
    cas.post(f"{DESK}confirm", {"seen": "late"})
    outcome = Compliance.objects.get()
    assert (outcome.case_id, outcome.result, outcome.recorded_on) == (CASE, "late", today())
    assert PriorRow.objects.filter(table="recommendations").count() == 2, "what was before is kept"


def settle(number: int, result: str = "on_time", days: int = -400) -> None:
    """A remedy that was settled so many days ago; one that failed was never done."""
    done = None if result == "not_complied" else today(days)
    Recommendation.objects.filter(number=number).update(result=result, completed_on=done)


@pytest.mark.parametrize("result", ["on_time", "not_complied"])
def test_a_case_whose_remedies_are_all_settled_waits_until_its_outcome_is_recorded(case: Case, result: str):
    """However long ago they were settled, and whether or not they were done."""
    cas = signed_in("cas", Role.CASEWORKER)
    assert "to confirm" not in cas.get("/desk/remedies/").content.decode()
    settle(1)
    assert "to confirm" not in cas.get("/desk/remedies/").content.decode(), "one is open still"
    settle(2, result)
    page = cas.get("/desk/remedies/").content.decode()
    assert ">1</strong> case to confirm" in page
    listed = cas.get("/desk/remedies/?show=to+confirm").content.decode()
    assert listed.count(f'href="{DESK}"'.replace(" ", "%20")) == 2
    assert "recorded yet" in listed
    Compliance.objects.create(case=case, recorded_on=today(), result=result)
    assert "to confirm" not in cas.get("/desk/remedies/").content.decode()
    assert DESK.replace(" ", "%20") not in cas.get("/desk/remedies/?show=to+confirm").content.decode()


def test_a_failed_remedy_is_to_confirm_while_another_is_open(case: Case):
    settle(2, "not_complied")
    page = signed_in("dee", Role.DIRECTOR).get("/desk/remedies/").content.decode()
    assert ">1</strong> case to confirm" in page, "by the rule the case comes to not complied with"


def test_what_was_not_carried_out_stays_on_the_lists_for_a_year(case: Case):
    cas, fay = signed_in("cas", Role.CASEWORKER), officer()
    settle(1)
    settle(2, "not_complied")
    address, own = DESK.replace(" ", "%20"), f"{PORTAL}{CASE}/2/".replace(" ", "%20")
    outcome = Compliance.objects.create(case=case, recorded_on=today(-365), result="not_complied")
    assert address in cas.get("/desk/remedies/?show=not+carried+out").content.decode()
    assert own in fay.get(PORTAL).content.decode()
    Compliance.objects.filter(pk=outcome.pk).update(recorded_on=today(-366))
    assert address not in cas.get("/desk/remedies/?show=not+carried+out").content.decode()
    assert own not in fay.get(PORTAL).content.decode()


def test_lateness_is_of_the_last_year_alone(case: Case):
    settle(1, "late", -366)
    settle(2, "late", -365)
    found = queries.followed(directory(SCHEME), today())
    assert {one.number for one in found if one.turn is Turn.DONE} == {1, 2}
    assert [one.category for one in queries.lateness(found, today())] == ["procedure_or_policy"]


def test_a_remedy_of_several_kinds_is_shown_with_all_and_counts_as_late_under_each(case: Case):
    fay, cas = officer(), signed_in("cas", Role.CASEWORKER)
    Recommendation.objects.filter(number=1).update(more_categories="training_or_guidance; procedure_or_policy")
    words = [SCHEME.words.terms.remedy_categories[one] for one in ("training_or_guidance", "procedure_or_policy")]
    for client, path in ((fay, PORTAL), (fay, f"{PORTAL}{CASE}/1/"), (cas, "/desk/remedies/"), (cas, DESK)):
        page = client.get(path).content.decode()
        assert all(html.escape(one) in page for one in words), path
    for number, late in ((1, 4), (2, 9)):
        due = Recommendation.objects.get(number=number).due_on
        done = {"completed_on": due + timedelta(days=late), "result": "late"}
        Recommendation.objects.filter(number=number).update(**done)
    found = queries.followed(directory(SCHEME), today(20), reference=CASE)
    assert [(one.category, one.done, one.median_words) for one in queries.lateness(found, today(20))] == [
        ("apology", 1, "4"),
        ("procedure_or_policy", 2, "6½"),
        ("training_or_guidance", 1, "4"),
    ]


def test_what_a_remedy_is_counts_once_where_a_later_extract_made_it_the_category(case: Case):
    Recommendation.objects.filter(number=1).update(more_categories="apology; training_or_guidance")
    assert remedy(1).categories == ("apology", "training_or_guidance")


def test_more_time_is_asked_for_and_agreed_with_a_reason(case: Case):
    fay, cas = officer(), signed_in("cas", Role.CASEWORKER)
    given = {"what": "time", "until": today(20).isoformat(), "reason": "The panel meets in two weeks"}
    fay.post(f"{PORTAL}{CASE}/2/", given)
    assert "already" in fay.post(f"{PORTAL}{CASE}/2/", given).content.decode()
    asked = MoreTime.objects.get()
    cas.post(f"{DESK}2/time/{asked.pk}", {"state": "accepted", "reason": ""})
    assert Recommendation.objects.get(number=2).extended_to is None, "a reason is given either way"
    cas.post(f"{DESK}2/time/{asked.pk}", {"state": "accepted", "reason": "A fair reason"})
    assert Recommendation.objects.get(number=2).extended_to == today(20)
    assert "A fair reason" in fay.get(f"{PORTAL}{CASE}/2/").content.decode()
    assert ">0</strong> overdue" in cas.get("/desk/remedies/").content.decode()


@pytest.mark.parametrize(
    "given",
    [
        {"done_on": "soon"},
        {"done_on": "2021-02-30"},
        {"done_on": (date.today() + timedelta(days=2)).isoformat()},
        {"done_on": "1821-02-03"},
        {"text": "  "},
        {"text": "x" * 4001},
        {"files": SimpleUploadedFile("x.exe", b"MZ\x90")},
        {"what": "time", "until": "2021-01-01", "reason": "Yes"},
        {"what": "time", "until": "9999-12-31", "reason": "Yes"},
        {"what": "time", "until": "0000-00-00", "reason": "Yes"},
        {"what": "message", "message": ""},
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_kept(given: dict[str, object], case: Case):
    page = send(officer(), 1, **given)
    assert "This was not sent" in page
    assert not Evidence.objects.exists() and not MoreTime.objects.exists()


def test_not_carried_out_is_for_a_director_after_every_step(case: Case):
    cas, dee = signed_in("cas", Role.CASEWORKER), signed_in("dee", Role.DIRECTOR)
    fail, reason = f"{DESK}2/not-carried-out", {"reason": "They will not do it"}
    assert cas.post(fail, reason).status_code == 404
    page = dee.post(fail, reason, follow=True).content.decode()
    assert "Not on record yet: A public report was considered." in page
    last, *_ = SCHEME.remedies.escalation[::-1]
    cas.post(f"{DESK}2/step", {"step": last, "on": today().isoformat(), "note": "Too early"})
    assert not Step.objects.exists(), "steps come in their order"
    every_step(cas)
    assert dee.post(f"{DESK}1/not-carried-out", reason, follow=True).content.decode().count("It is not overdue.") == 1
    dee.post(fail, reason)
    assert Recommendation.objects.get(number=2).result == "not_complied"
    assert "They will not do it" in cas.get(DESK).content.decode()
    trail = "".join(map(str, AuditEntry.objects.values_list("detail", flat=True)))
    assert "They will not do it" not in trail, "the trail keeps no words: they could never be let go of"
    cas.post(f"{DESK}confirm", {"seen": "not_complied"})
    assert not Compliance.objects.exists()
    dee.post(f"{DESK}confirm", {"seen": "not_complied"})
    assert Compliance.objects.get().result == "not_complied"


def every_step(cas: Client, number: int = 2) -> None:
    for one in SCHEME.remedies.escalation:
        cas.post(f"{DESK}{number}/step", {"step": one, "on": today().isoformat(), "note": "Done"})


def test_steps_are_of_one_remedy_and_of_the_day_it_was_due(case: Case):
    """Neither those about another remedy, nor those before more time was agreed, let it fail."""
    cas, dee = signed_in("cas", Role.CASEWORKER), signed_in("dee", Role.DIRECTOR)
    Recommendation.objects.filter(number=1).update(due_on=today(-1))
    every_step(cas, 1)
    assert Step.objects.filter(number=1).count() == len(SCHEME.remedies.escalation)
    fail = f"{DESK}2/not-carried-out"
    assert "Not on record yet" in dee.post(fail, {"reason": "No"}, follow=True).content.decode()
    every_step(cas, 2)
    Recommendation.objects.filter(number=2).update(extended_to=today(-2))
    assert "Not on record yet" in dee.post(fail, {"reason": "No"}, follow=True).content.decode()
    assert "it does not count any more" in cas.get(DESK).content.decode()
    every_step(cas, 2)
    dee.post(fail, {"reason": "No"})
    assert Recommendation.objects.get(number=2).result == "not_complied"


DAYS_OF_A_STEP = {-4: False, -3: False, -2: True, 0: True, 1: False, -60: False, -61: False}
"""The remedy was due three days ago, and agreed sixty days ago: days from today, and whether a step may be on them."""


@pytest.mark.parametrize(("days", "may_be"), DAYS_OF_A_STEP.items())
def test_a_step_lies_between_the_day_after_it_was_due_and_today(days: int, may_be: bool, case: Case):
    first, second, *_ = SCHEME.remedies.escalation
    cas = signed_in("cas", Role.CASEWORKER)

    def take(step: str, on: date) -> str:
        given = {"step": step, "on": on.isoformat(), "note": "Done"}
        return cas.post(f"{DESK}2/step", given, follow=True).content.decode()

    page = take(first, today(days))
    assert Step.objects.exists() is may_be
    told = f"Say on which day: from {today(-2).isoformat()} until today. It was due on {today(-3).isoformat()}"
    assert (told in page) is not may_be
    if days == 0:
        assert f"from {today().isoformat()} until today" in take(second, today(-1)), "not before the step before it"


def test_no_step_is_taken_about_what_is_not_overdue_or_settled(case: Case):
    cas, first = signed_in("cas", Role.CASEWORKER), SCHEME.remedies.escalation[0]
    given = {"step": first, "on": today().isoformat(), "note": "Done"}
    assert "It is not overdue." in cas.post(f"{DESK}1/step", given, follow=True).content.decode()
    Recommendation.objects.filter(number=2).update(result="late", completed_on=today(-1))
    assert "has been settled" in cas.post(f"{DESK}2/step", given, follow=True).content.decode()
    assert not Step.objects.exists()


DAYS_IT_WAS_DONE = {-60: True, -61: False, -201: False, 0: True, 1: False}


@pytest.mark.parametrize(("days", "may_be"), DAYS_IT_WAS_DONE.items())
def test_a_remedy_is_done_between_the_day_it_was_agreed_and_today(days: int, may_be: bool, case: Case):
    page = send(officer(), 1, done_on=today(days).isoformat())
    assert ("This was not sent" not in page) is may_be is Evidence.objects.exists()
    if days < 0 and not may_be:
        assert f"It was agreed on {today(-60).isoformat()}. What was done before that day counts as done on it" in page
    send(officer(), 2)
    sent = Evidence.objects.latest("pk")
    cas = signed_in("cas", Role.CASEWORKER)
    given = {"state": "accepted", "done_on": today(days).isoformat()}
    page = cas.post(f"{DESK}2/evidence/{sent.pk}", given, follow=True).content.decode()
    assert bool(Recommendation.objects.get(number=2).result) is may_be
    assert (("It was agreed on" if days < 0 else "Say on which day it was done") in page) is not may_be


DAYS_ASKED_FOR = {
    -4: "Choose a day after",
    -3: "Choose a day after",
    -1: "That day has passed",
    0: "",
    20: "",
    364: "Choose a day within a year",
}


@pytest.mark.parametrize(("days", "told"), DAYS_ASKED_FOR.items())
def test_more_time_is_asked_for_until_a_day_that_is_to_come(days: int, told: str, case: Case):
    given = {"what": "time", "until": today(days).isoformat(), "reason": "The panel"}
    page = officer().post(f"{PORTAL}{CASE}/2/", given, follow=True).content.decode()
    assert told in page
    assert MoreTime.objects.exists() is (not told)


def test_more_time_that_was_asked_for_in_time_is_agreed_after_its_day(case: Case):
    asked = {"reference": CASE, "number": 2, "authority": OWN, "text": "The panel", "by": "fay", "at": now()}
    MoreTime.objects.create(**asked, until=today(-1))
    given = {"state": "accepted", "reason": "Fair"}
    signed_in("cas", Role.CASEWORKER).post(f"{DESK}2/time/{MoreTime.objects.get().pk}", given)
    assert Recommendation.objects.get(number=2).extended_to == today(-1)


def test_an_authority_sees_its_own_and_nothing_of_anothers(case: Case):
    send(officer(), 1, files=SimpleUploadedFile("letter.pdf", PDF))
    key = EvidenceFile.objects.get().key
    other = officer(OTHER, "olaf")
    assert CASE not in other.get(f"/portal/{OTHER}/remedies/").content.decode()
    for path in (f"{CASE}/1/", f"{CASE}/1/files/{key}"):
        assert other.get(f"/portal/{OTHER}/remedies/{path}").status_code == 404
        assert other.get(f"{PORTAL}{path}").status_code == 404
    assert signed_in("ray", (Role.READER, OWN)).get(PORTAL).status_code == 404


def test_what_people_write_is_never_markup(case: Case):
    page = send(officer(), 1, text="<script>alert(1)</script>")
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert "&lt;script&gt;" in signed_in("cas", Role.CASEWORKER).get(DESK).content.decode()


def test_two_at_the_same_moment_answer_once(case: Case):
    send(officer(), 1)
    sent = Evidence.objects.get()
    told: list[object] = []

    def accept(by: str) -> None:
        try:
            told.append(assessing.accept(SCHEME, remedy(1), sent, today(), now=now(), by=by))
        except Refusal as refusal:
            told.append(str(refusal))

    at_once(lambda: accept("cas"), lambda: accept("kim"))
    assert sorted(map(str, told))[1] == "on_time"
    assert sorted(map(str, told))[0].startswith("This")
    assert PriorRow.objects.filter(table="recommendations").count() == 1


def test_a_case_that_is_settled_asks_for_nothing_more(case: Case):
    Recommendation.objects.filter(number=1).update(result="on_time", completed_on=today())
    with pytest.raises(Refusal, match="settled"):
        asking.send_evidence(remedy(1), "Again", today(), [], now=now(), by="fay")
    Compliance.objects.create(case=case, recorded_on=today(), result="on_time")
    Recommendation.objects.filter(number=2).update(result="on_time", completed_on=today(-3))
    with pytest.raises(Refusal, match="correction"):
        assessing.confirm(SCHEME, CASE, "on_time", director=False, now=now(), by="cas")


def test_a_text_that_may_tell_of_a_person_is_public_only_when_somebody_said_so(case: Case):
    def shown() -> list[str]:
        return [one.text for one in public_casework(directory(SCHEME), today()).improvements]

    cas = signed_in("cas", Role.CASEWORKER)
    assert shown() == ["Review the policy"], "nothing in it tells of anybody"
    text = "Review the policy that Mrs Appleby met on 3 May 2021; Mr X and Miss B are nobody"
    Recommendation.objects.filter(number=2).update(text=text)
    assert [(one.kind, one.text) for one in public_text.found_in(text)] == [
        ("name", "Appleby"),
        ("day", "3 May 2021"),
    ]
    assert shown() == [] and public_text.to_check() == [(CASE, 2)]
    assert "1</strong> text to check" in cas.get("/desk/remedies/").content.decode()
    seen = public_text.hash_of(text)
    cas.post(f"{DESK}2/text", {"state": "accepted", "seen": "other", "reason": "Fine"})
    assert shown() == []
    cas.post(f"{DESK}2/text", {"state": "accepted", "seen": seen, "reason": "Her wish; she is a councillor"})
    assert shown() == [text] and public_text.to_check() == []
    cas.post(f"{DESK}2/text", {"state": "no", "seen": seen, "reason": "She thought again"})
    assert shown() == []
    Recommendation.objects.filter(number=2).update(text=text + ".")
    assert public_text.to_check() == [(CASE, 2)], "another text is another question"


def test_the_rules_take_a_moment_for_a_long_text():
    for long in ("a" * 1_000_000, "Mr " * 300_000, "0" * 1_000_000, "a@" * 400_000, "1 " * 400_000):
        assert isinstance(public_text.found_in(long), list)


def test_a_calendar_for_who_knows_its_address(case: Case):
    fay = officer()
    page = fay.post(f"{PORTAL}calendar", {"what": "new"}).content.decode()
    address = page.partition("/portal/calendar/")[2].partition("<")[0]
    feed = Client(HTTP_HOST="localhost", headers={"x-forwarded-proto": "https"}).get(f"/portal/calendar/{address}")
    text = feed.content.decode()
    assert feed["Content-Type"] == "text/calendar; charset=utf-8"
    assert text.count("BEGIN:VEVENT") == 2 and f"DTSTART;VALUE=DATE:{today(5):%Y%m%d}" in text
    assert "Appleby" not in text and "Apologise" not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert address.removesuffix(".ics") not in "".join(map(str, AuditEntry.objects.values_list("detail", "subject")))
    fay.post(f"{PORTAL}calendar", {"what": "new"})
    assert fay.get(f"/portal/calendar/{address}").status_code == 404, "a new address ends the one before"
    fay.post(f"{PORTAL}calendar", {"what": "end"})
    assert not calendar.has_address(OWN)


def test_a_long_name_is_folded_between_characters():
    made = calendar.calendar([], "Yörk, a; b\n" + "é" * 200, {}, "localhost", now()).decode()
    assert all(len(line.encode()) <= 75 for line in made.split("\r\n"))
    assert "Yörk\\, a\\; b " + "é" * 200 in made.replace("\r\n ", "")


def test_after_a_reorganisation_its_successor_answers(case: Case):
    """Craven became part of North Yorkshire on 1 April 2023."""
    Case.objects.filter(pk=CASE).update(authority="E07000163")
    assert {one.authority for one in queries.followed(directory(SCHEME), today())} == {"E06000065"}
    assert len(queries.followed(directory(SCHEME), today(), authority="E06000065")) == 2
    assert queries.followed(directory(SCHEME), today(), authority="E07000163") == []


def test_what_was_answered_stays_answered(case: Case):
    cas = signed_in("cas", Role.CASEWORKER)
    send(officer(), 2)
    [sent] = Evidence.objects.all()
    officer().post(f"{PORTAL}{CASE}/2/", {"what": "time", "until": today(20).isoformat(), "reason": "The panel"})
    [asked] = MoreTime.objects.all()
    for state, reason in (("no", "First"), ("no", "Second"), ("accepted", "Third")):
        cas.post(f"{DESK}2/evidence/{sent.pk}", {"state": "not_enough", "reason": reason})
        cas.post(f"{DESK}2/time/{asked.pk}", {"state": state, "reason": reason})
    assert [one.objects.get().answer for one in (Evidence, MoreTime)] == ["First", "First"]
    assert Recommendation.objects.get(number=2).extended_to is None


def test_a_file_is_under_its_own_remedy_only(case: Case):
    send(officer(), 1, files=SimpleUploadedFile("letter.pdf", PDF))
    key = EvidenceFile.objects.get().key
    theirs = Case.objects.create(
        reference="21 000 200",
        authority=OTHER,
        subject="Housing",
        received_on=today(-200),
        decided_on=today(-60),
        outcome="upheld",
    )
    agreed = {"category": "apology", "text": "Apologise", "public": False, "due_on": today(5)}
    Recommendation.objects.create(case=theirs, number=1, **agreed)
    assert officer().get(f"{PORTAL}{CASE}/1/files/{key}").content == PDF
    assert officer().get(f"{PORTAL}{CASE}/2/files/{key}").status_code == 404
    other = officer(OTHER, "olaf")
    assert other.get(f"/portal/{OTHER}/remedies/21 000 200/1/").status_code == 200
    assert other.get(f"/portal/{OTHER}/remedies/21 000 200/1/files/{key}").status_code == 404
