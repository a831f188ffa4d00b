"""Sentences: blanks are known, and forms agree in number in every language."""

from contextlib import suppress
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from upheld.vocabulary.sentence import Blanks, Sentence, is_language, plural_categories, plural_category


class Texts(BaseModel):
    model_config = ConfigDict(extra="forbid")

    said: Annotated[Sentence, Blanks("count", "authority")]


def sentence(written, language="en"):
    return Texts.model_validate({"said": written}, context={"language": language}).said


def refusal(written, language="en"):
    with pytest.raises(ValidationError) as caught:
        sentence(written, language)
    return caught.value.errors()[0]["msg"]


def test_one_form_fits_every_number():
    assert sentence("{authority}: {count}")(authority="Leeds", count=1) == "Leeds: 1"
    assert str(sentence("Nothing.")) == "Nothing."


@pytest.mark.parametrize(
    "count, said",
    [
        (0, "0 decisions"),
        (1, "1 decision"),
        (2, "2 decisions"),
        ("1", "1 decision"),
        ("1,001", "1,001 decisions"),
    ],
)
def test_english_has_two_forms(count, said):
    assert sentence({"one": "{count} decision", "other": "{count} decisions"})(count=count) == said


def test_another_blank_may_decide():
    of = {"by": "authority", "one": "{count} of {authority} case", "other": "{count} of {authority} cases"}
    assert sentence(of)(count=1, authority=1) == "1 of 1 case"
    assert sentence(of)(count=1, authority=2) == "1 of 2 cases"
    assert sentence({**of, "other": "{count} in all"}).blanks == {"count", "authority"}


def test_what_decides_is_a_blank_of_the_sentence():
    assert "no blank {base}" in refusal({"by": "base", "one": "case", "other": "cases"})
    assert "the name of a blank in 'by'" in refusal({"by": 3, "one": "case", "other": "cases"})


WELSH = {
    "zero": "dim cŵn",
    "one": "{count} ci",
    "two": "{count} gi",
    "few": "{count} chi",
    "many": "{count} chi!",
    "other": "{count} ci (arall)",
}


@pytest.mark.parametrize(
    "count, said",
    [
        (0, "dim cŵn"),
        (1, "1 ci"),
        (2, "2 gi"),
        (3, "3 chi"),
        (6, "6 chi!"),
        (4, "4 ci (arall)"),
        (100, "100 ci (arall)"),
    ],
)
def test_welsh_has_six_forms(count, said):
    assert sentence(WELSH, "cy")(count=count) == said


def test_a_category_without_a_form_takes_the_other_form():
    assert sentence({"one": "{count} ci", "other": "{count} o gŵn"}, "cy")(count=2) == "2 o gŵn"


@pytest.mark.parametrize(
    "written, said",
    [
        ("{body}", "no blank {body}; this text may have {authority}, {count}"),
        ("{count", "every { closed by a }"),
        ("count}", "every { closed by a }"),
        ("{}", "a plain name in braces"),
        ("{count:d}", "a plain name in braces"),
        ("{count.real}", "a plain name in braces"),
        ("{count!r}", "a plain name in braces"),
        ({"one": "x"}, "'other'; it is missing"),
        ({"few": "x", "other": "y"}, "no plural category 'few'; this language has one, other"),
        ({"some": "x", "other": "y"}, "no plural category 'some'"),
        ({"other": 3}, "a text, or a table of texts"),
        (3, "a text, or a table of texts"),
    ],
)
def test_a_wrong_text_is_refused(written, said):
    assert said in refusal(written)


def test_a_brace_can_be_printed():
    assert sentence("{{count}} {count}")(count=3) == "{count} 3"


@given(st.text(alphabet="{}count!:.[] 1a", max_size=12))
def test_no_text_makes_anything_but_a_sentence_or_a_refusal(written):
    with suppress(ValidationError):
        assert sentence(written).blanks <= {"count", "authority"}


def test_values_are_never_read_as_texts_with_blanks():
    assert sentence("{authority}")(authority="{count} {0}") == "{count} {0}"


def test_languages():
    assert plural_categories("cy") == ("zero", "one", "two", "few", "many", "other")
    assert plural_categories("en") == ("one", "other")
    assert plural_category("cy", 3) == "few"
    assert is_language("cy") and not is_language("xx-nowhere") and not is_language("")
