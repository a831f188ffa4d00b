"""A problem says where, what was found and what was expected, in one line."""

from upheld.vocabulary.problems import Fault, Faults, Problem, Refused, dotted, shortened


def test_a_cell_of_a_table():
    problem = Problem("cases.csv", 7, "outcome", "uphold", "one of upheld, not_upheld")
    assert str(problem) == "cases.csv, row 7, column outcome: 'uphold' found; expected one of upheld, not_upheld"


def test_a_key_of_a_text_file():
    problem = Problem("scheme.toml", 3, "year_end.day", "31", "a day that the month has every year")
    expected = "scheme.toml, line 3, key year_end.day: '31' found; expected a day that the month has every year"
    assert str(problem) == expected


def test_what_is_not_known_is_not_said():
    assert (
        str(Problem("cases.csv", expected="this file; it is missing")) == "cases.csv: expected this file; it is missing"
    )
    assert (
        str(Problem("cases.csv", 2, "authority", "", "a code"))
        == "cases.csv, row 2, column authority: '' found; expected a code"
    )


def test_one_line_however_long_the_cell():
    assert shortened("a\nb\t c") == "a b c"
    assert len(shortened("x" * 100_000)) == 60
    assert shortened("x" * 100).endswith("…")
    assert "\n" not in str(Problem("cases.csv", 2, "text", "one\ntwo", "a text"))


def test_problems_stand_in_the_order_of_the_file():
    late, early, unfound = Problem("a.csv", 10), Problem("a.csv", 9, "c", "x"), Problem("a.csv", 9, "c")
    assert sorted([late, early, unfound]) == [unfound, early, late]


def test_a_refusal_counts_also_what_it_does_not_tell():
    refused = Refused([Problem("a.csv", n) for n in range(5)], total=12)
    assert refused.total == 12
    assert str(refused).startswith("12 problems: a.csv")
    assert str(Refused([Problem("a.csv")])).startswith("1 problem: ")


def test_faults_name_their_keys():
    faults = Faults([Fault(("kinds", 2, "id"), "each one once"), Fault(("a b",), "nothing")])
    assert str(faults) == "kinds.2.id: expected each one once; 'a b': expected nothing"
    assert dotted(("subjects", "Highways & more", "x-y_z")) == "subjects.'Highways & more'.x-y_z"
