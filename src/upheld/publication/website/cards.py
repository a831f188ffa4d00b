"""An authority's card: its name, its year and what its figures can bear, as text and laid out as a picture.

A rate is shown where it was compared with similar authorities, there are enough cases for that to say something, and
one case more or less moves it by no more than a fifth; otherwise the card has the counts in words and no percentage.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from upheld.publication.website.in_use import Bundle
from upheld.publication.website.panels import Panel, panels
from upheld.vocabulary.values import Verdict

LEAST_BASE = 5  # of which one case is a fifth
WIDE, MARGIN = 400, 20
# Of a letter's size, on average, in the widest typefaces that are likely: pictures take what a machine has.
LETTER_WIDTH, BOLD_WIDTH = 0.58, 0.65
LEADING = 1.35
LARGE, NORMAL, SMALL = 20, 15, 13
FIGURES = 3


@dataclass(frozen=True)
class Figure:
    """One figure on a card. ``shown`` is empty where the card has no rate to show."""

    title: str
    shown: str
    told: str
    verdict: str


@dataclass(frozen=True)
class Line:
    """A line of text in a picture: its baseline, its size, whether it is bold, and its shade (``text``, ``quiet``)."""

    text: str
    y: float
    size: int
    bold: bool = False
    shade: str = "text"


@dataclass(frozen=True)
class Laid:
    """Lines laid out below each other, and how tall they are together. ``bands`` are (top, height) behind some."""

    lines: tuple[Line, ...]
    bands: tuple[tuple[float, float], ...]
    tall: int


def figures(bundle: Bundle, year: int, member: sqlite3.Row) -> list[Figure]:
    """The first figures of the letter for a member of a year (a row of ``members`` with its code)."""
    letter = {measure["id"] for measure in bundle.rules["measures"] if measure["in_letter"]}
    query = "SELECT measure, verdict, state, count, base FROM figures WHERE year = ? AND authority = ?"
    rows = {row["measure"]: row for row in bundle.rows(query, year, member["id"])}
    shown = [panel for panel in panels(bundle, year, member) if panel.measure in letter]
    return [_figure(bundle, panel, rows[panel.measure]) for panel in shown[:FIGURES]]


def _figure(bundle: Bundle, panel: Panel, row: sqlite3.Row) -> Figure:
    if not panel.is_rate:
        return Figure(panel.title, "", panel.shown, "")
    if row["verdict"] == Verdict.TOO_FEW:
        words, said = bundle.said.terms.measures[panel.measure], bundle.said
        counted = words.counted(count=said.number(row["count"]))
        few = said.embedding.card.few(counted=counted, base=words.base(count=said.number(row["base"])))
        return Figure(panel.title, "", few, "")
    if row["verdict"] == Verdict.NOT_COMPARED or row["base"] < LEAST_BASE:
        return Figure(panel.title, "", panel.sentence, panel.verdict)
    return Figure(panel.title, panel.shown, panel.sentence, panel.verdict)


Text = tuple[str, int, bool, str, float]  # the text, its size, whether bold, its shade, the space before it


def laid(texts: list[Text], *, top: float = MARGIN / 2, wide: int = WIDE) -> Laid:
    """Texts below each other, broken into lines that fit in any typeface; those of the shade ``band`` have a band."""
    lines: list[Line] = []
    bands: list[tuple[float, float]] = []
    y = top
    for text, size, bold, shade, before in texts:
        y += before
        began = y
        for part in _broken(text, size, bold, wide):
            y += size * LEADING
            lines.append(Line(part, round(y - size * 0.3, 1), size, bold, shade))
        if shade == "band":
            bands.append((round(began - 4, 1), round(y - began + 8, 1)))
    return Laid(tuple(lines), tuple(bands), round(y + MARGIN))


def _broken(text: str, size: int, bold: bool, wide: int) -> list[str]:
    letter = size * (BOLD_WIDTH if bold else LETTER_WIDTH)
    return wrap(text, int((wide - 2 * MARGIN) / letter)) or [""]


def marks(bundle: Bundle) -> list[str]:
    """What marks made-up figures, and figures not yet published."""
    words = bundle.said
    said = ((bundle.about["sample"], words.terms.sample_long), (bundle.about["preview"], words.site.everywhere.preview))
    return [text for holds, text in said if holds]


def source(bundle: Bundle, edition: sqlite3.Row) -> list[str]:
    """Where figures come from, line by line: edition, fingerprint, licence."""
    words, said = bundle.said.embedding.drawing, bundle.said
    return [
        words.source(
            ombudsman=said.terms.ombudsman,
            year=edition["label"],
            number=edition["number"],
            day=said.day(edition["released_on"]),
        ),
        words.fingerprint(hash=edition["figures"]),
        words.licence(licence=said.site.files.licence),
    ]


def picture(bundle: Bundle, edition: sqlite3.Row, name: str, found: list[Figure]) -> Laid:
    """The card as a picture."""
    words, said = bundle.said.embedding.card, bundle.said
    texts: list[Text] = [(mark, SMALL, True, "band", 4) for mark in marks(bundle)]
    texts += [(words.title(name=name, year=edition["label"]), LARGE, True, "text", 10)]
    texts += [(words.about(service=said.terms.service), SMALL, False, "quiet", 2)]
    for figure in found:
        texts += list(_figure_texts(figure))
    texts += [(source(bundle, edition)[0], SMALL, False, "quiet", 14)]
    return laid(texts)


def _figure_texts(figure: Figure) -> Iterator[Text]:
    head = f"{figure.title}: {figure.shown}" if figure.shown else figure.title
    yield head, NORMAL, True, "accent", 12
    yield figure.told, NORMAL, False, "text", 0
    if figure.verdict:
        yield figure.verdict, NORMAL, False, "text", 0
