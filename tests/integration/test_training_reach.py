"""What training reached: the sample year as the published letter has it, by authority, in letter and facts."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from sample_data import training
from tests.support.letters import DARTFORD, addressed, england
from tests.support.letters import content as letter_content
from tests.support.round_pages import SCHEME
from upheld.letters.facts import Training
from upheld.letters.gather import facts
from upheld.register.models import Attendance, Workshop

YEAR = 2022


@pytest.fixture(scope="module")
def sample() -> tuple[list[dict], list[dict]]:
    """The workshops and attendances of a full-sized sample of three years."""
    years = [SCHEME.year(one) for one in (2021, YEAR)]
    return training.workshops(SCHEME.authorities, years, training.FULL_SIZE, Random(1))


def of_the_year(sample: tuple[list[dict], list[dict]]) -> tuple[set[str], list[dict]]:
    year = SCHEME.year(YEAR)
    held = {one["code"] for one in sample[0] if year.start <= one["held_on"] <= year.end}
    return held, [one for one in sample[1] if one["workshop"] in held]


def test_the_sample_year_is_that_of_the_letter_of_2022(sample):
    held, came = of_the_year(sample)
    assert len(held) == 122
    assert sum(one["people"] for one in came) > 1600


def test_facts_of_every_authority_as_counted_row_by_row(register, sample):
    rows = [{**one, "authority": _id(one)} for one in sample[1]]
    Workshop.objects.bulk_create([Workshop(**one) for one in sample[0]])
    Attendance.objects.bulk_create(
        [Attendance(workshop_id=one["workshop"], authority=one["authority"], people=one["people"]) for one in rows]
    )
    held, _ = of_the_year(sample)
    known = facts(england(), england().authorities, YEAR, date(YEAR, 7, 20))
    told = 0
    for authority, one in known.items():
        own = [row for row in rows if row["authority"] == authority and row["workshop"] in held]
        assert (one.training.held, one.training.reached) == (122, 1622)
        assert one.training.came == sum(row["people"] for row in own)
        assert one.training.attended == len(own)
        told += len(own)
    assert told > 100


def _id(row: dict) -> str:
    """An authority as the register keeps it: rows of the sample name it by id or by code."""
    found = row["authority"]
    by_code = {code.text: one.id for one in SCHEME.authorities for code in one.codes}
    return by_code.get(found, found)


def test_nobody_of_an_authority_is_not_attendance(register):
    for code, people in (("W1", 0), ("W2", 3)):
        held = Workshop.objects.create(code=code, title="x", held_on=date(2021, 6, 1), mode="online")
        Attendance.objects.create(workshop=held, authority=DARTFORD, people=people)
    one = facts(england(), england().authorities, YEAR, date(YEAR, 7, 20))[DARTFORD].training
    assert (one.held, one.came, one.attended) == (2, 3, 1)


def test_the_letter_says_so():
    known = addressed(DARTFORD, training=Training(held=122, reached=1622, came=9, attended=4))
    made = letter_content({DARTFORD: {}}, DARTFORD, facts=known)
    text = made.as_json()
    assert "We held 122 workshops on handling complaints this year. 1,622 people came. 9 of them" in text
    assert "Your council was at 4 of these workshops." in text
    none = addressed(DARTFORD, training=Training(held=122, reached=1622))
    assert "was at" not in letter_content({DARTFORD: {}}, DARTFORD, facts=none).as_json()
