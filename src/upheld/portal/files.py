"""An authority's own cases and figures as files: CSV that no spreadsheet takes for formulas, and a workbook."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from django.urls import reverse

from upheld.editions.behind import behind
from upheld.editions.check_round.reading import year_figures
from upheld.portal.lines import case_lines, title_of
from upheld.portal.pages import scheme
from upheld.portal.shown import Own
from upheld.publication.open_data import rows
from upheld.publication.open_data.plain_workbook import write_plain_workbook
from upheld.publication.open_data.tables import FIGURES, Column, Filled, Table
from upheld.publication.open_data.text_files import About, about, csv_text
from upheld.register import queries as register
from upheld.vocabulary import site_wording

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = {
    "reference": "Case",
    "subject": "Subject",
    "received_on": "Received",
    "decided_on": "Decided",
    "outcome": "Outcome",
    "result": "What became of the remedies",
    "counted": "Counted in the figure",
    "remedies": "Remedies",
}
BETWEEN_REMEDIES = "; "


@dataclass(frozen=True)
class File:
    """A table that can be written in two ways."""

    filled: Filled
    about: About

    def as_csv(self) -> bytes:
        """Comma-separated, with the mark by which spreadsheets know UTF-8."""
        return csv_text(self.filled).encode("utf-8-sig")

    def as_workbook(self, folder: str) -> bytes:
        """A workbook, written in a folder for the time being."""
        path = Path(folder) / "made.xlsx"
        write_plain_workbook([self.filled], self.about, path)
        return path.read_bytes()


def cases(own: Own, which: str) -> File:
    """The cases behind one figure."""
    table = Table("cases", tuple(Column(name, open=True) for name in COLUMNS))
    lines = case_lines(behind(scheme(), own.snapshot, own.authority, own.edition.year, which))
    mark = (scheme().words.terms.sample,) if own.edition.sample else ()
    filled = tuple(
        (
            one.reference,
            one.subject,
            one.received,
            one.decided,
            one.outcome,
            one.result,
            "yes" if one.counts else "no",
            BETWEEN_REMEDIES.join(one.remedies),
            *mark,
        )
        for one in lines
    )
    names = {**COLUMNS, "sample": "Sample"}
    words = site_wording.Table(
        title="Cases",
        description=title_of(which),
        columns={name: site_wording.Column(title=title, description=title) for name, title in names.items()},
    )
    return File(Filled(table, table.columns_for(sample=own.edition.sample), filled), _about(own, cases=words))


def figures(own: Own) -> File:
    """The authority's own figures, in the form of the open files."""
    alone = replace(year_figures(own.edition), authorities={own.authority: own.figures})
    tables = rows.tables(scheme(), register.directory(scheme()), alone, sample=own.edition.sample)
    filled = next(one for one in tables if one.table is FIGURES)
    return File(filled, _about(own))


def _about(own: Own, **more: site_wording.Table) -> About:
    made = about(
        scheme(),
        own.edition.year,
        sample=own.edition.sample,
        released_on=own.edition.released_on,
        edition=own.edition.number,
        sources=(),
    )
    return replace(made, tables={**made.tables, **more}, licence="For the authority’s own use until publication.")


def trail(own: Own) -> tuple[tuple[str, str], ...]:
    """The pages above those of an edition."""
    return ((f"Figures of {own.label}", reverse("portal_figures", args=[own.authority, own.edition.pk])),)
