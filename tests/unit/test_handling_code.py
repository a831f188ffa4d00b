"""The complaint handling code as data: what its file may hold, and what is told where it is wrong."""

import re
import shutil
from pathlib import Path

import pytest

from upheld.casework.code.comparing import Beside
from upheld.publication.open_data.bundle_tables import OPEN_TABLES
from upheld.publication.website.api.declaration import ENDPOINTS
from upheld.vocabulary.problems import Refused
from upheld.vocabulary.scheme_checks import BESIDE, COLUMNS_OF_THE_CODE, OF_THE_CODE
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


def without_code(folder: Path) -> None:
    """No code, and no words about one."""
    (folder / "code.toml").unlink()
    parts = {
        "letter": r"^code_(shown|said|not_said|shown_otherwise|clause_otherwise) = .*\n",
        "site": r"^\[authority\.of_the_code(\.beside)?\]\n(.+\n)*",
        "data": r"^(\[tables\.code_\w+\]\n(.+\n)*|(own_code|code_nationally) = .*\n)",
    }
    for path in folder.glob("wording/*/*.toml"):
        if path.stem in parts:
            path.write_text(re.sub(parts[path.stem], "", path.read_text(), flags=re.MULTILINE))


def test_a_scheme_without_the_file_has_no_code(folder):
    without_code(folder)
    assert read(folder).code is None


def told_of(folder: Path) -> list[str]:
    with pytest.raises(Refused) as refused:
        read(folder)
    return [str(one) for one in refused.value.problems]


def test_a_code_needs_its_words_in_every_language(folder):
    code = (folder / "code.toml").read_text()
    without_code(folder)
    (folder / "code.toml").write_text(code)
    lines = told_of(folder)
    assert len(lines) == 2 * len(OF_THE_CODE)
    assert all("words for it, as the scheme has a complaint handling code" in line for line in lines)
    assert {line.split("/")[2] for line in lines} == {"cy", "en"}


def test_without_a_code_there_are_no_words_about_one(folder):
    (folder / "code.toml").unlink()
    lines = told_of(folder)
    assert len(lines) == 2 * len(OF_THE_CODE)
    assert all("no words for a complaint handling code, as there is no code.toml" in line for line in lines)


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("letter", "code_not_said =", "code_never_said =", "code_never_said"),
        ("letter", "{count} o'r {base} o gymalau yn", "{count} o'r {all} o gymalau yn", "{all}"),
        ("site", "not_shown =", "not_seen =", "words for it; they are missing"),
        ("data", "times_partly =", "times_in_part =", "words for it, as the scheme has a complaint handling code"),
    ],
)
def test_each_of_its_words_is_looked_at(folder, file, old, new, expected):
    path = folder / f"wording/cy/{file}.toml"
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))
    assert any(expected in line for line in told_of(folder))


def test_the_words_asked_for_are_those_of_what_there_is_to_say():
    """Every table, column and address that was added with the code; and everything that both can come to."""
    tables = [one.table for one in OPEN_TABLES if one.added]
    assert {("data", ("tables", one.name)) for one in tables} <= set(OF_THE_CODE)
    assert {("data", ("api", "endpoints", one.name)) for one in ENDPOINTS if one.added} <= set(OF_THE_CODE)
    older = {column.name for one in OPEN_TABLES if not one.added for column in one.table.columns}
    assert {column.name for one in tables for column in one.columns} - older == set(COLUMNS_OF_THE_CODE)
    assert set(BESIDE) == {one.value for one in Beside}


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
