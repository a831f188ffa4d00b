"""Letters are written all or none, and the same input gives the same bytes."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.letters import DARTFORD, KENT, addressed, england, figures
from upheld.letters.actions import LettersReport, write_letters
from upheld.letters.checks import LettersRefused, covered
from upheld.letters.facts import Addressee, Gap, GapKind, LetterFacts
from upheld.letters.press import LetterPress
from upheld.vocabulary.authorities import AuthorityDirectory, renamed
from upheld.vocabulary.scheme import Scheme

WHOM = (DARTFORD, KENT, "E06000001", "E08000001", "E09000001", "E10000017")


def small() -> Scheme:
    """The scheme that ships, with six authorities."""
    listed = england().authorities
    return england().model_copy(update={"authorities": AuthorityDirectory(listed[one] for one in WHOM)})


def write(out: Path, workers: int = 2, **changed: Any) -> LettersReport:
    scheme = small()
    directory = scheme.authorities.with_changes(changed.pop("authorities", {}))
    made = figures({KENT: {"uphold_rate": (64, 94)}, DARTFORD: {"uphold_rate": (1, 2)}}, scheme=scheme)
    facts = {one: addressed(one) for one in WHOM} | changed.pop("facts", {})
    with LetterPress(workers=workers) as press:
        return write_letters(
            scheme,
            directory,
            made,
            facts,
            out,
            press=press,
            sent_on=changed.pop("sent_on", date(2022, 7, 20)),
            published_on=date(2022, 7, 27),
            sample=False,
            **changed,
        )


def held(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in sorted(folder.iterdir())}


def test_the_same_input_gives_the_same_bytes_however_many_processes_print(tmp_path: Path):
    assert write(tmp_path / "one", workers=1).count == len(WHOM)
    write(tmp_path / "two", workers=2)
    assert sorted(held(tmp_path / "one")) == sorted(f"{one}.{kind}" for one in WHOM for kind in ("html", "pdf"))
    assert held(tmp_path / "one") == held(tmp_path / "two")


def test_the_clock_of_a_letter_is_the_day_it_is_sent(tmp_path: Path):
    write(tmp_path / "one", workers=1, sent_on=date(2022, 7, 21))
    pdf = held(tmp_path / "one")["E10000016.pdf"]
    assert set(re.findall(rb"<xmp:(?:Create|Modify)Date>(.*?)<", pdf)) == {b"2022-07-21T00:00:00+00:00"}
    assert set(re.findall(rb"D:(\d{8})", pdf)) == {b"20220721"}


def test_letters_of_a_run_before_do_not_stay(tmp_path: Path):
    out = tmp_path / "letters"
    out.mkdir()
    (out / "E99999999.pdf").write_bytes(b"of a run before")
    write(out, workers=1)
    assert "E99999999.pdf" not in held(out)
    assert sorted(one.name for one in tmp_path.iterdir()) == [".letters.drawn", "letters"]


@pytest.mark.parametrize(("character", "name"), [("漢", "U+6F22"), ("\x07", "U+0007"), ("😀", "U+1F600")])
def test_a_character_that_the_typeface_lacks_is_named_with_its_letter(tmp_path: Path, character: str, name: str):
    assert character not in covered()
    facts = {KENT: LetterFacts((Addressee(KENT, f"Ada {character} Example", "Ms Example"),))}
    out = tmp_path / "letters"
    write(out, workers=1)
    before = held(out)
    with pytest.raises(LettersRefused) as refused:
        write(out, workers=1, facts=facts)
    assert [str(one) for one in refused.value.problems if "letter E10000016" in str(one) and name in str(one)]
    assert held(out) == before
    assert sorted(one.name for one in tmp_path.iterdir()) == [".letters.drawn", "letters"]


def test_a_hole_in_a_sentence_is_refused_with_its_letter(tmp_path: Path):
    nameless = renamed(england().authorities[KENT], " ")
    with pytest.raises(LettersRefused, match=r"letter E10000016: .*\{authority\}"):
        write(tmp_path / "letters", workers=1, authorities={KENT: nameless})
    assert not list(tmp_path.iterdir())


def test_gaps_are_told_and_the_letter_is_made_all_the_same(tmp_path: Path):
    gap = Gap(DARTFORD, GapKind.NOBODY, "Dartford: no chief officer is known.")
    report = write(tmp_path / "letters", workers=1, facts={DARTFORD: LetterFacts((Addressee(DARTFORD),), gaps=(gap,))})
    assert report.gaps == (gap,)
    assert (tmp_path / "letters" / "E07000107.pdf").exists()


def test_progress_is_told_to_the_end(tmp_path: Path):
    told: list[tuple[int, int]] = []
    write(tmp_path / "letters", workers=1, progress=lambda done, of: told.append((done, of)))
    assert told == [(done, len(WHOM)) for done in range(1, len(WHOM) + 1)]
