"""``upheld review``: a whole year, from the extract to the bundle."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from upheld.console.by import by
from upheld.console.drawing import Drawing, all_or_nothing
from upheld.console.schemes import chosen
from upheld.console.taken import report_lines
from upheld.console.words import Stages, number, say
from upheld.vocabulary.problems import Problem, Refused
from upheld.vocabulary.scheme import Scheme

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
            from upheld.console.redrawing import one_drawer  # needs the register's tables

            stack.enter_context(one_drawer(self.out))
            letters = stack.enter_context(LetterPress())
            workbook = stack.enter_context(WorkbookPress())
            with all_or_nothing(self.out):
                self._take()
                drawing = self._drawing()
                drawing.freeze(counting)
                counting.dismiss()
                drawing.write_letters(letters)
                letters.dismiss()
            drawing.write_open_data(workbook)
            workbook.dismiss()
            drawing.write_bundle()
        self._write_report()
        self._close()

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

    def _drawing(self) -> Drawing:
        self.drawing = Drawing(
            self.rules,
            self.directory,
            self.year,
            self.complete,
            self.out,
            sent_on=self.letter_day,
            released_on=self.release_day,
            sample=self.sample,
            by=by("review"),
            stages=self.stages,
        )
        return self.drawing

    def _write_report(self) -> None:
        from upheld.console.report import Report

        frozen, letters = self.drawing.frozen, self.drawing.letters
        edition = frozen.edition
        Report(
            scheme=self.rules,
            directory=self.directory,
            figures=frozen.figures,
            intake=self.intake,
            edition=f"{edition.year} edition {edition.number}, {edition.state}",
            snapshot_hash=edition.snapshot_hash,
            figures_hash=edition.figures_hash,
            sample=self.sample,
            out=self.out,
            letters=letters.count,
            letter_gaps=[gap.text for gap in letters.gaps],
            seconds=self.stages.seconds,
        ).write(self.out / "report.html")

    def _close(self) -> None:
        letters = self.drawing.letters
        for line in report_lines(self.intake):
            say(line)
        say(f"Made in {self.out}: {number(letters.count, 'letter')}, the figures, the bundle and a report.")
        if letters.gaps:
            gaps = number(len(letters.gaps), "letter needs", "letters need")
            say(f"{gaps} mending before sending; see the report.")
        say(f"Read {self.out / 'report.html'} first. See the site: upheld serve {self.out / 'bundle'} --preview")
