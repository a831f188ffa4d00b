"""What a letter says of the complaint handling code: each of its sentences, and when each is said, in two languages."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import pytest

from tests.support.letters import addressed, england, withholding
from upheld.casework.code.comparing import Said, compared
from upheld.letters.facts import CodeSection
from upheld.letters.paragraphs import Choice, code_assessments
from upheld.letters.situation import Occasion, Situation
from upheld.statistics.figures import assemble
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.scheme_loader import load

KENT, LANDLORD = "E10000016", "L001"
YES, NO = Said(True), Said(False, "From autumn on")


@lru_cache
def wales() -> Scheme:
    """Its own rule would withhold what cases showed."""
    scheme = load("tests/support/schemes/landlord-wales")
    small = scheme.small_numbers.model_copy(update={"withhold_below": 0})
    return scheme.model_copy(update={"small_numbers": small})


def told(scheme: Scheme, shown=(), said=None, sections=(), *, language="", year=2026, code=None) -> Choice | None:
    """The paragraph for what was shown, said and assessed by section; None where there is none."""
    whom, language = KENT if scheme.id != wales().id else LANDLORD, language or scheme.language
    own = compared(list((code or scheme.code).clauses), shown, said or {}) if shown or said is not None else ()
    found = assemble(scheme, scheme.authorities, year, (year,), [])
    days = (date(year, 7, 20), date(year, 7, 27))
    occasion = Occasion(scheme, scheme.authorities, scheme.year(year), language, *days, sample=False)
    facts = addressed(whom, own_code=own, code=tuple(sections), the_code=code)
    return code_assessments(Situation(occasion, scheme.authorities[whom], found.authorities[whom], facts))


def text(clause: str) -> str:
    return f"{clause} {england().code.clauses[clause].text['en']}"


def test_nothing_assessed_and_nothing_said_is_no_paragraph():
    assert told(england()) is None


def test_nothing_assessed_and_something_said():
    found = told(england(), said={"1.1": YES, "1.2": NO, "1.3": YES})
    assert found == Choice("You told us that you comply with 2 of 3 clauses of the code.", 3)


def test_all_met_and_all_agree():
    found = told(england(), [("1.1", "yes"), ("1.1", "yes"), ("1.2", "yes")], {"1.1": YES, "1.2": YES})
    assert found == Choice(
        "Our assessments of the year looked at 2 clauses of the code. Your council met 2 of them each time."
        " You told us that you comply with 2 of 2 clauses of the code.",
        2,
    )


def test_one_of_one_agrees_with_its_number():
    found = told(england(), [("1.1", "no")], {"1.1": YES})
    assert found.text == (
        "Our assessments of the year looked at 1 clause of the code. Clauses that your council met each time: 0."
        " You told us that you comply with 1 of 1 clause of the code."
        " For 1 clause that you say you comply with, our investigations found otherwise."
    )
    assert found.items == (f"{text('1.1')} You say that you comply; what we saw: not met",)


def test_some_met_in_part_or_not_and_the_authority_says_so_itself():
    shown = [("1.1", "yes"), ("1.2", "yes"), ("1.2", "partly"), ("1.3", "no")]
    found = told(england(), shown, {"1.1": YES, "1.2": NO})
    assert found.text == (
        "Our assessments of the year looked at 3 clauses of the code. Your council met 1 of them each time."
        " You told us that you comply with 1 of 2 clauses of the code."
    )
    assert found.items == (f"{text('1.2')}: met in part", f"{text('1.3')}: not met")
    assert found.count == 3


def test_what_it_says_is_otherwise_than_what_was_seen():
    shown = [("1.1", "no"), ("1.2", "partly"), ("1.3", "no"), ("2.1", "yes")]
    found = told(england(), shown, {"1.1": YES, "1.2": YES, "1.3": NO, "2.1": YES})
    assert found.text.endswith("For 2 clauses that you say you comply with, our investigations found otherwise.")
    assert found.items == (
        f"{text('1.3')}: not met",
        f"{text('1.1')} You say that you comply; what we saw: not met",
        f"{text('1.2')} You say that you comply; what we saw: met in part",
    )


def test_nothing_said_is_told_from_the_year_in_which_the_code_came_into_force():
    """It is in force from 1 April 2024, the first day of the year that ends in 2025."""
    sentence = "You did not send us a self-assessment against the code for this year."
    shown = [("1.1", "yes")]
    assert sentence in told(england(), shown, {}, year=2025).text
    assert sentence not in told(england(), shown, {}, year=2024).text
    assert sentence not in told(england(), shown, {"1.1": YES}, year=2025).text
    last, next_ = (
        england().code.model_copy(update={"in_force_from": day}) for day in (date(2025, 3, 31), date(2025, 4, 1))
    )
    assert sentence in told(england(), shown, {}, year=2025, code=last).text
    assert sentence not in told(england(), shown, {}, year=2025, code=next_).text


def test_sections_in_words_stand_as_they_did():
    sections = (
        CodeSection("Timeliness", "partly", date(2026, 2, 2), "Answers\ncame late"),
        CodeSection("6.2", "no", date(2026, 3, 2)),
        CodeSection("Records", "yes", date(2026, 1, 2)),
    )
    found = told(england(), sections=sections)
    assert found.text == (
        "By 2 March 2026 we had looked at 3 sections of our complaint handling code."
        " Your council met 1 of them in full."
    )
    assert found.items == ("Timeliness: met in part. Answers came late", f"{text('6.2')}: not met")
    assert found.count == 3


def test_a_clause_assessed_as_a_section_is_in_the_list_once():
    sections = (CodeSection("6.2", "no", date(2026, 3, 2), "Forty days"),)
    found = told(england(), [("6.2", "no")], {}, sections)
    assert found.items == (f"{text('6.2')}: not met. Forty days",)


def test_where_small_numbers_are_withheld_nothing_tells_of_cases():
    shown = [("1.1", "no"), ("1.2", "partly"), ("1.3", "yes")]
    found = told(withholding(5), shown, {"1.1": YES, "1.2": NO})
    assert found == Choice("You told us that you comply with 1 of 2 clauses of the code.", 2)


def test_the_words_of_the_code_are_those_that_were_frozen():
    frozen = england().code.model_copy(deep=True)
    frozen.sections[0].clauses[0].text["en"] = "As it read then."
    found = told(england(), [("1.1", "no")], {"1.1": YES}, code=frozen)
    assert found.items == ("1.1 As it read then. You say that you comply; what we saw: not met",)


@pytest.mark.parametrize(
    ("said", "otherwise"),
    [
        ({"1.1": YES}, "Yn achos 1 cymal y dywedwch eich bod yn ei gadw, gwelsom fel arall."),
        ({"1.1": YES, "1.2": YES}, "Yn achos 2 gymal y dywedwch eich bod yn eu cadw, gwelsom fel arall."),
        (
            {"1.1": YES, "1.2": YES, "2.1": YES},
            "Yn achos 3 o gymalau y dywedwch eich bod yn eu cadw, gwelsom fel arall.",
        ),
    ],
)
def test_in_welsh_with_its_plurals(said, otherwise):
    shown = [("1.1", "no"), ("1.2", "no"), ("2.1", "partly")]
    found = told(wales(), shown, said, language="cy")
    assert found.text.startswith("Edrychodd ein hasesiadau ar 3 o gymalau'r cod. Cadwodd eich")
    assert f"Dywedasoch wrthym eich bod yn cydymffurfio â {len(said)} o'r {len(said)} o gymalau yn y cod." in found.text
    assert found.text.endswith(otherwise)
    assert (
        "1.1 Ateb cwyn o fewn deg diwrnod. Dywedwch eich bod yn cydymffurfio; yr hyn a welsom: ni chedwir"
        in found.items
    )


def test_in_welsh_nothing_said_and_all_met():
    found = told(wales(), [("2.1", "yes")], {}, language="cy")
    assert found.text.startswith("Edrychodd ein hasesiadau ar 1 o gymalau'r cod.")
    assert found.text.endswith("Ni anfonoch hunanasesiad yn erbyn y cod atom eleni.")
    assert found.items == ()


def test_text_of_the_register_is_one_line_and_is_text():
    nasty = CodeSection("<b>Times</b>\n#panic", "no", date(2026, 2, 2), "<script>\n1")
    (item,) = told(england(), sections=[nasty]).items
    assert item == "<b>Times</b> #panic: not met. <script> 1"
