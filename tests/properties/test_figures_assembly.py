"""`assemble` against the second judge: the same figures worked out from raw events in the plainest way."""

from __future__ import annotations

from fractions import Fraction
from statistics import mean

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties.strategies import YEARS, counted, events, rows_of, schemes, years
from tests.support import naive
from tests.support.builders import SUBJECTS, figures_of, make_authority, make_scheme
from upheld.statistics.cells import Cell
from upheld.statistics.expected import expected_number
from upheld.statistics.figure import Reconciliation
from upheld.statistics.figures_json import from_json, to_json
from upheld.vocabulary.values import Expected, MeanRate, NoBase, NoGroup, Rate, TooFew, Verdict

KINDS = {"Ash": "district", "Elm": "district", "Fir": "district", "Shire": "county", "Moor": "fire"}
NAMES = list(KINDS)
RESIDENTS = 70_000


def value(count: int, base: int) -> Rate | NoBase:
    return Rate(count, base) if base else NoBase()


@given(st.data(), st.booleans(), st.booleans())
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_figures_equal_the_naive_ones(data: st.DataObject, own_too: bool, pooled: bool) -> None:
    scheme = make_scheme(
        [make_authority(name, kind, residents=RESIDENTS) for name, kind in KINDS.items()],
        include_own=own_too,
        averaging="pooled" if pooled else "mean",
    )
    told = data.draw(events(NAMES))
    figures = figures_of(scheme, 2022, naive.count(told, NAMES, list(YEARS)), complete=YEARS)

    def raw(measure: str, name: str, year: int = 2022) -> tuple[int, int]:
        count, base = naive.of_measure(measure, told, name, year)
        return (count, RESIDENTS) if measure == "upheld_per_100k" else (count, base)

    for measure in naive.MEASURES:
        for name, kind in KINDS.items():
            figure = figures.authorities[name].figures[measure]
            count, base = raw(measure, name)
            assert figure.value == value(count, base)
            three = [raw(measure, name, year) for year in YEARS]
            assert figure.pooled is not None
            assert figure.pooled.value == value(sum(c for c, _ in three), sum(b for _, b in three))
            assert [point.value for point in figure.strip] == [value(c, b) for c, b in three]
            _check_group(figure, kind, [n for n in NAMES if KINDS[n] == kind], name, own_too, pooled, measure, raw)


def _check_group(figure, kind, members, name, own_too, pooled, measure, raw):  # type: ignore[no-untyped-def]
    if kind == "fire":
        assert figure.group.value == NoGroup()
        assert figure.verdict is Verdict.NOT_COMPARED
        return
    compared = [raw(measure, n) for n in members if own_too or n != name]
    having = [(c, b) for c, b in compared if b]
    count, base = sum(c for c, _ in having), sum(b for _, b in having)
    assert (figure.group.count, figure.group.base) == (count, base)
    rates = [Fraction(c, b) for c, b in having]
    expected = value(count, base) if pooled or not rates else MeanRate(mean(rates), len(rates))
    assert figure.group.value == expected
    others = [raw(measure, n)[1] for n in members if n != name]
    own_count, own_base = raw(measure, name)
    if not own_base or not sum(others):
        assert figure.verdict is Verdict.NOT_COMPARED
    elif measure != "upheld_per_100k":
        assert figure.verdict.value == naive.verdict(own_count, own_base, Fraction(count, base))


@given(st.data())
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_parts_equal_the_naive_ones(data: st.DataObject) -> None:
    scheme = make_scheme([make_authority(name, kind) for name, kind in KINDS.items()])
    told = data.draw(events(NAMES))
    figures = figures_of(scheme, 2022, naive.count(told, NAMES, list(YEARS)), complete=YEARS)
    for name in NAMES:
        own = figures.authorities[name]
        decided = [
            one
            for one in told["cases"]
            if one["decided_by"] == name and one["decided_on"] and naive.year_of(one["decided_on"]) == 2022
        ]
        assert own.decided == len(decided) == sum(part.count or 0 for part in own.overview)
        assert {part.key: part.count for part in own.outcomes} == {
            part.key: len([one for one in decided if one["outcome"] == part.key]) for part in own.outcomes
        }
        assert [part.count for part in own.upheld_by_subject] == [
            len([one for one in decided if one["subject"] == subject and one["outcome"] == "upheld"])
            for subject in scheme.subjects
        ]
        days = [
            (one["completed_on"] - (one["extended_to"] or one["due_on"])).days
            for one in told["recommendations"]
            if one["counted_for"] == name
            and naive.year_of(one["recorded_on"]) == 2022
            and one["result"] == "late"
            and one["completed_on"]
        ]
        assert own.median_days_late == naive.median([day for day in days if day > 0])


@given(st.data(), st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_expected_numbers_equal_the_naive_ones(data: st.DataObject, own_too: bool) -> None:
    scheme = make_scheme([make_authority(name, kind) for name, kind in KINDS.items()], include_own=own_too)
    told = {name: data.draw(years()) for name in KINDS}
    figures = figures_of(scheme, 2022, [row for name in KINDS for row in rows_of(name, 2022, told[name])])
    cases = {
        name: [
            (subject, upheld)
            for subject, fault, none in zip(SUBJECTS, one.upheld, one.not_upheld, strict=True)
            for upheld in (True,) * fault + (False,) * none
        ]
        for name, one in told.items()
    }
    for name, kind in KINDS.items():
        found = figures.authorities[name].figures["uphold_rate"].expected
        members = [other for other in KINDS if KINDS[other] == kind]
        number = naive.expected(name, cases, members, own_too)
        if not cases[name]:
            assert found == NoBase()
        elif kind == "fire" or number is None:
            assert found == NoGroup()
        else:
            assert found == (Expected(number) if number >= 5 else TooFew())
        assert figures.authorities[name].figures["compliance_rate"].expected is None


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_with_each_inside_its_own_group_what_is_expected_of_all_is_what_there_is(data: st.DataObject) -> None:
    """Where each subject has cases of two authorities at least, a group's expected numbers add up to its count."""
    names = [name for name, kind in KINDS.items() if kind == "district"]
    per_subject = st.lists(st.integers(1, 9), min_size=len(SUBJECTS), max_size=len(SUBJECTS))
    own = {
        name: {
            subject: Cell(upheld, upheld + none)
            for subject, upheld, none in zip(SUBJECTS, data.draw(per_subject), data.draw(per_subject), strict=True)
        }
        for name in names
    }
    numbers = []
    for name in names:
        rest = [own[other] for other in names if other != name]
        others = {subject: sum((one[subject] for one in rest), Cell()) for subject in SUBJECTS}
        numbers.append(expected_number(own[name], others, include_own=True))
    assert sum(numbers) == sum(cell.count for one in own.values() for cell in one.values())


@given(st.data(), st.sampled_from((0, 4)))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_json_keeps_everything(data: st.DataObject, threshold: int) -> None:
    scheme = data.draw(schemes(st.just(threshold)))
    rows = data.draw(counted(scheme))
    stated = {one.id: (1, 2, 3, 0) for one in scheme.authorities}
    figures = figures_of(scheme, 2022, rows, complete=YEARS, stated=stated)
    written = to_json(figures)
    assert from_json(written) == figures
    assert list(from_json(written).authorities) == list(figures.authorities)
    assert to_json(from_json(written)) == written
    assert to_json(figures_of(scheme, 2022, reversed(rows), complete=YEARS, stated=stated)) == written


def test_reconciliation_stands_beside_what_the_extract_states() -> None:
    scheme = make_scheme([make_authority("Ash")])
    told = figures_of(scheme, 2022, [], stated={"Ash": (0, 1, 0, 1)}).authorities["Ash"].reconciliation
    assert told == Reconciliation(0, 0, 0, 0, (0, 1, 0, 1))
    assert told.adds_up
    assert not told.agrees
