"""Readable builders: a scheme in a line, authorities in a line, count rows in a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from upheld.statistics.counting import CountRow
from upheld.statistics.figure import YearFigures
from upheld.statistics.figures import assemble
from upheld.vocabulary.authorities import Authority, AuthorityDirectory, Dated, Population
from upheld.vocabulary.letter_wording import LetterWording
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.site_wording import SiteWording
from upheld.vocabulary.values import Verdict
from upheld.vocabulary.wording import Terms, Wording

SUBJECTS = ("Housing", "Planning", "Other")
CATEGORIES = ("apology", "training")
OUTCOMES = {
    "invalid": ("not_for_us", False, False),
    "advice": ("not_for_us", False, False),
    "referred_back": ("not_for_us", False, False),
    "closed": ("assessed_and_closed", False, False),
    "not_upheld": ("investigated", True, False),
    "upheld": ("investigated", True, True),
}
# id: base, counted, dated by, shown as, better
MEASURES = {
    "uphold_rate": ("investigations", "upheld", "decision", "percent", "lower"),
    "compliance_rate": ("compliance_outcomes", "complied", "compliance_outcome", "percent", "higher"),
    "satisfactory_remedy_rate": ("upheld_decisions", "satisfactory_remedy", "decision", "percent", "higher"),
    "upheld_per_100k": ("residents", "upheld", "decision", "per_100k", "lower"),
    "lateness": ("compliance_outcomes", "complied_late", "compliance_outcome", "percent", "lower"),
    "late_replies": ("enquiries", "answered_late", "reply_due", "percent", "lower"),
}
NO_BASE = {
    "uphold_rate": "no investigations",
    "compliance_rate": "none were due",
    "satisfactory_remedy_rate": "no upheld decisions",
    "upheld_per_100k": "no population known",
    "lateness": "none were due",
    "late_replies": "no enquiries",
}
GROUPED = ("county", "district", "metropolitan", "unitary", "london_borough")
KINDS = (*GROUPED, "national_park", "fire")
ENGLISH = {"language": "en"}


def make_terms() -> Terms:
    """Plain English terms for the scheme of `make_scheme`."""
    return Terms.model_validate(
        {
            "ombudsman": "Ombudsman for Examples",
            "ombudsman_short": "the ombudsman",
            "service": "Examples",
            "withheld": "withheld",
            "no_group": "no similar authorities",
            "less_than_one_percent": "less than 1%",
            "more_than_99_percent": "more than 99%",
            "percent": "{number}%",
            "sample": "made up",
            "sample_long": "These cases are made up.",
            "year": "year {label}",
            "kinds": {kind: {"one": kind, "group": f"{kind}s"} for kind in KINDS},
            "outcomes": {outcome: outcome for outcome in OUTCOMES},
            "overview": {part: part for part, _, _ in OUTCOMES.values()},
            "subjects": {subject: subject for subject in SUBJECTS},
            "remedy_categories": {category: category for category in CATEGORIES},
            "measures": {
                measure: {
                    "title": measure.replace("_", " "),
                    "no_base": NO_BASE[measure],
                    "base": "{count}",
                    "counted": "{count}",
                }
                for measure in MEASURES
            },
            "verdicts": {verdict.value: verdict.value for verdict in Verdict},
            "breaks": {},
            "published_total": "published total",
        },
        context=ENGLISH,
    )


def make_scheme(
    authorities: Iterable[Authority] = (),
    *,
    measures: Sequence[str] = tuple(MEASURES),
    averaging: str = "pooled",
    include_own: bool = True,
    withhold_below: int = 0,
    breaks: Sequence[tuple[str, int]] = (),
    grouped: Sequence[str] = GROUPED,
    outcomes: Sequence[str] = tuple(OUTCOMES),
) -> Scheme:
    """A scheme whose years end on 31 March. Words of its own; the rules that tests vary are arguments."""
    wording = Wording.model_construct(
        language="en",
        terms=make_terms(),
        letter=LetterWording.model_construct(),
        site=SiteWording.model_construct(),
    )
    parts = list(dict.fromkeys(OUTCOMES[outcome][0] for outcome in outcomes))
    return Scheme(
        id="examples",
        languages=["en"],
        time_zone="Europe/London",
        year_end={"month": 3, "day": 31},
        overview=parts,
        outcomes=[
            {
                "id": one,
                "shown_under": OUTCOMES[one][0],
                "investigation": OUTCOMES[one][1],
                "upheld": OUTCOMES[one][2],
            }
            for one in outcomes
        ],
        subjects=list(SUBJECTS),
        remedy_categories=list(CATEGORIES),
        kinds=[{"id": kind, "grouped": kind in grouped} for kind in KINDS],
        peers={"averaging": averaging, "include_own": include_own},
        small_numbers={"withhold_below": withhold_below},
        calendar={"letters_sent": {"month": 7, "day": 20}, "published": {"month": 7, "day": 27}},
        breaks=[{"id": name, "year": year} for name, year in breaks],
        folder=Path("examples"),
        measures=[_measure(measure, order) for order, measure in enumerate(measures)],
        wording={"en": wording},
        authorities=AuthorityDirectory(authorities),
    )


def _measure(measure: str, order: int) -> dict[str, Any]:
    base, counted, dated_by, shown_as, better = MEASURES[measure]
    return {
        "id": measure,
        "base": base,
        "counted": counted,
        "dated_by": dated_by,
        "shown_as": shown_as,
        "better": better,
        "order": order,
    }


def make_authority(
    name: str,
    kind: str = "district",
    *,
    start: date | None = None,
    end: date | None = None,
    successors: Sequence[str] = (),
    residents: int | None = None,
    residents_known: date = date(2001, 6, 30),
) -> Authority:
    """An authority whose id, code and name are the same word; its residents are known since 2001, or a later day."""
    known = (Population(residents, date(2000, 6, 30), residents_known),) if residents else ()
    return Authority(
        id=name,
        kind=kind,
        codes=(Dated(name),),
        official_names=(Dated(name),),
        start_on=start,
        end_on=end,
        successors=tuple(successors),
        populations=known,
    )


def count_rows(year: int, counts: dict[str, dict[str, tuple[int, int]]]) -> list[CountRow]:
    """Rows of measures from ``{authority: {measure: (count, base)}}``."""
    return [
        CountRow(authority, year, measure, "", count, base)
        for authority, by_measure in counts.items()
        for measure, (count, base) in by_measure.items()
    ]


def figures_of(scheme: Scheme, year: int, rows: Iterable[CountRow], **more: Any) -> YearFigures:
    """`assemble` with the scheme's own authorities; only the year itself is complete unless ``complete`` says
    more.
    """
    complete = more.pop("complete", (year,))
    return assemble(scheme, scheme.authorities, year, complete, rows, **more)
