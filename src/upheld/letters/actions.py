"""Writing the letters of a year: content, checks, HTML twins, PDFs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from upheld.letters.checks import check
from upheld.letters.content import LetterContent
from upheld.letters.facts import Gap, LetterFacts
from upheld.letters.html import page
from upheld.letters.letter import letter
from upheld.letters.press import LetterPress
from upheld.letters.printing import Job
from upheld.letters.situation import Occasion, Situation
from upheld.statistics.figure import YearFigures
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme

LAYOUT = Path("letter") / "letter.typ"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class LettersReport:
    """How many letters were made, and those that may not be sent yet."""

    count: int
    gaps: tuple[Gap, ...]


def contents(
    scheme: Scheme,
    directory: AuthorityDirectory,
    figures: YearFigures,
    facts: Mapping[str, LetterFacts],
    *,
    language: str,
    sent_on: date,
    published_on: date,
    sample: bool,
) -> list[LetterContent]:
    """The letters of a year in one language, in the order of the figures."""
    year = scheme.year(figures.year)
    occasion = Occasion(scheme, directory, year, language, sent_on, published_on, sample)
    return [
        letter(Situation(occasion, directory[authority], found, facts[authority]))
        for authority, found in figures.authorities.items()
    ]


def write_letters(
    scheme: Scheme,
    directory: AuthorityDirectory,
    figures: YearFigures,
    facts: Mapping[str, LetterFacts],
    out: Path,
    *,
    press: LetterPress,
    sent_on: date,
    published_on: date,
    sample: bool,
    progress: Progress = lambda *_: None,
) -> LettersReport:
    """Write ``out/<code>.pdf`` and ``.html`` for every authority; in further languages ``<code>.<language>.pdf``.

    Raises `LettersRefused` before anything is made where a letter cannot be made as it is. The same input gives the
    same bytes, however many processes print.
    """
    days = {"sent_on": sent_on, "published_on": published_on}
    made = {
        one: contents(scheme, directory, figures, facts, language=one, sample=sample, **days)
        for one in scheme.languages
    }
    check(content for several in made.values() for content in several)
    out.mkdir(parents=True, exist_ok=True)
    layout = str((scheme.folder / LAYOUT).resolve())
    timestamp = int(datetime.combine(sent_on, time(), UTC).timestamp())
    named = [(content, name(scheme, content)) for several in made.values() for content in several]
    jobs = [Job(content.as_json(), layout, press.fonts, timestamp, str(out / f"{stem}.pdf")) for content, stem in named]
    printing = press.print(jobs)
    for content, stem in named:
        _write(out / f"{stem}.html", page(content))
    for done, _ in enumerate(printing, start=1):
        progress(done, len(jobs))
    return LettersReport(len(figures.authorities), tuple(gap for one in figures.authorities for gap in facts[one].gaps))


def name(scheme: Scheme, content: LetterContent) -> str:
    """A letter's file name without its ending: the authority's code of the year."""
    return content.code if content.language == scheme.language else f"{content.code}.{content.language}"


def _write(path: Path, text: str) -> None:
    aside = path.with_name(f"{path.name}.part")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)
