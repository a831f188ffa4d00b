"""What training reached: the sample year as the published letter has it, by authority, in letter and facts."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from sample_data import training
from tests.support.letters import DARTFORD, addressed, england, figures
from tests.support.letters import content as letter_content
from tests.support.round_pages import SCHEME
from tests.support.training import ADUR, ASHFORD, NOW, STARTS, announced
from upheld.casework.training import attending, booking, sessions
from upheld.letters.facts import Training
from upheld.letters.gather import facts
from upheld.publication.bundle import contents
from upheld.publication.bundle.casework import PublicCasework, public_casework
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
    [row] = contents.training_years(published(public_casework(england().authorities, date(YEAR, 7, 27))))
    reached = {row["authority"] for row in rows if row["workshop"] in held and row["authority"]}
    assert row == {"year": YEAR, "workshops": 122, "people": 1622, "authorities": len(reached)}


def _id(row: dict) -> str:
    """An authority as the register keeps it: rows of the sample name it by id or by code."""
    found = row["authority"]
    by_code = {code.text: one.id for one in SCHEME.authorities for code in one.codes}
    return by_code.get(found, found)


CORBY, NORTH_NORTHAMPTONSHIRE, NORTHAMPTONSHIRE = "E07000150", "E06000061", "E10000021"
"""Corby ended on 31 March 2021 and has one successor; the county ended that day too and has two."""
ALLERDALE, CUMBERLAND = "E07000026", "E06000063"
"""The one ended on 31 March 2023, and the other came after it."""


def worked_by_hand() -> None:
    """What happened in 2021-22, as the register has it in the end.

    - A, held: Adur booked 4 and 3 came; Ashford booked 1 and nobody came; 2 people of no authority.
    - B, cancelled: Adur had booked 2.
    - C, held: nobody came.
    - D, over: Adur booked 1; who came is not recorded.
    - E, of an extract: 5 of Corby, 1 of North Northamptonshire, 7 of Northamptonshire, 4 of Allerdale.
    """
    over, made = STARTS + timedelta(days=1), {}
    for code in "ABCD":
        made[code] = announced(code=code)
    for code, whose, places in (("A", ADUR, 4), ("A", ASHFORD, 1), ("B", ADUR, 2), ("D", ADUR, 1)):
        booking.book(made[code].pk, whose, places, ["a@adur.example"], now=NOW, by="lin")
    attending.hold(made["A"].pk, SCHEME, {ADUR: 3, ASHFORD: 0, "": 2}, now=over, by="tom")
    sessions.cancel(made["B"].pk, "Snow", now=NOW, by="tom")
    attending.hold(made["C"].pk, SCHEME, {}, now=over, by="tom")
    workshop = Workshop.objects.create(code="E", title="E", held_on=date(2021, 10, 5), mode="in_person")
    for whose, people in ((CORBY, 5), (NORTH_NORTHAMPTONSHIRE, 1), (NORTHAMPTONSHIRE, 7), (ALLERDALE, 4)):
        Attendance.objects.create(workshop=workshop, authority=whose, people=people)


def test_reach_worked_by_hand(register):
    """3 workshops; 3 + 2 + 0 + 5 + 1 + 7 + 4 = 22 people. Corby's 5 are its successor's; the county's 7 nobody's."""
    worked_by_hand()
    known = facts(england(), england().authorities, YEAR, date(YEAR, 7, 20))
    assert {(one.training.held, one.training.reached) for one in known.values()} == {(3, 22)}
    came = {whose: (one.training.came, one.training.attended) for whose, one in known.items() if one.training.came}
    assert came == {ADUR: (3, 1), NORTH_NORTHAMPTONSHIRE: (6, 1), ALLERDALE: (4, 1)}
    casework = public_casework(england().authorities, date(YEAR, 7, 27))
    shown = {one.authority: one.people for one in casework.trainings}
    assert shown == {ADUR: 3, NORTH_NORTHAMPTONSHIRE: 6, ALLERDALE: 4}
    [row] = contents.training_years(published(casework))
    assert row == {"year": YEAR, "workshops": 3, "people": 22, "authorities": 3}


def test_who_came_before_an_authority_ended_is_its_own_and_not_its_successor_s(register):
    held = Workshop.objects.create(code="E", title="E", held_on=date(2023, 3, 31), mode="online")
    Attendance.objects.create(workshop=held, authority=ALLERDALE, people=4)
    directory = england().authorities
    assert facts(england(), directory, 2023, date(2023, 7, 20))[ALLERDALE].training.came == 4
    assert CUMBERLAND not in facts(england(), directory, 2023, date(2023, 7, 20))
    Workshop.objects.update(held_on=date(2023, 4, 1))
    assert facts(england(), directory, 2024, date(2024, 7, 20))[CUMBERLAND].training.came == 4


def published(casework: PublicCasework) -> contents.Published:
    year = contents.PublishedYear(figures({}, YEAR), contents.EditionFacts(1, "", "", date(YEAR, 7, 27)))
    return contents.Published(
        england(), england().authorities, (year,), casework, date(YEAR, 7, 27), sample=True, preview=False
    )


@pytest.mark.parametrize("seed", range(3))
def test_reach_is_what_a_plain_recount_of_the_rows_says(register, seed):
    """Hundreds of rows by chance, of authorities that live, ended, or were divided, and of none; with 0 people too."""
    chance, directory = Random(seed), england().authorities
    ids = ["", *(one.id for one in directory if not one.start_on or one.start_on < date(2020, 1, 1))]
    rows = []
    for n in range(40):
        day = date(2021, 1, 1) + timedelta(days=chance.randrange(600))
        held = Workshop.objects.create(code=f"W{n}", title="W", held_on=day, mode="online")
        for whose in chance.sample(ids, 15):
            rows.append((n, day, whose, chance.randrange(4)))
            Attendance.objects.create(workshop=held, authority=whose, people=rows[-1][3])
    year = england().year(YEAR)
    of_year = [row for row in rows if year.start <= row[1] <= year.end]
    people, at = naive_reach(directory, of_year)
    held = set(Workshop.objects.filter(held_on__range=(year.start, year.end)).values_list("code", flat=True))
    known = facts(england(), directory, YEAR, date(YEAR, 7, 20))
    for whose, one in known.items():
        assert (one.training.came, one.training.attended) == (people.get(whose, 0), len(at.get(whose, ())))
        assert (one.training.held, one.training.reached) == (len(held), sum(row[3] for row in of_year))
    casework = public_casework(directory, date(YEAR, 7, 27))
    told = [one for one in casework.trainings if year.start <= one.held_on <= year.end]
    assert {one.authority: sum(each.people for each in told if each.authority == one.authority) for one in told} == {
        whose: number for whose, number in people.items() if number
    }
    [row] = contents.training_years(published(casework))
    number = sum(row[3] for row in of_year)
    assert row == {"year": YEAR, "workshops": len(held), "people": number, "authorities": len(people)}


def naive_reach(directory, rows) -> tuple[dict[str, int], dict[str, set[int]]]:
    """People and workshops by authority: row by row, each authority that has ended followed to its only successor."""
    people, at = {}, {}
    for workshop, day, whose, number in rows:
        owner = whose
        while owner and directory[owner].end_on and directory[owner].end_on < day:
            after = directory[owner].successors
            owner = after[0] if len(after) == 1 else ""
        if owner and number:
            people[owner] = people.get(owner, 0) + number
            at.setdefault(owner, set()).add(workshop)
    return people, at


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
