"""What the public site and the open data say of training: by authority and year, and for all together."""

from __future__ import annotations

import csv
import json
import sqlite3
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from tests.support import made_map, small_bundle, small_year
from tests.support.site import Page, serving
from upheld.publication.bundle.schema import SITE
from upheld.publication.bundle.standing import PublicTraining, PublicWorkshop

DARTFORD, ALLERDALE, YORK = "E07000107", "E07000026", "E06000014"
ONE = PublicTraining(DARTFORD, "Good answers", date(2021, 10, 5), "online", 4)
TRAININGS = (
    ONE,
    replace(ONE, authority=ALLERDALE, people=2),
    replace(ONE, held_on=date(2022, 3, 31), people=5),
    replace(ONE, held_on=date(2021, 3, 31), people=90),
    replace(ONE, authority=YORK, held_on=date(2022, 4, 1), people=900),
)
WORKSHOPS = (
    PublicWorkshop(date(2021, 3, 31), 90),
    PublicWorkshop(date(2021, 4, 1), 0),
    PublicWorkshop(date(2021, 10, 5), 1010),
    PublicWorkshop(date(2022, 3, 31), 5),
    PublicWorkshop(date(2022, 4, 1), 900),
)
"""The year 2022 runs from 1 April 2021 to 31 March 2022: three workshops (nobody came to one), 1,015 people, two
authorities. Dartford was at two of them with 9 people."""
NOTHING = {"training": None, "considered": None}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return small_bundle.ingredients(tmp_path_factory.mktemp("made"))


@pytest.fixture(scope="module")
def bundle(made, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    return small_bundle.write(
        made, out, casework=replace(small_bundle.CASEWORK, trainings=TRAININGS, workshops=WORKSHOPS)
    )


def told(bundle, path):
    with serving(bundle) as client, made_map.drawn():
        answer = client.get(path)
        assert answer.status_code == 200
        Page(answer.content.decode())
        return unescape(answer.content.decode())


def test_an_authority_s_page_counts_the_workshops_of_its_year_alone(bundle):
    page = told(bundle, f"/authorities/{DARTFORD}/")
    assert "In 2021-22 this council was at 2 workshops. 9 of its people took part." in page


def test_one_workshop_and_one_person(made, tmp_path):
    casework = replace(small_bundle.CASEWORK, trainings=(replace(ONE, people=1),))
    page = told(small_bundle.write(made, tmp_path, casework=casework), f"/authorities/{DARTFORD}/")
    assert "In 2021-22 this council was at 1 workshop. 1 of its people took part." in page


def test_an_authority_that_came_in_other_years_only_is_told_of_no_reach(made, tmp_path):
    casework = replace(small_bundle.CASEWORK, trainings=TRAININGS[3:])
    page = told(small_bundle.write(made, tmp_path, casework=casework), f"/authorities/{DARTFORD}/")
    assert "this council was at" not in page
    assert "Good answers" in page


def test_the_national_page_has_the_whole_reach_of_the_year(bundle):
    page = told(bundle, "/national/")
    assert "The ombudsman held 3 workshops in the year. 1,015 people came. Councils that people came from: 2." in page


def test_where_people_came_of_no_authority_none_is_counted(made, tmp_path):
    casework = replace(small_bundle.CASEWORK, trainings=())
    page = told(small_bundle.write(made, tmp_path, casework=casework), "/national/")
    assert "6 people came." in page
    assert "that people came from" not in page


def test_a_year_without_workshops_on_record_says_nothing_of_them(made, tmp_path):
    casework = replace(small_bundle.CASEWORK, trainings=(), workshops=WORKSHOPS[:1])
    assert "workshop" not in told(small_bundle.write(made, tmp_path, casework=casework), "/national/")


def test_the_open_data_have_it_in_a_table_of_its_own(bundle):
    with (bundle / "data" / "training_years.csv").open(encoding="utf-8", newline="") as file:
        [row] = csv.DictReader(file)
    assert {name: row[name] for name in ("year", "workshops", "everybody", "from_authorities")} == {
        "year": "2022",
        "workshops": "3",
        "everybody": "1015",
        "from_authorities": "2",
    }
    metadata = json.loads((bundle / "data" / "training_years.csv-metadata.json").read_text())
    columns = metadata["tableSchema"]["columns"]
    assert all(column["dc:description"] for column in columns)


def test_the_bundle_has_totals_and_nobody_of_no_authority(bundle):
    with sqlite3.connect(bundle / SITE) as connection:
        assert connection.execute("SELECT * FROM training_years").fetchall() == [(2022, 3, 1015, 2)]
        assert {one for (one,) in connection.execute("SELECT DISTINCT authority FROM trainings")} == {
            DARTFORD,
            ALLERDALE,
            YORK,
        }


def test_a_scheme_may_say_nothing_of_it(made, tmp_path):
    scheme = small_year.scheme()
    wording = {
        language: words.model_copy(
            update={
                "national": words.national.model_copy(update=NOTHING),
                "finding": words.finding.model_copy(update={"considered": None}),
            }
        )
        for language, words in scheme.wording.items()
    }
    casework = replace(small_bundle.CASEWORK, workshops=WORKSHOPS)
    silent = scheme.model_copy(update={"wording": wording})
    written = small_bundle.write(made, tmp_path, casework=casework, scheme=silent)
    for path in ("/national/", "/?colour=considered"):
        page = told(written, path)
        assert "workshop" not in page
        assert "committee" not in page
