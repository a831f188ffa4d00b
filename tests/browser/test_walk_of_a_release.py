"""A release walked through in a browser, from the draft to its correction, each role played by somebody of their own.

Everything is real: a desk and its worker, a mail server, the public site. Each page on the way is looked at with axe
and on a narrow window. With ``--renew-pictures`` the walk is through all the sample's authorities, and its pages are
written as the pictures of the how-to.
"""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.browser.conftest import CHROMIUM
from tests.support import house as houses
from tests.support.small_year import ROOT
from tests.support.walking import PICTURES, asked, at_the_worker, everybody

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
]
DARTFORD, NAME, YEAR, LABEL = "E07000107", "Dartford Borough Council", 2022, "2021-22"
PEOPLE = ("ana", "cas", "ben", "carla", "pat", "fay")
LONDON = ZoneInfo("Europe/London")
REASON = "Our letter of 3 May shows that we agreed to this before the decision."
WHAT, WHY = "One decision counted as not upheld was upheld.", "It was recorded wrongly."
REPLACES = "This letter replaces"
READY = re.compile("is prepared|On the site at")  # where the machine is busy the moment may come first


@pytest.fixture(scope="module")
def house(tmp_path_factory, request):
    """The house on the day when the figures are drawn."""
    folder = tmp_path_factory.mktemp("walk")
    extract, first = ROOT / "sample_data" / "small", YEAR - 1
    if request.config.getoption("--renew-pictures"):
        extract, first = folder / "sample", YEAR - 2
        made = [sys.executable, "-m", "sample_data", "--out", str(extract)]
        subprocess.run(made, cwd=ROOT, check=True, capture_output=True)
    out = houses.reviewed(extract, folder / "out", first, YEAR, DARTFORD)
    with houses.opened(out, folder) as house:
        yield house


@pytest.fixture(scope="module")
def people(chromium, house, request):
    """Everybody who plays a part, by their names; ``anybody`` has no account."""
    return everybody(chromium, house, PEOPLE, renew=request.config.getoption("--renew-pictures"))


def a_case(house, outcome, authority=DARTFORD):
    """A case of the year with an outcome."""
    year = "decided_on BETWEEN '2021-04-01' AND '2022-03-31'"
    found = asked(
        house,
        f"SELECT reference FROM register_case WHERE {year} AND authority = ? AND outcome = ? ORDER BY 1",
        authority,
        outcome,
    )
    return found[0][0]


def state(house, number=1):
    [(found,)] = asked(house, "SELECT state FROM editions_edition WHERE year = ? AND number = ?", YEAR, number)
    return found


def in_a_moment(seconds):
    """A day and a time, by London's clocks."""
    then = datetime.now(LONDON) + timedelta(seconds=seconds)
    return then.strftime("%Y-%m-%d"), then.strftime("%H:%M:%S")


def test_every_picture_of_the_how_to_is_shown_and_says_in_words_what_is_on_it():
    pages = "".join(page.read_text() for page in PICTURES.parent.glob("*.md"))
    shown = dict(re.findall(r"!\[([^\]]*)\]\(pictures/([^)]+)\.png\)", pages))
    assert {one.stem for one in PICTURES.glob("*.png")} == set(shown.values())
    assert all(len(alt) > 15 for alt in shown), shown


def test_1_an_analyst_opens_the_check_round_and_the_link_officers_are_invited(house, people):
    ana = people["ana"]
    ana.tab.goto("/desk/")
    ana.look()
    ana.edition(LABEL)
    ana.sees("draft")
    ana.look("edition-draft")
    ana.follow("Check round")
    ana.look()
    tomorrow = (datetime.now(LONDON) + timedelta(days=15)).strftime("%Y-%m-%d")
    ana.write(Last_day=tomorrow)
    ana.press("Open the check round")
    ana.press("Invite the link officers")
    at_the_worker(house, ana)
    assert any(one.recipient.endswith("@dartford.example.org") for one in house.mail.taken)


def test_2_a_link_officer_looks_at_the_cases_and_queries_one(house, people):
    fay = people["fay"]
    fay.tab.goto("/")
    fay.sees("Please check your figures")
    fay.look("portal")
    fay.press("Check your figures")
    fay.look("own-figures")
    fay.follow("The cases behind it")
    fay.look("cases")
    fay.follow(re.compile(f"Query case {a_case(house, 'upheld')}"))
    fay.look()
    fay.tab.get_by_label("How it ended").check()
    fay.write(**{"What should it be, and how do you know?": REASON})
    letter = {"name": "letter.txt", "mimeType": "text/plain", "buffer": b"We agree to put this right."}
    fay.tab.get_by_label("Files that show it (optional)").set_input_files(letter)
    fay.look("query-asked")
    fay.press("Send the query")
    fay.sees("Not decided yet")
    fay.look()


def test_3_a_caseworker_decides_it_and_the_figures_are_drawn_again(house, people):
    cas, case = people["cas"], a_case(house, "upheld")
    cas.edition(LABEL)
    cas.follow("Check round", "Queries", case)
    cas.tab.get_by_label("Satisfactory remedy offered before").select_option(label="Yes")
    cas.tab.get_by_label("Accepted", exact=True).check()
    cas.write(Reason="Your letter shows it; it was not in our file.")
    cas.look("query", at="h2:has-text('The case in the register')")
    cas.press("Decide")
    cas.sees("will be drawn again")
    cas.look()
    at_the_worker(house, cas)


def test_4_the_link_officer_reads_the_reason_and_signs_off(people):
    fay = people["fay"]
    fay.follow("All your queries")
    fay.sees("accepted")
    fay.look()
    fay.tab.goto("/")
    fay.press("Check your figures")
    fay.press("Sign these figures off")
    fay.sees("Signed off")
    fay.look()


def test_5_the_check_round_closes_and_two_people_approve_the_figures(house, people):
    ana, ben, carla = people["ana"], people["ben"], people["carla"]
    ana.edition(LABEL)
    ana.follow("Check round")
    ana.look("check-round")
    ana.write(Why_before_the_deadline="This is a rehearsal")
    ana.press("Close the check round")
    ana.sees("no reply")
    for one in (ben, carla):
        one.edition(LABEL)
        one.press("Approve these figures")
    carla.sees("2 of 2 people have approved")
    carla.look("edition-approved")
    assert state(house) == "approved"


def find_the_letter(somebody):
    """Open Dartford's letter from the list."""
    somebody.write(Name_holds="Dartford")
    somebody.press("Show")
    somebody.follow(NAME)


def test_6_a_paragraph_is_changed_and_the_letters_are_approved(house, people):
    cas, ben = people["cas"], people["ben"]
    cas.edition(LABEL)
    cas.follow("Letters")
    cas.look()
    find_the_letter(cas)
    cas.tab.locator("summary", has_text="Change").first.click()
    form = cas.tab.locator("details[open] form").first
    text = form.get_by_label("What it says")
    text.fill(text.input_value() + " I thank your officers for their help with it.")
    form.get_by_label("Why it is changed").fill("They answered within a day")
    cas.look("letter-change", at="details[open]")
    cas.go(form.get_by_role("button", name="Keep this text"))
    cas.sees("I thank your officers")
    cas.write(For_the_others_who_work_on_it="Please read the first paragraph.")
    cas.press("Comment")
    cas.look()
    ben.edition(LABEL)
    ben.follow("Letters")
    find_the_letter(ben)
    ben.sees("Please read the first paragraph.")
    for beside in ("Beside last year’s", "Beside what the rules say"):
        ben.follow(beside)
        ben.look("letter-beside" if "rules" in beside else "")
        ben.tab.go_back()
    ben.edition(LABEL)
    ben.follow("Letters")
    ben.look()
    ben.follow(re.compile("Approve these"))
    ben.look("letters-approve")
    ben.press(re.compile("^Approve"))
    ben.look()


def test_7_a_publisher_tries_it_and_then_sends(house, people):
    pat, before = people["pat"], len(house.mail.taken)
    pat.edition(LABEL)
    pat.follow("Sending")
    pat.look("sending")
    pat.press("Send all to myself")
    at_the_worker(house, pat)
    rehearsed = house.mail.taken[before:]
    assert rehearsed and {one.recipient for one in rehearsed} == {"pat@sample.example"}
    assert state(house) == "approved", "a rehearsal sends nothing"
    pat.tab.reload()
    confirmation = pat.tab.locator("label[for=confirmation] strong").inner_text()
    if pat.tab.get_by_label("Send the others").count():
        pat.tab.get_by_label("Send the others").check()
    pat.tab.get_by_label("To send, type").fill(confirmation)
    pat.press("Send to the authorities")
    pat.look()
    at_the_worker(house, pat)
    sent = house.mail.taken[before + len(rehearsed) :]
    assert len(sent) == len({one.message_id for one in sent})
    assert any(one.recipient.endswith("dartford.example.org") for one in sent)
    pat.tab.goto(pat.tab.url.partition("?")[0])
    pat.look("sending-done")
    assert state(house) == "letters sent"


def test_8_the_letter_is_at_the_portal_and_nothing_is_public(house, people):
    fay, anybody = people["fay"], people["anybody"]
    fay.tab.goto("/")
    fay.follow(LABEL)
    fay.sees("These figures are final")
    fay.look("portal-letter")
    assert fay.tab.request.get(fay.tab.get_by_role("link", name="PDF").first.get_attribute("href")).ok
    site = anybody.tab.request.get(f"{house.site}/authorities/{DARTFORD}/{YEAR}/")
    assert site.status == 404
    assert LABEL not in anybody.tab.request.get(f"{house.site}/authorities/{DARTFORD}/").text()


def released(house, people, *, picture=""):
    """Announce a release some seconds from now, and be there when it comes."""
    pat, anybody = people["pat"], people["anybody"]
    pat.tab.goto("/desk/releases/")
    day, time = in_a_moment(60 if pat.renew else 12)
    form = pat.tab.locator("form[action$='/releases/announce']")
    form.get_by_label("Year").select_option(label=LABEL)
    form.get_by_label("Day").fill(day)
    form.get_by_label("Time by").fill(time)
    pat.go(form.get_by_role("button", name="Announce"))
    pat.sees(re.compile(re.escape(time)))
    pat.sees(READY, again=True)
    pat.look(picture)
    anybody.tab.goto(f"{house.site}/releases/")
    anybody.sees(re.compile(re.escape(time[:5])), again=True)
    anybody.look(f"{picture}-calendar" if picture else "")
    pat.sees("On the site at", again=True)
    at_the_worker(house, pat)
    pat.look()


def test_9_the_figures_are_published_at_their_moment(house, people):
    released(house, people, picture="release")
    anybody = people["anybody"]
    anybody.tab.goto(f"{house.site}/authorities/{DARTFORD}/{YEAR}/")
    anybody.sees(NAME, again=True)
    anybody.look("released-authority")
    assert state(house) == "published"
    assert "I thank your officers" in anybody.tab.request.get(letter_page(house, anybody)).text()


def letter_page(house, anybody):
    """Where the newest letter of Dartford is as a page."""
    anybody.tab.goto(f"{house.site}/authorities/{DARTFORD}/{YEAR}/")
    return anybody.tab.locator("a[href$='/letter/']").first.evaluate("(one) => one.href")


def test_10_a_correction_is_raised_decided_and_put_right(house, people):
    ana, ben, cas, case = people["ana"], people["ben"], people["cas"], a_case(house, "not_upheld")
    ana.tab.goto("/desk/corrections/")
    ana.write(**{"The authority’s code": DARTFORD, "The case’s reference": case})
    ana.write(**{"What is wrong": "The decision was that there was fault."})
    ana.look("correction-raise", at="h2:has-text('Raise a correction')")
    ana.press("Raise it")
    ben.tab.goto("/desk/corrections/")
    ben.write(Why="The decision statement says so.")
    ben.look()
    ben.press("Correct it")
    cas.tab.goto("/desk/corrections/")
    cas.follow(re.compile(f"Put case {case} right"))
    cas.tab.get_by_label("Outcome").select_option(label="Upheld")
    cas.look("correction-case")
    cas.press("Put it right")
    cas.sees("put right in the register")
    cas.look()


def test_11_a_correcting_edition_is_drawn_noticed_approved_sent_and_published(house, people):
    ana, pat, before = people["ana"], people["pat"], len(house.mail.taken)
    ana.tab.goto("/desk/corrections/")
    ana.write(Day_on_the_new_letters="2022-09-01", Day_of_publication="2022-09-08")
    ana.press("Draw the correcting edition")
    at_the_worker(house, ana)
    ana.tab.goto("/desk/corrections/")
    ana.sees("One authority’s own figures change")
    ana.write(What_changed=WHAT)
    ana.tab.locator("textarea[name=why]").fill(WHY)
    ana.look("correction-notice", at="h2:has-text('correcting, draft')")
    ana.press("Give the notice")
    at_the_worker(house, ana)
    for one in ("ben", "carla"):
        people[one].edition(LABEL, 2)
        people[one].write(Why_nobody_else_looks_first="One figure, checked by both of us")
        people[one].press("Approve these figures")
    cas, carla = people["cas"], people["carla"]
    cas.edition(LABEL, 2)
    cas.follow("Letters", NAME)
    cas.sees("fits no longer")
    cas.look("letter-left-out")
    cas.press("Leave it out for good")
    carla.edition(LABEL, 2)
    carla.follow("Letters")
    carla.look()
    carla.follow(re.compile("Approve these|Approve this one"))
    carla.press(re.compile("^Approve"))
    pat.edition(LABEL, 2)
    pat.follow("Sending")
    pat.look()
    if pat.tab.get_by_label("Send the others").count():
        pat.tab.get_by_label("Send the others").check()
    pat.tab.get_by_label("To send, type").fill(pat.tab.locator("label[for=confirmation] strong").inner_text())
    pat.press("Send to the authorities")
    at_the_worker(house, pat)
    again = {one.recipient.partition("@")[2] for one in house.mail.taken[before:]}
    assert again == {"dartford.example.org"}, "nobody else gets another letter"
    released(house, people)
    assert (state(house), state(house, 2)) == ("corrected", "published")


def test_12_everybody_reads_what_was_corrected_and_the_old_edition_stays(house, people):
    anybody = people["anybody"]
    anybody.tab.goto(f"{house.site}/authorities/{DARTFORD}/{YEAR}/")
    anybody.sees(WHAT, again=True)
    new = anybody.tab.request.get(letter_page(house, anybody)).text()
    assert WHAT in new and REPLACES in new
    anybody.look("corrected-authority", at="h2:has-text('Corrections')")
    anybody.tab.goto(f"{house.site}/authorities/{DARTFORD}/{YEAR}/edition-1/")
    anybody.sees("superseded")
    anybody.look()
    assert WHAT in anybody.tab.request.get(f"{house.site}/feeds/corrections.xml").text()
    ben = people["ben"]
    ben.tab.goto("/desk/trail/")
    ben.look("trail")
