"""Who is meant by a name or a code as at a day, and what an authority was called then."""

# ruff: noqa: E501 (a mistake and what is said of it stand in one line)

from datetime import date
from pathlib import Path

import pytest

from tests.support.calls import with_calls
from upheld.vocabulary import authority_files
from upheld.vocabulary.authorities import (
    Authority,
    AuthorityDirectory,
    Dated,
    Population,
    UnknownAuthority,
    plain,
    renamed,
)

ENGLAND = Path(__file__).parents[2] / "schemes/local-government-england/authorities"
KINDS = ("county", "district", "unitary", "metropolitan", "london_borough")


@pytest.fixture(scope="module")
def england() -> AuthorityDirectory:
    problems = []
    found = authority_files.read(ENGLAND, "authorities", KINDS, problems)
    assert problems == []
    return found


@pytest.mark.parametrize(
    "written, day, code",
    [
        ("Dorset", "2019-03-31", "E10000009"),
        ("Dorset", "2019-04-01", "E06000059"),
        ("Dorset County Council", "2024-01-01", "E10000009"),
        ("Dorset Council", "2018-05-01", "E06000059"),
        ("Buckinghamshire", "2020-03-31", "E10000002"),
        ("Buckinghamshire", "2020-04-01", "E06000060"),
        ("Somerset", "2023-03-31", "E10000027"),
        ("Somerset", "2023-04-01", "E06000066"),
        ("North Yorkshire", "2022-12-01", "E10000023"),
        ("North Yorkshire", "2023-12-01", "E06000065"),
        ("E10000009", "2024-01-01", "E10000009"),
        (" e10000009 ", "2024-01-01", "E10000009"),
        ("  DARTFORD   borough council ", "2022-03-31", "E07000107"),
        ("Bristol", "2022-03-31", "E06000023"),
        ("Allerdale", "2024-06-01", "E07000026"),
    ],
)
def test_who_is_meant_on_a_day(england, written, day, code):
    assert england.find(written, date.fromisoformat(day)).id == code


def test_a_code_of_any_date_means_the_same_authority(england):
    for code in ("E08000016", "E08000038"):
        for day in (date(2022, 3, 31), date(2025, 4, 1)):
            assert england.find(code, day).id == "E08000016"
    barnsley = england["E08000016"]
    assert (barnsley.code(date(2025, 3, 31)), barnsley.code(date(2025, 4, 1))) == ("E08000016", "E08000038")


def test_an_unknown_name_is_refused_with_the_nearest_names(england):
    with pytest.raises(UnknownAuthority) as caught:
        england.find("Dartfrod", date(2022, 3, 31))
    assert caught.value.suggestions[0] == "Dartford"
    with pytest.raises(UnknownAuthority) as caught:
        england.find("Narnia of the Lion", date(2022, 3, 31))
    assert caught.value.suggestions == []


@pytest.mark.parametrize("written", ["", " ", "-", "E99999999", "Council"])
def test_nothing_much_is_nobody(england, written):
    with pytest.raises(UnknownAuthority):
        england.find(written, date(2022, 3, 31))


def test_a_name_of_several_who_did_not_live_then_is_nobody_and_says_who_they_are(england):
    with pytest.raises(UnknownAuthority) as caught:
        england.find("Dorset", date(1970, 1, 1))
    assert caught.value.suggestions == ["Dorset Council", "Dorset County Council"]


def body(one: str, *names: Dated, **more) -> Authority:
    return Authority(id=one, kind="k", codes=(Dated(one),), official_names=names or (Dated(one),), **more)


def test_a_name_that_two_bear_at_once_is_nobody_and_says_their_codes():
    directory = AuthorityDirectory([body("A", Dated("Elm Council")), body("B", Dated("Elm Council"))])
    with pytest.raises(UnknownAuthority) as caught:
        directory.find("elm council", date(2022, 3, 31))
    assert caught.value.suggestions == ["A", "B"]


def test_a_name_passed_on_means_who_bore_it_that_day():
    directory = AuthorityDirectory(
        [
            body("A", Dated("Elm", None, date(2020, 6, 30)), Dated("Ash", date(2020, 7, 1))),
            body("B", Dated("Oak", None, date(2020, 6, 30)), Dated("Elm", date(2020, 7, 1))),
        ]
    )
    assert directory.find("Elm", date(2020, 6, 30)).id == "A"
    assert directory.find("Elm", date(2020, 7, 1)).id == "B"
    assert directory.find("Oak", date(2022, 1, 1)).id == "B"


def test_two_who_bear_a_name_on_the_same_day_are_not_told_apart():
    directory = AuthorityDirectory([body("A", Dated("Elm Homes")), body("B", Dated("Elm-homes"))])
    with pytest.raises(UnknownAuthority):
        directory.find("elm homes", date(2020, 6, 30))


def test_a_changed_directory_finds_what_was_changed_and_the_first_stays_as_it_was():
    first = AuthorityDirectory([body("A", Dated("Elm"))])
    first.find("Elm", date(2020, 1, 1))
    second = first.with_changes({"A": renamed(first["A"], "Ash"), "N": body("N", Dated("New Park"))})
    assert second.find("Ash", date(2020, 1, 1)).name(date(2020, 1, 1)) == "Ash"
    assert second.find("Elm", date(2020, 1, 1)).id == "A"
    assert second.find("n", date(2020, 1, 1)).id == "N"
    with pytest.raises(UnknownAuthority):
        first.find("Ash", date(2020, 1, 1))
    assert len(first) == 1


@pytest.mark.parametrize(
    "one, other",
    [
        ("Tŷ Ŵyn", "ty wyn"),
        ("King's Lynn", "Kings Lynn"),
        ("King’s Lynn", "Kings Lynn"),
        ("Bath & North East Somerset", "bath and north-east somerset"),
        ("St. Helens", "St Helens"),
        ("STRASSE", "straße"),
    ],
)
def test_spelling_that_varies_does_not_matter(one, other):
    assert plain(one) == plain(other)


def test_an_authority_keeps_its_last_name_and_code_after_its_end():
    ended = body("A", Dated("Elm"), start_on=date(2000, 1, 1), end_on=date(2020, 3, 31))
    assert ended.lives(date(2020, 3, 31)) and not ended.lives(date(2020, 4, 1))
    assert not ended.lives(date(1999, 12, 31))
    assert (ended.name(date(2024, 1, 1)), ended.code(date(1990, 1, 1))) == ("Elm", "A")


def test_the_estimate_is_the_last_one_published_before_the_day():
    estimates = (
        Population(100, date(2020, 6, 30), date(2021, 6, 25)),
        Population(110, date(2021, 3, 21), date(2022, 6, 28)),
    )
    one = body("A", populations=estimates)
    assert one.population(date(2022, 3, 31)) == estimates[0]
    assert one.population(date(2022, 6, 28)) == estimates[0]
    assert one.population(date(2022, 6, 29)) == estimates[1]
    assert one.population(date(2021, 6, 25)) is None


def test_predecessors_and_the_living():
    directory = AuthorityDirectory(
        [
            body("B", end_on=date(2020, 3, 31), successors=("C",)),
            body("A", end_on=date(2020, 3, 31), successors=("C", "D")),
            body("C", start_on=date(2020, 4, 1)),
            body("D", start_on=date(2020, 4, 1)),
        ]
    )
    assert [one.id for one in directory.predecessors("C")] == ["A", "B"]
    assert [one.id for one in directory.living(date(2020, 3, 31))] == ["A", "B"]
    assert [one.id for one in directory.living(date(2020, 4, 1))] == ["C", "D"]


def test_a_name_is_found_without_going_through_the_others(england):
    names = [name.text for one in england for name in one.official_names]
    day = date(2022, 3, 31)
    england.find(names[0], day)
    for name in names:
        _, calls = with_calls(lambda name=name: england.find(name, day))
        assert calls < 100, name


FILES = {
    "authorities": "authority,kind,region,county,start_on,end_on,successors,latitude,longitude,point_source\n"
    "A,county,North,,,,,51.5,-0.1,map\nB,district,North,A,,2020-03-31,C,,,\nC,district,North,A,2020-04-01,,,,,\n",
    "codes": "authority,code,from_on,to_on\nA,A,,\nB,B,,\nC,C,,\n",
    "names": "authority,name,use,from_on,to_on\nA,Ashshire,official,,\nB,Birch,official,,\nC,Cedar,official,,\n"
    "C,Cedars,known_as,,\n",
    "populations": "authority,residents,estimate_for,published_on,source\nA,1000,2020-06-30,2021-06-25,estimates\n",
}


def read(folder: Path, **changed: str):
    for name, text in {**FILES, **changed}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8-sig")
    problems = []
    return authority_files.read(folder, "authorities", ("county", "district"), problems), [*map(str, problems)]


def test_four_files_make_the_directory(tmp_path):
    directory, problems = read(tmp_path)
    assert problems == []
    assert [one.id for one in directory] == ["A", "B", "C"]
    assert directory["B"].successors == ("C",) and directory["B"].county == "A"
    assert directory["A"].populations == (Population(1000, date(2020, 6, 30), date(2021, 6, 25), "estimates"),)
    assert (directory["A"].latitude, directory["A"].longitude) == (51.5, -0.1)
    assert directory.find("cedars", date(2022, 1, 1)).id == "C"


def test_an_empty_folder_and_none_list_nobody(tmp_path):
    for folder in (tmp_path, tmp_path / "none"):
        assert len(authority_files.read(folder, "authorities", (), problems := [])) == 0
        assert problems == []


@pytest.mark.parametrize(
    "file, old, new, told",
    [
        ("authorities", "B,district", "B,village", "row 3, column kind: 'village' found; expected a kind of scheme.toml: county, district"),
        ("authorities", "2020-03-31,C", "2020-03-31,C;X", "row 3, column successors: 'C;X' found; expected other authorities of authorities.csv; 'X' is none"),
        ("authorities", "2020-03-31,C", "2020-03-31,B", "'B' is none"),
        ("authorities", "2020-03-31,C", ",C", "row 3, column successors: 'C' found; expected none where the authority has not ended"),
        ("authorities", "2020-03-31", "31/03/2020", "row 3, column end_on: '31/03/2020' found; expected a day such as 2022-03-31"),
        ("authorities", "North,A,2020-04-01,,", "North,A,2020-04-01,2020-01-01,", "row 4, column end_on: '2020-01-01' found; expected a day not before 2020-04-01"),
        ("authorities", "B,district,North,A", "B,district,North,Z", "row 3, column county: 'Z' found; expected an authority of authorities.csv"),
        ("authorities", "51.5", "north", "row 2, column latitude: 'north' found"),
        ("authorities", "C,district", "B,district", "row 4, column authority: 'B' found; expected each authority once"),
        ("authorities", "A,county,North,,,,,51.5,-0.1,map\n", "A,county\n", "row 2: expected 10 cells, as the header has; this row has 2"),
        ("authorities", "kind,", "sort,", "row 1, column sort: expected each column once, of: authority, kind"),
        ("authorities", "kind,", "sort,", "row 1, column kind: expected this column; the file lacks it"),
        ("codes", "B,B,,\n", "", "authorities.csv, row 3, column authority: 'B' found; expected an authority whose code is in codes.csv"),
        ("codes", "C,C,,", "C,b,,", "row 4, column code: 'b' found; expected a code of one authority; it is B's already"),
        ("codes", "C,C,,", "C,C,,\nC,D,,", "row 5, column from_on: '' found; expected days on which 'C' does not hold"),
        ("codes", "B,B,,", "Q,B,,", "row 3, column authority: 'Q' found; expected an authority of authorities.csv"),
        ("names", "C,Cedar,official", "C,Cedar,other", "row 4, column use: 'other' found; expected one of official, short, known_as"),
        ("names", "C,Cedar,official,,", "C,,official,,", "row 4, column name: '' found; expected something; this cell may not be empty"),
        ("names", "C,Cedar,official,,", "C,Cedar,official,2020-05-01,2020-04-01", "column to_on: '2020-04-01' found; expected a day not before 2020-05-01"),
        ("populations", "1000", "many", "row 2, column residents: 'many' found; expected a whole number"),
        ("populations", "1000", "0", "row 2, column residents: '0' found; expected 1 or more"),
        ("populations", "2021-06-25", "", "row 2, column published_on: '' found; expected something; this cell may not be empty"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_by_file_row_and_column(tmp_path, file, old, new, told):
    assert FILES[file].count(old) >= 1
    _, problems = read(tmp_path, **{file: FILES[file].replace(old, new, 1)})
    assert any(told in problem for problem in problems), problems


def test_one_file_of_four_is_not_enough(tmp_path):
    read(tmp_path)
    (tmp_path / "codes.csv").unlink()
    authority_files.read(tmp_path, "authorities", ("county", "district"), problems := [])
    assert [*map(str, problems)] == ["authorities/codes.csv: expected this file; it is missing"]


def test_what_is_no_utf8_or_no_csv_is_told(tmp_path):
    read(tmp_path)
    (tmp_path / "names.csv").write_bytes(
        "authority,name,use,from_on,to_on\nA,Tŷ,official,,\n".encode("cp1252", "replace") + b"\xff"
    )
    (tmp_path / "codes.csv").write_text('authority,code,from_on,to_on\nA,"A"b,,\n')
    authority_files.read(tmp_path, "authorities", ("county", "district"), problems := [])
    told = [*map(str, problems)]
    assert "authorities/names.csv: expected text in UTF-8" in told
    assert any(one.startswith("authorities/codes.csv") and "expected CSV" in one for one in told)
