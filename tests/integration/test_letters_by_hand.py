"""Letters changed by hand: within bounds, kept, attributed, never over somebody else's, never for other figures."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import DatabaseError, connections

from tests.support.drawn_letters import COUNTS, draw, drawn, officer, paragraph
from tests.support.letters import DARTFORD, KENT, england, figures
from upheld.access.models import AuditEntry
from upheld.editions.blocking import in_the_way
from upheld.editions.models import Edition, EditionFigures
from upheld.editions.states import State
from upheld.letters import approving, editing
from upheld.letters.blocking import may_not_go
from upheld.letters.by_hand import numbers_gone, out_of_bounds
from upheld.letters.checks import covered
from upheld.letters.editing import EditRefused, NumbersGone, Place
from upheld.letters.gather import facts
from upheld.letters.models import LetterEdit, LetterText
from upheld.letters.queries import Approved, changes_of, content_of, standing, standings
from upheld.letters.words_apart import GONE, NEW, SAME, apart, letters_apart
from upheld.statistics import figures_json

RULE = "all_on_time"
AT_DARTFORD, AT_KENT = Place(DARTFORD, "en", RULE), Place(KENT, "en", RULE)


def known(one: Edition):
    return facts(england(), england().authorities, one.year, one.sent_on)


def change(one: Edition, text: str, who: str = "ana", place: Place = AT_DARTFORD, **more: object) -> LetterEdit:
    saw = more.pop("saw", None) or editing.seen(paragraph(one, place.authority, place.rule))
    return editing.edit(one, england(), place, text, saw=saw, why="Softer", by=who, **more)


def approve(one: Edition, who: str = "ben", **more: object):
    texts = {authority: letter.texts for authority, letter in standings(one).items()}
    return approving.approve(one, texts, known(one), by=who, **more)


pytestmark = pytest.mark.usefixtures("either_register")


def test_a_change_is_kept_attributed_and_shown():
    one = drawn()
    before = paragraph(one, DARTFORD, RULE).text
    change(one, "Your one remedy came  on time.\n Thank you.", numbers_may_go=True)
    now = paragraph(one, DARTFORD, RULE)
    assert now.text == "Your one remedy came on time. Thank you."
    assert (now.edit.before, now.edit.by) == (before, "ana")
    assert now.edit.shown_as.startswith("Changed by ana on ")
    assert standing(one, DARTFORD).is_edited and not standing(one, KENT).is_edited
    assert not standing(one, DARTFORD).is_printed and standing(one, KENT).is_printed
    told = AuditEntry.objects.get(action="change a letter")
    assert (told.by, told.detail["rule"]) == ("ana", RULE) and "remedy came" not in str(told.detail)


def test_drawing_again_keeps_a_change_and_taking_it_back_is_a_row_too():
    one = drawn()
    before = paragraph(one, DARTFORD, RULE)
    change(one, "By hand: 1.", numbers_may_go=True)
    draw(one)
    now = paragraph(one, DARTFORD, RULE)
    assert now.text == "By hand: 1."
    editing.take_back(one, england(), AT_DARTFORD, saw=editing.seen(now), why="no", by="carl")
    assert paragraph(one, DARTFORD, RULE) == before
    assert list(LetterEdit.objects.values_list("by", "taken_back")) == [("ana", False), ("carl", True)]
    with pytest.raises(EditRefused, match="no change"):
        editing.take_back(one, england(), AT_DARTFORD, saw="", why="no", by="carl")


def test_a_change_never_stands_beside_other_figures():
    one = drawn()
    change(one, "Your one remedy came on time: 1.", numbers_may_go=True)
    approve(one)
    assert standing(one, DARTFORD).approved is Approved.YES
    counts = {**COUNTS, DARTFORD: {**COUNTS[DARTFORD], "compliance_rate": (2, 2)}}
    EditionFigures.objects.filter(edition=one).update(canonical=figures_json.to_json(figures(counts)).decode())
    draw(Edition.objects.get(pk=one.pk))
    now = paragraph(one, DARTFORD, RULE)
    assert now.edit is None and "2" in now.text
    letter = standing(one, DARTFORD)
    assert letter.left_out == (("en", RULE),) and letter.approved is Approved.CHANGED
    assert "fits" in approve(one).left_out[DARTFORD]
    editing.take_back(one, england(), AT_DARTFORD, saw="", why="it fits no longer", by="ana")
    assert standing(one, DARTFORD).left_out == ()


@pytest.mark.parametrize(
    "text, told",
    [
        ("", "cannot be empty"),
        (" \n ", "cannot be empty"),
        ("x" * 1501, "1,501 characters; at most 1,500"),
        ("Dear {name}", "blanks"),
        ("Nice \N{OWL}", "U\\+1F989"),
        ("Bell\a", "U\\+0007"),
    ],
)
def test_what_is_out_of_bounds_is_refused(text, told):
    one = drawn()
    with pytest.raises(EditRefused, match=told):
        change(one, text, numbers_may_go=True)
    assert not LetterEdit.objects.exists()


def test_only_paragraphs_that_the_scheme_names_are_changed():
    one = drawn()
    for rule in ("everybody", "few_investigations", "no such rule"):
        with pytest.raises(EditRefused, match="not one that may be changed"):
            change(one, "Mine.", place=replace(AT_DARTFORD, rule=rule), saw="anything")


def test_a_number_that_the_rule_had_put_in_goes_only_on_purpose():
    one = drawn()
    assert numbers_gone("1 of 45, 1,200 in 2.5", "45 and 2.5") == ["1", "1,200"]
    with pytest.raises(NumbersGone, match="9"):
        change(one, "All of them came on time.", place=AT_KENT)
    change(one, "All 9 of them came on time.", place=AT_KENT)
    change(one, "All of them came on time.", place=AT_KENT, numbers_may_go=True)


def test_who_wrote_on_an_older_text_is_told_and_nothing_is_lost():
    one = drawn()
    saw = editing.seen(paragraph(one, KENT, RULE))
    change(one, "All 9, says Ana.", place=AT_KENT, saw=saw)
    with pytest.raises(EditRefused, match=r"changed by ana while you wrote. It now says: “All 9, says Ana.”"):
        change(one, "All 9, says Ben.", "ben", place=AT_KENT, saw=saw)
    assert paragraph(one, KENT, RULE).text == "All 9, says Ana."


def test_two_at_the_same_moment_one_wins_and_the_other_is_told():
    one = drawn()
    saw, start, told = editing.seen(paragraph(one, KENT, RULE)), threading.Barrier(2), {}

    def work(who: str) -> None:
        start.wait()
        try:
            change(one, f"All 9, says {who}.", who, place=AT_KENT, saw=saw)
            told[who] = "kept"
        except EditRefused as refusal:
            told[who] = str(refusal)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(who,)) for who in ("ana", "ben")]
    [one.start() for one in threads]
    [one.join() for one in threads]
    winner = next(who for who, what in told.items() if what == "kept")
    loser = next(who for who in told if who != winner)
    assert f"changed by {winner} while you wrote" in told[loser]
    assert paragraph(one, KENT, RULE).text == f"All 9, says {winner}."
    assert LetterEdit.objects.count() == 1


def test_two_approve_the_same_letters_at_once_and_each_letter_is_approved_once():
    one = drawn()
    texts = {authority: letter.texts for authority, letter in standings(one).items()}
    about, start, told = known(one), threading.Barrier(2), {}

    def work(who: str) -> None:
        start.wait()
        try:
            told[who] = approving.approve(one, texts, about, by=who, many=True)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(who,)) for who in ("ben", "carla")]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert sorted(len(found.approved) for found in told.values()) == [0, 2]
    loser = min(told, key=lambda who: len(told[who].approved))
    winner = max(told, key=lambda who: len(told[who].approved))
    assert set(told[loser].left_out.values()) == {f"{winner} has approved it already"}
    assert one.letter_approvals.count() == 2


def test_nobody_approves_what_they_changed_themselves():
    one = drawn()
    change(one, "All 9, says Ben.", "ben", place=AT_KENT)
    found = approve(one, "ben")
    assert found.approved == [DARTFORD]
    assert found.left_out == {KENT: "ben has changed it: somebody else approves it"}
    assert approve(one, "carla").approved == [KENT]


def test_a_change_after_approval_is_seen_and_taking_it_back_gives_the_approval_back():
    one = drawn()
    approve(one)
    change(one, "All 9 were on time.", place=AT_KENT)
    assert standing(one, KENT).approved is Approved.CHANGED
    assert standing(one, DARTFORD).approved is Approved.YES
    now = paragraph(one, KENT, RULE)
    editing.take_back(one, england(), AT_KENT, saw=editing.seen(now), why="no", by="ana")
    assert standing(one, KENT).approved is Approved.YES


def test_another_addressee_makes_a_letter_out_of_date_and_then_changed():
    one = drawn()
    approve(one)
    officer(KENT, "Cleo Example")
    assert standings(one, known(one))[KENT].out_of_date
    assert not standings(one, known(one))[DARTFORD].out_of_date
    assert "draw the letters again" in approve(one, "carla").left_out[KENT]
    draw(one)
    assert standings(one, known(one))[KENT].approved is Approved.CHANGED
    assert standings(one, known(one))[DARTFORD].approved is Approved.YES
    gone = letters_apart(_approved_text(one), content_of(one, KENT, "en"))
    assert [(part.kind, part.text.strip()) for one in gone for part in one.pieces if part.kind != SAME][:2] == [
        (GONE, "Bert"),
        (NEW, "Cleo"),
    ]


def _approved_text(one: Edition):
    from upheld.letters.content import LetterContent

    approval = one.letter_approvals.filter(authority=KENT).last()
    return LetterContent.from_json(LetterText.objects.get(pk=approval.texts["en"]).content)


def test_letters_that_may_have_gone_stay_as_they_are():
    one = drawn(State.SENT)
    with pytest.raises(EditRefused, match="A change is a correction"):
        change(one, "All 9.", place=AT_KENT)
    with pytest.raises(approving.ApprovalRefused):
        approve(one)


def test_a_correction_keeps_what_was_changed_and_approved_as_long_as_it_fits():
    one = drawn(State.CHECK_CLOSED)
    change(one, "All 9 were on time.", place=AT_KENT)
    approve(one)
    Edition.objects.filter(pk=one.pk).update(state=State.SENT)
    figures_then = one.figures.canonical
    second = Edition.objects.get(pk=one.pk)
    second.pk, second.number, second.state, second.correction_of = None, 2, State.DRAFT, one
    second.save()
    EditionFigures.objects.create(edition=second, canonical=figures_then)
    draw(second)
    assert paragraph(second, KENT, RULE).text == "All 9 were on time."
    assert {letter.approved for letter in standings(second).values()} == {Approved.YES}


def test_history_cannot_be_changed_even_past_the_program():
    one = drawn()
    change(one, "All 9 were on time.", place=AT_KENT)
    approve(one)
    for rows in (LetterEdit.objects.all(), one.letter_approvals.all()):
        with pytest.raises(DatabaseError, match="only added to"):
            rows.update(authority=DARTFORD)


def test_words_apart():
    assert [(one.kind, one.text) for one in apart("a b c", "a x c")] == [
        (SAME, "a "),
        (GONE, "b "),
        (NEW, "x "),
        (SAME, "c"),
    ]
    assert apart("", "") == () and apart("a", "a")[0].kind == SAME


def test_bounds_name_each_fault():
    assert out_of_bounds("{x} \N{OWL}", england(), covered())[1].endswith("\N{OWL} (U+1F989).")
    assert changes_of(drawn()) == {}


def test_only_the_file_of_the_approved_text_goes():
    one = drawn(State.APPROVED)
    pdfs = {authority: tuple(letter.pdfs.values()) for authority, letter in standings(one).items()}
    assert may_not_go(one, known(one), pdfs) == dict.fromkeys(pdfs, "not yet approved")
    assert in_the_way(one, State.SENT)[0] == "letters not approved as they are now: 2"
    approve(one)
    assert may_not_go(one, known(one), pdfs) == {}
    assert [line for line in in_the_way(one, State.SENT) if "approved" in line] == []
    assert "not of the text" in may_not_go(one, known(one), {KENT: ("0" * 64,)})[KENT]
    change(one, "All 9 were on time.", place=AT_KENT)
    assert may_not_go(one, known(one), pdfs) == {KENT: "changed since approval"}
    officer(DARTFORD, "Dora Example")
    assert "register has changed" in may_not_go(one, known(one), pdfs)[DARTFORD]
    assert may_not_go(one, known(one), {"E99999999": ()}) == {
        "E99999999": "it is not on record: draw the letters again"
    }


def test_an_office_of_one_approves_what_it_changed_itself():
    one = drawn()
    change(one, "All 9, says Ana.", "ana", place=AT_KENT)
    assert approving.approve_alone(one, by="command edition approve, run by ana", reason="an office of one") == 2
    assert {letter.approved for letter in standings(one).values()} == {Approved.YES}
    assert approving.approve_alone(one, by="ana", reason="again") == 0
    given = one.letter_approvals.last()
    assert (given.person, given.alone, given.reason) == ("ana", True, "an office of one")
