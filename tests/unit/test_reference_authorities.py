"""The English scheme's files about authorities: whole, consistent, and equal to what is known elsewhere."""

from __future__ import annotations

import csv
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from datetime import date, timedelta
from math import cos, hypot, radians
from pathlib import Path

import pytest

from upheld.vocabulary.authorities import (
    Authority,
    AuthorityDirectory,
    Dated,
    Population,
    UnknownAuthority,
    plain,
)

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "schemes" / "local-government-england" / "authorities"
ELSEWHERE = ROOT.parent / "shared" / "data" / "authorities.csv"
FIRST, LAST = date(2018, 4, 1), date(2025, 4, 1)
KINDS = ("county", "district", "unitary", "metropolitan", "london_borough")
COUNTS = {
    2018: (27, 201, 56, 36, 33),
    2019: (26, 192, 56, 36, 33),
    2020: (25, 188, 57, 36, 33),
    2021: (24, 181, 59, 36, 33),
    2022: (24, 181, 59, 36, 33),
    2023: (21, 164, 63, 36, 33),
    2024: (21, 164, 63, 36, 33),
    2025: (21, 164, 63, 36, 33),
}
ENGLAND = {"mid-2019": 56_286_961, "mid-2020": 56_550_138, "Census 2021": 56_489_800, "mid-2022": 57_106_398}
# Where estimates rolled forward from 2011 and the census of 2021 differ by more than 12 %.
ROLLED_TOO_FAR = {"E07000008", "E09000001", "E09000007", "E09000019", "E09000033"}


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def by_authority(name: str) -> dict[str, list[dict[str, str]]]:
    grouped = defaultdict(list)
    for row in rows(name):
        grouped[row["authority"]].append(row)
    return grouped


def dated(found: list[dict[str, str]], column: str, use: str = "") -> tuple[Dated, ...]:
    kept = [row for row in found if not use or row["use"] == use]
    return tuple(Dated(row[column], day(row["from_on"]), day(row["to_on"])) for row in kept)


def population(row: dict[str, str]) -> Population:
    days = date.fromisoformat(row["estimate_for"]), date.fromisoformat(row["published_on"])
    return Population(int(row["residents"]), *days, row["source"])


@pytest.fixture(scope="module")
def directory() -> AuthorityDirectory:
    codes, names, people = (by_authority(f"{name}.csv") for name in ("codes", "names", "populations"))
    return AuthorityDirectory(
        Authority(
            id=row["authority"],
            kind=row["kind"],
            codes=dated(codes[row["authority"]], "code"),
            official_names=dated(names[row["authority"]], "name", "official"),
            short_names=dated(names[row["authority"]], "name", "short"),
            other_names=dated(names[row["authority"]], "name", "known_as"),
            region=row["region"],
            county=row["county"],
            start_on=day(row["start_on"]),
            end_on=day(row["end_on"]),
            successors=tuple(row["successors"].split(";")) if row["successors"] else (),
            populations=tuple(population(found) for found in people[row["authority"]]),
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
        )
        for row in rows("authorities.csv")
    )


def days_of_change(directory: AuthorityDirectory) -> list[date]:
    """One day in every stretch in which nobody begins, ends, or changes name or code."""
    starts = {FIRST, LAST}
    for one in directory:
        starts |= {one.start_on, one.end_on and one.end_on + timedelta(days=1)}
        for text in (*one.codes, *one.official_names, *one.short_names):
            starts |= {text.from_on, text.to_on and text.to_on + timedelta(days=1)}
    return sorted(start for start in starts if start and FIRST <= start <= LAST)


def test_files_are_what_the_script_writes():
    checked = subprocess.run(
        [sys.executable, "scripts/build_authorities.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_365_councils_with_an_id_each(directory):
    assert len(rows("authorities.csv")) == len(directory) == 365
    assert all(one.lives(FIRST) or (one.start_on and FIRST < one.start_on <= LAST) for one in directory)


@pytest.mark.parametrize("year", COUNTS)
def test_counts_by_kind_on_1_april(directory, year):
    found = Counter(one.kind for one in directory.living(date(year, 4, 1)))
    assert tuple(found[kind] for kind in KINDS) == COUNTS[year]


def test_every_authority_has_one_code_on_every_day_and_no_code_two_authorities(directory):
    held = [text.text for one in directory for text in one.codes]
    assert len(held) == len(set(held)) == 367
    for on in days_of_change(directory):
        assert all(sum(text.holds(on) for text in one.codes) == 1 for one in directory.living(on))
    assert directory["E08000016"].code(date(2025, 3, 31)) == "E08000016"
    assert directory["E08000016"].code(date(2025, 4, 1)) == "E08000038"
    assert directory["E08000019"].code(date(2025, 4, 1)) == "E08000039"


def test_one_official_and_one_short_name_on_every_day_of_life(directory):
    assert {row["use"] for row in rows("names.csv")} == {"official", "short", "known_as"}
    for on in days_of_change(directory):
        for one in directory.living(on):
            assert sum(name.holds(on) for name in one.official_names) == 1, (one.id, on)
            assert sum(name.holds(on) for name in one.short_names) == 1, (one.id, on)


def test_no_name_means_two_living_authorities_on_a_day(directory):
    for on in days_of_change(directory):
        meant = defaultdict(set)
        for one in directory.living(on):
            for name in (*one.official_names, *one.short_names, *one.other_names):
                meant[plain(name.text)].add(one.id)
        assert not {name: ids for name, ids in meant.items() if len(ids) > 1}


@pytest.mark.parametrize(
    ("written", "on", "code"),
    [
        ("BCP Council", date(2022, 3, 31), "E06000058"),
        ("Hammersmith & Fulham", date(2022, 3, 31), "E09000013"),
        ("Herefordshire, County of", date(2022, 3, 31), "E06000019"),
        ("Kingston upon Hull, City of", date(2022, 3, 31), "E06000010"),
        ("Borough Council of King's Lynn & West Norfolk", date(2022, 3, 31), "E07000146"),
        ("Shepway District Council", date(2018, 4, 1), "E07000112"),
        ("Dorset", date(2019, 3, 31), "E10000009"),
        ("Dorset", date(2019, 4, 1), "E06000059"),
        ("Buckinghamshire", date(2020, 3, 31), "E10000002"),
        ("Buckinghamshire", date(2020, 4, 1), "E06000060"),
        ("Somerset", date(2023, 3, 31), "E10000027"),
        ("Somerset", date(2023, 4, 1), "E06000066"),
        ("Durham", date(2022, 3, 31), "E06000047"),
        ("Doncaster Metropolitan Borough Council", date(2024, 3, 31), "E08000017"),
    ],
)
def test_names_mean_the_council_of_their_day(directory, written, on, code):
    assert directory.find(written, on).id == code


@pytest.mark.parametrize(
    ("code", "on", "name"),
    [
        ("E06000033", date(2022, 2, 28), "Southend-on-Sea Borough Council"),
        ("E06000033", date(2022, 3, 31), "Southend-on-Sea City Council"),
        ("E06000042", date(2022, 3, 31), "Milton Keynes Council"),
        ("E06000042", date(2023, 3, 31), "Milton Keynes City Council"),
        ("E07000071", date(2022, 3, 31), "Colchester Borough Council"),
        ("E07000071", date(2023, 3, 31), "Colchester City Council"),
        ("E08000017", date(2022, 3, 31), "Doncaster Metropolitan Borough Council"),
        ("E08000017", date(2023, 3, 31), "City of Doncaster Council"),
        ("E07000107", date(2022, 3, 31), "Dartford Borough Council"),
        ("E06000014", date(2022, 3, 31), "City of York Council"),
        ("E09000022", date(2022, 3, 31), "London Borough of Lambeth"),
        ("E10000016", date(2022, 3, 31), "Kent County Council"),
    ],
)
def test_formal_names_are_those_of_their_year(directory, code, on, name):
    assert directory[code].name(on) == name


def test_a_name_nobody_bears_is_unknown(directory):
    with pytest.raises(UnknownAuthority):
        directory.find("Newcastle", date(2022, 3, 31))


def test_districts_lie_in_a_county_all_their_lives_and_nobody_else_does(directory):
    for one in directory:
        assert bool(one.county) == (one.kind == "district"), one.id
        if one.county:
            county = directory[one.county]
            assert county.kind == "county"
            assert county.region == one.region
            assert (county.end_on or date.max) >= (one.end_on or date.max), one.id


def test_whoever_ends_has_successors_living_the_day_after(directory):
    for one in directory:
        assert bool(one.end_on) == bool(one.successors), one.id
        for successor in one.successors:
            assert directory[successor].lives(one.end_on + timedelta(days=1)), one.id
    assert directory["E10000006"].successors == ("E06000063", "E06000064")
    assert directory["E10000009"].successors == ("E06000058", "E06000059")
    assert directory["E10000021"].successors == ("E06000061", "E06000062")
    assert directory["E07000048"].successors == ("E06000058",)


def test_whoever_begins_here_took_over_from_someone(directory):
    begun = [one for one in directory if one.start_on and one.start_on > FIRST]
    assert len(begun) == 12
    assert all(directory.predecessors(one.id) for one in begun)


@pytest.mark.parametrize(("words", "total"), ENGLAND.items())
def test_estimates_add_up_to_england(directory, words, total):
    own = [
        found.residents
        for one in directory
        for found in one.populations
        if words in found.source and "added up" not in found.source and "projection" not in found.source
    ]
    assert len(own) == (317 if words == "mid-2019" else 309)
    assert sum(own) == total


@pytest.mark.parametrize(
    ("year", "words"), [(2021, "mid-2019"), (2022, "mid-2020"), (2023, "Census"), (2024, "mid-2022")]
)
def test_every_council_living_in_a_year_has_the_estimate_of_its_rule(directory, year, words):
    end = date(year, 3, 31)
    assert not [one.id for one in directory.living(end) if words not in getattr(one.population(end), "source", "")]


def test_estimates_of_2020_and_the_census_agree_within_12_percent(directory):
    apart = set()
    for one in directory:
        by_day = {found.estimate_for: found.residents for found in one.populations}
        estimate, census = by_day.get(date(2020, 6, 30)), by_day.get(date(2021, 3, 21))
        if estimate and census and abs(estimate / census - 1) > 0.12:
            apart.add(one.id)
    assert apart == ROLLED_TOO_FAR


def test_sums_say_that_they_are_sums(directory):
    kent = directory["E10000016"].population(date(2022, 3, 31))
    assert kent.residents == 1_589_057
    assert kent.source.endswith("added up from its districts")
    new = directory["E06000061"].population(date(2021, 3, 31))
    assert new.residents == 72_218 + 94_527 + 101_776 + 79_707
    assert new.source.endswith("added up from the councils it replaced")


def test_only_councils_that_ended_in_2019_have_no_estimate(directory):
    without = {one.id for one in directory if all("projection" in found.source for found in one.populations)}
    assert all(one.populations for one in directory)
    projected = {row["authority"] for row in rows("populations.csv") if "projection" in row["source"]}
    assert without == projected == {one.id for one in directory if one.end_on == date(2019, 3, 31)}


def test_points_lie_in_england_and_no_two_councils_of_a_kind_share_one(directory):
    assert all(49.8 < one.latitude < 55.9 and -6.5 < one.longitude < 1.8 for one in directory)
    for on in days_of_change(directory):
        places = [(one.kind, one.latitude, one.longitude) for one in directory.living(on)]
        assert len(places) == len(set(places))


def test_every_fact_names_a_source_and_every_source_is_used():
    sources = tomllib.loads((FOLDER / "sources.toml").read_text(encoding="utf-8"))
    used = {row["point_source"] for row in rows("authorities.csv")} | {"lookup_2021"}
    for file in sorted((FOLDER / "facts").glob("*.csv")):
        found = rows(f"facts/{file.name}")
        if "source" in found[0]:
            used |= {row["source"] for row in found} - {""}
            assert all(row["source"] or row.get("code_begins") == "E06" for row in found), file.name
    assert used == set(sources)
    assert all(source["title"] and source["licence"] for source in sources.values())


@pytest.fixture(scope="module")
def elsewhere() -> list[dict[str, str]]:
    if not ELSEWHERE.exists():
        pytest.skip("the list to compare with is not beside the repository")
    with ELSEWHERE.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_same_councils_lives_and_places_as_elsewhere(directory, elsewhere):
    assert {row["gss_code"] for row in elsewhere} == set(directory.by_id)
    for row in elsewhere:
        one = directory[row["gss_code"]]
        assert one.kind == row["type"].replace("-", "_"), one.id
        assert one.region == row["region"], one.id
        assert one.county == row["parent_county_gss"], one.id
        assert (one.start_on, one.end_on) == (day(row["start_date"]), day(row["end_date"])), one.id
        assert one.successors == tuple(row["successor_gss"].split("|") if row["successor_gss"] else ()), one.id
        if row["gss_code_2025"]:
            assert one.code(LAST) == row["gss_code_2025"]


def test_same_residents_as_elsewhere_where_the_vintage_is_the_same(directory, elsewhere):
    vintages = {
        "census2021_rounded100": "Census 2021",
        "sum_census2021_districts": "Census 2021",
        "ons_2018based_projection_mid2020": "projection",
        "sum_projection_mid2020_districts": "projection",
    }
    compared = 0
    for row in elsewhere:
        for found in directory[row["gss_code"]].populations:
            if vintages[row["population_basis"]] in found.source:
                compared += 1
                # a sum of numbers rounded to 100 may differ from the rounded sum
                assert found.residents == pytest.approx(int(row["population"]), abs=600), row["gss_code"]
    assert compared >= 350


def test_points_lie_within_10_km_of_the_centroids_elsewhere(directory, elsewhere):
    for row in elsewhere:
        one = directory[row["gss_code"]]
        north = (one.latitude - float(row["lat"])) * 111.2
        east = (one.longitude - float(row["lon"])) * 111.2 * cos(radians(one.latitude))
        # where the centroid lies outside the area, both are some point inside it
        furthest = 10 if row["point_basis"] == "centroid" else 20
        assert hypot(north, east) < furthest, (one.id, one.official_names[0].text)


def test_names_elsewhere_mean_the_same_council(directory, elsewhere):
    for row in elsewhere:
        one = directory[row["gss_code"]]
        on = one.end_on or LAST
        for name in (row["official_name"], row["nice_name"], row["ons_name"]):
            assert directory.find(name, on).id == one.id, name
