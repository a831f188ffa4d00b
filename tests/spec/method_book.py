"""The method book: all chapters, in order, and how they are printed."""

from __future__ import annotations

from tests.spec import (
    chapter_1_words,
    chapter_2_measures,
    chapter_3_similar_authorities,
    chapter_4_arithmetic,
    chapter_5_what_a_figure_can_bear,
    chapter_6_small_numbers,
    chapter_7_real_letters,
    chapter_8_slips,
)
from tests.support.spec import Chapter, Rows, Spec, table

CHAPTERS: tuple[Chapter, ...] = tuple(
    module.CHAPTER
    for module in (
        chapter_1_words,
        chapter_2_measures,
        chapter_3_similar_authorities,
        chapter_4_arithmetic,
        chapter_5_what_a_figure_can_bear,
        chapter_6_small_numbers,
        chapter_7_real_letters,
        chapter_8_slips,
    )
)
SPECS: tuple[Spec, ...] = tuple(spec for chapter in CHAPTERS for spec in chapter.specs)

INTRODUCTION = """\
# The method book

How every figure is made, by example. Each example is a test: the cases go in, the figures must come out, on
every engine that counts. Years end on 31 March and are named by the year in which they end. A blank cell
means the usual: a case is decided in the year shown, a compliance outcome recorded in it. *Number* says how
many such rows are meant.
"""
CAPTIONS = {
    "authorities": "Authorities",
    "cases": "Cases",
    "compliance": "Compliance outcomes",
    "recommendations": "Recommendations",
    "enquiries": "Enquiries",
    "published": "Published totals",
}


def as_markdown() -> str:
    """The whole book."""
    chapters = (_chapter(number, chapter) for number, chapter in enumerate(CHAPTERS, start=1))
    return "\n".join([INTRODUCTION, *chapters])


def _chapter(number: int, chapter: Chapter) -> str:
    specs = (_spec(f"{number}.{place}", spec) for place, spec in enumerate(chapter.specs, start=1))
    return "\n".join([f"## {number} {chapter.title}\n", f"{chapter.text}\n", *specs])


def _spec(number: str, spec: Spec) -> str:
    complete = f" Complete years: {', '.join(map(str, spec.complete))}." if spec.complete else ""
    parts = [
        f"### {number} {spec.title}\n",
        _paragraphs(spec.text),
        f"Year ending {spec.year}.{complete}{_rules(spec)}\n",
    ]
    for name, caption in CAPTIONS.items():
        if rows := table(getattr(spec, name)):
            parts.append(f"{caption}:\n\n{_table(rows)}")
    return "\n".join([*parts, f"Figures:\n\n{_table(table(spec.expected))}"])


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n")) + "\n"


def _rules(spec: Spec) -> str:
    words = {
        "averaging": "Averages are the {} of rates.",
        "withhold_below": "Bases below {} are withheld.",
    }
    said = [words[key].format(value) for key, value in spec.rules.items() if key in words]
    if spec.rules.get("include_own") is False:
        said.append("An authority is not in its own average.")
    said += [f"A break, *{name}*, in {year}." for name, year in spec.rules.get("breaks", ())]
    return "".join(f" {one}" for one in said)


def _table(rows: Rows) -> str:
    columns = list(rows[0])
    lines = [columns, ["---"] * len(columns), *([row[column] for column in columns] for row in rows)]
    return "\n".join(f"| {' | '.join(cell.replace('_', ' ') for cell in line)} |" for line in lines) + "\n"
