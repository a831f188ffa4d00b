"""The forms of words: which belong together, in which language, and how many are kept."""

import pytest

from upheld.publication.bundle.word_forms import (
    MOST_FORMS,
    gathered,
    read_forms,
    splitter,
    stem_of,
    write_forms,
)


def test_a_text_is_split_into_words_without_capitals_and_accents():
    assert splitter().analyze("The Café’s BINS, emptied—at last") == [
        "the",
        "cafe",
        "s",
        "bins",
        "emptied",
        "at",
        "last",
    ]


def test_forms_of_one_stem_belong_together():
    words = [("council", 90), ("councils", 9), ("dying", 2), ("dies", 1), ("bin", 4)]
    assert gathered(words, stem_of("en")) == {"council": {"council": 90, "councils": 9}, "die": {"dying": 2, "dies": 1}}


@pytest.mark.parametrize("language", ["cy", "xx"])
def test_where_no_endings_are_known_every_word_stands_for_itself(language):
    assert gathered([("tai", 3), ("taid", 1)], stem_of(language)) == {}


def test_of_very_many_forms_the_commonest_are_kept():
    words = [(f"w{number:03d}", number) for number in range(MOST_FORMS * 2)]
    (forms,) = gathered(words, lambda _: "w").values()
    assert min(forms.values()) == MOST_FORMS and len(forms) == MOST_FORMS


def test_what_is_written_is_read(tmp_path):
    forms = {"caf": {"cafe": 2, "cafes": 1}}
    write_forms(tmp_path, forms)
    assert read_forms(tmp_path) == forms
