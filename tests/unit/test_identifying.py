"""What the rules find in texts, how much they miss, and that no text makes them slow."""

from time import process_time

import pytest

from tests.support.identifying_texts import clean, planted
from upheld.casework.statements.identifying import Found, Kind, found, rules_page


def test_a_text_worked_by_hand() -> None:
    text = "Mrs Smith, of 14 Chestnut Road, DA1 1DR, rang 01632 960001. Mr X did not."
    assert [(one.kind, one.text) for one in found(text)] == [
        ("name", "Smith"),
        ("address", "14 Chestnut Road"),
        ("postcode", "DA1 1DR"),
        ("phone", "01632 960001"),
    ]
    assert all(text[one.start : one.end] == one.text for one in found(text))


def test_recall_and_precision_on_labelled_texts() -> None:
    marked, without = planted(), clean()
    assert (len(marked), len(without)) == (60, 60)
    there = {(at, *span) for at, (_, spans) in enumerate(marked) for span in spans}
    said = {(at, one.start, one.end, str(one.kind)) for at, (text, _) in enumerate(marked) for one in found(text)}
    hit = {
        one for one in there if any(one[0] == s[0] and s[1] < one[2] and one[1] < s[2] and one[3] == s[3] for s in said)
    }
    false = [
        s for s in said if not any(o[0] == s[0] and s[1] < o[2] and o[1] < s[2] and o[3] == s[3] for o in there)
    ] + [(text, one.text) for text in without for one in found(text)]
    recall, precision = len(hit) / len(there), len(hit) / (len(hit) + len(false))
    missed = [(marked[one[0]][0], one[3]) for one in there - hit]
    told = f"recall {recall:.3f}, precision {precision:.3f}; missed {missed}; not there {false}"
    print(told)
    assert recall >= 0.98, told
    assert precision >= 0.98, told


def test_known_names_are_found_however_they_are_written() -> None:
    text = "Wren Achterberg wrote. ACHTERBERG's file, and wren  achterberg, were lost. Achterbergen was not."
    assert [one.text for one in found(text, ["Wren Achterberg", "Achterberg"])] == [
        "Wren Achterberg",
        "ACHTERBERG",
        "wren  achterberg",
    ]
    assert found(text, ["", " "]) == found(text)
    assert found("It was wren", ["Wren Achterberg", "wren"]) == (Found(7, 11, Kind.NAME, "wren"),)


def test_the_longer_of_two_findings_stays() -> None:
    assert found("Write to mr.smith@home.example now", ["smith"]) == (
        Found(9, 30, Kind.EMAIL, "mr.smith@home.example"),
    )


HOSTILE = (
    *("a", "A", "1", "1 ", "0 ", "a.", "A b", "Mr ", "Mr A ", "Mr A. ", "born ", "1 May ", "-", "Smith ", "12 Abc "),
    *("ref ", "ref: ", "ref number number ", "@", "a@", "a@a.", "+1 ", "1/", "Mr and Mrs ", "12/12/", "John A ", "\n"),
    *("son ", "(0", "aged ", "ABCD ", "van der ", "one hundred-", "AB12"),
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    text = (piece * (300_000 // len(piece) + 1))[:300_000]
    began = process_time()
    found(text, ["Smith Smith", "a"])
    assert process_time() - began < 6


def test_every_rule_is_told_in_a_sentence() -> None:
    page = rules_page()
    assert all(f"| {kind} | " in page for kind in Kind)
