"""Writing the letters of a year: content, checks, HTML twins, PDFs."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import chain
from pathlib import Path

from upheld.letters.by_hand import Changes, changed
from upheld.letters.checks import LettersRefused, letter_of, problems_of
from upheld.letters.content import LetterContent
from upheld.letters.drawn import Written
from upheld.letters.facts import Gap, LetterFacts
from upheld.letters.html import page
from upheld.letters.ledger import LEDGER, Entry, Ledger, beside, recipe
from upheld.letters.letter import letter
from upheld.letters.press import LetterPress, PressStopped
from upheld.letters.printing import Job
from upheld.letters.sentences import EmptyBlank
from upheld.letters.situation import Occasion, Situation
from upheld.statistics.figure import YearFigures
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.problems import Problem, Refused
from upheld.vocabulary.scheme import Scheme

LAYOUT = Path("letter") / "letter.typ"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class LettersReport:
    """How many letters were made, how many files of them were drawn anew, and letters that may not be sent yet.

    ``died`` counts printing processes that ended early; others printed again what these had on their way.
    """

    count: int
    gaps: tuple[Gap, ...]
    drawn: int
    died: int


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
    keep: Callable[[Iterable[Written]], object] = lambda _: None,
) -> LettersReport:
    """Write ``out/<code>.pdf`` and ``.html`` for every authority; in further languages ``<code>.<language>.pdf``.

    All letters or none: they are written aside and take the place of the folder ``out`` when the last is done. Raises
    `LettersRefused` with every problem of every letter where one cannot be made as it is. The same input gives the
    same bytes, however many processes print. ``by_hand`` are the changes that people made. ``keep`` is given what was
    written before it takes its place; where that raises anything, nothing does.

    What an earlier run drew of just the same is not drawn again, be it that all were done then or that it was
    interrupted: see `letters.ledger`. Contents lie on disk until they are kept: memory does not grow with them.
    """
    days = {"sent_on": sent_on, "published_on": published_on}
    made = chain.from_iterable(
        contents(scheme, directory, figures, facts, language=one, sample=sample, **days) for one in scheme.languages
    )
    count, died = len(figures.authorities) * len(scheme.languages), press.died
    with _aside(out) as folder:
        batch = _Batch(scheme, press, folder, out, sent_on, by_hand or {})
        for done, _ in enumerate(batch.printed(made), start=1):
            progress(done, count)
        keep(batch)
        batch.close()
    gaps = tuple(gap for one in figures.authorities for gap in facts[one].gaps)
    return LettersReport(len(figures.authorities), gaps, batch.drawn, press.died - died)


@dataclass(slots=True)
class _Letter:
    """A letter on its way: whose it is, and what is known of it so far."""

    authority: str
    language: str
    left_out: tuple[str, ...]
    drawn_of: str
    html: str = ""
    pdf: str = ""


@dataclass
class _Batch:
    """Letters on their way: while one is put together, those before it are printed. Iterating gives what is done."""

    scheme: Scheme
    press: LetterPress
    folder: Path
    before: Path
    sent_on: date
    by_hand: Changes
    drawn: int = 0
    letters: dict[str, _Letter] = field(default_factory=dict)  # by the name of the files

    def __post_init__(self) -> None:
        self.layout = layout(self.scheme)
        self.timestamp = int(datetime.combine(self.sent_on, time(), UTC).timestamp())
        self.recipe = f"{recipe(self.layout, self.press.fonts)} {self.timestamp}"
        self.ledger, self.earlier = Ledger(self.folder), Ledger(self.before, beside(self.before))
        self.contents = self.folder / ".contents"
        self.contents.mkdir(exist_ok=True)

    def printed(self, made: Iterable[LetterContent]) -> Iterator[str]:
        """Check and print; gives the name of each letter that is done. Nothing more is printed after a problem."""
        there: list[str] = []  # what need not be drawn is told of when the press is next heard of
        for path, sha256 in self.press.printed(self._to_print(made, there)):
            name = Path(path).stem
            one = self.letters[name]
            one.pdf = sha256
            self.ledger.add(name, Entry(one.drawn_of, one.pdf, one.html))
            self.drawn += 1
            yield from (name, *there)
            there.clear()
        yield from there

    def _to_print(self, made: Iterable[LetterContent], there: list[str]) -> Iterator[Job]:
        problems: list[Problem] = []
        for generated in made:
            content, left_out = self._changed(generated)
            written = content.as_json()
            problems += problems_of(content, written)
            if problems:
                continue
            stem = name(self.scheme, content)
            one = self._known(stem, content, left_out, written)
            entry = self.ledger.has(stem, one.drawn_of) or self.ledger.take_over(stem, one.drawn_of, self.earlier)
            if entry:
                one.pdf, one.html = entry.pdf, entry.html
                there.append(stem)
            else:
                one.html = _write(self.folder / f"{stem}.html", page(content))
                path = str(self.folder / f"{stem}.pdf")
                yield Job(written, str(self.layout), self.press.fonts, self.timestamp, path)
        if problems:
            raise LettersRefused(problems)

    def _changed(self, content: LetterContent) -> tuple[LetterContent, list[str]]:
        changes = self.by_hand.get((content.authority, content.language))
        return changed(content, changes, self.scheme) if changes else (content, [])

    def _known(self, stem: str, content: LetterContent, left_out: list[str], written: str) -> _Letter:
        drawn_of = hashlib.sha256(f"{self.recipe}\n{written}".encode()).hexdigest()
        _write(self.contents / f"{stem}.json", written)
        self.letters[stem] = _Letter(content.authority, content.language, tuple(left_out), drawn_of)
        return self.letters[stem]

    def __iter__(self) -> Iterator[Written]:
        for stem, one in self.letters.items():
            content = (self.contents / f"{stem}.json").read_text(encoding="utf-8")
            yield Written(one.authority, one.language, content, one.pdf, one.left_out)

    def close(self) -> None:
        """Leave nothing but the letters in the folder, and beside it a ledger of them."""
        shutil.rmtree(self.contents)
        self.ledger.close(self.letters, beside(self.before))


def _write(path: Path, text: str) -> str:
    """Write a text and return its hash."""
    written = text.encode()
    path.unlink(missing_ok=True)  # it may be linked to the letter that stands now
    path.write_bytes(written)
    return hashlib.sha256(written).hexdigest()


def layout(scheme: Scheme, which: Path = LAYOUT) -> Path:
    """The Typst file that lays out a scheme's letters, or another. Raises `LettersRefused` where there is none."""
    path = (scheme.folder / which).resolve()
    if not path.is_file():
        raise LettersRefused([Problem(f"{scheme.id}/{which.as_posix()}", expected="this file")])
    return path


@contextmanager
def _aside(out: Path) -> Iterator[Path]:
    """A folder beside ``out`` that takes its place when all has gone well.

    Where the letters are refused it vanishes. Where the work was interrupted it stays, and the next run goes on in it.
    """
    aside, old = out.with_name(f"{out.name}.part"), out.with_name(f"{out.name}.old")
    if old.exists() and not out.exists():  # stopped between the two renames below
        old.rename(out)
    shutil.rmtree(old, ignore_errors=True)
    aside.mkdir(parents=True, mode=0o700, exist_ok=True)  # nobody else reads a letter before it is public
    try:
        yield aside
    except PressStopped:
        raise
    except Refused:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    if out.exists():
        out.rename(old)
    aside.rename(out)
    (out / LEDGER).unlink(missing_ok=True)  # only now: until here an interrupted run is gone on with by it
    shutil.rmtree(old, ignore_errors=True)


def name(scheme: Scheme, content: LetterContent) -> str:
    """A letter's file name without its ending: the authority's code of the year."""
    return content.code if content.language == scheme.language else f"{content.code}.{content.language}"
