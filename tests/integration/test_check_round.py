"""The check round: opened until a deadline, answered by authorities, closed; queries decided once, with history."""

# ruff: noqa: E501  # tables read better in whole lines

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.support import small_year
from tests.support.check_round import DEADLINE, LATER, NOW, edition, opened
from tests.support.extracts import good, small_scheme, write
from upheld.access.models import AuditEntry
from upheld.casework.changing import Wanted, case_now, digest
from upheld.casework.refusal import Refusal
from upheld.editions.blocking import in_the_way
from upheld.editions.check_round import answering, rounds
from upheld.editions.check_round.answering import Asked, own_hash_of
from upheld.editions.check_round.deciding import CaseChanged, Decision, decide
from upheld.editions.check_round.models import FirstLook, NoReply, Query, SignOff
from upheld.editions.check_round.reading import standings
from upheld.editions.check_round.words import About, QueryState
from upheld.editions.models import Edition, EditionFigures
from upheld.editions.states import MoveRefused, State
from upheld.intake.actions import take
from upheld.register import writing
from upheld.register.models import Case, Compliance, PriorRow, Recommendation
from upheld.statistics import figures_json
from upheld.vocabulary.values import Rate

pytestmark = pytest.mark.usefixtures("either_register")
DARTFORD, YORK = "E07000107", "E06000014"
SCHEME = small_scheme()
EVERYBODY = tuple(small_year.figures().authorities)


def asked(authority: str = DARTFORD, reference: str = "1", about: About = About.OUTCOME) -> Asked:
    return Asked(authority, reference, about, "It was another council's")


def query(one: Edition, **more: object) -> Query:
    return answering.ask(one, asked(**more), now=NOW, by="lin")


def test_a_round_is_opened_answered_and_closed_with_those_who_did_not_reply():
    one, _ = opened()
    query(one)
    answering.sign_off(one, YORK, own_hash_of(one, YORK), now=NOW, by="yara")
    with pytest.raises(MoveRefused, match="4 have not answered"):
        rounds.close_round(one, now=DEADLINE - timedelta(seconds=1), by="ana")
    assert NoReply.objects.count() == 0
    rounds.close_round(one, now=DEADLINE, by="ana")
    silent = set(NoReply.objects.values_list("authority", flat=True))
    assert silent == set(EVERYBODY) - {DARTFORD, YORK}
    found = {one.authority: one.answer for one in standings(rounds.current(one), EVERYBODY)}
    assert (found[DARTFORD], found[YORK], found["E07000026"]) == ("queried", "signed off", "no reply")
    assert list(AuditEntry.objects.values_list("action", "by")) == [
        ("check round open", "ana"),
        ("query", "lin"),
        ("sign off", "yara"),
        ("check round closed", "ana"),
    ]
    assert "another council" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


def test_closing_early_takes_everybodys_answer_or_a_reason():
    one, made = opened()
    for authority in EVERYBODY:
        query(one, authority=authority)
    assert rounds.close_round(one, now=NOW, by="ana").closed_early_because == ""
    other, _ = (again := edition(scheme="others")), rounds.open_round(again, closes_at=DEADLINE, now=NOW, by="ana")
    assert rounds.close_round(other, now=NOW, by="ana", reason="All have telephoned").closed_early_because
    assert made.number == 1


def test_a_deadline_lies_ahead_and_moves_only_later():
    one = edition()
    with pytest.raises(MoveRefused, match="future"):
        rounds.open_round(one, closes_at=NOW, now=NOW, by="ana")
    one.refresh_from_db()
    assert one.state == State.DRAFT
    rounds.open_round(one, closes_at=DEADLINE, now=NOW, by="ana")
    with pytest.raises(MoveRefused, match="later"):
        rounds.extend(one, closes_at=DEADLINE, now=NOW, by="ana")
    assert rounds.extend(one, closes_at=LATER, now=NOW, by="ana").closes_at == LATER


def test_nothing_is_answered_after_the_deadline_or_without_a_round():
    one, _ = opened()
    made = query(one)
    own = own_hash_of(one, YORK)
    answering.sign_off(one, YORK, own, now=NOW, by="yara")
    for late in (
        lambda: answering.ask(one, asked(), now=DEADLINE, by="lin"),
        lambda: answering.withdraw(made, now=DEADLINE, by="lin"),
        lambda: answering.sign_off(one, YORK, own, now=DEADLINE, by="yara"),
        lambda: answering.take_back_sign_off(one, YORK, now=DEADLINE, by="yara"),
        lambda: answering.ask(edition(scheme="others"), asked(), now=NOW, by="lin"),
    ):
        with pytest.raises(Refusal):
            late()
    assert Query.objects.filter(state=QueryState.OPEN).count() == SignOff.objects.count() == 1


def test_a_sign_off_is_of_the_figures_that_were_looked_at_and_can_be_taken_back():
    one, _ = opened()
    with pytest.raises(Refusal, match="drawn again"):
        answering.sign_off(one, YORK, "0" * 64, now=NOW, by="yara")
    assert own_hash_of(one, YORK) != own_hash_of(one, DARTFORD)
    answering.sign_off(one, YORK, own_hash_of(one, YORK), now=NOW, by="yara")
    answering.take_back_sign_off(one, YORK, now=NOW, by="yara")
    with pytest.raises(Refusal, match="not signed off"):
        answering.take_back_sign_off(one, YORK, now=NOW, by="yara")


def test_a_query_taken_back_is_no_answer():
    one, made = opened()
    answering.withdraw(query(one), now=NOW, by="lin")
    assert DARTFORD in rounds.without_answer(made, EVERYBODY)


def test_approval_waits_for_every_decision():
    one, _ = opened()
    made = query(one)
    rounds.close_round(one, now=LATER, by="ana")
    one.refresh_from_db()
    assert "1 query waits for a decision" in in_the_way(one, State.APPROVED)
    decide(SCHEME, made, Decision(QueryState.NOT_ACCEPTED, "It was yours"), now=LATER, by="cas")
    assert not [block for block in in_the_way(one, State.APPROVED) if "quer" in block]


CHANGES = {
    "authority": ("3", Wanted(case={"authority": "A1", "successor": ""}), lambda: Case.objects.get(pk="3").authority, "A1"),
    "outcome": ("4", Wanted(case={"outcome": "fault"}), lambda: Case.objects.get(pk="4").outcome, "fault"),
    "decided": ("3", Wanted(case={"decided_on": "2021-08-02"}), lambda: Case.objects.get(pk="3").decided_on, date(2021, 8, 2)),
    "received": ("3", Wanted(case={"received_on": "2021-05-06"}), lambda: Case.objects.get(pk="3").received_on, date(2021, 5, 6)),
    "subject": ("7", Wanted(case={"subject": "Neighbours' noise"}), lambda: Case.objects.get(pk="7").subject, "Neighbours' noise"),
    "satisfactory": ("2", Wanted(case={"satisfactory_remedy": "false"}), lambda: Case.objects.get(pk="2").satisfactory_remedy, False),
    "result": ("2", Wanted(result="late"), lambda: Compliance.objects.get(case_id="2").result, "late"),
    "remedy due": ("1", Wanted(remedies={1: {"due_on": "2021-04-02"}}), lambda: Recommendation.objects.get(case_id="1", number=1).due_on, date(2021, 4, 2)),
    "remedy result": ("2", Wanted(remedies={1: {"result": "late"}}), lambda: Recommendation.objects.get(case_id="2", number=1).result, "late"),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_an_accepted_query_changes_the_register_and_keeps_what_was(what: str, tmp_path: Path):
    take(write(tmp_path / "x", good()), SCHEME, by="ana")
    reference, wanted, now, becomes = CHANGES[what]
    one, _ = opened()
    before = now()
    summary = Case.objects.get(pk=reference).summary
    done = decide(
        SCHEME,
        query(one, reference=reference),
        Decision(QueryState.ACCEPTED, "You are right", wanted),
        now=NOW,
        by="cas",
    )
    assert now() == becomes != before
    assert PriorRow.objects.exclude(by="cas").count() == 0
    assert PriorRow.objects.count() == 1
    assert Case.objects.get(pk=reference).summary == summary
    assert (done.state, done.decided_by, len(done.changed)) == ("accepted", "cas", 1)


REFUSED = {
    "nothing changes": ("1", Wanted()),
    "an unknown case": ("99", Wanted(case={"outcome": "fault"})),
    "compliance on a case not upheld": ("1", Wanted(case={"outcome": "no_fault"})),
    "decided before it was received": ("3", Wanted(case={"decided_on": "2021-05-01"})),
    "not a day": ("3", Wanted(case={"decided_on": "soon"})),
    "not a subject": ("3", Wanted(case={"subject": "Weather"})),
    "an unknown authority": ("3", Wanted(case={"authority": "Nowhere"})),
    "a successor that must be named": ("4", Wanted(case={"successor": ""})),
    "no compliance outcome to change": ("3", Wanted(result="late")),
    "late but done in time": ("1", Wanted(remedies={2: {"result": "late", "completed_on": "2021-04-01"}})),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_the_rules_of_an_extract_forbid_changes_nothing(what: str, tmp_path: Path):
    take(write(tmp_path / "x", good()), SCHEME, by="ana")
    reference, wanted = REFUSED[what]
    one, _ = opened()
    made = query(one, reference=reference)
    with pytest.raises(Refusal):
        decide(SCHEME, made, Decision(QueryState.ACCEPTED, "You are right", wanted), now=NOW, by="cas")
    made.refresh_from_db()
    assert made.state == QueryState.OPEN
    assert PriorRow.objects.count() == 0


def test_a_decision_has_a_reason_and_is_made_once():
    one, _ = opened()
    made = query(one)
    with pytest.raises(Refusal, match="reason"):
        decide(SCHEME, made, Decision(QueryState.NOT_ACCEPTED, " "), now=NOW, by="cas")
    decide(SCHEME, made, Decision(QueryState.NOT_ACCEPTED, "No"), now=NOW, by="cas")
    with pytest.raises(Refusal, match="by cas"):
        decide(SCHEME, made, Decision(QueryState.ACCEPTED, "Yes"), now=NOW, by="cy")
    with pytest.raises(Refusal, match="decided already"):
        answering.withdraw(made, now=NOW, by="lin")


def test_two_people_decide_at_the_same_moment_and_one_is_told(tmp_path: Path):
    take(write(tmp_path / "x", good()), SCHEME, by="ana")
    one, _ = opened()
    made = query(one, reference="3")
    together, outcomes = threading.Barrier(2), {}

    def one_of_them(name: str, subject: str) -> None:
        wanted = Wanted(case={"subject": subject})
        together.wait()
        try:
            decide(SCHEME, made, Decision(QueryState.ACCEPTED, "Right", wanted), now=NOW, by=name)
            outcomes[name] = "won"
        except Refusal as refusal:
            outcomes[name] = str(refusal)
        finally:
            connection.close()

    subjects = {"cas": "Repairs", "cy": "Rent and service charges"}
    people = [threading.Thread(target=one_of_them, args=pair) for pair in subjects.items()]
    for person in people:
        person.start()
    for person in people:
        person.join()
    [winner] = [name for name, came in outcomes.items() if came == "won"]
    [loser] = [name for name in outcomes if name != winner]
    assert f"by {winner}" in outcomes[loser]
    assert Case.objects.get(pk="3").subject == subjects[winner]
    assert PriorRow.objects.count() == 1


def together(*doing: Callable[[], object]) -> list[object]:
    """What comes of things that several people do at the same moment: what each returns, or is refused with."""
    start, came = threading.Barrier(len(doing)), [None] * len(doing)

    def one_of_them(at: int) -> None:
        start.wait()
        try:
            came[at] = doing[at]()
        except (Refusal, MoveRefused) as refusal:
            came[at] = refusal
        finally:
            connection.close()

    people = [threading.Thread(target=one_of_them, args=(at,)) for at in range(len(doing))]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return came


def test_four_queries_at_the_same_moment_are_four():
    one, _ = opened()
    came = together(*(lambda: query(one) for _ in range(4)))
    assert sorted(made.number for made in came) == [1, 2, 3, 4]
    assert AuditEntry.objects.filter(action="query").count() == 4


def test_a_query_is_decided_or_taken_back_and_never_both(tmp_path: Path):
    take(write(tmp_path / "x", good()), SCHEME, by="ana")
    one, _ = opened()
    made = query(one, reference="3")
    subject = Case.objects.get(pk="3").subject
    decision = Decision(QueryState.ACCEPTED, "Right", Wanted(case={"subject": "Neighbours' noise"}))
    came = together(
        lambda: decide(SCHEME, made, decision, now=NOW, by="cas"),
        lambda: answering.withdraw(made, now=NOW, by="lin"),
    )
    assert sum(isinstance(one, Refusal) for one in came) == 1
    made.refresh_from_db()
    is_taken_back = isinstance(came[0], Refusal)
    assert made.state == (QueryState.WITHDRAWN if is_taken_back else QueryState.ACCEPTED)
    assert (Case.objects.get(pk="3").subject == subject) == is_taken_back


def test_who_answers_while_the_round_is_closed_has_answered_or_is_told():
    one, _ = opened()
    own = own_hash_of(one, YORK)
    came = together(
        lambda: query(one),
        lambda: answering.sign_off(one, YORK, own, now=NOW, by="yara"),
        lambda: rounds.close_round(one, now=NOW, by="ana", reason="All have telephoned"),
    )
    assert not isinstance(came[2], Exception)
    silent = set(NoReply.objects.values_list("authority", flat=True))
    assert (DARTFORD in silent) == isinstance(came[0], Refusal) == (not Query.objects.exists())
    assert (YORK in silent) == isinstance(came[1], Refusal) == (not SignOff.objects.exists())


def test_two_who_sign_off_open_or_close_at_the_same_moment():
    one = edition()
    came = together(*(lambda: rounds.open_round(one, closes_at=DEADLINE, now=NOW, by="ana") for _ in range(2)))
    assert sum(isinstance(refused, MoveRefused) for refused in came) == 1
    assert rounds.current(one).number == 1
    own = own_hash_of(one, YORK)
    came = together(*(lambda: answering.sign_off(one, YORK, own, now=NOW, by="yara") for _ in range(2)))
    assert not [refused for refused in came if isinstance(refused, Exception)] and SignOff.objects.count() == 1
    came = together(*(lambda: rounds.close_round(one, now=LATER, by="ana") for _ in range(2)))
    assert sum(isinstance(refused, MoveRefused) for refused in came) == 1
    assert NoReply.objects.count() == len(EVERYBODY) - 1


def test_a_sign_off_of_earlier_figures_is_no_answer():
    one, _ = opened()
    answering.sign_off(one, YORK, own_hash_of(one, YORK), now=NOW, by="yara")
    answering.sign_off(one, DARTFORD, own_hash_of(one, DARTFORD), now=NOW, by="lin")
    changed = small_year.changed(small_year.figures(), YORK, "uphold_rate", Rate(18, 22))
    EditionFigures.objects.update(canonical=figures_json.to_json(changed).decode())
    Edition.objects.update(figures_hash="e" * 64)
    one.refresh_from_db()
    current = rounds.current(one)
    assert YORK in rounds.without_answer(current, EVERYBODY)
    assert DARTFORD not in rounds.without_answer(current, EVERYBODY)  # only another's figures changed
    found = {row.authority: row for row in standings(current, EVERYBODY)}
    assert (found[YORK].answer, found[YORK].signed_by) == ("signed off earlier figures", "")
    assert found[DARTFORD].answer == "signed off"


def test_queries_are_numbered_among_the_authoritys_own():
    one, _ = opened()
    assert [query(one, authority=whose).number for whose in (DARTFORD, YORK, YORK, DARTFORD)] == [1, 1, 2, 2]


def test_no_reason_is_cut():
    one, _ = opened()
    lines = "a\r\n" * 1998 + "end"  # browsers count each line end as one character, and send two
    assert answering.ask(one, replace(asked(), reason=lines), now=NOW, by="lin").reason.endswith("a\nend")
    with pytest.raises(Refusal, match="at most 4,000"):
        answering.ask(one, replace(asked(), reason="a" * 4001), now=NOW, by="lin")
    with pytest.raises(Refusal, match="at most 4,000"):
        decide(SCHEME, query(one), Decision(QueryState.NOT_ACCEPTED, "a" * 4001), now=NOW, by="cas")


def test_a_query_is_right_and_the_register_needs_no_change(tmp_path: Path):
    take(write(tmp_path / "x", good()), SCHEME, by="ana")
    one, _ = opened()
    missing = query(one, reference="not there yet", about=About.MISSING)
    done = decide(SCHEME, missing, Decision(QueryState.ACCEPTED, "It comes", no_change=True), now=NOW, by="cas")
    assert (done.state, done.changed) == (QueryState.ACCEPTED, {})
    both = Decision(QueryState.ACCEPTED, "Yes", Wanted(case={"subject": "Repairs"}), no_change=True)
    three = query(one, reference="3")
    with pytest.raises(Refusal, match="one or the other"):
        decide(SCHEME, three, both, now=NOW, by="cas")
    assert PriorRow.objects.count() == 0


def test_a_case_that_changed_since_it_was_looked_at_is_not_changed_back(tmp_path: Path):
    take(write(tmp_path / "x", good()), SCHEME, by="ana")
    one, _ = opened()
    seen = case_now("3")
    Case.objects.filter(pk="3").update(decided_on=date(2021, 8, 5))
    wanted = Wanted({**seen.case, "subject": "Repairs"}, seen.result, seen.remedies)
    with pytest.raises(CaseChanged):
        decide(
            SCHEME,
            query(one, reference="3"),
            Decision(QueryState.ACCEPTED, "Yes", wanted, seen=digest(seen)),
            now=NOW,
            by="cas",
        )
    assert Case.objects.get(pk="3").decided_on == date(2021, 8, 5)


def test_the_first_look_is_kept_while_answers_are_taken():
    one, _ = opened()
    for now in (DEADLINE, NOW, NOW + timedelta(days=1)):
        answering.look(one, YORK, now=now)
    assert list(FirstLook.objects.values_list("authority", "at")) == [(YORK, NOW)]


def test_no_more_of_the_register_is_read_than_the_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    take(write(tmp_path / "x", good()), SCHEME, by="ana")
    one, _ = opened()
    read: list[int] = []
    all_of_it = writing.rows_as_text

    def counted(name: str, *args: object, **only: object):
        for rows in all_of_it(name, *args, **only):
            read.append(len(rows) if name in ("Case", "Compliance", "Recommendation") else 0)
            yield rows

    monkeypatch.setattr(writing, "rows_as_text", counted)
    wanted = Wanted(case={"subject": "Neighbours' noise"})
    decide(SCHEME, query(one, reference="7"), Decision(QueryState.ACCEPTED, "Yes", wanted), now=NOW, by="cas")
    assert 0 < sum(read) <= 3


def test_queries_of_one_authority_in_two_open_years_at_the_same_moment_are_as_many():
    first, _ = opened()
    second = edition(scheme="villages")
    rounds.open_round(second, closes_at=DEADLINE, now=NOW, by="ana")
    came = together(*(lambda one=one: query(one) for one in (first, second) * 4))
    assert sorted(made.number for made in came) == list(range(1, 9))
    assert AuditEntry.objects.filter(action="query").count() == 8
