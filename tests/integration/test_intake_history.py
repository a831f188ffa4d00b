"""Published totals of earlier years."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.support import registers
from tests.support.extracts import small_scheme
from upheld.intake.history import take
from upheld.register import models
from upheld.register.queries import published_totals
from upheld.vocabulary.problems import Refused

MEASURES = [
    {"id": "rate_of_fault", "base": "investigations", "counted": "upheld", "dated_by": "decision", "shown_as": "percent", "better": "lower", "order": 1},
    {"id": "offered", "base": "upheld_decisions", "counted": "satisfactory_remedy", "dated_by": "decision", "shown_as": "percent", "better": "higher", "order": 2},
]  # fmt: skip
SCHEME = small_scheme(measures=MEASURES)
HEAD = "council,type,year,investigations_n,upheld_n,upheld_pct,similar_avg_upheld_pct,sat_remedy_n,sat_remedy_pct,source_url,note\n"


def table(tmp_path, *lines):
    path = tmp_path / "published.csv"
    path.write_text(HEAD + "\n".join(lines) + "\n")
    return path


def test_totals_are_kept_by_the_measures_they_mean(either_register, tmp_path):
    file = table(
        tmp_path, "Ash Homes,x,2019,22,19,86,64.5,2,11,https://a.example,press", "ENGLAND,national,2019,9,9,,,,,,"
    )
    report = take(file, SCHEME, by="ana")
    assert (report.taken, report.changed) == (1, 1)
    assert report.left_out == ["row 3, ENGLAND, 2019: no authority of this name"]
    (total,) = published_totals()
    assert (total.authority, total.year, total.source, total.note) == ("A1", 2019, "https://a.example", "press")
    assert total.counts == {"rate_of_fault": (19, 22), "offered": (2, 19)}
    assert total.percents == {"rate_of_fault": Fraction(86), "offered": Fraction(11)}
    assert total.group_percents == {"rate_of_fault": Fraction(129, 2)}


def test_names_are_those_of_the_year_and_the_same_again_changes_nothing(register, tmp_path):
    file = table(tmp_path, "Ivy Homes,x,2020,2,1,,,,,s,", "Ivy Homes,x,2021,2,1,,,,,s,")
    take(file, SCHEME, by="ana")
    assert [(total.authority, total.year) for total in published_totals()] == [("A8", 2020), ("A9", 2021)]
    before = registers.digest(register)
    assert take(file, SCHEME, by="ben").changed == 0
    assert registers.digest(register) == before


def test_rows_that_agree_are_one_and_a_change_keeps_what_was(register, tmp_path):
    take(table(tmp_path, "Ash Homes,x,2019,22,19,,,,,one,", "A1,x,2019,22,,86,,,,two,"), SCHEME, by="ana")
    (total,) = published_totals()
    assert (total.counts["rate_of_fault"], total.source) == ((19, 22), "one ; two")
    assert take(table(tmp_path, "A1,x,2019,22,18,,,,,one,"), SCHEME, by="ben").changed == 1
    assert models.PriorRow.objects.get().before["numbers"]["counts"]["rate_of_fault"] == [19, 22]


WRONG = [
    ("A1,x,2019-20,2,1,,,,,s,", "row 2, column year: '2019-20' found; expected a year such as 2022"),
    ("A1,x,2019,2,3,,,,,s,", "column upheld_n: '3' found; expected at most 2, as investigations_n says"),
    ("A1,x,2019,2,1,50%,,,,s,", "column upheld_pct: '50%' found; expected a number such as 50 or 9.4, without a sign"),
    ("A1,x,2019,2,1,500,,,,s,", "a percentage of at most 100"),
    ("A1,x,2019,2.0,1,,,,,s,", "a whole number, in digits alone"),
    ("A1,x,2019,2,1,,,,,s,\nAsh Homes,x,2019,3,1,,,,,s,", "row 3, column investigations_n: '3' found; expected 2, as in row 2"),
    ("A1,x,2019,2,1", "expected 11 cells"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "told"), WRONG)
def test_what_is_wrong_is_told_and_nothing_written(lines, told, register, tmp_path):
    before = registers.digest(register)
    with pytest.raises(Refused) as caught:
        take(table(tmp_path, lines), SCHEME, by="ana")
    assert told in "\n".join(map(str, caught.value.problems))
    assert registers.digest(register) == before


def test_a_file_that_is_not_there(register, tmp_path):
    with pytest.raises(Refused, match="there is none of this name"):
        take(tmp_path / "none.csv", SCHEME, by="ana")
