"""The desk's pages of letters and sending, as the people of the office use them."""

from __future__ import annotations

import html
import json
import re

import pytest

from tests.support.desk import signed_in
from tests.support.drawn_letters import draw, drawn, officer, paragraph
from tests.support.letters import DARTFORD, KENT, england
from upheld.access.actions import record
from upheld.access.permissions import Role
from upheld.delivery.actions import Draft, plan
from upheld.delivery.models import Message
from upheld.delivery.moving import moved
from upheld.delivery.occasions import letters_of
from upheld.delivery.states import State as MessageState
from upheld.desk.models import Job
from upheld.desk.pages import edition_title
from upheld.editions.models import Edition
from upheld.editions.states import State
from upheld.letters.drawn import Written, keep
from upheld.letters.gather import facts
from upheld.letters.queries import Approved, standing, standings
from upheld.register.models import Contact

pytestmark = pytest.mark.usefixtures("either_register")
RULE = "all_on_time"


@pytest.fixture
def edition(either_register):
    return drawn()


@pytest.fixture
def ana(edition):
    return signed_in("ana", Role.ANALYST)


@pytest.fixture
def ben(edition):
    return signed_in("ben", Role.APPROVER)


@pytest.fixture
def pia(edition):
    return signed_in("pia", Role.PUBLISHER)


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def hidden(page: str, name: str) -> str:
    return html.unescape(re.search(f'name="{name}" value="([^"]*)"', page)[1])


def at(edition, rest: str = "") -> str:
    return f"/desk/editions/{edition.pk}/{rest}"


def change(client, edition, authority, words, **more):
    page = text(client.get(at(edition, f"letters/{authority}/")))
    saw = re.search(rf'name="rule" value="{RULE}"><input type="hidden" name="saw" value="(\w+)"', page)[1]
    sent = {"language": "en", "rule": RULE, "saw": saw, "text": words, "why": "Softer", **more}
    return client.post(at(edition, f"letters/{authority}/edit"), sent)


def test_the_list_says_how_each_stands_and_finds(edition, ana, ben):
    page = text(ana.get(at(edition, "letters/")))
    assert "<strong>2</strong> letters" in page and page.count("Not yet approved</span>") == 2
    assert "Ada Example, Chief Executive" in page
    assert "Approve these" not in page and "Draw figures and letters again" in page
    assert "Approve these 2" in text(ben.get(at(edition, "letters/")))
    page = text(ana.get(at(edition, "letters/"), {"name": "dartf"}))
    assert "<strong>1</strong> letter" in page and "Kent County Council" not in page
    assert "No letter is like that" in text(ana.get(at(edition, "letters/"), {"show": "approved"}))
    for odd in ({"show": "nonsense", "page": "99999999999"}, {"page": "-1"}, {"page": "0"}, {"name": "x" * 5000}):
        assert ana.get(at(edition, "letters/"), odd).status_code == 200


def test_a_letter_stands_beside_its_rules_as_page_and_as_pdf(edition, ana):
    page = text(ana.get(at(edition, f"letters/{KENT}/")))
    assert f"<code>{RULE}</code>" in page and "Bert Example" in page
    assert "approve this letter" not in page.lower()
    answer = ana.get(at(edition, f"letters/{KENT}/page"))
    assert "<style>" in text(answer) and "'sha256-" in answer.headers["Content-Security-Policy"]
    answer = ana.get(at(edition, f"letters/{KENT}/pdf"))
    assert answer.content.startswith(b"%PDF-") and answer.headers["Content-Type"] == "application/pdf"
    for missing in ("letters/E99999999/", "letters/E99999999/pdf", f"letters/{KENT}/?language=xx"):
        assert ana.get(at(edition, missing)).status_code == 404


def test_a_change_is_kept_shown_as_a_difference_and_printed_later(edition, ana):
    assert change(ana, edition, KENT, "All 9 were on time & <b>well</b>.").status_code == 302
    page = text(ana.get(at(edition, f"letters/{KENT}/")))
    assert "All 9 were on time &amp; &lt;b&gt;well&lt;/b&gt;." in page and "Changed by ana on" in page
    assert "<ins>" in page and "<del>" in page
    assert "<ins>" in text(ana.get(at(edition, f"letters/{KENT}/beside/generated")))
    assert [one.kind for one in Job.objects.all()] == ["reprint"]
    assert "no such letter on record" in text(ana.get(at(edition, f"letters/{KENT}/beside/last-year")))


def test_a_text_that_loses_a_number_is_asked_about_and_not_lost(edition, ana):
    page = text(change(ana, edition, KENT, "All were on time."))
    assert (
        "leaves out what the rule had put in: 9" in page
        and ">All were on time.</textarea>" in page
        and 'name="numbers_may_go"' in page
    )
    assert paragraph(edition, KENT, RULE).edit is None
    assert change(ana, edition, KENT, "All were on time.", numbers_may_go="yes").status_code == 302
    assert paragraph(edition, KENT, RULE).text == "All were on time."


def test_who_was_slower_sees_both_texts(edition, ana):
    first = change(ana, edition, KENT, "All 9, says Ana.")
    assert first.status_code == 302
    cleo = signed_in("cleo", Role.CASEWORKER)
    page = text(change(cleo, edition, KENT, "All 9, says Cleo.", saw="old"))
    assert "changed by ana while you wrote" in page and ">All 9, says Cleo.</textarea>" in page
    assert paragraph(edition, KENT, RULE).text == "All 9, says Ana."


def test_many_are_approved_as_shown_and_the_rest_is_told(edition, ana, ben):
    change(ana, edition, KENT, "All 9 were on time.")
    page = text(ben.get(at(edition, "letters/approve")))
    assert "<strong>2</strong> would be approved" in page
    looked_at = hidden(page, "looked_at")
    change(ana, edition, KENT, "All 9 were on time!")
    page = text(ben.post(at(edition, "letters/approve-these"), {"looked_at": looked_at}, follow=True))
    assert (
        "1 letter approved." in page
        and "1 letter left out:" in page
        and "Kent County Council: it has changed since you looked" in page
    )
    assert {one: letter.approved for one, letter in standings(edition).items()} == {
        DARTFORD: Approved.YES,
        KENT: Approved.NOT_YET,
    }
    for odd in ("", "[]", '{"x": 1}', "{"):
        page = text(ben.post(at(edition, "letters/approve-these"), {"looked_at": odd}, follow=True))
        assert "Look at the letters again" in page or "left out" not in page


def test_nobody_approves_their_own_change_also_one_by_one(edition):
    both = signed_in("both", Role.ANALYST, Role.APPROVER)
    change(both, edition, KENT, "All 9 were on time.")
    page = text(both.get(at(edition, f"letters/{KENT}/")))
    assert "You cannot approve it now: both has changed it" in page
    looked_at = f'{{"{KENT}": {{"en": "{standing(edition, KENT).texts["en"]}"}}}}'
    page = text(both.post(at(edition, f"letters/{KENT}/approve"), {"looked_at": looked_at}, follow=True))
    assert "Not approved: both has changed it" in page
    page = text(both.get(at(edition, f"letters/{DARTFORD}/")))
    sent = {"looked_at": hidden(page, "looked_at")}
    assert "The letter is approved." in text(both.post(at(edition, f"letters/{DARTFORD}/approve"), sent, follow=True))


def test_an_approval_is_taken_back_with_a_reason(edition, ben):
    page = text(ben.get(at(edition, f"letters/{KENT}/")))
    ben.post(at(edition, f"letters/{KENT}/approve"), {"looked_at": hidden(page, "looked_at")})
    assert standing(edition, KENT).approved is Approved.YES
    ben.post(at(edition, f"letters/{KENT}/approve"), {"take_back": "yes", "reason": ""})
    assert standing(edition, KENT).approved is Approved.YES
    ben.post(at(edition, f"letters/{KENT}/approve"), {"take_back": "yes", "reason": "a name is wrong"})
    assert standing(edition, KENT).approved is Approved.NOT_YET


def test_another_addressee_shows_at_once(edition, ben):
    page = text(ben.get(at(edition, f"letters/{KENT}/")))
    ben.post(at(edition, f"letters/{KENT}/approve"), {"looked_at": hidden(page, "looked_at")})
    officer(KENT, "Cleo Example")
    assert "To be drawn again</span>" in text(ben.get(at(edition, "letters/")))
    draw(edition)
    assert "Changed since approval</span>" in text(ben.get(at(edition, "letters/")))
    page = text(ben.get(at(edition, f"letters/{KENT}/beside/approved")))
    assert "Bert" in page and "Cleo" in page and "<del>" in page


def test_comments_are_seen(edition, ben):
    ben.post(at(edition, f"letters/{KENT}/comment"), {"text": "Is <9> right?"})
    page = text(ben.get(at(edition, f"letters/{KENT}/")))
    assert "Is &lt;9&gt; right?" in page
    assert "1 comment</span>" in text(ben.get(at(edition, "letters/"), {"show": "commented"}))


FORMS = {
    "letters/redraw": "ana",
    "letters/reprint": "ana",
    f"letters/{KENT}/edit": "ana",
    "letters/approve-these": "ben",
    f"letters/{KENT}/approve": "ben",
    "sending/ask": "pia",
    "sending/1/settle": "pia",
}


@pytest.mark.parametrize("form, who", FORMS.items())
def test_each_form_is_for_its_people_alone(edition, ana, ben, pia, form, who):
    reader = signed_in("rae", (Role.LINK_OFFICER, KENT))
    people = {"ana": ana, "ben": ben, "pia": pia, "rae": reader}
    answers = {name: client.post(at(edition, form)).status_code for name, client in people.items()}
    assert [name for name, status in answers.items() if status != 404] == [who]
    assert reader.get(at(edition, "letters/")).status_code == 404
    assert people[who].get(at(edition, form)).status_code == 405


def approved(edition, state=State.APPROVED):
    edition.state = state
    edition.save()
    ben = signed_in("ben", Role.APPROVER)
    looked_at = hidden(text(ben.get(at(edition, "letters/approve"))), "looked_at")
    ben.post(at(edition, "letters/approve-these"), {"looked_at": looked_at})


def test_sending_is_a_dry_run_until_it_is_typed(edition, pia):
    page = text(pia.get(at(edition, "sending/")))
    assert "2 not approved as they are now" in page and "For real they go once the edition is approved" in page
    approved(edition)
    page = text(pia.get(at(edition, "sending/")))
    assert "<strong>2</strong> letters can go" in page and not Job.objects.filter(kind="send").exists()
    for sent, told in (
        ({}, "type just this"),
        ({"confirmation": "2021-22, edition 2"}, "type just this"),
        ({"confirmation": "2021-22, edition 1", "a_minute": "fast"}, "whole number"),
        ({"confirmation": "2021-22, edition 1", "a_minute": "99999"}, "whole number"),
    ):
        page = text(pia.post(at(edition, "sending/ask"), {"how": "for-real", **sent}, follow=True))
        assert told in page and not Job.objects.filter(kind="send").exists()
    sent = {"how": "for-real", "confirmation": "2021-22, edition 1", "a_minute": "100"}
    page = text(pia.post(at(edition, "sending/ask"), sent, follow=True))
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "refresh" not in text(pia.get(at(edition, "sending/?still"))).split("</head>")[0]
    job = Job.objects.get(kind="send")
    assert (job.by, job.detail) == ("pia", {"leave_out": False, "a_minute": 100})
    assert "are being sent already" in text(pia.post(at(edition, "sending/ask"), sent, follow=True))
    assert Job.objects.filter(kind="send").count() == 1


def test_gaps_are_told_first_and_left_out_only_when_said(edition, pia):
    approved(edition)
    Contact.objects.filter(authority=KENT).delete()
    record("contacts", KENT, by="a test")
    page = text(pia.get(at(edition, "sending/")))
    assert "1 held back: no certain addressee" in page and "Kent County Council" in page
    sent = {"how": "for-real", "confirmation": "2021-22, edition 1"}
    assert "Some letters cannot go" in text(pia.post(at(edition, "sending/ask"), sent, follow=True))
    pia.post(at(edition, "sending/ask"), {**sent, "leave_out": "yes"})
    assert Job.objects.get(kind="send").detail["leave_out"] is True


def test_what_waits_for_a_person_is_settled_with_a_reason(edition, pia, ben):
    occasion = letters_of(edition)
    plan(
        occasion, [Draft("v", "ann@kent.example", "chief_officer", KENT, "Ann", "L", "t")], domain="x.example", by="pia"
    )
    row = Message.objects.get()
    moved(row.pk, [MessageState.PLANNED], MessageState.INTENDED, by="pia")
    moved(row.pk, [MessageState.INTENDED], MessageState.DOUBTFUL, by="pia", told="no answer came")
    page = text(pia.get(at(edition, "sending/")))
    assert "doubtful: handed over, and no answer came" in page and "ann@kent.example" in page
    assert "ann@kent.example" not in text(ben.get(at(edition, "sending/")))
    settle = at(edition, f"sending/{row.pk}/settle")
    for sent in ({"what": "arrived"}, {"what": "nonsense", "reason": "x"}, {"reason": "x"}):
        pia.post(settle, sent)
        assert Message.objects.get().state == MessageState.DOUBTFUL
    pia.post(settle, {"what": "arrived", "reason": "in the log at 9:02"})
    assert Message.objects.get().state == MessageState.ACCEPTED
    page = text(pia.post(settle, {"what": "drop", "reason": "late"}, follow=True))
    assert "nobody can say of a message that is accepted that it is dropped" in page
    assert Message.objects.get().state == MessageState.ACCEPTED


def test_a_letter_that_has_gone_is_not_changed(edition, ana):
    edition.state = State.APPROVED
    edition.save()
    plan(letters_of(edition), [Draft("v", "a@k.example", "chief_officer", KENT, "A", "L", "t")], domain="x", by="pia")
    row = Message.objects.get()
    moved(row.pk, [MessageState.PLANNED], MessageState.INTENDED, by="pia")
    moved(row.pk, [MessageState.INTENDED], MessageState.ACCEPTED, by="pia")
    assert "Has gone" in text(ana.get(at(edition, f"letters/{KENT}/")))
    sent = {"language": "en", "rule": RULE, "saw": "x", "text": "Mine 9.", "why": "y"}
    assert "a change of it is a correction" in text(ana.post(at(edition, f"letters/{KENT}/edit"), sent))


def test_the_numbers_for_the_script(edition, pia):
    found = pia.get(at(edition, "sending/how-far")).json()
    assert found == {"states": [], "total": 0, "running": []}


def test_a_letter_stands_beside_that_of_the_newest_edition_of_the_year_before(edition, ana):
    last_year(edition, 1, "Nothing was on time.")
    before = last_year(edition, 2, "Seven remedies were on time.")
    last_year(edition, 1, "The year before that.", ago=2)
    page = text(ana.get(at(edition, f"letters/{KENT}/beside/last-year")))
    gone = " ".join(html.unescape(re.sub("<[^>]+>", "", one)) for one in re.findall("<del>(.*?)</del>", page))
    new = " ".join(html.unescape(re.sub("<[^>]+>", "", one)) for one in re.findall("<ins>(.*?)</ins>", page))
    assert "Seven" in gone and "Seven" not in new
    assert "9" in new and "9" not in gone and "Nothing was" not in page and "The year before" not in page
    assert f"Beside the letter of {html.escape(edition_title(before))}" in page
    assert "Nothing differs from" in text(ana.get(at(edition, f"letters/{DARTFORD}/beside/last-year")))


def last_year(edition, number, words, ago=1):
    """An edition of a year before, with the same letters but for what Kent's says of remedies."""
    before = Edition.objects.get(pk=edition.pk)
    before.pk, before.year, before.number, before.state = None, edition.year - ago, number, State.PUBLISHED
    before.save()
    written, now = [], paragraph(edition, KENT, RULE)
    for row in edition.letters.select_related("text"):
        content = row.text.content
        if row.authority == KENT:
            assert json.dumps(now.text)[1:-1] in content
            content = content.replace(json.dumps(now.text)[1:-1], words)
        written.append(Written(row.authority, row.language, content, row.pdf_sha256))
    keep(before, written, facts(england(), england().authorities, edition.year, edition.sent_on))
    return before
