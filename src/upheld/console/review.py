"""``upheld review``: a whole year, from the extract to the bundle."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from upheld.console.by import by
from upheld.console.words import Stages, number, say
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.scheme_loader import load

STAGES = 6


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
        """Run all stages; raises `Refused` with nothing written where the extract is not in order."""
        from upheld.console.register import opened
        from upheld.letters.press import LetterPress

        self.stages = Stages(STAGES)
        with ExitStack() as stack:
            press = stack.enter_context(LetterPress())  # its workers start while the extract is read
            self._read_scheme()
            stack.enter_context(opened(self.register or self.out / "register.sqlite3"))
            self._take()
            self._freeze()
            self._write_letters(press)
            self._write_open_data()
            self._write_bundle()
        self._write_report()
        self._close()

    def _read_scheme(self) -> None:
        self.rules: Scheme = load(self.scheme)
        calendar, year_end = self.rules.calendar, self.rules.year(self.year).end
        self.letter_day = self.sent_on or calendar.letters_sent.after(year_end)
        self.release_day = self.published_on or calendar.published.after(year_end)

    def _take(self) -> None:
        with self.stages.stage("Reading and checking the extract") as bar:
            from upheld.intake.actions import take
            from upheld.register.queries import directory, is_sample

            self.intake = take(self.folder, self.rules, by=by("review"), mapping=self.mapping or None)
            self.directory = directory(self.rules)
            self.sample = is_sample()
            bar.note = number(self.intake.rows, "row")

    def _freeze(self) -> None:
        with self.stages.stage("Counting the figures") as bar:
            from upheld.editions.actions import freeze

            self.frozen = freeze(
                self.rules,
                self.directory,
                self.year,
                self.complete,
                self.out / "snapshots",
                by=by("review"),
                tell=bar.tell,
            )
            bar.note = number(len(self.frozen.figures.authorities), "authority", "authorities")

    def _write_letters(self, press: Any) -> None:
        raise NotImplementedError

    def _write_open_data(self) -> None:
        raise NotImplementedError

    def _write_bundle(self) -> None:
        raise NotImplementedError

    def _write_report(self) -> None:
        raise NotImplementedError

    def _close(self) -> None:
        say(f"Open {self.out / 'report.html'} first.")
