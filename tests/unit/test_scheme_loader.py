"""A scheme is loaded whole or refused with everything that is wrong in any of its files."""

# ruff: noqa: E501 (a mistake and what is said of it stand in one line)

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from upheld.vocabulary import scheme_loader
from upheld.vocabulary.problems import Refused
from upheld.vocabulary.wording import PARTS

ROOT = Path(__file__).parents[2]
ENGLAND = ROOT / "schemes/local-government-england"
WALES = ROOT / "tests/support/schemes/landlord-wales"
BOTH = pytest.mark.parametrize("folder", [ENGLAND, WALES], ids=lambda folder: folder.name)


@pytest.fixture
def copied(tmp_path) -> Path:
    """A copy of the second scheme, to be spoilt."""
    return Path(shutil.copytree(WALES, tmp_path / "mine"))


def change(folder: Path, file: str, old: str, new: str) -> int:
    """Change a text of a file; the line on which it stood."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def told(folder: Path) -> list[str]:
    with pytest.raises(Refused) as caught:
        scheme_loader.read(folder)
    return [*map(str, caught.value.problems)]


def test_the_english_scheme():
    scheme = scheme_loader.load("local-government-england")
    assert scheme.year(2022).label == "2021-22"
    assert scheme.upheld_outcomes == {"upheld"}
    assert scheme.investigation_outcomes == {"upheld", "not_upheld"}
    assert scheme.grouped_kinds == {"county", "district", "metropolitan", "unitary", "london_borough"}
    assert [one.id for one in scheme.measures][:3] == [
        "uphold_rate",
        "compliance_rate",
        "satisfactory_remedy_rate",
    ]
    assert [one.id for one in scheme.measures if one.in_figures] == [
        "uphold_rate",
        "compliance_rate",
        "satisfactory_remedy_rate",
        "upheld_per_100k",
    ]
    assert [(one.year, one.id) for one in scheme.breaks] == [
        (2021, "closed_three_months"),
        (2023, "which_cases_are_taken_on"),
    ]
    assert len(scheme.authorities) == 365
    assert scheme.authorities.find("Dartford", date(2022, 3, 31)).kind == "district"
    words = scheme.words.terms.measures["uphold_rate"]
    assert (words.base(count=2), words.counted(count=1)) == ("2 investigations", "1 upheld decision")


def test_the_second_scheme_differs_in_everything():
    scheme = scheme_loader.load(WALES)
    england = scheme_loader.load(ENGLAND)
    assert scheme.languages == ["cy", "en"] and scheme.language == "cy"
    assert scheme.year(2022).label == "2022"
    assert len(scheme.upheld_outcomes) == 2
    assert {one.id for one in scheme.outcomes}.isdisjoint(one.id for one in england.outcomes)
    assert {one.id for one in scheme.kinds}.isdisjoint(one.id for one in england.kinds)
    assert {one.id for one in scheme.measures}.isdisjoint(one.id for one in england.measures)
    assert set(scheme.subjects).isdisjoint(england.subjects)
    assert set(scheme.overview).isdisjoint(england.overview)
    assert (scheme.peers.averaging, scheme.peers.include_own) == ("mean", False)
    assert scheme.small_numbers.withhold_below == 5
    base = scheme.words.terms.measures["maladministration_rate"].base
    assert [base(count=count) for count in (1, 2, 3, 6, 10)] == [
        "1 ymchwiliad",
        "2 ymchwiliad",
        "3 ymchwiliad",
        "6 ymchwiliad",
        "10 ymchwiliad",
    ]
    assert scheme.authorities.find("Ty Wyn", date(2022, 12, 31)).name(date(2022, 12, 31)) == "Cymdeithas Tai Tŷ Ŵyn"


@BOTH
def test_loading_twice_gives_the_same_scheme(folder):
    assert scheme_loader.load(folder) is scheme_loader.load(str(folder))


@BOTH
def test_a_whole_scheme_is_read_without_a_problem(folder):
    scheme = scheme_loader.read(folder)
    assert set(scheme.wording) == set(scheme.languages)
    assert scheme.folder == folder


def test_schemes_are_found_by_name(monkeypatch):
    assert scheme_loader.known() == ["local-government-england"]
    monkeypatch.setenv("UPHELD_SCHEMES", str(WALES.parent))
    assert scheme_loader.known() == ["landlord-wales", "local-government-england"]
    assert scheme_loader.load("landlord-wales").id == "landlord-wales"


@pytest.mark.parametrize("where", ["narnia", "no/such/folder", "", "."])
def test_an_unknown_scheme_is_refused_with_the_known_ones(where, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused, match=r"local-government-england|this file; it is missing"):
        scheme_loader.load(where)


PLACES = {
    "scheme.toml": [
        ('month = 12', 'month = 13', "year_end.month: '13' found; expected 12 or less"),
        ('month = 12, day = 31', 'month = 2, day = 30', "year_end.day: '30' found; expected a day that the month has every year"),
        ('time_zone = "Europe/London"', 'time_zone = "Europe/Narnia"', "time_zone: 'Europe/Narnia' found; expected a time zone"),
        ('languages = ["cy", "en"]', 'languages = ["cy", "xx-none"]', "languages.1: 'xx-none' found; expected the code of a language"),
        ('averaging = "mean"', 'averaging = "median"', "peers.averaging: 'median' found; expected 'pooled' or 'mean'"),
        ('include_own = false', 'include_own = "no"', "peers.include_own: 'no' found; expected true or false"),
        ('withhold_below = 5', 'withhold_below = -1', "small_numbers.withhold_below: '-1' found; expected 0 or more"),
        ('withhold_below', 'witholdbelow', "small_numbers.witholdbelow: expected no such key; is 'withhold_below' meant?"),
        ('id = "settled_early"', 'id = "withdrawn"', "outcomes.2.id: 'withdrawn' found; expected each one once"),
        ('id = "settled_early"', 'id = "Settled early"', "outcomes.2.id: 'Settled early' found; expected an id"),
        ('id = "settled_early"', 'name = "settled_early"', "outcomes.2.name: expected no such key"),
        ('shown_under = "not_ours"', 'shown_under = "ours"', "outcomes.0.shown_under: 'ours' found; expected a part of the overview"),
    ],
    "measures/maladministration_rate.toml": [
        ('id = "maladministration_rate"', 'id = "uphold_rate"', "id: 'uphold_rate' found; expected 'maladministration_rate', as the file is called"),
        ('counted = "upheld"', 'counted = "complied"', "counted: 'complied' found; expected something that is counted from investigations"),
        ('dated_by = "decision"', 'dated_by = "receipt"', "dated_by: 'receipt' found; expected decision for upheld"),
        ('shown_as = "percent"', 'shown_as = "per_100k"', "shown_as: 'per_100k' found; expected per_100k where the base is residents"),
        ('base = "investigations"', 'base = "SELECT 1"', "base: 'SELECT 1' found; expected 'investigations'"),
        ('order = 1', 'order = 1\nsql = "SELECT 1"', "sql: expected no such key"),
    ],
    "wording/cy/terms.toml": [
        ('co_operative =', 'co_operatives =', "kinds.co_operatives: 'co_operatives' found; expected one of housing_association, large_landlord, co_operative; is 'co_operative' meant?"),
        ('co_operative =', 'co_operatives =', "kinds.co_operative: expected words for it; they are missing"),
        ('withdrawn =', 'withdrawm =', "outcomes.withdrawn: expected words for it"),
        ('"in line" =', '"in lines" =', "verdicts.'in line': expected words for it"),
        ('"in line" =', '"in lines" =', "verdicts.'in lines': 'in lines' found; expected one of too few to tell, in line,"),
        ('no_base = "dim ymchwiliadau"', 'no_base = "0 ymchwiliad"', "measures.maladministration_rate.no_base: '0 ymchwiliad' found; expected words without digits"),
        ('percent = "{number}%"', 'percent = "{nubmer}%"', "percent: expected no blank {nubmer}; this text may have {number}"),
        ('percent = "{number}%"', 'percent = "{number%"', "percent: expected every { closed by a }"),
        ('few = "', 'lots = "', "expected no plural category 'lots'; this language has zero, one, two, few, many, other"),
        ('withheld = "', 'withheld_not = "', "withheld: expected this key; it is missing"),
    ],
    "wording/en/terms.toml": [
        ('base = { one = "', 'base = { few = "', "expected no plural category 'few'; this language has one, other"),
        ('[breaks]', '[breaks]\nwar = "War"', "breaks.war: 'war' found; expected one of new_law"),
    ],
    "wording/cy/letter.toml": [
        ('[messages.any]', '[messages.2022]', "messages.any: expected words for a year that has none of its own"),
        ('[messages.any]', '[messages.last_year]', "messages.last_year: 'last_year' found; expected a year such as 2022, or 'any'"),
        ('closing = ', 'names = { 22 = "A" }\nclosing = ', "signature.names.22: '22' found; expected a year such as 2022"),
        ('[figures.panels.orders_carried_out]', '[figures.panels.orders]', "figures.panels.orders_carried_out: expected words for it"),
        ('no_base = "Nid oedd gorchmynion', 'no_base = "0 gorchymyn; nid oedd rhai', "figures.panels.orders_carried_out.no_base: '0 gorchymyn"),
        ('met = { yes', 'met = { ie', "details.met.yes: expected words for it"),
    ],
    "wording/cy/site.toml": [
        ('"in line" =', '"inline" =', "authority.bears.'in line': expected words for it"),
        ('mean = "Y', 'median = "Y', "method.averaging.median: 'median' found; expected one of pooled, mean"),
    ],
    "imports/old-system.toml": [
        ('"Canlyniad" = "outcome"', '"Canlyniad" = "reference"', "tables.cases.columns.Canlyniad: 'reference' found; expected a column of ours that"),
        ('ignore = ["', 'ignore = ["Pwnc", "', "tables.cases.ignore.0: 'Pwnc' found; expected a column that is not mapped as well"),
        ('ignore = ["', 'ignored = ["', "tables.cases.ignored: expected no such key; is 'ignore' meant?"),
    ],
    "authorities/authorities.csv": [
        ("housing_association", "housing", "column kind: 'housing' found; expected a kind of scheme.toml: housing_association"),
    ],
}  # fmt: skip
CHANGES = [(file, *change) for file, changes in PLACES.items() for change in changes]


@pytest.mark.parametrize("file, old, new, expected", CHANGES)
def test_a_mistake_is_told_by_file_line_and_key(copied, file, old, new, expected):
    change(copied, file, old, new)
    problems = told(copied)
    assert any(expected in problem for problem in problems), problems
    places = [problem for problem in problems if expected in problem]
    assert all(re.match(rf"mine/{file}, (line|row) \d+, (key|column) ", place) for place in places)


def test_the_line_is_that_of_the_key(copied):
    line = change(copied, "scheme.toml", 'averaging = "mean"', 'averaging = "median"')
    assert [one for one in told(copied) if f"mine/scheme.toml, line {line}, key peers.averaging:" in one]


def test_all_mistakes_of_all_files_are_told_at_once(copied):
    changes = {}
    for file, (old, new, expected), *_ in ((file, *changes) for file, changes in PLACES.items()):
        change(copied, file, old, new)
        changes[file] = expected
    problems = told(copied)
    assert [file for file, expected in changes.items() if not any(expected in one for one in problems)] == []


@pytest.mark.parametrize(
    "file",
    ["wording/cy/terms.toml", "wording/en/letter.toml", "wording/en/site.toml", "authorities/names.csv"],
)
def test_a_missing_file_is_told(copied, file):
    (copied / file).unlink()
    assert f"mine/{file}: expected this file; it is missing" in told(copied)


def test_a_language_without_words_is_told(copied):
    shutil.rmtree(copied / "wording/en")
    assert len([one for one in told(copied) if "mine/wording/en/" in one and "missing" in one]) == len(PARTS)


def test_no_measures_is_told(copied):
    shutil.rmtree(copied / "measures")
    assert "mine/measures: expected at least one measure, in a file <id>.toml" in told(copied)


def test_a_folder_for_letters_needs_their_layout(copied):
    shutil.rmtree(copied / "letter", ignore_errors=True)
    (copied / "letter").mkdir()
    scheme_loader.read(copied)  # an empty folder is as good as none
    (copied / "letter/seal.svg").write_text("<svg/>")
    assert told(copied) == ["mine/letter/letter.typ: expected this file; the folder lacks it"]


@pytest.mark.parametrize(
    "text, expected",
    [
        ('id = "x"\nlanguages = [', "mine/scheme.toml, line 2: expected TOML (invalid value)"),
        ('id = "x"\nid = "y"\n', "mine/scheme.toml, line 2: expected TOML (cannot overwrite a value)"),
        ("\n\nid = x\n", "mine/scheme.toml, line 3: expected TOML (invalid value)"),
    ],
)
def test_what_is_no_toml_is_told_by_its_line(copied, text, expected):
    (copied / "scheme.toml").write_text(text)
    assert expected in told(copied)


def test_what_is_no_utf8_is_told_by_its_line(copied):
    (copied / "scheme.toml").write_bytes(b'id = "x"\n# T\xff\n')
    assert "mine/scheme.toml, line 2: expected text in UTF-8" in told(copied)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kinds = 3",
        "kinds = [3, [], {}]\noutcomes = {}",
        'languages = "cy"',
        "overview = [[1]]",
        "measures = []",
    ],
)
def test_whatever_stands_in_the_file_no_trace_reaches_the_user(copied, text):
    (copied / "scheme.toml").write_text(text)
    assert told(copied)


@pytest.mark.parametrize(
    "file",
    [
        "wording/cy/terms.toml",
        "wording/cy/letter.toml",
        "wording/cy/site.toml",
        "imports/old-system.toml",
        "measures/maladministration_rate.toml",
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "x = 1",
        "measures = 3\ntables = 3\nid = 3",
        "kinds = { a = 3 }\nmeasures = { b = 3 }\ntables = { c = 3 }",
    ],
)
def test_no_other_file_gives_a_trace(copied, file, text):
    (copied / file).write_text(text)
    assert any(f"mine/{file}" in one for one in told(copied))


def test_a_mapping_of_another_system(copied):
    mapping = scheme_loader.read(copied).mappings["old-system"]
    assert mapping.rename("cases")["Cyfeirnod"] == "reference"
    assert mapping.ignored("cases") == {"Swyddog", "Nodiadau"}
    assert mapping.values("cases", "outcome")["Camweinyddu difrifol"] == "severe_maladministration"
    assert mapping.file("cases") == "achosion.csv"
    assert (
        mapping.rename("contacts"),
        mapping.ignored("contacts"),
        mapping.values("contacts", "role"),
        mapping.file("contacts"),
    ) == ({}, frozenset(), {}, "")


def test_a_scheme_is_never_changed():
    scheme = scheme_loader.load(ENGLAND)
    with pytest.raises(ValueError, match="frozen"):
        scheme.id = "other"
