"""``report.html``: what a review read, counted, reconciled and made, for the person who ran it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from upheld.statistics.figure import AuthorityFigures, YearFigures
from upheld.statistics.shown import shown
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.values import Rate

if TYPE_CHECKING:
    from upheld.intake.report import IntakeReport

TEMPLATES = Path(__file__).parent / "templates"
BALANCE = ("brought_forward", "received", "decided", "carried_forward")


@dataclass(frozen=True)
class National:
    """One measure over all authorities."""

    title: str
    shown: str
    count: int | None
    base: int | None


@dataclass(frozen=True)
class Unbalanced:
    """An authority whose cases do not add up, or not to what the extract states."""

    name: str
    counted: tuple[int, int, int, int]
    stated: tuple[int, int, int, int] | None
    adds_up: bool


@dataclass(frozen=True)
class Report:
    """Everything that the page tells. ``letter_gaps`` are lines; ``files`` names with what they are."""

    scheme: Scheme
    directory: AuthorityDirectory
    figures: YearFigures
    intake: IntakeReport
    edition: str
    snapshot_hash: str
    figures_hash: str
    sample: bool
    out: Path
    letters: int
    letter_gaps: Sequence[str]
    seconds: Sequence[tuple[str, float]]

    def write(self, path: Path) -> None:
        """Write the page."""
        from jinja2 import Environment, FileSystemLoader

        templates = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        terms = self.scheme.words.terms
        year = self.scheme.year(self.figures.year)
        page = templates.get_template("report.html").render(
            report=self, terms=terms, year=year, national=list(self.national()), balance=self.balance()
        )
        path.write_text(page, encoding="utf-8")

    def national(self) -> Iterable[National]:
        """Each measure over all authorities in jurisdiction."""
        for measure in self.scheme.measures:
            value = self.figures.national.get(measure.id)
            if value is not None:
                terms = self.scheme.words.terms
                counts = (value.count, value.base) if isinstance(value, Rate) else (None, None)
                yield National(terms.measures[measure.id].title, shown(value, measure, terms), *counts)

    def balance(self) -> dict[str, object]:
        """How many authorities reconcile, and those that don't."""
        held = [(one, found) for one, found in self.figures.authorities.items() if found.reconciliation]
        off = [self._unbalanced(one, found) for one, found in held if not _in_order(found)]
        stated = sum(found.reconciliation.stated is not None for _, found in held if found.reconciliation)
        return {"authorities": len(held), "stated": stated, "off": off}

    def _unbalanced(self, authority: str, found: AuthorityFigures) -> Unbalanced:
        of = found.reconciliation
        assert of is not None
        name = self.directory[authority].name(self.scheme.year(self.figures.year).end)
        return Unbalanced(name, tuple(getattr(of, one) for one in BALANCE), of.stated, of.adds_up)  # type: ignore[arg-type]


def _in_order(found: AuthorityFigures) -> bool:
    return found.reconciliation is None or (found.reconciliation.adds_up and found.reconciliation.agrees)
