"""A letter in a line: counts of cases in, the letter's content, PDF and page out."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import count_rows
from upheld.letters.actions import LAYOUT
from upheld.letters.content import LetterContent
from upheld.letters.facts import Addressee, LetterFacts
from upheld.letters.html import page
from upheld.letters.letter import letter
from upheld.letters.press import LetterPress
from upheld.letters.printing import Job, to_pdf
from upheld.letters.situation import Occasion, Situation
from upheld.statistics.figure import YearFigures
from upheld.statistics.figures import assemble
from upheld.vocabulary.authorities import AuthorityDirectory, renamed
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.scheme_loader import load

KENT, DARTFORD, LAKE_DISTRICT = "E10000016", "E07000107", "E26000003"
Counts = Mapping[str, Mapping[str, tuple[int, int]]]
UNSEEN = {
    *("rule", "why", "edit", "language", "year_", "authority", "code", "author", "sample", "sent_day", "alt"),
    *("measure", "title", "page"),
}
FOOT = 68


@lru_cache
def england() -> Scheme:
    """The scheme that ships."""
    return load("local-government-england")


def withholding(below: int) -> Scheme:
    """The same scheme, had it a rule for small numbers."""
    return england().model_copy(
        update={"small_numbers": england().small_numbers.model_copy(update={"withhold_below": below})}
    )


def park() -> AuthorityDirectory:
    """The scheme's authorities and one of a kind that has no group."""
    kent = england().authorities[KENT]
    one = replace(
        renamed(kent, "Lake District National Park Authority"),
        id=LAKE_DISTRICT,
        kind="national_park",
        codes=tuple(replace(code, text=LAKE_DISTRICT) for code in kent.codes),
        populations=(),
    )
    return england().authorities.with_changes({LAKE_DISTRICT: one})


def figures(counts: Counts, year: int = 2022, **more: Any) -> YearFigures:
    """The year's figures from counts by authority and measure."""
    scheme = more.pop("scheme", england())
    directory = more.pop("directory", scheme.authorities)
    complete = more.pop("complete", (year,))
    return assemble(scheme, directory, year, complete, count_rows(year, dict(counts)), **more)  # type: ignore[arg-type]


def content(counts: Counts, whom: str, year: int = 2022, **more: Any) -> LetterContent:
    """One authority's letter. More: ``scheme``, ``directory``, ``facts``, ``sample``, ``language``, ``published``."""
    scheme = more.get("scheme", england())
    directory = more.get("directory", scheme.authorities)
    found = figures(counts, year, scheme=scheme, directory=directory, published=more.get("published", ()))
    sent_on, published_on = date(year, 7, 20), date(year, 7, 27)
    occasion = Occasion(
        scheme,
        directory,
        scheme.year(year),
        more.get("language", scheme.language),
        sent_on,
        published_on,
        more.get("sample", False),
    )
    facts = more.get("facts") or addressed(whom)
    return letter(Situation(occasion, directory[whom], found.authorities[whom], facts))


def addressed(whom: str, **more: Any) -> LetterFacts:
    """Facts with one chief officer and whatever else is told."""
    return LetterFacts((Addressee(whom, "Ada Example", "Ms Example", "Chief Executive"),), **more)


@pytest.fixture(scope="session")
def typefaces() -> Iterator[str]:
    """The folder of typefaces that the press gives to Typst."""
    with LetterPress(workers=1) as press:
        yield press.fonts


def pdf(held: LetterContent, fonts: str, scheme: Scheme | None = None) -> bytes:
    """The letter as PDF."""
    layout = str(((scheme or england()).folder / LAYOUT).resolve())
    day = int(datetime.fromisoformat(held.sent_day).replace(tzinfo=UTC).timestamp())
    return to_pdf(Job(held.as_json(), layout, fonts, day, f"{held.code}.pdf"))


def text_of_pdf(made: bytes, folder: Path) -> str:
    """The text of a PDF without the foot of its pages; skips the test where pdftotext is not installed."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext is not installed")
    file = folder / "letter.pdf"
    file.write_bytes(made)
    area = ["-x", "0", "-y", "0", "-W", "596", "-H", str(842 - FOOT)]
    command = ["pdftotext", "-raw", *area, str(file), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("style", "head")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "head")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.texts.append(data)


def text_of_page(html: str) -> str:
    """The text of a page as it is read."""
    seen = _Seen()
    seen.feed(html)
    return " ".join(seen.texts)


def close(text: str) -> str:
    """A text without its spaces: where a line ends is the layout's affair."""
    return re.sub(r"\s+", "", text)


def seen(held: Any) -> Iterator[str]:
    """Every text of a content that both forms of the letter must hold."""
    if isinstance(held, str):
        yield from [held] if held.strip() else []
    elif isinstance(held, tuple | list):
        yield from (text for one in held for text in seen(one))
    elif is_dataclass(held):
        for field in fields(held):
            if field.name not in UNSEEN or (field.name == "title" and not isinstance(held, LetterContent)):
                yield from seen(getattr(held, field.name))


class Told:
    """A letter in its three forms."""

    def __init__(self, held: LetterContent, fonts: str, folder: Path, scheme: Scheme | None = None):
        self.held = held
        self.html = page(held)
        self.pdf = pdf(held, fonts, scheme)
        self.forms = {
            "content": close(" ".join(seen(held))),
            "PDF": close(text_of_pdf(self.pdf, folder)),
            "HTML": close(text_of_page(self.html)),
        }

    def says(self, text: str) -> bool:
        """Whether a text stands in all three forms; fails naming the form that lacks it where only some have it."""
        found = {form: close(text) in whole for form, whole in self.forms.items()}
        assert len(set(found.values())) == 1, f"{text!r}: {found}"
        return found["content"]

    def panel(self, measure: str) -> Any:
        """A measure's panel."""
        return next(one for one in self.held.figures.panels if one.measure == measure)
