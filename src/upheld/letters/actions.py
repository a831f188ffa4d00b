"""Writing the letters of a year: content, checks, HTML twins, PDFs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import chain
from pathlib import Path

from upheld.letters.by_hand import Changes, changed
from upheld.letters.checks import LettersRefused, letter_of, problems_of
from upheld.letters.content import LetterContent
from upheld.letters.drawn import Written
from upheld.letters.facts import Gap, LetterFacts
from upheld.letters.html import page
from upheld.letters.letter import letter
from upheld.letters.press import LetterPress
from upheld.letters.printing import Job
from upheld.letters.sentences import EmptyBlank
from upheld.letters.situation import Occasion, Situation
from upheld.statistics.figure import YearFigures
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.problems import Problem
from upheld.vocabulary.scheme import Scheme

LAYOUT = Path("letter") / "letter.typ"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class LettersReport:
    """How many letters were made, and those that may not be sent yet."""

    count: int
    gaps: tuple[Gap, ...]
    written: tuple[Written, ...]


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
) -> Iterator[LetterContent]:
    """The letters of a year in one language, in the order of the figures, one by one.

    Raises `LettersRefused` naming the letter in which a sentence would have a hole.
    """
    year = scheme.year(figures.year)
    occasion = Occasion(scheme, directory, year, language, sent_on, published_on, sample)
    for authority, found in figures.authorities.items():
        try:
            yield letter(Situation(occasion, directory[authority], found, facts[authority]))
        except EmptyBlank as hole:
            code = directory[authority].code(year.end)
            raise LettersRefused([Problem(letter_of(code), expected=f"a text: {hole}")]) from hole


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
    by_hand: Changes | None = None,
    progress: Progress = lambda *_: None,
    keep: Callable[[tuple[Written, ...]], object] = lambda _: None,
) -> LettersReport:
    """Write ``out/<code>.pdf`` and ``.html`` for every authority; in further languages ``<code>.<language>.pdf``.

    All letters or none: they are written aside and take the place of the folder ``out`` when the last is done. Raises
    `LettersRefused` with every problem of every letter where one cannot be made as it is. The same input gives the
    same bytes, however many processes print. ``by_hand`` are the changes that people made. ``keep`` is given what was
    written before it takes its place; where that raises anything, nothing does.
    """
    days = {"sent_on": sent_on, "published_on": published_on}
    made = chain.from_iterable(
        contents(scheme, directory, figures, facts, language=one, sample=sample, **days) for one in scheme.languages
    )
    with _aside(out) as folder:
        batch = _Batch(scheme, press, folder, sent_on, by_hand or {})
        count = len(figures.authorities) * len(scheme.languages)
        for done, _ in enumerate(batch.printed(made), start=1):
            progress(done, count)
        keep(tuple(batch.written.values()))
    gaps = tuple(gap for one in figures.authorities for gap in facts[one].gaps)
    return LettersReport(len(figures.authorities), gaps, tuple(batch.written.values()))


class _Batch:
    """Letters on their way: while one is put together, those before it are printed."""

    def __init__(self, scheme: Scheme, press: LetterPress, folder: Path, sent_on: date, by_hand: Changes):
        self.scheme, self.press, self.folder, self.by_hand = scheme, press, folder, by_hand
        self.written: dict[str, Written] = {}  # by the path of the PDF
        self.layout = str(layout(scheme))
        self.timestamp = int(datetime.combine(sent_on, time(), UTC).timestamp())

    def printed(self, made: Iterable[LetterContent]) -> Iterator[str]:
        """Check and print; gives the path of each letter that is done. Nothing more is printed after a problem."""
        problems: list[Problem] = []
        try:
            for generated in made:
                content, left_out = self._changed(generated)
                written = content.as_json()
                problems += problems_of(content, written)
                if not problems:
                    self._begin(content, written, left_out)
            if problems:
                raise LettersRefused(problems)
            for path, sha256 in self.press.finished():
                self.written[path] = replace(self.written[path], pdf_sha256=sha256)
                yield path
        except BaseException:
            self.press.drop()
            raise

    def _changed(self, content: LetterContent) -> tuple[LetterContent, list[str]]:
        changes = self.by_hand.get((content.authority, content.language))
        return changed(content, changes, self.scheme) if changes else (content, [])

    def _begin(self, content: LetterContent, written: str, left_out: list[str]) -> None:
        stem = self.folder / name(self.scheme, content)
        self.written[f"{stem}.pdf"] = Written(content.authority, content.language, written, left_out=tuple(left_out))
        self.press.begin(Job(written, self.layout, self.press.fonts, self.timestamp, f"{stem}.pdf"))
        Path(f"{stem}.html").write_text(page(content), encoding="utf-8")


def layout(scheme: Scheme, which: Path = LAYOUT) -> Path:
    """The Typst file that lays out a scheme's letters, or another. Raises `LettersRefused` where there is none."""
    path = (scheme.folder / which).resolve()
    if not path.is_file():
        raise LettersRefused([Problem(f"{scheme.id}/{which.as_posix()}", expected="this file")])
    return path


@contextmanager
def _aside(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` that takes its place when all has gone well, and vanishes otherwise."""
    aside, old = out.with_name(f"{out.name}.part"), out.with_name(f"{out.name}.old")
    for left in (aside, old):
        shutil.rmtree(left, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700)  # nobody else reads a letter before it is public
    try:
        yield aside
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    if out.exists():
        out.rename(old)
    aside.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def name(scheme: Scheme, content: LetterContent) -> str:
    """A letter's file name without its ending: the authority's code of the year."""
    return content.code if content.language == scheme.language else f"{content.code}.{content.language}"
