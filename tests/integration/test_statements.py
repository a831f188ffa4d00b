"""Decisions from the day they are put in until they are withdrawn: checked, let go, held back; two at once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.support.at_once import at_once
from tests.support.extracts import case, small_scheme, write
from upheld.access.models import AuditEntry
from upheld.casework.refusal import Refusal
from upheld.casework.statements import checking, publishing
from upheld.casework.statements.identifying import Kind
from upheld.casework.statements.models import Accepted, Checked, Withdrawal
from upheld.casework.statements.standing import standings
from upheld.casework.statements.texts import findings, text_now
from upheld.console import sample_decisions
from upheld.intake.actions import take
from upheld.publication.bundle.casework import public_casework
from upheld.register.models import Decision, PriorRow
from upheld.register.queries import directory
from upheld.vocabulary.scheme import Statements

SCHEME = small_scheme()
NOW = datetime(2021, 4, 1, 12, tzinfo=UTC)
TEXT = "Mrs Smith lives at 14 Chestnut Road. Mrs Smith rang 01632 960001."
DECISION = {"case_reference": "1", "title": "Late repairs", "text": TEXT, "public_from": "2021-04-12"}


@pytest.fixture
def filled(either_register, tmp_path):
    rows = {"cases": [case("1"), case("2"), case("3", decided_on="", outcome="")], "decisions": [DECISION]}
    take(write(tmp_path / "x", rows), SCHEME, by="ana")


def seen(reference="1"):
    return text_now(reference).digest


def settled():
    accept = {(Kind.PHONE, "01632 960001"): "It is the office's own number."}
    mask = {(Kind.NAME, "Smith"): "X", (Kind.ADDRESS, "14 Chestnut Road"): "an address"}
    checking.settle(SCHEME, "1", accept=accept, mask=mask, seen=seen(), now=NOW, by="cai")


def public(as_at=date(2021, 5, 1), *, check=True):
    rules = Statements(check_decisions=check)
    return [one.reference for one in public_casework(directory(SCHEME), as_at, rules).decisions]


def test_a_text_becomes_public_once_it_is_settled_checked_and_let_go(filled):
    assert public(check=False) == ["1"]
    assert public() == []
    with pytest.raises(Refusal, match="3 of it is open"):
        checking.check("1", seen=seen(), now=NOW, by="cai")
    settled()
    assert Decision.objects.get(pk="1").text == "Mrs X lives at an address. Mrs X rang 01632 960001."
    assert PriorRow.objects.filter(table="decisions").count() == 1
    with pytest.raises(Refusal, match="Nobody has checked"):
        publishing.let_go("1", seen=seen(), now=NOW, by="pip")
    checking.check("1", seen=seen(), now=NOW, by="cai")
    assert public() == []
    publishing.let_go("1", seen=seen(), now=NOW, by="pip")
    assert public() == ["1"]
    assert public(date(2021, 4, 11)) == []


def test_a_text_that_changes_is_unchecked_again(filled, tmp_path):
    settled()
    checking.check("1", seen=seen(), now=NOW, by="cai")
    publishing.let_go("1", seen=seen(), now=NOW, by="pip")
    take(write(tmp_path / "y", {"cases": [case("1")], "decisions": [{**DECISION, "text": "Changed."}]}), SCHEME, by="a")
    assert public() == []
    with pytest.raises(Refusal, match="Nobody has checked"):
        publishing.let_go("1", seen=seen(), now=NOW, by="pip")


def test_nothing_is_changed_where_somebody_was_quicker(filled):
    looked_at = seen()
    checking.edit(SCHEME, "1", "Late repairs", "Another text.", seen=looked_at, by="cai")
    for work in (
        lambda: checking.edit(SCHEME, "1", "Late", "Mine.", seen=looked_at, by="bo"),
        lambda: checking.check("1", seen=looked_at, now=NOW, by="bo"),
        lambda: publishing.withdraw(SCHEME, "1", "Named.", seen=looked_at, today=date(2021, 5, 2), by="pip"),
    ):
        with pytest.raises(Refusal, match="changed since you looked"):
            work()
    assert text_now("1").text == "Another text."


def test_of_two_edits_at_the_same_moment_one_is_refused(filled):
    looked_at, refused = seen(), []

    def edit(text):
        try:
            checking.edit(SCHEME, "1", "Late repairs", text, seen=looked_at, by=text)
        except Refusal:
            refused.append(text)

    at_once(lambda: edit("one"), lambda: edit("two"))
    assert sorted([text_now("1").text, *refused]) == ["one", "two"]


def test_a_reason_is_needed_for_what_stays_and_words_for_what_goes(filled):
    phone, name = (Kind.PHONE, "01632 960001"), (Kind.NAME, "Smith")
    for accept, mask in (({phone: " "}, {}), ({}, {name: " "}), ({}, {}), ({(Kind.AGE, "9"): "No."}, {})):
        with pytest.raises(Refusal):
            checking.settle(SCHEME, "1", accept=accept, mask=mask, seen=seen(), now=NOW, by="cai")
    assert not Accepted.objects.exists()
    assert text_now("1").text == TEXT


def test_a_text_is_put_in_for_a_decided_case_that_has_none(filled):
    checking.paste(SCHEME, "2", " Bins ", "Mr X's bins.\r\nNothing.", by="cai")
    row = Decision.objects.get(pk="2")
    assert (row.title, row.text, row.public_from) == ("Bins", "Mr X's bins.\nNothing.", date(2021, 4, 12))
    for reference, title, why in (("2", "A", "already"), ("3", "A", "not been"), ("9", "A", "no case")):
        with pytest.raises(Refusal, match=why):
            checking.paste(SCHEME, reference, title, "Text.", by="cai")


def test_another_day_needs_a_reason_and_never_is_never(filled):
    for day in (date(2021, 6, 1), None):
        with pytest.raises(Refusal, match="Give the reason"):
            publishing.choose_day(SCHEME, "1", day, "", seen=seen(), now=NOW, by="pip")
    publishing.choose_day(SCHEME, "1", date(2021, 6, 1), "An inquest.", seen=seen(), now=NOW, by="pip")
    assert public(check=False) == []
    assert public(date(2021, 6, 1), check=False) == ["1"]
    with pytest.raises(Refusal, match="public_from"):
        publishing.choose_day(SCHEME, "1", date(2021, 1, 1), "Soon.", seen=seen(), now=NOW, by="pip")
    publishing.choose_day(SCHEME, "1", None, "A child would be known.", seen=seen(), now=NOW, by="pip")
    assert public(date(2031, 6, 1), check=False) == []
    publishing.choose_day(SCHEME, "1", date(2021, 4, 12), "", seen=seen(), now=NOW, by="pip")
    assert public(check=False) == ["1"]


def test_a_withdrawal_is_told_only_of_what_was_public(filled):
    publishing.withdraw(SCHEME, "1", "It named her.", seen=seen(), today=date(2021, 5, 2), by="pip")
    told = {
        check: public_casework(directory(SCHEME), date(2021, 6, 1), Statements(check_decisions=check)).withdrawn
        for check in (False, True)
    }
    assert [(one.reference, one.reason) for one in told[False]] == [("1", "It named her.")]
    assert told[True] == ()
    with pytest.raises(Refusal, match="withdrawn already"):
        publishing.withdraw(SCHEME, "1", "Again.", seen=seen(), today=date(2021, 5, 3), by="pip")


def test_nothing_of_a_text_is_in_the_audit_trail(filled):
    settled()
    checking.check("1", seen=seen(), now=NOW, by="cai")
    assert not any("Smith" in repr(one.detail) or "Smith" in one.subject for one in AuditEntry.objects.all())
    assert Checked.objects.get().by == "cai"


def test_the_cases_own_reference_is_no_finding(filled):
    row = text_now("1")
    assert not any(text == row.reference for _, text in findings(row).open)


def test_sample_decisions_have_findings_and_wait_to_be_settled(edition):
    """Everything found in them is invented; none of it is public before somebody tried the check."""
    sample_decisions.make()
    sample_decisions.make()
    found = {
        one.title: findings(text_now(one.pk)).open for one in Decision.objects.filter(title__startswith="Sample d")
    }
    kinds = {title.split(": ")[1]: sorted({str(kind) for kind, _ in open_}) for title, open_ in found.items()}
    assert kinds == {
        "repairs that came late": ["address", "e-mail", "name", "phone", "postcode"],
        "a place at school": ["age", "date of birth", "name", "reference"],
        "a payment twice": ["name", "reference"],
        "bins": [],
    }
    waiting = {one.title: one for one in standings(date(2022, 7, 27), check=False) if one.title in found}
    assert sorted(str(one.standing) for one in waiting.values()) == ["checked", *["to check"] * 3]
    assert all(one.public_from > date.today() for one in waiting.values())
    assert all(row.text.startswith("Sample: ") for row in Decision.objects.filter(title__in=waiting))


def test_a_text_waits_to_be_checked_until_it_is_public_unless_only_checked_ones_are(filled):
    def how_far(day, *, check):
        return [str(one.standing) for one in standings(day, check=check)]

    assert how_far(date(2021, 4, 11), check=False) == how_far(date(2021, 4, 12), check=True) == ["to check"]
    assert how_far(date(2021, 4, 12), check=False) == ["public, not checked"]
    settled()
    checking.check("1", seen=seen(), now=NOW, by="cai")
    assert how_far(date(2021, 5, 1), check=False) == ["checked"]
    publishing.let_go("1", seen=seen(), now=NOW, by="pip")
    assert how_far(date(2021, 5, 1), check=True) == ["let go"]
    later = datetime(2021, 5, 1, tzinfo=UTC)
    publishing.choose_day(SCHEME, "1", None, "A child.", seen=seen(), now=later, by="pip")
    assert how_far(date(2021, 5, 1), check=True) == ["never public"]
    publishing.withdraw(SCHEME, "1", "It named her.", seen=seen(), today=date(2021, 5, 2), by="pip")
    assert how_far(date(2021, 5, 3), check=True) == ["no longer public"]


def at_the_same_moment(*works):
    """Who was refused, of several who looked at the same and act at once."""
    refused = []

    def tried(number, work):
        try:
            work()
        except Refusal:
            refused.append(number)

    at_once(*(lambda number=number, work=work: tried(number, work) for number, work in enumerate(works)))
    return refused


def test_a_text_that_changes_as_it_is_checked_is_not_checked(filled):
    """Whoever comes first, no wording is public that nobody read."""
    checking.edit(SCHEME, "1", "Late repairs", "Mr X waited.", seen=seen(), by="cai")
    looked_at = seen()
    refused = at_the_same_moment(
        lambda: checking.check("1", seen=looked_at, now=NOW, by="cai"),
        lambda: checking.edit(SCHEME, "1", "Late repairs", "Mr X waited long.", seen=looked_at, by="bo"),
    )
    assert refused in ([], [0])
    assert text_now("1").text == "Mr X waited long."
    with pytest.raises(Refusal, match="Nobody has checked"):
        publishing.let_go("1", seen=seen(), now=NOW, by="pip")
    assert public() == []


def test_of_two_who_settle_the_same_at_once_one_is_refused(filled):
    looked_at, name = seen(), (Kind.NAME, "Smith")
    masks = [{name: "X"}, {name: "Y"}]
    works = [
        lambda m=m: checking.settle(SCHEME, "1", accept={}, mask=m, seen=looked_at, now=NOW, by="c") for m in masks
    ]
    (loser,) = at_the_same_moment(*works)
    assert text_now("1").text.startswith(f"Mrs {'XY'[1 - loser]} lives")
    assert PriorRow.objects.filter(table="decisions").count() == 1


def test_a_day_that_cannot_be_and_a_text_that_would_be_markup(filled):
    with pytest.raises(Refusal, match="public_from"):
        publishing.choose_day(SCHEME, "1", date(2021, 2, 28), "Soon.", seen=seen(), now=NOW, by="pip")
    assert (text_now("1").public_from, public(check=False)) == (date(2021, 4, 12), ["1"])
    hostile = "{{ 7 * 7 }} <script>alert(1)</script> <b onclick=x> #set page() &lt;"
    checking.edit(SCHEME, "1", hostile, hostile, seen=seen(), by="cai")
    assert (text_now("1").title, text_now("1").text) == (hostile, hostile)
    (one,) = public_casework(directory(SCHEME), date(2021, 5, 1)).decisions
    assert one.text == hostile


def taken_again(folder, **cells):
    """The extract comes again, with all its columns."""
    row = {**DECISION, "withdrawn_on": "", "withdrawn_reason": "", **cells}
    take(write(folder, {"cases": [case("1")], "decisions": [row]}), SCHEME, by="ana")


def told_gone(as_at=date(2021, 6, 1)):
    return [(one.withdrawn_on, one.reason) for one in public_casework(directory(SCHEME), as_at).withdrawn]


@pytest.mark.parametrize("public_from", ["2021-04-12", "2021-06-01"])
def test_what_was_withdrawn_stays_withdrawn_when_the_extract_comes_again(filled, tmp_path, public_from):
    publishing.withdraw(SCHEME, "1", "It named her.", seen=seen(), today=date(2021, 5, 2), by="pip")
    taken_again(tmp_path / "y", public_from=public_from)
    assert public(date(2021, 5, 2), check=False) == public(date(2031, 5, 2), check=False) == []
    assert public(date(2021, 5, 1), check=False) == (["1"] if public_from < "2021-05-01" else [])
    assert (told_gone(date(2021, 5, 1)), told_gone()) == ([], [(date(2021, 5, 2), "It named her.")])
    assert [str(one.standing) for one in standings(date(2021, 6, 1), check=False)] == ["no longer public"]
    with pytest.raises(Refusal, match="withdrawn already"):
        publishing.withdraw(SCHEME, "1", "Again.", seen=seen(), today=date(2021, 5, 3), by="pip")
    kept = Withdrawal.objects.get()
    assert (kept.day, kept.reason, kept.by) == (date(2021, 5, 2), "It named her.", "pip")


def test_a_withdrawal_that_an_extract_gives_is_as_it_gives_it(filled, tmp_path):
    publishing.withdraw(SCHEME, "1", "It named her.", seen=seen(), today=date(2021, 5, 2), by="pip")
    taken_again(tmp_path / "y", withdrawn_on="2021-05-04", withdrawn_reason="By the office.")
    assert told_gone() == [(date(2021, 5, 4), "By the office.")]
    assert told_gone(date(2021, 5, 3)) == [(date(2021, 5, 2), "It named her.")]
    assert public(date(2021, 5, 3), check=False) == []


def test_a_later_day_stays_chosen_when_the_extract_comes_again(filled, tmp_path):
    publishing.choose_day(SCHEME, "1", date(2021, 6, 1), "An inquest.", seen=seen(), now=NOW, by="pip")
    taken_again(tmp_path / "y")
    assert public(date(2021, 5, 31), check=False) == []
    (one,) = public_casework(directory(SCHEME), date(2021, 6, 1)).decisions
    assert one.public_from == text_now("1").public_from == date(2021, 6, 1)
    assert [(one.public_from, str(one.standing)) for one in standings(date(2021, 5, 1), check=False)] == [
        (date(2021, 6, 1), "to check")
    ]
    taken_again(tmp_path / "z", public_from="2021-07-01")
    assert public(date(2021, 6, 30), check=False) == []
    publishing.choose_day(SCHEME, "1", date(2021, 4, 12), "", seen=seen(), now=NOW, by="pip")
    assert public(date(2021, 4, 12), check=False) == ["1"]


def test_a_recommendation_waits_and_goes_with_its_decision(filled, tmp_path):
    improvement = {
        "case_reference": "1",
        "number": "1",
        "category": "procedure",
        "text": "Train staff.",
        "public": "true",
        "due_on": "2021-06-01",
    }
    rows = {"cases": [case("1")], "recommendations": [improvement]}
    take(write(tmp_path / "r", rows), SCHEME, by="ana")

    def shown(day):
        return len(tuple(public_casework(directory(SCHEME), day).improvements))

    assert shown(date(2021, 5, 1)) == 1
    publishing.choose_day(SCHEME, "1", date(2021, 6, 1), "An inquest.", seen=seen(), now=NOW, by="pip")
    taken_again(tmp_path / "y")
    assert [shown(date(2021, 5, 1)), shown(date(2021, 6, 1))] == [0, 1]
    publishing.withdraw(SCHEME, "1", "It named her.", seen=seen(), today=date(2021, 6, 5), by="pip")
    taken_again(tmp_path / "z")
    assert [shown(date(2021, 6, 4)), shown(date(2021, 6, 5))] == [1, 0]


def test_what_never_was_public_is_not_told_to_be_gone(filled, tmp_path):
    """Neither where an extract withdraws it, nor at the desk, where that is refused; also said never twice."""
    for at in (NOW, datetime(2021, 5, 1, tzinfo=UTC)):
        publishing.choose_day(SCHEME, "1", None, "A child would be known.", seen=seen(), now=at, by="pip")
    with pytest.raises(Refusal, match="never was public"):
        publishing.withdraw(SCHEME, "1", "It named her.", seen=seen(), today=date(2021, 5, 2), by="pip")
    assert not Withdrawal.objects.exists()
    taken_again(tmp_path / "y", withdrawn_on="2021-05-04", withdrawn_reason="By the office.")
    assert told_gone() == []


def test_what_was_public_before_it_was_said_never_to_be_is_told_to_be_gone(filled):
    later = datetime(2021, 5, 1, tzinfo=UTC)
    for reason in ("A child would be known.", "Said again."):
        publishing.choose_day(SCHEME, "1", None, reason, seen=seen(), now=later, by="pip")
    publishing.withdraw(SCHEME, "1", "It named her.", seen=seen(), today=date(2021, 5, 2), by="pip")
    assert told_gone() == [(date(2021, 5, 2), "It named her.")]


def test_where_only_checked_texts_are_published_one_never_let_go_was_not_public(filled):
    checks = SCHEME.model_copy(update={"statements": Statements(check_decisions=True)})
    later = datetime(2021, 5, 1, tzinfo=UTC)
    publishing.choose_day(checks, "1", None, "A child would be known.", seen=seen(), now=later, by="pip")
    with pytest.raises(Refusal, match="never was public"):
        publishing.withdraw(checks, "1", "It named her.", seen=seen(), today=date(2021, 5, 2), by="pip")
