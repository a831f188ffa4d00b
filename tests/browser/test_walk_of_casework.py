"""Casework walked through in a browser until the public reads it: a remedy, a workshop, the code, a committee.

Everything is real, and of the year in which the test runs: a desk and its worker, a mail server, the public site, and
people with posts of their own. Each page on the way is looked at with axe and on a narrow window. With
``--renew-pictures`` its pages are written as the pictures of the how-to.
"""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.browser.conftest import CHROMIUM
from tests.support import house as houses
from tests.support.small_year import ROOT
from tests.support.walking import asked, at_the_worker, everybody

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
DARTFORD, NAME = "E07000107", "Dartford Borough Council"
AUTHORITIES = ",".join(f"E070001{number:02}" for number in range(5, 17))
"""The districts of Kent: Dartford with enough like it to be compared with."""
LONDON = ZoneInfo("Europe/London")
TODAY = datetime.now(LONDON).date()
YEAR = TODAY.year + (TODAY.month > 3)
LABEL = f"{YEAR - 1}-{YEAR % 100:02}"
BEFORE = f"{YEAR - 2}-{(YEAR - 1) % 100:02}"
FIRST_DAY = date(YEAR - 1, 4, 1)
SENT = max(FIRST_DAY, TODAY - timedelta(days=8))
LETTERS = ("--sent-on", SENT, "--published-on", min(SENT + timedelta(days=7), TODAY))
"""The days of letters and figures: after the year before has ended, and not to come."""
CASE, WORKSHOP = "SAMPLE-WALK-1", "W-WALK-1"
PERSONAL = "Apologise to Mx Z and pay £250"
IMPROVEMENT = "Give every officer the new checklist, as Mrs Sample asked."
"""Names somebody (made up): a person must say that it may be shown."""
CLAUSE = "5.2"
RESPONSE, CORRECTED = "Cabinet noted it", "Cabinet noted it and asked for a report in six months"
COMMITTEE = "Overview and Scrutiny Committee"
PEOPLE = ("cas", "tom", "fay")


@pytest.fixture(scope="module")
def extract(tmp_path_factory):
    """Two years of made-up cases, and one more whose remedies are due in five days."""
    folder = tmp_path_factory.mktemp("casework") / "sample"
    asked_for = ["--years", f"{YEAR - 1}..{YEAR}", "--cases", "400", "--authorities", AUTHORITIES]
    made = [sys.executable, "-m", "sample_data", "--out", str(folder), *asked_for]
    subprocess.run(made, cwd=ROOT, check=True, capture_output=True)
    (folder / "control_totals.csv").unlink()  # they count the cases without the one more
    for table in ("self_assessments", "self_assessment_statements", "considered"):
        without(folder, table)  # Dartford says it on the way
    decided = max(FIRST_DAY, TODAY - timedelta(days=60))
    case = {"reference": CASE, "authority": DARTFORD, "subject": "Housing", "outcome": "upheld"}
    add(folder, "cases", case | {"received_on": decided - timedelta(days=90), "decided_on": decided})
    for number, category, text in (("1", "apology", PERSONAL), ("2", "procedure_or_policy", IMPROVEMENT)):
        agreed = {"case_reference": CASE, "number": number, "category": category, "text": text}
        public = str(number == "2").lower()
        add(folder, "recommendations", agreed | {"public": public, "due_on": TODAY + timedelta(days=5)})
    return folder


def without(folder, table):
    """Take what is about Dartford out of a table of an extract."""
    path = folder / f"{table}.csv"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(row for row in rows if not row.startswith(DARTFORD)), encoding="utf-8")


def add(folder, table, row):
    """Add a row to a table of an extract; what it does not say stays empty."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, restval="").writerow(row)


@pytest.fixture(scope="module")
def house(extract, tmp_path_factory):
    """The house in the middle of a year: the one before it is published."""
    folder = tmp_path_factory.mktemp("house")
    out = houses.published(extract, folder / "out", YEAR - 1, YEAR - 1, *LETTERS)
    houses.upheld("desk", "sample", out, "--authority", DARTFORD)
    with houses.opened(out, folder) as house:
        yield house


@pytest.fixture(scope="module")
def people(chromium, house, request):
    """Everybody who plays a part, by their names; ``anybody`` has no account."""
    return everybody(chromium, house, PEOPLE, renew=request.config.getoption("--renew-pictures"))


@pytest.fixture(scope="module")
def over_at():
    """When the workshop is over: whole minutes, so that its form takes them, and soon."""
    while datetime.now(LONDON).strftime("%H%M") > "2354":
        time.sleep(1)  # a session is on one day
    begins = datetime.now(LONDON).replace(second=0, microsecond=0) + timedelta(minutes=2)
    return begins, begins + timedelta(minutes=1)


def test_1_a_trainer_announces_a_workshop(people, over_at):
    tom = people["tom"]
    tom.tab.goto("/desk/training/")
    tom.look()
    tom.write(Title_of_a_new_course="Listening first", What_it_is_for="For everybody who answers complaints.")
    tom.press("Add the course")
    tom.tab.get_by_label("Course", exact=True).select_option(label="Listening first")
    begins, ends = over_at
    tom.tab.get_by_label("Code", exact=True).fill(WORKSHOP)
    tom.write(Day=f"{begins:%Y-%m-%d}", Begins=f"{begins:%H:%M}", Ends=f"{ends:%H:%M}")
    tom.tab.get_by_label("In a room").check()
    tom.tab.get_by_label("The room, or the address").fill("Room 4, Town Hall")
    tom.tab.get_by_label("Places", exact=True).fill("12")
    tom.press("Plan it")
    tom.sees("Nobody outside sees this session yet")
    tom.press("Announce it")
    tom.sees("open")
    tom.look("workshop-announced")


def test_2_an_authority_books_and_those_who_come_are_told_how_to_join(house, people):
    fay = people["fay"]
    fay.tab.goto("/")
    fay.follow("Training in handling complaints")
    fay.look()
    fay.follow(re.compile("Book places.* of Listening first"))
    fay.write(How_many_places="3")
    fay.tab.get_by_label("E-mail addresses").fill(
        "a@dartford.example.org\nb@dartford.example.org\nc@dartford.example.org"
    )
    fay.look("training-book")
    fay.press("Book")
    at_the_worker(house, fay)
    assert {one.recipient for one in house.mail.taken} >= {f"{name}@dartford.example.org" for name in "abc"}
    assert b"text/calendar" in house.mail.last()


def test_3_a_caseworker_assesses_a_clause_in_a_case(people):
    cas = people["cas"]
    cas.tab.goto("/desk/code/")
    cas.look()
    cas.write(Assess_clauses_in_a_case=CASE)
    cas.press("Look")
    clause(cas, CLAUSE).get_by_label("Partly").check()
    clause(cas, CLAUSE).get_by_label("What shows it").fill("The answer came after twelve weeks.")
    cas.look("code-in-a-case", at=f"fieldset:has-text('{CLAUSE} ')")
    cas.press("Put on record")
    cas.sees("On record: 1 clause")


def clause(somebody, number):
    """The part of a form that is about a clause of the code."""
    return somebody.tab.locator("fieldset", has_text=re.compile(rf"\s*{re.escape(number)} ")).first


def test_4_an_authority_assesses_itself_and_corrects_that(people):
    fay = people["fay"]
    fay.tab.goto("/")
    fay.follow("Assess yourselves against the code", LABEL)
    for one in fay.tab.get_by_label("We comply").all():
        one.check()
    clause(fay, "3.1").get_by_label("We do not comply").check()
    fay.press("Save and submit")
    fay.sees("This is not right yet")
    fay.look("self-assessment-wrong", at="[role=alert]")
    clause(fay, "3.1").get_by_label("Explanation").fill("Our new site comes in May.")
    fay.write(Its_response=RESPONSE, The_day_on_which=f"{TODAY}")
    fay.press("Save and submit")
    fay.sees("Submitted")
    fay.press("Withdraw it")
    fay.write(Its_response=CORRECTED)
    fay.look("self-assessment", at="h2:has-text('Governing body')")
    fay.press("Save and submit")
    fay.sees(CORRECTED)
    fay.look()


def test_5_staff_see_what_it_says_beside_what_the_case_showed(people):
    cas = people["cas"]
    cas.tab.goto("/desk/code/")
    cas.follow(LABEL)
    cas.look()
    cas.follow(NAME)
    cas.sees(CORRECTED)
    row = cas.tab.locator("tr", has_text=re.compile(rf"\s*{re.escape(CLAUSE)} "))
    assert "complies" in row.inner_text()
    cas.look("code-beside", at=f"tr:has-text('{CLAUSE} ')")


def sent(somebody, number, words):
    """Send evidence about a remedy, with a letter."""
    somebody.tab.goto("/")
    somebody.follow("Your remedies", re.compile(rf"{CASE}\s*, remedy {number}"))
    somebody.write(Done_on=f"{TODAY}", What_was_done=words)
    letter = {"name": "letter.txt", "mimeType": "text/plain", "buffer": b"This was put right."}
    somebody.tab.get_by_label("Files that show it").set_input_files(letter)
    somebody.look("remedy-evidence" if number == 2 else "")
    somebody.press("Send the evidence")
    somebody.sees("It waits for our answer")


def test_6_an_authority_sends_evidence_and_a_caseworker_answers(people):
    fay, cas = people["fay"], people["cas"]
    sent(fay, 1, "We apologised and paid.")
    sent(fay, 2, "We changed the page.")
    cas.tab.goto("/desk/remedies/")
    cas.look()
    cas.follow(re.compile("awaiting us"), CASE)
    first, second = (cas.tab.locator(f"section[aria-labelledby=remedy-{number}]") for number in (1, 2))
    second.get_by_label("Or: what is missing?").fill("Where is the checklist?")
    cas.look("remedy-case", at="section[aria-labelledby=remedy-2]")
    cas.go(second.get_by_role("button", name="It is not enough"))
    cas.go(first.get_by_role("button", name="Accept it as done"))
    fay.tab.goto("/")
    fay.follow("Your remedies", re.compile(rf"{CASE}\s*, remedy 2"))
    fay.sees("Where is the checklist?")
    fay.look()
    sent(fay, 2, "Here is the checklist.")


def test_7_the_remedy_is_done_its_text_may_be_shown_and_the_outcome_is_confirmed(house, people):
    cas = people["cas"]
    cas.tab.goto(f"/desk/remedies/{CASE}/")
    second = cas.tab.locator("section[aria-labelledby=remedy-2]")
    cas.go(second.get_by_role("button", name="Accept it as done"))
    cas.sees("The remedies come to: ")
    public_page(house, people["anybody"])
    assert "checklist" not in people["anybody"].tab.content(), "it names somebody and nobody has looked at it"
    second.get_by_label("Why it may be shown").fill("The name is made up.")
    cas.look("remedy-outcome", at="section[aria-labelledby=comes-to]")
    cas.go(second.get_by_role("button", name="It may be shown"))
    cas.press("Confirm the outcome")
    cas.look()
    [(result,)] = asked(house, "SELECT result FROM register_compliance WHERE case_reference = ?", CASE)
    assert result == "on_time"


def public_page(house, anybody, year=""):
    """Renew the site, as each night does, and open the authority's page."""
    houses.upheld("renew", house.out)
    anybody.tab.goto(f"{house.site}/authorities/{DARTFORD}/{f'{year}/' if year else ''}")


def test_8_the_public_reads_that_it_is_done(house, people):
    anybody = people["anybody"]
    public_page(house, anybody)
    anybody.sees(IMPROVEMENT, again=True)
    row = anybody.tab.locator("tr, li", has_text=IMPROVEMENT).first
    assert re.search("done|put in place", row.inner_text(), re.IGNORECASE), row.inner_text()
    assert PERSONAL not in anybody.tab.content()
    anybody.look("improvement-done", at="h2:has-text('improvement')")


def test_9_attendance_is_recorded_once_the_workshop_is_over(people, over_at):
    tom, (_, ends) = people["tom"], over_at
    while datetime.now(LONDON) < ends:
        time.sleep(1)
    tom.tab.goto("/desk/training/")
    tom.follow(WORKSHOP)
    tom.write(Dartford_Borough_Council="3", People_of_no_authority="1")
    tom.look("workshop-attendance", at="h2:has-text('Attendance')")
    tom.press("Record attendance")
    tom.sees("held")
    tom.look()


def test_10_the_year_is_drawn_and_its_letter_tells_of_all_of_it(house, extract, people):
    finished(extract)
    houses.published(extract, house.out, YEAR - 1, YEAR, *LETTERS)
    anybody, site = people["anybody"], f"{house.site}/authorities/{DARTFORD}/{YEAR}/"
    anybody.tab.goto(site)
    anybody.sees(NAME, again=True)
    anybody.look()
    anybody.tab.goto(f"{site}letter/")
    anybody.look("year-letter", at="p:has-text('workshop')")
    anybody.sees(re.compile(r"workshop", re.IGNORECASE))
    [(held,), (people_of_it,)] = [
        *asked(house, "SELECT count(*) FROM register_workshop WHERE held_on BETWEEN ? AND ?", *days()),
        *asked(
            house,
            "SELECT sum(a.people) FROM register_attendance a JOIN register_workshop w ON w.code = a.workshop "
            "WHERE a.authority = ? AND w.held_on BETWEEN ? AND ?",
            DARTFORD,
            *days(),
        ),
    ]
    letter = anybody.tab.locator("main").inner_text()
    assert re.search(rf"\b{held}\b", letter) and re.search(rf"\b{people_of_it}\b", letter), (held, people_of_it)


def days():
    return FIRST_DAY.isoformat(), date(YEAR, 3, 31).isoformat()


def finished(folder):
    """The casework system says by now what the desk has recorded."""
    path = folder / "recommendations.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ours = [row for row in rows if row["case_reference"] == CASE]
    assert len(ours) == 2
    for row in ours:
        row |= {"completed_on": f"{TODAY}", "result": "on_time"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_11_the_national_picture_has_the_clause(house, people):
    anybody = people["anybody"]
    anybody.tab.goto(f"{house.site}/national/{YEAR}/")
    anybody.sees(re.compile(rf"{re.escape(CLAUSE)} "))
    anybody.look("code-national", at="h2:has-text('ode')")


def test_12_a_committee_considers_the_letter_and_the_map_says_so(house, people):
    fay, anybody = people["fay"], people["anybody"]
    fay.tab.goto("/")
    fay.follow(BEFORE)
    fay.look()
    fay.follow("Record when a committee considered the letter")
    fay.write(Which_committee=COMMITTEE, Day_of_the_meeting=f"{TODAY}")
    fay.look("committee")
    fay.press("Put on record")
    fay.sees("On record:")
    public_page(house, anybody, YEAR - 1)
    anybody.sees(COMMITTEE, again=True)
    anybody.look("committee-public", at=f":text('{COMMITTEE}')")
