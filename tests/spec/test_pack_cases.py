"""Every case that a scrutiny pack must get right: which questions arise, what is told of cases, what is withheld."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.letters import DARTFORD, LAKE_DISTRICT, addressed, close, park, text_of_page, withholding
from tests.support.packs import APOLOGY, GUIDE, ONE, SILENT, asked, content
from upheld.letters.facts import Addressee, CodeSection, LetterFacts, Report
from upheld.letters.html import pack_page
from upheld.letters.pack.questions import RULES
from upheld.vocabulary.pack_wording import Asked, Questions

UPHOLD, COMPLIANCE, REMEDY, REPLIES = (
    *("uphold_rate", "compliance_rate", "satisfactory_remedy_rate"),
    "reply_lateness",
)
GRAVESHAM = "E07000109"


def counts(uphold: tuple[int, int], early: int = 0, **more: tuple[int, int]) -> dict[str, tuple[int, int]]:
    return {UPHOLD: uphold, COMPLIANCE: (0, 0), REMEDY: (early, uphold[0]), **more}


OTHERS = {GRAVESHAM: counts((52, 100), 10)}


def test_every_rule_has_words_and_every_question_a_rule():
    worded = {name for name, field in Questions.model_fields.items() if field.annotation is Asked}
    assert {rule.__name__ for rule in RULES} == worded


def test_questions_are_chosen_by_the_figures_and_name_them():
    found = asked(content({**OTHERS, DARTFORD: counts((40, 45), 0)}, DARTFORD, ONE))
    assert list(found) == ["overdue", "upheld_more", "few_early_remedies", "every_year"]
    assert "40 of 45 investigations upheld (89%)" in found["upheld_more"].reason
    assert "the average is 63%: much higher than expected" in found["upheld_more"].reason  # 92 of 145
    assert "In 0 of 40 upheld cases" in found["few_early_remedies"].reason
    assert "1 of the 2 remedies agreed" in found["overdue"].reason


def test_fewer_upheld_is_asked_about_too():
    found = asked(content({**OTHERS, DARTFORD: counts((5, 45), 5)}, DARTFORD))
    assert list(found) == ["upheld_less", "every_year"]


def test_one_upheld_of_two_raises_no_question_of_rates():
    assert list(asked(content({**OTHERS, DARTFORD: counts((1, 2))}, DARTFORD))) == ["too_few", "every_year"]


def test_no_investigations():
    held = content({**OTHERS, DARTFORD: counts((0, 0))}, DARTFORD)
    assert list(asked(held)) == ["no_investigations", "every_year"]
    assert "no investigations" in held.figures.table.rows[0]
    assert held.faults.faults == ()
    assert held.faults.lead == "No fault was found in any case decided in the year."
    assert held.officer.texts[0].startswith("No fault was found")
    assert (held.officer.findings, held.officer.closing) == ((), ())


def test_late_replies_public_reports_and_the_code():
    facts = addressed(
        DARTFORD,
        reports=(Report("Homes", date(2021, 9, 1), "1"),),
        code=(CodeSection("One", "yes", date(2022, 1, 1)), CodeSection("Two", "partly", date(2022, 1, 1))),
    )
    found = asked(content({**OTHERS, DARTFORD: counts((10, 19), 5, **{REPLIES: (2, 3)})}, DARTFORD, facts=facts))
    assert list(found) == ["late_replies", "public_reports", "code_not_met", "every_year"]
    assert "2 of 3 replies" in found["late_replies"].reason
    assert "1 public report" in found["public_reports"].reason
    assert "1 of 2 sections" in found["code_not_met"].reason


def test_no_group_no_comparison():
    held = content({LAKE_DISTRICT: counts((9, 10), 3)}, LAKE_DISTRICT, directory=park())
    assert list(asked(held)) == ["every_year"]
    assert {row[3] for row in held.figures.table.rows} == {"no similar authorities"}
    assert {row[4] for row in held.figures.table.rows} == {""}


def test_withheld_numbers_are_not_given_back_by_a_list_of_cases():
    scheme, facts = withholding(5), addressed(DARTFORD, reports=(Report("Homes", date(2021, 9, 1), "1"),))
    held = content({**OTHERS, DARTFORD: counts((2, 3))}, DARTFORD, ONE, SILENT, scheme=scheme, facts=facts)
    assert list(asked(held)) == ["every_year"]
    assert held.faults.faults == ()
    assert held.officer.findings == ()
    assert "withheld" in held.faults.lead
    whole = held.as_json()
    assert ONE.reference not in whole
    assert SILENT.reference not in whole
    assert "2 upheld" not in whole


def test_what_is_told_of_a_case():
    held = content({**OTHERS, DARTFORD: counts((2, 2))}, DARTFORD, ONE, SILENT)
    first, second = held.faults.faults
    assert first.heading == "21 000 001: Housing"
    assert first.texts == ("Fault was found on 1 September 2021.", "Town (21 000 001)", "The Council was late.")
    assert first.remedies == (
        "Apology, for the person who complained (Done by 30 November 2021)",
        "Rewrite the guide (Was due by 2 January 2022; not yet confirmed)",
    )
    assert second.texts == ("Fault was found on 1 October 2021. The decision is not public.",)
    assert (second.agreed, second.remedies) == ("Nothing further was agreed.", ())


def test_the_officer_s_report_has_every_finding_and_room_for_words():
    held = content({**OTHERS, DARTFORD: counts((2, 2))}, DARTFORD, ONE, SILENT).officer
    assert [one.heading for one in held.findings] == ["21 000 001: Housing", "21 000 002: Housing"]
    assert held.findings[0].texts[0].startswith("On 1 September 2021 the ")
    assert "in case 21 000 001 (Housing) that there was fault by Dartford Borough Council." in held.findings[0].texts[0]
    assert all(len(one.blanks) == 3 for one in held.findings)


def test_a_decision_that_stands_no_longer_is_being_corrected_and_no_finding_to_report():
    from dataclasses import replace

    held = content({**OTHERS, DARTFORD: counts((2, 2))}, DARTFORD, replace(SILENT, stands=False), ONE)
    first, second = held.faults.faults
    assert first.heading == "21 000 002: Housing"
    assert "being corrected" in first.texts[0] and "Fault was found" not in str(first)
    assert (first.agreed, first.remedies) == ("", ())
    assert [one.heading for one in held.officer.findings] == [second.heading] == ["21 000 001: Housing"]
    assert "<p></p>" not in pack_page(held)
    held = content({**OTHERS, DARTFORD: counts((1, 2))}, DARTFORD, replace(SILENT, stands=False)).officer
    assert (held.findings, held.closing, held.texts[0][:18]) == ((), (), "No fault was found")


def test_a_draft_says_nowhere_that_its_letter_was_sent():
    draft, sent = (content({**OTHERS, DARTFORD: counts((1, 2))}, DARTFORD, draft=one).letter for one in (True, False))
    assert sent.lead == "The letter as it was sent to your council."
    assert draft.lead == "The letter as it would be sent to your council."


def test_a_draft_says_so():
    assert content({**OTHERS, DARTFORD: counts((1, 2))}, DARTFORD, draft=True).draft.startswith("Draft")
    assert content({**OTHERS, DARTFORD: counts((1, 2))}, DARTFORD).draft == ""


def test_text_from_the_register_never_becomes_markup():
    from dataclasses import replace

    hostile = replace(
        ONE, summary="<script>alert(1)</script> #eval(1)", agreed=(replace(GUIDE, text="<b>x</b>"), APOLOGY)
    )
    html = pack_page(content({**OTHERS, DARTFORD: counts((1, 2))}, DARTFORD, hostile))
    assert "<script" not in html
    assert "<b>x" not in html
    assert close("<script>alert(1)</script>") in close(text_of_page(html))


@pytest.mark.parametrize("sample", [True, False])
def test_made_up_data_is_marked(sample):
    html = pack_page(content({**OTHERS, DARTFORD: counts((1, 2))}, DARTFORD, sample=sample))
    assert ('class="sample"' in html) is sample


ALLERDALE, CUMBERLAND = "E07000026", "E06000063"
"""The one ended with the year 2023, on 31 March, and the other began the day after."""


def test_the_pack_of_an_authority_that_ended_with_the_year_is_its_own():
    """It bears the name it had; the letter in it goes to whoever came after, and the findings are about itself."""
    facts = LetterFacts((Addressee(CUMBERLAND, "Ada Example", "Ms Example", "Chief Executive"),))
    held = content({ALLERDALE: counts((10, 20), 5)}, ALLERDALE, ONE, year=2023, facts=facts, day=date(2023, 9, 1))
    assert held.title == "Scrutiny pack 2023: Allerdale Borough Council"
    assert "Cumberland Council" in str(held.letter.address)
    assert "fault by Allerdale Borough Council" in held.officer.findings[0].texts[0]
    assert held.figures.table.rows[0][1] == "50%"
    assert [one.heading for one in held.faults.faults] == ["21 000 001: Housing"]


def test_the_pack_of_an_authority_that_was_created_compares_with_no_year_before_it():
    held = content({CUMBERLAND: counts((45, 50), 20)}, CUMBERLAND, ONE, year=2024, day=date(2024, 9, 1))
    assert held.title == "Scrutiny pack 2024: Cumberland Council"
    assert "more_than_before" not in asked(held)
    assert "took on the work of Allerdale Borough Council" in held.as_json()
    assert held.officer.findings[0].texts[0].endswith("fault by Cumberland Council.")
