"""``upheld review``: a whole year, from the extract to the bundle."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.console.by import by
from upheld.console.schemes import chosen
from upheld.console.taken import report_lines
from upheld.console.words import Stages, number, say
from upheld.vocabulary.problems import Problem, Refused
from upheld.vocabulary.scheme import Scheme

if TYPE_CHECKING:
    from upheld.letters.press import LetterPress
    from upheld.publication.open_data.press import WorkbookPress
    from upheld.statistics.counting import Engine

STAGES = 5


@dataclass
class Review:
    """One run of the year. Each stage is a method; what it makes is kept for the ones after it."""

    folder: Path
    year: int
    out: Path
    complete: tuple[int, ...]
    register: str
    scheme: str
    mapping: str
    sent_on: date | None
    published_on: date | None

    def run(self) -> None:
        """Run all stages; raises `Refused` with nothing written where the extract is not in order.

        The processes that count, print and make the workbook get ready while the extract is read, and end while
        others work.
        """
        from upheld.console.counting import CountingProcess
        from upheld.console.register import opened
        from upheld.letters.press import LetterPress
        from upheld.publication.open_data.press import WorkbookPress

        if self.out.exists() and not self.out.is_dir():
            raise Refused([Problem("--out", value=str(self.out), expected="a folder, or a name for a new one")])
        self.stages = Stages(STAGES)
        with ExitStack() as stack:
            counting = stack.enter_context(CountingProcess())
            self._read_scheme()
            stack.enter_context(opened(self.register or self.out / "register.sqlite3"))
            letters = stack.enter_context(LetterPress())
            workbook = stack.enter_context(WorkbookPress())
            with self._all_or_nothing():
                self._take()
                self._freeze(counting)
                counting.dismiss()
                self._write_letters(letters)
                letters.dismiss()
            self._write_open_data(workbook)
            workbook.dismiss()
            self._write_bundle()
        self._write_report()
        self._close()

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """Letters may be refused after the extract was taken: then the register and ``out`` are as they were."""
        import shutil

        from django.db import transaction

        from upheld.register import writing

        store = self.out / "snapshots"
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

    def _read_scheme(self) -> None:
        self.rules: Scheme = chosen(self.scheme)
        calendar, year_end = self.rules.calendar, self.rules.year(self.year).end
        self.letter_day = self.sent_on or calendar.letters_sent.after(year_end)
        self.release_day = self.published_on or calendar.published.after(year_end)

    def _take(self) -> None:
        with self.stages.stage("Reading and checking the extract") as bar:
            from upheld.intake.actions import take
            from upheld.register.queries import directory, is_sample

            self.intake = take(
                self.folder, self.rules, by=by("review"), mapping=self.mapping or None, tell=bar.tell, progress=bar.move
            )
            self.directory = directory(self.rules)
            self.sample = is_sample()
            bar.note = number(self.intake.rows, "row")

    def _freeze(self, engine: Engine) -> None:
        with self.stages.stage("Counting the figures") as bar:
            from upheld.editions.actions import freeze

            self.frozen = freeze(
                self.rules,
                self.directory,
                self.year,
                self.complete,
                self.out / "snapshots",
                sent_on=self.letter_day,
                released_on=self.release_day,
                by=by("review"),
                engine=engine,
                tell=bar.tell,
            )
            bar.note = number(len(self.frozen.figures.authorities), "authority", "authorities")

    def _write_letters(self, press: LetterPress) -> None:
        with self.stages.stage("Writing the letters") as bar:
            from upheld.letters.actions import write_letters
            from upheld.letters.gather import facts

            self.letters = write_letters(
                self.rules,
                self.directory,
                self.frozen.figures,
                facts(self.rules, self.directory, self.year, self.letter_day),
                self.out / "letters",
                press=press,
                sent_on=self.letter_day,
                published_on=self.release_day,
                sample=self.sample,
                progress=bar.move,
            )
            bar.note = number(self.letters.count, "letter")

    def _write_open_data(self, workbook: WorkbookPress) -> None:
        with self.stages.stage("Writing the files of figures") as bar:
            from upheld.publication.open_data.actions import write

            what = (self.rules, self.directory, self.frozen.figures, self.out)
            edition = self.frozen.edition.number
            made = workbook.begin(*what, sample=self.sample, released_on=self.release_day, edition=edition)
            files = write(*what, sample=self.sample, released_on=self.release_day, edition=edition, workbook=False)
            bar.note = number(len([*files, made.result()]), "file")

    def _write_bundle(self) -> None:
        with self.stages.stage("Writing the bundle") as bar:
            from upheld.publication.release.making import write_preview
            from upheld.publication.release.place import Place

            place = Place(self.rules, self.directory, self.out)
            self.bundle = write_preview(place, self.frozen.edition, letters=self.out / "letters", data=self.out)
            bar.note = self.bundle.name

    def _write_report(self) -> None:
        from upheld.console.report import Report

        edition = self.frozen.edition
        Report(
            scheme=self.rules,
            directory=self.directory,
            figures=self.frozen.figures,
            intake=self.intake,
            edition=f"{edition.year} edition {edition.number}, {edition.state}",
            snapshot_hash=edition.snapshot_hash,
            figures_hash=edition.figures_hash,
            sample=self.sample,
            out=self.out,
            letters=self.letters.count,
            letter_gaps=[gap.text for gap in self.letters.gaps],
            seconds=self.stages.seconds,
        ).write(self.out / "report.html")

    def _close(self) -> None:
        for line in report_lines(self.intake):
            say(line)
        say(f"Made in {self.out}: {number(self.letters.count, 'letter')}, the figures, the bundle and a report.")
        if self.letters.gaps:
            gaps = number(len(self.letters.gaps), "letter needs", "letters need")
            say(f"{gaps} mending before sending; see the report.")
        say(f"Read {self.out / 'report.html'} first. See the site: upheld serve {self.out / 'bundle'} --preview")
