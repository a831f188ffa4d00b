"""Self-assessments and clauses assessed in cases: what is written into the register, and what is refused."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from tests.support.at_once import at_once
from upheld.access.models import AuditEntry
from upheld.casework.code.assessing import Mark, assess, marks_of
from upheld.casework.code.comparing import Said
from upheld.casework.code.models import SelfAssessmentDraft
from upheld.casework.code.self_assessing import (
    CROSSED,
    FROZEN,
    Answer,
    Whose,
    Written,
    said_by,
    save,
    statement_of,
    submit,
    withdraw,
    written_of,
)
from upheld.casework.refusal import Refusal
from upheld.register import writing
from upheld.register.models import Case, CaseAssessment, PriorRow
from upheld.vocabulary.scheme_loader import load

SCHEME = load("local-government-england")
CLAUSES = list(SCHEME.code.clauses)
DARTFORD = "E07000107"
WHOSE = Whose(DARTFORD, 2026)
NOW = datetime(2026, 5, 3, 10, tzinfo=UTC)
DAY = date(2026, 5, 3)


def whole(**changes: Answer) -> Written:
    answers = {clause: Answer(True) for clause in CLAUSES} | {"6.2": Answer(False, "From autumn on")}
    return Written(answers | changes, "Members noted it", date(2026, 4, 30))


def case(reference: str = "A") -> Case:
    return Case.objects.create(
        reference=reference,
        authority=DARTFORD,
        subject="Housing",
        received_on=date(2026, 1, 5),
        decided_on=date(2026, 4, 1),
        outcome="upheld",
    )


def submitted() -> None:
    save(SCHEME, WHOSE, whole(), now=NOW, by="lin")
    submit(SCHEME, WHOSE, 1, now=NOW, by="lin")


def test_a_draft_may_be_half_and_is_nowhere_but_in_the_room(either_register):
    save(SCHEME, WHOSE, Written({"1.1": Answer(None, "We are looking")}), now=NOW, by="lin")
    assert written_of(WHOSE) == Written({"1.1": Answer(None, "We are looking")}, saved=1)
    assert said_by(WHOSE) == {}


def test_a_whole_one_is_submitted_into_the_register(either_register):
    submitted()
    assert said_by(WHOSE) == {
        clause: Said(clause != "6.2", "" if clause != "6.2" else "From autumn on") for clause in CLAUSES
    }
    stands = statement_of(WHOSE)
    assert (stands.version, stands.response, stands.considered_on) == ("2024", "Members noted it", date(2026, 4, 30))
    assert "submit a self-assessment" in set(AuditEntry.objects.values_list("action", flat=True))


def test_all_that_is_missing_is_told_at_once(register):
    answers = {clause: Answer(True) for clause in CLAUSES} | {"5.1": Answer(), "6.2": Answer(False)}
    save(SCHEME, WHOSE, Written(answers, "", date(2026, 5, 4)), now=NOW, by="lin")
    with pytest.raises(Refusal) as refusal:
        submit(SCHEME, WHOSE, 1, now=NOW, by="lin")
    assert refusal.value.args == (
        "5.1: say whether you comply.",
        "6.2: explain why you do not comply, and what you will do.",
        "Give your governing body’s response.",
        "The day on which your governing body considered it is still to come.",
    )
    assert said_by(WHOSE) == {}


def test_withdrawn_it_leaves_the_register_and_can_be_changed(either_register):
    submitted()
    with pytest.raises(Refusal, match="Withdraw it to change it"):
        save(SCHEME, WHOSE, Written(saved=2), now=NOW, by="lin")
    withdraw(SCHEME, WHOSE, 2, now=NOW, by="lin")
    assert (said_by(WHOSE), statement_of(WHOSE)) == ({}, None)
    assert PriorRow.objects.filter(table="self_assessments").count() == len(CLAUSES)
    kept = PriorRow.objects.get(table="self_assessments", key=f"{DARTFORD} / 2026 / 6.2").before
    assert (kept["complies"], kept["explanation"], kept["taken_back"]) == (False, "From autumn on", True)
    again = written_of(WHOSE)
    assert again.answers["6.2"] == Answer(False, "From autumn on")
    save(SCHEME, WHOSE, Written({**again.answers, "6.2": Answer(True)}, "Better", DAY, again.saved), now=NOW, by="lin")
    submit(SCHEME, WHOSE, again.saved + 1, now=NOW, by="lin")
    assert said_by(WHOSE)["6.2"] == Said(True)


def test_once_the_year_is_drawn_nothing_moves(register):
    submitted()
    frozen = Whose(DARTFORD, 2026, lambda: True)
    for work in (
        lambda: withdraw(SCHEME, frozen, 2, now=NOW, by="lin"),
        lambda: save(SCHEME, frozen, Written(saved=2), now=NOW, by="lin"),
        lambda: submit(SCHEME, frozen, 2, now=NOW, by="lin"),
    ):
        with pytest.raises(Refusal) as refusal:
            work()
        assert refusal.value.args == (FROZEN,)
    assert statement_of(WHOSE)


def test_nobody_overwrites_what_they_have_not_seen(register):
    save(SCHEME, WHOSE, Written(response="one"), now=NOW, by="lin")
    with pytest.raises(Refusal) as refusal:
        save(SCHEME, WHOSE, Written(response="two"), now=NOW, by="lou")
    assert refusal.value.args == (CROSSED,)
    assert written_of(WHOSE).response == "one"


def test_two_who_save_at_once(either_register):
    told: list[str] = []

    def work(name: str) -> None:
        try:
            save(SCHEME, WHOSE, Written(response=name), now=NOW, by=name)
        except Refusal as refusal:
            told.extend(refusal.args)

    at_once(lambda: work("lin"), lambda: work("lou"))
    assert told == [CROSSED]
    draft = SelfAssessmentDraft.objects.get()
    assert (draft.saved, draft.response) == (1, draft.saved_by)


def test_clauses_assessed_in_a_case(either_register):
    case()
    marks = {"5.2": Mark("partly", "Nothing was agreed"), "6.2": Mark("no", "Forty days"), "1.1": Mark("")}
    assert assess(SCHEME, "A", marks, seen={}, today=DAY, by="cas") == 2
    assert marks_of("A") == {one: marks[one] for one in ("5.2", "6.2")}
    assert {row.assessed_on for row in CaseAssessment.objects.all()} == {DAY}
    assert Case.objects.get().authority == DARTFORD


def test_a_mark_is_changed_and_taken_back_and_both_are_kept_as_they_stood(either_register):
    case()
    first = {"5.2": Mark("partly", "Nothing was agreed"), "6.2": Mark("no", "Forty days")}
    assess(SCHEME, "A", first, seen={}, today=DAY, by="cas")
    second = {"5.2": Mark(""), "6.2": Mark("yes", "Nine days")}
    assess(SCHEME, "A", second, seen=first, today=DAY, by="cas")
    assert marks_of("A") == {"6.2": Mark("yes", "Nine days")}
    kept = dict(PriorRow.objects.filter(table="case_assessments").values_list("key", "before"))
    assert {key: before["met"] for key, before in kept.items()} == {"A / 5.2": "partly", "A / 6.2": "no"}


def test_other_words_for_a_mark_leave_it_in_its_year(register):
    case()
    first = {"5.2": Mark("partly", "Nothing was agred"), "6.2": Mark("no", "Forty days")}
    assess(SCHEME, "A", first, seen={}, today=DAY, by="cas")
    second = {"5.2": Mark("partly", "Nothing was agreed"), "6.2": Mark("yes", "Nine days")}
    assess(SCHEME, "A", second, seen=first, today=date(2027, 5, 3), by="cas")
    days = dict(CaseAssessment.objects.values_list("clause", "assessed_on"))
    assert marks_of("A") == second
    assert days == {"5.2": DAY, "6.2": date(2027, 5, 3)}


def test_an_extract_that_is_taken_in_and_a_case_that_is_assessed_wait_for_each_other(either_register):
    case()
    taking, waits = threading.Event(), 0.5

    def extract():
        with transaction.atomic():
            writing.lock()
            taking.set()
            time.sleep(waits)
            Case.objects.update(subject="Highways and transport")

    def assessed():
        taking.wait()
        assess(SCHEME, "A", {"5.2": Mark("no", "x")}, seen={}, today=DAY, by="cas")

    at_once(extract, assessed)
    assert (Case.objects.get().subject, marks_of("A")) == ("Highways and transport", {"5.2": Mark("no", "x")})


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ({"5.2": Mark("no")}, "5.2: say what in the case shows it."),
        ({"5.2": Mark("", "x")}, "5.2: choose met, partly or not met, or take the evidence out."),
        ({"5.2": Mark("maybe", "x")}, "5.2: choose met, partly or not met."),
        ({"12.1": Mark("no", "x")}, "12.1 is no clause of the code."),
        ({"5.2": Mark("no", "x" * 4001)}, "5.2: the evidence has at most 4,000 characters."),
        ({"5.2": Mark("")}, "Nothing has changed."),
    ],
)
def test_what_is_refused(marks, told, register):
    case()
    with pytest.raises(Refusal) as refusal:
        assess(SCHEME, "A", marks, seen={}, today=DAY, by="cas")
    assert refusal.value.args == (told,)
    assert not CaseAssessment.objects.exists()


def test_a_mark_of_a_year_that_is_drawn_stays(register):
    case()
    first = {"5.2": Mark("no", "x")}
    assess(SCHEME, "A", first, seen={}, today=DAY, by="cas")
    later = {"seen": first, "today": date(2027, 5, 3), "by": "cas", "is_drawn": lambda year: year == 2027}
    with pytest.raises(Refusal, match=r"5\.2 was assessed in a year whose figures are drawn"):
        assess(SCHEME, "A", {"5.2": Mark("")}, **later)
    assert assess(SCHEME, "A", {**first, "6.2": Mark("yes", "y")}, **later) == 1


def test_no_case_and_a_case_that_moved_on(register):
    with pytest.raises(Refusal, match="no case"):
        assess(SCHEME, "B", {"5.2": Mark("no", "x")}, seen={}, today=DAY, by="cas")
    case()
    assess(SCHEME, "A", {"5.2": Mark("no", "x")}, seen={}, today=DAY, by="cas")
    with pytest.raises(Refusal, match="Somebody else"):
        assess(SCHEME, "A", {"5.2": Mark("yes", "y")}, seen={}, today=DAY, by="col")
