"""A year drawn from the register as it is: figures, letters, open files, preview. The stages that follow an intake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.console.words import Bar, Stages, number
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme

if TYPE_CHECKING:
    from upheld.editions.actions import Counted, FrozenEdition
    from upheld.letters.actions import LettersReport
    from upheld.letters.drawn import Written
    from upheld.letters.facts import LetterFacts
    from upheld.letters.press import LetterPress
    from upheld.publication.open_data.press import WorkbookPress
    from upheld.statistics.counting import Engine
    from upheld.statistics.figure import YearFigures


@dataclass
class Drawing:
    """One drawing of a year. Each stage is a method; what it makes is kept for the ones after it.

    ``counted`` is what was counted and no edition has yet: see `console.redrawing`.
    """

    scheme: Scheme
    directory: AuthorityDirectory
    year: int
    complete: tuple[int, ...]
    out: Path
    sent_on: date
    released_on: date
    sample: bool
    by: str
    stages: Stages
    counted: Counted | None = None
    frozen: FrozenEdition | None = None
    letters: LettersReport | None = None

    def freeze(self, engine: Engine) -> None:
        """Freeze and count; the draft of the year gets the figures."""
        with self.stages.stage("Counting the figures") as bar:
            from upheld.editions.actions import freeze

            self.frozen = freeze(
                self.scheme,
                self.directory,
                self.year,
                self.complete,
                self.out / "snapshots",
                sent_on=self.sent_on,
                released_on=self.released_on,
                by=self.by,
                engine=engine,
                tell=bar.tell,
            )
            bar.note = number(len(self.frozen.figures.authorities), "authority", "authorities")

    def write_letters(self, press: LetterPress) -> None:
        """Write the letters with what people changed by hand, and put them on record."""
        with self.stages.stage("Writing the letters") as bar:
            from upheld.letters.drawn import keep
            from upheld.letters.queries import changes_of, held

            edition = held(self.frozen.edition)
            known = self.facts()

            def kept(written: Iterable[Written]) -> None:
                keep(edition, written, known)

            self.letters = self.written(press, known, changes_of(edition), bar, keep=kept)
            bar.note = letters_told(self.letters)

    def facts(self) -> dict[str, LetterFacts]:
        """What the register says now for each letter."""
        from upheld.letters.gather import facts

        return facts(self.scheme, self.directory, self.year, self.sent_on)

    def written(self, press: LetterPress, known: object, by_hand: object, bar: Bar, **more: object) -> LettersReport:
        """Write the letters of the figures that were counted or that the edition has."""
        from upheld.letters.actions import write_letters

        return write_letters(
            self.scheme,
            self.directory,
            self.figures,
            known,
            self.out / "letters",
            press=press,
            sent_on=self.sent_on,
            published_on=self.released_on,
            sample=self.sample,
            by_hand=by_hand,
            progress=bar.move,
            **more,
        )

    @property
    def figures(self) -> YearFigures:
        """Those that were counted just now, or those that the edition has."""
        return (self.counted or self.frozen).figures

    def write_open_data(self, workbook: WorkbookPress) -> None:
        """Write the files of figures."""
        with self.stages.stage("Writing the files of figures") as bar:
            from upheld.publication.open_data.actions import write

            what = (self.scheme, self.directory, self.frozen.figures, self.out)
            more = {
                "sample": self.sample,
                "released_on": self.released_on,
                "edition": self.frozen.edition.number,
            }
            made = workbook.begin(*what, **more)
            files = write(*what, **more, workbook=False)
            written = [*files, made.result()]
            for path in written:  # nobody else reads figures before they are public
                path.chmod(0o600)
            bar.note = number(len(written), "file")

    def write_bundle(self, data: Path | None = None) -> None:
        """Write the preview, with the other years as they are. ``data``: where the files of figures are, elsewhere."""
        with self.stages.stage("Writing the bundle") as bar:
            from upheld.publication.release.making import write_preview
            from upheld.publication.release.place import Place

            place = Place(self.scheme, self.directory, self.out)
            letters = self.out / "letters"
            bundle = write_preview(place, self.frozen.edition, letters=letters, data=data or self.out)
            bar.note = bundle.name


def letters_told(report: LettersReport) -> str:
    """How many letters, and whether processes died over printing them."""
    told = number(report.count, "letter")
    if not report.died:
        return told
    return f"{told}; {number(report.died, 'time', 'times')} a process that prints died, and another took its place"


@contextmanager
def all_or_nothing(out: Path) -> Iterator[None]:
    """Letters may be refused after the register was changed: then the register and ``out`` are as they were."""
    import shutil

    from django.db import transaction

    from upheld.register import writing

    store = out / "snapshots"
    before = set(store.iterdir()) if store.is_dir() else None
    try:
        with transaction.atomic():
            writing.lock()
            yield
    except BaseException:
        new = set(store.iterdir()) - (before or set()) if store.is_dir() else set()
        for path in {store} if before is None else new:
            shutil.rmtree(path, ignore_errors=True)
        raise
