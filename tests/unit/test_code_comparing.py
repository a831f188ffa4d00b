"""What an authority says beside what cases showed: worked by hand, and beside a recomputation without cleverness."""

from hypothesis import given
from hypothesis import strategies as st

from upheld.casework.code.comparing import (
    Beside,
    ClauseCompared,
    ClauseNationally,
    Said,
    compared,
    in_numbers,
    nationally,
)

CLAUSES = ("1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7")
SHOWN = [("1.1", "yes"), ("1.1", "yes"), ("1.2", "yes"), ("1.2", "partly"), ("1.3", "yes"), ("1.4", "no")]
SHOWN += [("1.5", "yes"), ("Timeliness", "no")]
SAID = {
    "1.1": Said(True),
    "1.2": Said(True),
    "1.3": Said(False, "Not yet"),
    "1.4": Said(False, "A third stage"),
    "1.6": Said(True),
    "9.9": Said(True),
}


def test_by_hand():
    """Two cases met 1.1, and it says so: they agree. One of two met 1.2 in part only: it said yes and they showed not.

    It said no to 1.3, which the one case met; and no to 1.4, which the one case did not meet: they agree. It said
    nothing of 1.5; nothing showed 1.6; neither of 1.7. A section in words and a clause that there is not are left out.
    """
    found = compared(CLAUSES, SHOWN, SAID)
    assert [one.beside for one in found] == [
        Beside.AGREE,
        Beside.SAID_YES_SHOWN_NOT,
        Beside.SAID_NO_SHOWN_MET,
        Beside.AGREE,
        Beside.NOT_SAID,
        Beside.NOT_SHOWN,
        Beside.NOTHING,
    ]
    assert found[1] == ClauseCompared("1.2", met=1, partly=1, not_met=0, complies=True)
    assert [one.shown for one in found] == ["yes", "partly", "yes", "no", "yes", "", ""]
    assert in_numbers(found)[Beside.AGREE] == 2


def test_all_authorities_by_hand():
    """Of three authorities two were assessed on 1.1: one met it, the other not in one of its two cases."""
    one = compared(("1.1",), [("1.1", "yes")], {"1.1": Said(True)})
    two = compared(("1.1",), [("1.1", "yes"), ("1.1", "no")], {"1.1": Said(True)})
    three = compared(("1.1",), [], {"1.1": Said(False, "x")})
    assert nationally(("1.1",), [one, two, three]) == (ClauseNationally("1.1", 2, 1, 0, 1, 2, 1),)


def test_small_numbers_are_withheld_together_and_what_is_said_is_not():
    one = compared(("1.1", "1.2"), [("1.1", "partly")], {"1.1": Said(True)})
    found = nationally(("1.1", "1.2"), [one], withhold_below=2)
    assert found == (ClauseNationally("1.1", None, None, None, None, 1, 0), ClauseNationally("1.2", 0, 0, 0, 0, 0, 0))
    assert nationally(("1.1", "1.2"), [one, one], withhold_below=2)[0].partly == 2


MET = st.sampled_from(["yes", "partly", "no"])
ROWS = st.lists(st.tuples(st.sampled_from(["1.1", "1.2", "x"]), MET), max_size=8)
SAYS = st.dictionaries(st.sampled_from(["1.1", "1.2"]), st.booleans().map(Said))


@given(st.lists(st.tuples(ROWS, SAYS), max_size=6), st.integers(0, 4))
def test_as_counted_naively(authorities, threshold):
    found = nationally(("1.1", "1.2"), [compared(("1.1", "1.2"), *one) for one in authorities], threshold)
    for row in found:
        worst = []
        for shown, _ in authorities:
            mets = [met for clause, met in shown if clause == row.clause]
            if mets:
                worst.append("no" if "no" in mets else "partly" if "partly" in mets else "yes")
        hidden = 0 < len(worst) < threshold
        counts = [len(worst), worst.count("yes"), worst.count("partly"), worst.count("no")]
        assert [row.assessed, row.met, row.partly, row.not_met] == ([None] * 4 if hidden else counts)
        says = [said[row.clause].complies for _, said in authorities if row.clause in said]
        assert (row.comply, row.do_not) == (says.count(True), says.count(False))
