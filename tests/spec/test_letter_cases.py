"""Every case that a letter must get right, said alike by the content, the PDF and the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.letters import (
    DARTFORD,
    KENT,
    LAKE_DISTRICT,
    Told,
    addressed,
    content,
    england,
    park,
    seen,
    typefaces,  # noqa: F401
    withholding,
)
from upheld.casework.statements.answers import Answer
from upheld.letters.content import Edit, LetterContent
from upheld.letters.facts import Addressee, CodeSection, LetterFacts, NotCarriedOut, Reissue, Report, Training
from upheld.letters.html import page
from upheld.vocabulary.authorities import renamed
from upheld.vocabulary.published_total import PublishedTotal
from upheld.vocabulary.values import NoBase, Rate

UPHOLD, COMPLIANCE, REMEDY = "uphold_rate", "compliance_rate", "satisfactory_remedy_rate"
GRAVESHAM = "E07000109"
LANCASHIRE = "E10000017"
Tell = Callable[..., Told]


@pytest.fixture
def tell(typefaces: str, tmp_path: Path) -> Tell:  # noqa: F811
    def made(counts: dict[str, dict[str, tuple[int, int]]], whom: str, **more: Any) -> Told:
        return Told(content(counts, whom, **more), typefaces, tmp_path)

    return made


def counts(uphold: tuple[int, int], compliance: tuple[int, int] = (0, 0), early: int = 0) -> dict[str, tuple[int, int]]:
    return {UPHOLD: uphold, COMPLIANCE: compliance, REMEDY: (early, uphold[0])}


OTHERS = {GRAVESHAM: counts((52, 100), (96, 96), 10)}


def test_no_investigations(tell: Tell):
    told = tell({**OTHERS, DARTFORD: counts((0, 0))}, DARTFORD)
    for panel in told.held.figures.panels:
        assert (panel.chart, panel.base, panel.count) == (None, None, None)
        assert not any(sign.isdigit() for sign in panel.shown + panel.statement)
    assert told.panel(UPHOLD).shown == "no investigations"
    assert told.says("We completed no investigations about your council this year, so there is no rate.")
    assert told.says("district councils, your own included) is 52%")
    assert told.says("There were no upheld decisions this year, so there is no rate.")
    assert not told.says("0% of the complaints")


def test_investigations_none_upheld(tell: Tell):
    told = tell({**OTHERS, DARTFORD: counts((0, 1))}, DARTFORD)
    assert told.panel(UPHOLD).shown == "0%"
    assert told.panel(UPHOLD).chart.rate == 0
    assert told.says("0 upheld decisions in 1 investigation,")
    assert told.panel(REMEDY).shown == "no upheld decisions"
    assert told.panel(REMEDY).chart is None


def test_no_compliance_outcomes(tell: Tell):
    told = tell({**OTHERS, DARTFORD: counts((1, 2))}, DARTFORD)
    assert told.panel(COMPLIANCE).shown == "no compliance outcomes were due"
    assert told.panel(COMPLIANCE).chart is None
    assert told.says("No compliance outcomes were due this year")
    assert told.says("district councils, your own included) is 100%")


def test_a_true_nought_of_one(tell: Tell):
    told = tell({**OTHERS, DARTFORD: counts((1, 2), (1, 1))}, DARTFORD)
    assert told.panel(REMEDY).shown == "0%"
    assert told.says("0 satisfactory remedies in 1 upheld decision,")
    assert not told.says("1 upheld decisions")


def test_one_failure_in_45(tell: Tell):
    remedy = NotCarriedOut("21 004 512", date(2021, 9, 3), "Train the staff who decide on short breaks")
    personal = NotCarriedOut("21 004 513", date(2021, 9, 4))
    facts = addressed(KENT, not_carried_out=(remedy, personal))
    told = tell({KENT: counts((50, 60), (44, 45))}, KENT, facts=facts)
    assert told.panel(COMPLIANCE).shown == "98%"
    assert told.says("Not carried out: 1 of 45.")
    assert told.says("in 1 of 45 cases your council did not do what it had agreed to do")
    assert told.says("case 21 004 512, due on 3 September 2021: Train the staff who decide on short breaks")
    assert told.says("case 21 004 513, due on 4 September 2021: a remedy for the person who complained")


def test_an_average_that_is_nearly_everything(tell: Tell):
    told = tell({KENT: counts((5, 9), (5, 5)), LANCASHIRE: counts((5, 9), (333, 334))}, KENT)
    assert told.panel(COMPLIANCE).shown == "100%"
    assert told.says("(county councils, your own included) is more than 99%.")
    assert not told.says("(county councils, your own included) is 100%")


def test_a_kind_without_a_group(tell: Tell):
    told = tell({LAKE_DISTRICT: counts((1, 2), (1, 1))}, LAKE_DISTRICT, directory=park())
    for panel in told.held.figures.panels:
        assert panel.chart is None or panel.chart.group is None
        assert "no group of similar authorities" in panel.average
    assert told.says("There are too few bodies like yours to form a fair comparison")
    assert told.says("with the chair of your authority")
    assert not told.says("Leader")
    assert not told.says("average for similar authorities (")
    assert told.says("We completed 2 investigations about your authority this year. With so few,")


def test_an_authority_that_ended(tell: Tell):
    allerdale, cumberland = "E07000026", "E06000063"
    facts = LetterFacts((Addressee(cumberland, "Ada Example", "Ms Example", "Chief Executive"),))
    told = tell({allerdale: counts((2, 9), (3, 3))}, allerdale, year=2023, facts=facts)
    assert told.held.address == (("Ada Example", "Chief Executive", "Cumberland Council"),)
    assert told.says("Allerdale Borough Council ended on 31 March 2023, and this letter covers its last year.")
    assert told.says("Decisions after that day count for Cumberland Council.")
    assert not told.says("Leader of your council")
    assert told.held.sections[0].paragraphs[0].rule == "ended"


def test_an_authority_that_took_over(tell: Tell):
    cumberland = "E06000063"
    told = tell({cumberland: counts((9, 20), (3, 3))}, cumberland, year=2024)
    rules = {one.rule: one for section in told.held.sections for one in section.paragraphs}
    assert "ended" not in rules
    assert told.says("on 1 April 2023")
    for predecessor in ("Allerdale Borough Council", "Carlisle City Council", "Copeland Borough Council"):
        assert told.says(predecessor)
    assert rules["took_over"].why.startswith("4 authorities ended")


def test_withheld_is_no_nought_and_no_count(tell: Tell):
    scheme = withholding(5)
    reports = (Report("A report", date(2022, 2, 2), "20 000 001", Answer(date(2022, 5, 2))),)
    facts = addressed(DARTFORD, reports=reports, not_carried_out=(NotCarriedOut("1", date(2022, 1, 1), "Do it"),))
    told = tell({**OTHERS, DARTFORD: counts((1, 2), (1, 2))}, DARTFORD, scheme=scheme, facts=facts)
    panel = told.panel(UPHOLD)
    assert (panel.shown, panel.chart, panel.count, panel.base, panel.interval) == ("withheld", None, None, None, "")
    assert told.says("the figure is withheld so that nobody can be recognised from it")
    for told_too_much in ("50%", "1 of 2", "2 investigations", "1 upheld", "A report", "answer was due", "Do it"):
        assert not told.says(told_too_much)


def test_public_reports_with_what_became_of_their_answers(tell: Tell):
    answered = Answer(date(2022, 1, 3), date(2022, 1, 4), date(2021, 12, 1), "#panic() <b>Yes</b>", date(2022, 2, 1))
    reports = (
        Report("Cold homes", date(2021, 10, 3), "21 001", answered),
        Report("Lost files", date(2022, 2, 2), "21 002", Answer(date(2022, 5, 2))),
    )
    told = tell({KENT: counts((50, 60), (44, 45))}, KENT, facts=addressed(KENT, reports=reports))
    assert told.says("We issued 2 public reports about your council.")
    assert told.says(
        "Cold homes (3 October 2021, case 21 001). Members considered the report on 1 December 2021. The answer came on "
        "4 January 2022, after the day by which it was due, 3 January 2022. We were satisfied with the answer on "
        "1 February 2022."
    )
    assert told.says("Lost files (2 February 2022, case 21 002). An answer was due by 2 May 2022, and we have none")
    assert not told.says("panic")


def test_two_addressees_no_addressee(tell: Tell):
    told = tell({}, DARTFORD, facts=LetterFacts((Addressee(DARTFORD),)))
    assert told.held.address == (("Chief Executive", "Dartford Borough Council"),)
    assert told.says("By post")
    assert told.says("Dear Chief Executive")


@pytest.mark.parametrize(
    "text",
    [
        "#panic() *bold* _slanted_ $x$ @ref \\ <script>alert(1)</script> `raw` = heading",
        "{count} {{twice}} </style> &amp; \" ' // /* # [a](b)",
        "Ysgol Gŵyr – Ștefan Čapek’s “Żółć”",
    ],
)
def test_text_from_a_register_is_text(tell: Tell, text: str):
    facts = LetterFacts(
        (Addressee(KENT, text, text, text),),
        not_carried_out=(NotCarriedOut(text, date(2021, 9, 3), text),),
        reports=(Report(text, date(2021, 9, 3), text),),
        code=(CodeSection(text, "no", date(2021, 9, 3), text),),
        corrections=(text,),
    )
    directory = england().authorities.with_changes({KENT: renamed(england().authorities[KENT], text)})
    told = tell({KENT: counts((50, 60), (44, 45))}, KENT, facts=facts, directory=directory)
    assert told.says(text)
    assert "<script>alert" not in told.html


def test_names_of_any_length(tell: Tell):
    name = "Royal Borough of " + "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch and " * 6 + "Ely"
    directory = england().authorities.with_changes({KENT: renamed(england().authorities[KENT], name)})
    assert tell({KENT: counts((50, 60), (44, 45))}, KENT, directory=directory).says(f"{name}: the figures")


def test_the_pdf_and_the_page_say_the_same(tell: Tell):
    facts = addressed(KENT, training=Training(122, 1612, 3), corrections=("One case was counted twice.",))
    told = tell({KENT: counts((64, 94), (62, 63), 2), LANCASHIRE: counts((9, 90))}, KENT, facts=facts)
    texts = [text for text in seen(told.held) if len(text) > 3]
    assert len(texts) > 60
    assert [text for text in texts if not told.says(text)] == []


def test_a_letter_sent_again_says_before_all_else_what_it_replaces_and_what_is_other_now(tell: Tell):
    """Only the figure that changed is named, as it was printed and as it is printed now."""
    reissue = Reissue(date(2022, 7, 20), "One case was counted twice.", (("uphold_rate", Rate(3, 4)),))
    told = tell({DARTFORD: counts((1, 2), (1, 1))}, DARTFORD, facts=addressed(DARTFORD, reissue=reissue))
    assert told.says("This letter replaces the one that we sent you on 20 July 2022.")
    assert told.says("One case was counted twice.")
    assert told.says("75% before, 50% now")
    assert told.held.sections[0].paragraphs[0].rule == "reissued"
    assert not tell({DARTFORD: counts((1, 2), (1, 1))}, DARTFORD).says("replaces")


def test_a_figure_that_was_not_there_before_is_named_in_words(tell: Tell):
    reissue = Reissue(date(2022, 7, 20), "", (("uphold_rate", NoBase()),))
    told = tell({DARTFORD: counts((1, 2), (1, 1))}, DARTFORD, facts=addressed(DARTFORD, reissue=reissue))
    assert told.says("no investigations before, 50% now")


def test_sample_data_is_marked_and_signed_by_nobody(tell: Tell):
    counted = {DARTFORD: counts((1, 2), (1, 1))}
    told, real = tell(counted, DARTFORD, sample=True), tell(counted, DARTFORD)
    assert told.says(england().words.terms.sample_long)
    assert not real.says(england().words.terms.sample_long)
    assert told.says("Not signed: made-up data")
    assert real.says("Michael King")
    assert not told.says("Michael King")


def test_a_count_of_one_agrees(tell: Tell):
    told = tell({DARTFORD: counts((1, 1), (1, 1), 1)}, DARTFORD, facts=addressed(DARTFORD, training=Training(1, 1, 1)))
    assert told.says("We held 1 workshop on handling complaints this year. 1 person came.")
    assert told.says("We completed 1 investigation about your council this year.")
    assert told.says("In the 1 upheld case your council had already offered a remedy")
    for wrong in ("1 workshops", "1 people", "1 investigations", "1 upheld decisions", "1 upheld cases"):
        assert not told.says(wrong)


def test_one_of_one_agrees(tell: Tell):
    failed = counts((1, 2), (0, 1)) | {"reply_lateness": (1, 1)}
    code = (CodeSection("Timeliness", "partly", date(2022, 2, 2)),)
    told = tell({DARTFORD: failed}, DARTFORD, facts=addressed(DARTFORD, code=code, training=Training(1, 6, 1)))
    assert told.says("in the 1 case that fell due your council did not do what it had agreed to do")
    assert told.says("The 1 reply to our enquiries that fell due in the year came late, or not at all.")
    assert told.says(
        "By 2 February 2022 we had looked at 1 section of our complaint handling code. Your council met 0 in full."
    )
    assert told.says(
        "We held 1 workshop on handling complaints this year. 6 people came. 1 of them was from your council"
    )


def test_the_notes_of_a_year_stand_in_their_order():
    published = [PublishedTotal(DARTFORD, year, {UPHOLD: (1, 2)}, {}, {}, "", "") for year in (2020, 2021)]
    held = content({**OTHERS, DARTFORD: counts((1, 2))}, DARTFORD, published=published)
    assert held.figures.years is not None
    headings = [row.heading for row in held.figures.years.rows]
    assert headings == ["2019-20 (note 1)", "2020-21 (note 1, 2)", "2021-22"]


def test_a_change_by_hand_is_kept_and_says_whose_it_is():
    held = content({DARTFORD: counts((1, 2), (1, 1))}, DARTFORD)
    first = held.sections[0].paragraphs[0]
    edit = Edit(first.text, "A. Editor", "21 July 2022", "Changed by A. Editor on 21 July 2022")
    section = replace(held.sections[0], paragraphs=(replace(first, text="By hand.", edit=edit),))
    changed = replace(held, sections=(section, *held.sections[1:]))
    assert LetterContent.from_json(changed.as_json()) == changed
    assert "By hand." in page(changed)
    assert "A. Editor" not in page(changed)  # for the person who approves, not for the public


def test_every_paragraph_says_which_rule_chose_it_and_why():
    held = content({**OTHERS, DARTFORD: counts((1, 2), (1, 1))}, DARTFORD)
    paragraphs = [one for section in held.sections for one in section.paragraphs]
    assert all(one.rule and one.why for one in paragraphs)
    assert {"few_investigations", "all_on_time"} <= {one.rule for one in paragraphs}
