"""The complaint handling code as data: what its file may hold, and what is told where it is wrong."""

import shutil
from pathlib import Path

import pytest

from upheld.vocabulary.problems import Refused
from upheld.vocabulary.scheme_loader import load, read

WALES = Path(__file__).parents[1] / "support/schemes/landlord-wales"
CODE = """
title = { en = "Code", cy = "Cod" }
version = "1"
in_force_from = 2021-04-01
[[sections]]
id = "1"
title = { en = "Times", cy = "Amserau" }
clauses = [
  { id = "1.1", text = { en = "Answer soon.", cy = "Ateb yn fuan." } },
  { id = "1.2", text = { en = "Say why.", cy = "Dweud pam." } },
]
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    return Path(shutil.copytree(WALES, tmp_path / "mine"))


def with_code(folder: Path, text: str):
    (folder / "code.toml").write_text(text, encoding="utf-8")
    return read(folder)


def test_a_scheme_without_the_file_has_no_code():
    assert load(WALES).code is None


def test_the_code_of_a_scheme_in_its_languages(folder):
    code = with_code(folder, CODE).code
    assert list(code.clauses) == ["1.1", "1.2"]
    assert code.called("1.2", "cy") == "1.2 Dweud pam."
    assert code.called("1", "en") == "1 Times"
    assert code.called("Timeliness", "en") == "Timeliness"


def test_the_english_scheme_has_nine_sections_each_with_clauses():
    code = load("local-government-england").code
    assert [section.id for section in code.sections] == [str(n) for n in range(1, 10)]
    assert len(code.clauses) == 28


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "1.2"', 'id = "1.1"', "each clause once"),
        ('id = "1.2"', 'id = "2.2"', "a clause of its section, such as 1.1"),
        (', cy = "Dweud pam."', "", "this text in the scheme's language cy"),
        ("in_force_from = 2021-04-01", "", "this key; it is missing"),
        ('version = "1"', 'version = "1"\nedition = 2', "no such key"),
        ('id = "1.2"', 'id = "1.x"', "column sections"),
    ],
)
def test_what_is_wrong_is_told_by_file_and_key(folder, old, new, told):
    assert old in CODE
    with pytest.raises(Refused) as refused:
        with_code(folder, CODE.replace(old, new))
    lines = [str(one) for one in refused.value.problems]
    assert len(lines) == 1, lines
    assert lines[0].startswith("mine/code.toml")
    if told != "column sections":
        assert told in lines[0]
