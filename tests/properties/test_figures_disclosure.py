"""Whoever has every published number must not be able to work out a withheld one."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tests.properties.strategies import YEARS, Year, counted, rows_of, schemes
from tests.spec.chapter_6_small_numbers import CHAPTER as SMALL_NUMBERS
from tests.support import naive
from tests.support.attacker import Attacker, base_of
from tests.support.builders import figures_of, make_authority, make_scheme
from tests.support.engines import COUNTERS
from tests.support.spec import Spec
from tests.support.spec import figures_of as spec_figures
from upheld.statistics.figure import AuthorityFigures, YearFigures
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.values import Expected, NoBase, NoGroup, Rate, TooFew, Verdict, Withheld
from upheld.vocabulary.words import Base

THRESHOLDS = st.integers(2, 6)
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def secrets(scheme: Scheme, figures: YearFigures) -> set[tuple[str, int, str]]:
    """The unknowns that an edition withholds: counts, and bases unless another measure shows them."""
    hidden = set()
    for own in figures.authorities.values():
        for measure in scheme.measures:
            figure = own.figures[measure.id]
            for year, value in [(own.year, figure.value), *((p.year, p.value) for p in figure.strip)]:
                if isinstance(value, Withheld):
                    hidden.add((own.authority, year, str(measure.counted)))
                    if measure.base not in (Base.RESIDENTS, Base.UPHELD_DECISIONS):
                        hidden.add((own.authority, year, base_of(measure)))
        hidden |= secret_parts(own)
    return hidden


def secret_parts(own: AuthorityFigures) -> set[tuple[str, int, str]]:
    """The unknowns of parts that are withheld."""
    words = {"outcome": own.outcomes, "result": own.compliance, "upheld in": own.upheld_by_subject}
    words["investigations in"] = own.upheld_by_subject
    return {
        (own.authority, own.year, f"{word} {part.key}")
        for word, parts in words.items()
        for part in parts
        if part.count is None and not (word == "upheld in" and none_or_all(own))
    }


def none_or_all(own: AuthorityFigures) -> bool:
    """Whether an authority's own published count says of each subject that none, or all, were upheld."""
    value = own.figures["uphold_rate"].value
    return isinstance(value, Rate) and value.count in (0, value.base)


@given(st.data())
@SLOW
def test_no_withheld_number_can_be_solved_for(data: st.DataObject) -> None:
    scheme = data.draw(schemes(THRESHOLDS))
    rows = data.draw(counted(scheme))
    attacker, hidden = Attacker(scheme, scheme.authorities), set()
    for year in YEARS[1:]:
        figures = figures_of(scheme, year, rows, complete=YEARS)
        attacker.read(figures)
        hidden |= secrets(scheme, figures)
        note(told(scheme, figures))
    found = attacker.found()
    assert not {one: found[one] for one in hidden & found.keys()}


@pytest.mark.parametrize("spec", SMALL_NUMBERS.specs, ids=lambda spec: spec.id)
def test_no_example_of_the_method_book_gives_anything_back(spec: Spec) -> None:
    scheme, figures = spec_figures(spec, COUNTERS["reference"])
    attacker = Attacker(scheme, scheme.authorities)
    attacker.read(figures)
    found = attacker.found()
    assert not {one: found[one] for one in secrets(scheme, figures) & found.keys()}


def told(scheme: Scheme, figures: YearFigures) -> str:
    """What an edition publishes, in short."""
    lines = [f"{scheme.small_numbers} {scheme.peers} {figures.year}"]
    for own in figures.authorities.values():
        values = {name: (figure.value, figure.group.count, figure.group.base) for name, figure in own.figures.items()}
        lines.append(f"{own.authority} {scheme.authorities[own.authority].kind} decided {own.decided} {values}")
    return "\n".join([*lines, f"national {dict(figures.national)}"])


@given(st.data())
@SLOW
def test_what_a_sum_leaves_is_neither_none_nor_all(data: st.DataObject) -> None:
    """A count is at least 0 and at most its base: a remainder of 0, or of all, would give each one's."""
    scheme = data.draw(schemes(THRESHOLDS))
    figures = figures_of(scheme, 2022, data.draw(counted(scheme)), complete=YEARS)
    for kind, by_measure in figures.groups.items():
        for measure, group in by_measure.items():
            values = [
                own.figures[measure].value
                for own in figures.authorities.values()
                if scheme.authorities[own.authority].kind == kind
            ]
            if group.base is None or not any(isinstance(value, Withheld) for value in values):
                continue
            shown = [value for value in values if isinstance(value, Rate)]
            left = group.count - sum(one.count for one in shown), group.base - sum(one.base for one in shown)
            assert 0 < left[0] < left[1]


@given(st.data())
@SLOW
def test_small_bases_are_withheld_with_all_that_is_theirs(data: st.DataObject) -> None:
    scheme = data.draw(schemes(THRESHOLDS))
    rows = data.draw(counted(scheme))
    figures = figures_of(scheme, 2022, rows, complete=YEARS)
    for row in rows:
        if row.year == 2022 and row.key == "" and 0 < row.base < scheme.small_numbers.withhold_below:
            figure = figures.authorities[row.authority].figures[row.item]
            assert figure.value == Withheld()
            assert figure.interval is None
            assert figure.limits is None
            assert figure.verdict is Verdict.WITHHELD


@given(st.data())
@SLOW
def test_beside_a_withheld_average_no_limits_and_no_verdict_tell_of_it(data: st.DataObject) -> None:
    """Limits around a value say within a few per cent where the average lies."""
    scheme = data.draw(schemes(THRESHOLDS))
    figures = figures_of(scheme, 2022, data.draw(counted(scheme)), complete=YEARS)
    for own in figures.authorities.values():
        for figure in own.figures.values():
            if isinstance(figure.group.value, Withheld):
                assert figure.limits is None
                if isinstance(figure.value, Rate):
                    assert figure.verdict is Verdict.WITHHELD


@given(st.data())
@SLOW
def test_what_is_expected_is_made_of_published_numbers_alone(data: st.DataObject) -> None:
    """Whoever has the counts by subject that stand on the pages can work it out, and so learns nothing from it."""
    scheme = data.draw(schemes(THRESHOLDS))
    figures = figures_of(scheme, 2022, data.draw(counted(scheme)), complete=YEARS)
    cases = {own.authority: published_cases(own) for own in figures.authorities.values()}
    for own in figures.authorities.values():
        found = own.figures["uphold_rate"].expected
        kind = scheme.authorities[own.authority].kind
        if found in (Withheld(), NoBase()) or kind == "fire":
            continue
        members = [one for one in cases if scheme.authorities[one].kind == kind]
        assert None not in [cases[one] for one in members]
        number = naive.expected(own.authority, cases, members, scheme.peers.include_own)
        assert found == (NoGroup() if number is None else Expected(number) if number >= 5 else TooFew())


def published_cases(own: AuthorityFigures) -> list[tuple[str, bool]] | None:
    """An authority's investigations as (subject, upheld), from its page; None where any are withheld."""
    if any(part.count is None or part.base is None for part in own.upheld_by_subject):
        return None
    return [
        (part.key, upheld)
        for part in own.upheld_by_subject
        for upheld in (True,) * part.count + (False,) * (part.base - part.count)
    ]


@given(st.data())
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_without_a_threshold_nothing_is_withheld(data: st.DataObject) -> None:
    scheme = data.draw(schemes())
    figures = figures_of(scheme, 2022, data.draw(counted(scheme)), complete=YEARS)
    assert not secrets(scheme, figures)
    assert all(part.count is not None for own in figures.authorities.values() for part in own.outcomes)


def test_the_attacker_finds_what_is_left_open() -> None:
    """The attacker is no straw man: with the partner's withholding undone, it finds the small one."""
    scheme = make_scheme([make_authority(name) for name in ("Ash", "Elm", "Fir")], withhold_below=5)
    small = {"Ash": ((1, 0, 0), (2, 0, 0)), "Elm": ((4, 0, 0), (4, 0, 0)), "Fir": ((7, 0, 0), (8, 0, 0))}
    rows = [
        row
        for name, (upheld, not_upheld) in small.items()
        for row in rows_of(name, 2022, Year(upheld, not_upheld, 1, (0, 0, 0), 0, 0, 0))
    ]
    figures = figures_of(scheme, 2022, rows)
    attacker = Attacker(scheme, scheme.authorities)
    attacker.read(figures)
    assert ("Ash", 2022, "upheld") not in attacker.found()
    attacker._value("Elm", [2022], scheme.measure("uphold_rate"), Rate(4, 8))
    assert attacker.found()["Ash", 2022, "upheld"] == 1
    assert attacker.found()["Ash", 2022, "investigations"] == 3
