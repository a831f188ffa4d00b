"""Another ombudsman's letter, in its own two languages: the layout has no words, and nothing English is left over."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from tests.support.builders import count_rows
from tests.support.letters import Told, addressed, typefaces  # noqa: F401
from upheld.letters.actions import contents, write_letters
from upheld.letters.checks import LettersRefused, problems_of
from upheld.letters.content import LetterContent
from upheld.letters.facts import Training
from upheld.letters.press import LetterPress
from upheld.statistics.figure import YearFigures
from upheld.statistics.figures import assemble
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.scheme_loader import load

YEAR = 2022
SENT_ON, PUBLISHED_ON = date(2023, 3, 1), date(2023, 3, 8)
COUNTS = {
    "L001": {"maladministration_rate": (7, 12), "orders_carried_out": (5, 6)},
    "L003": {"maladministration_rate": (2, 3), "orders_carried_out": (6, 6)},
    "L004": {"maladministration_rate": (10, 20), "orders_carried_out": (8, 8)},
}


@lru_cache
def wales() -> Scheme:
    return load("tests/support/schemes/landlord-wales")


def figures() -> YearFigures:
    rows = [row for year in (YEAR - 1, YEAR) for row in count_rows(year, COUNTS)]
    return assemble(wales(), wales().authorities, YEAR, (YEAR - 1, YEAR), rows)


def letters(language: str, sample: bool = False) -> dict[str, LetterContent]:
    made = figures()
    facts = {one: addressed(one) for one in made.authorities}
    days = {"sent_on": SENT_ON, "published_on": PUBLISHED_ON}
    found = contents(wales(), wales().authorities, made, facts, language=language, sample=sample, **days)
    return {one.authority: one for one in found}


@pytest.mark.parametrize("language", ["cy", "en"])
def test_every_letter_can_be_printed(typefaces: str, tmp_path: Path, language: str):  # noqa: F811
    for held in letters(language).values():
        assert list(problems_of(held, held.as_json())) == []
        told = Told(held, typefaces, tmp_path, wales())
        assert told.says(held.subject)
        assert f'<html lang="{language}">' in told.html


def test_the_welsh_letter_is_welsh(typefaces: str, tmp_path: Path):  # noqa: F811
    told = Told(letters("cy")["L001"], typefaces, tmp_path, wales())
    assert told.says("Cymdeithas Tai Tŷ Ŵyn")
    assert told.says("1 Mawrth 2023")
    assert letters("cy")["L004"].figures.panels[0].shown == "50%"
    assert told.held.page == ("Tudalen ", " o ", "")
    for english in ("The figures", "Page ", "Similar", "council", "Dear", "March"):
        assert not told.says(english)


def test_a_small_number_is_withheld_in_both_languages(typefaces: str, tmp_path: Path):  # noqa: F811
    for language in wales().languages:
        told = Told(letters(language)["L003"], typefaces, tmp_path, wales())
        panel = told.held.figures.panels[0]
        assert (panel.shown, panel.base) == (wales().wording[language].terms.withheld, None)
        assert not told.says("67%")


def test_each_language_has_its_file(tmp_path: Path):
    made = figures()
    facts = {one: addressed(one) for one in made.authorities}
    with LetterPress(workers=1) as press:
        write_letters(
            wales(),
            wales().authorities,
            made,
            facts,
            tmp_path / "letters",
            press=press,
            sent_on=SENT_ON,
            published_on=PUBLISHED_ON,
            sample=False,
        )
    files = {one.name for one in (tmp_path / "letters").iterdir()}
    codes = {one.code for one in letters("cy").values()}
    assert files == {
        f"{code}{language}.{kind}" for code in codes for language in ("", ".en") for kind in ("pdf", "html")
    }


def test_a_scheme_without_a_layout_is_refused(tmp_path: Path):
    bare = wales().model_copy(update={"folder": tmp_path})
    made = figures()
    with LetterPress(workers=1) as press, pytest.raises(LettersRefused, match=r"letter/letter\.typ"):
        write_letters(
            bare,
            bare.authorities,
            made,
            {},
            tmp_path / "letters",
            press=press,
            sent_on=SENT_ON,
            published_on=PUBLISHED_ON,
            sample=False,
        )
    assert not (tmp_path / "letters").exists()


def test_training_is_told_in_welsh():
    facts = {one: addressed(one, training=Training(held=12, reached=140, came=3, attended=2)) for one in COUNTS}
    days = {"sent_on": SENT_ON, "published_on": PUBLISHED_ON}
    held = contents(wales(), wales().authorities, figures(), facts, language="cy", sample=False, **days)
    text = next(one.as_json() for one in held)
    assert "Cynhaliwyd 12 gweithdy eleni. Daeth 140 o bobl. Daeth 3 ohonynt o'ch cymdeithas." in text
    assert "Roedd eich cymdeithas mewn 2 o’r gweithdai hyn." in text
