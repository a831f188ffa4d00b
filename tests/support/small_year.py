"""A small scheme and its figures made by hand: every kind of figure that publication must get right."""

# ruff: noqa: E501  # tables read better in whole lines

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel

from upheld.statistics.figure import (
    AuthorityFigures,
    Figure,
    FunnelLimits,
    GroupFigure,
    Interval,
    Part,
    PooledYears,
    YearFigures,
    YearPoint,
)
from upheld.vocabulary.access_wording import AccessWording
from upheld.vocabulary.authorities import Authority, AuthorityDirectory, Dated, Population
from upheld.vocabulary.letter_wording import LetterWording
from upheld.vocabulary.mail_wording import MailWording
from upheld.vocabulary.pack_wording import PackWording
from upheld.vocabulary.remedies_wording import RemediesWording
from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.values import NoBase, NoGroup, Rate, Value, Verdict, Withheld
from upheld.vocabulary.wording import SITE_PARTS, Terms, Wording

ROOT = Path(__file__).parents[2]
YEAR = 2022
SUBJECTS = ["Housing", "Planning and development", "Other"]
MEASURES = [
    ("uphold_rate", "investigations", "upheld", "decision", "percent", "lower", True, True),
    (
        "compliance_rate",
        "compliance_outcomes",
        "complied",
        "compliance_outcome",
        "percent",
        "higher",
        True,
        True,
    ),
    (
        "satisfactory_remedy_rate",
        "upheld_decisions",
        "satisfactory_remedy",
        "decision",
        "percent",
        "higher",
        True,
        True,
    ),
    ("upheld_per_100k", "residents", "upheld", "decision", "per_100k", "lower", False, True),
    ("late_replies", "enquiries", "answered_late", "reply_due", "percent", "lower", False, False),
]
TERMS = {
    "ombudsman": "Ombudsman for Towns",
    "ombudsman_short": "the ombudsman",
    "service": "Town complaints",
    "withheld": "withheld",
    "no_group": "no similar authorities",
    "less_than_one_percent": "less than 1%",
    "more_than_99_percent": "more than 99%",
    "percent": "{number}%",
    "sample": "made-up sample data",
    "sample_long": "These are made-up cases about real authorities.",
    "year": "the year {label}",
    "kinds": {
        "district": {"one": "District council", "group": "district councils"},
        "unitary": {"one": "Unitary council", "group": "unitary councils"},
        "national_park": {"one": "National park", "group": "national parks"},
    },
    "outcomes": {"referred_back": "Referred back", "not_upheld": "Not upheld", "upheld": "Upheld"},
    "overview": {"not_for_us": "Not for us", "investigated": "Investigated"},
    "subjects": {subject: subject for subject in SUBJECTS},
    "remedy_categories": {"apology": "Apology", "procedure_or_policy": "Procedure or policy"},
    "measures": {
        name: {
            "title": name.replace("_", " ").capitalize(),
            "no_base": f"no {base.replace('_', ' ')}",
            "base": {"one": "{count} case", "other": "{count} cases"},
            "counted": {"one": "{count} was counted", "other": "{count} were counted"},
        }
        for name, base, *_ in MEASURES
    },
    "verdicts": {verdict.value: verdict.value for verdict in Verdict},
    "breaks": {"closed_2021": "In 2020-21 the service was closed for three months."},
    "published_total": "published total",
}


def _shipped(part: str, model: type[BaseModel]) -> BaseModel:
    texts = tomllib.loads((ROOT / f"schemes/local-government-england/wording/en/{part}.toml").read_text())
    return model.model_validate(texts, context={"language": "en"})


@lru_cache
def scheme() -> Scheme:
    """Three kinds, one of them without a group; the sentences of the site are those of the scheme that ships."""
    english = {"language": "en"}
    return Scheme.model_validate(
        {
            "id": "towns",
            "code": tomllib.loads((ROOT / "schemes/local-government-england/code.toml").read_text()),
            "languages": ["en"],
            "time_zone": "Europe/London",
            "year_end": {"month": 3, "day": 31},
            "overview": ["not_for_us", "investigated"],
            "outcomes": [
                {"id": "referred_back", "shown_under": "not_for_us"},
                {"id": "not_upheld", "shown_under": "investigated", "investigation": True},
                {"id": "upheld", "shown_under": "investigated", "investigation": True, "upheld": True},
            ],
            "subjects": SUBJECTS,
            "remedy_categories": ["apology", "procedure_or_policy"],
            "kinds": [
                {"id": "district", "grouped": True},
                {"id": "unitary", "grouped": True},
                {"id": "national_park"},
            ],
            "calendar": {"letters_sent": {"month": 7, "day": 20}, "published": {"month": 7, "day": 27}},
            "breaks": [{"id": "closed_2021", "year": 2021}],
            "folder": ROOT,
            "measures": [_measure(order, *words) for order, words in enumerate(MEASURES)],
            "wording": {
                "en": Wording(
                    language="en",
                    terms=Terms.model_validate(TERMS, context=english),
                    letter=LetterWording.model_construct(),
                    mail=_shipped("mail", MailWording),
                    access=_shipped("access", AccessWording),
                    pack=_shipped("pack", PackWording),
                    remedies=_shipped("remedies", RemediesWording),
                    **{name: _shipped(name, model) for name, model in SITE_PARTS.items() if name != "terms"},
                )
            },
            "authorities": directory(),
        }
    )


def _measure(order, name, base, counted, dated_by, shown_as, better, in_letter, in_figures):
    return {
        "id": name,
        "base": base,
        "counted": counted,
        "dated_by": dated_by,
        "shown_as": shown_as,
        "better": better,
        "in_letter": in_letter,
        "in_figures": in_figures,
        "order": order,
    }


@lru_cache
def directory() -> AuthorityDirectory:
    """Living ones, one that ended before the year and one that ends with it, and awkward names."""
    residents = (Population(120_000, date(2020, 6, 30), date(2021, 6, 25), "estimates"),)

    def body(code: str, kind: str, name: str, short: str = "", **more) -> Authority:
        return Authority(
            id=code,
            kind=kind,
            codes=more.pop("codes", (Dated(code),)),
            official_names=(Dated(name),),
            short_names=(Dated(short),) if short else (),
            populations=more.pop("populations", residents),
            region=more.pop("region", "South East"),
            **more,
        )

    return AuthorityDirectory(
        [
            body("E07000107", "district", "Dartford Borough Council", "Dartford", county="E10000016"),
            body("E07000026", "district", "Allerdale Borough Council", "Allerdale", end_on=date(2022, 3, 31), successors=("E06000063",)),
            body("E06000063", "unitary", "Cumberland Council", "Cumberland", start_on=date(2022, 4, 1)),
            body("E06000058", "unitary", "Bournemouth, Christchurch & Poole Council", "BCP", start_on=date(2019, 4, 1)),
            body("E07000048", "district", "Christchurch Borough Council", "Christchurch", end_on=date(2019, 3, 31), successors=("E06000058",)),
            body("E06000014", "unitary", "Yörk City Council", "Yörk", codes=(Dated("E06000999", None, date(2020, 3, 31)), Dated("E06000014", date(2020, 4, 1)))),
            body("E26000001", "national_park", "=HYPERLINK(\"http://x\") Park", populations=()),
            body("E07000199", "district", "Small <b>Place</b> [here](http://x)", "Small Place"),
        ]
    )  # fmt: skip


@lru_cache
def figures() -> YearFigures:
    """One true half of two, a true none of one, no base, withheld, more than 99 %, and a kind without a group."""
    made = {
        "E06000014": {"uphold_rate": Rate(19, 22), "compliance_rate": Rate(399, 400), "satisfactory_remedy_rate": Rate(2, 19), "upheld_per_100k": Rate(19, 120_000), "late_replies": Rate(3, 30)},
        "E06000058": {"uphold_rate": Rate(0, 1), "satisfactory_remedy_rate": NoBase()},
        "E07000026": {},
        "E07000107": {"uphold_rate": Rate(1, 2), "compliance_rate": Rate(1, 1), "satisfactory_remedy_rate": Rate(0, 1), "upheld_per_100k": Rate(1, 120_000)},
        "E07000199": {"uphold_rate": Withheld(), "compliance_rate": Withheld()},
        "E26000001": {"uphold_rate": Rate(2, 3)},
    }  # fmt: skip
    found = {one: _authority(one, values) for one, values in made.items()}
    groups = {kind: {"uphold_rate": _group(kind, "uphold_rate")} for kind in ("district", "unitary")}
    return YearFigures("towns", YEAR, (2021, 2022), found, groups, {"uphold_rate": Rate(22, 28)})


@lru_cache
def figures_of_2019() -> YearFigures:
    """An earlier year: with one that ended with it, and without its successor."""
    made = {"E07000048": {"uphold_rate": Rate(3, 4)}, "E07000107": {"uphold_rate": Rate(2, 2)}}
    found = {one: replace(_authority(one, values), year=2019) for one, values in made.items()}
    return YearFigures(
        "towns", 2019, (2019,), found, {"district": {"uphold_rate": _group("district", "uphold_rate")}}, {}
    )


def _authority(one: str, values: dict[str, Value]) -> AuthorityFigures:
    authority = directory()[one]
    kept_back = any(isinstance(value, Withheld) for value in values.values())
    count = None if kept_back else 2
    figures = {
        measure.id: _figure(measure.id, authority.kind, values.get(measure.id, NoBase()))
        for measure in scheme().measures
    }
    return AuthorityFigures(
        authority=one,
        year=YEAR,
        figures=figures,
        overview=(Part("not_for_us", count), Part("investigated", count)),
        decided=None if kept_back else 4,
        outcomes=(Part("referred_back", count), Part("upheld", count)),
        received_by_subject=(Part("Housing", count), Part("Other", count)),
        received=None if kept_back else 4,
        upheld_by_subject=(Part("Housing", None if kept_back else 1, count),),
        compliance=(Part("on_time", None if kept_back else 1), Part("late", None if kept_back else 1)),
        remedies=(Part("apology", 3),),
        median_days_late=None if kept_back else Fraction(25, 2),
        population=authority.population(date(2022, 3, 31)),
        ended_on=authority.end_on,
    )


def _figure(measure: str, kind: str, value: Value) -> Figure:
    is_rate = isinstance(value, Rate)
    group = _group(kind, measure)
    interval = (
        Interval(value.fraction * Fraction(2, 3), value.fraction * Fraction(2, 3) + Fraction(1, 4)) if is_rate else None
    )
    if measure == "upheld_per_100k" and is_rate:
        interval = Interval(value.fraction / 2, value.fraction * 2)
    before = Rate(value.count, value.base + 1) if is_rate else NoBase()
    return Figure(
        measure=measure,
        value=value,
        interval=interval,
        group=group,
        verdict=_verdict(value, group),
        limits=FunnelLimits(0, 2, 0, 2) if is_rate and value.base == 2 else None,
        pooled=PooledYears(2021, 2022, value, interval, ("closed_2021",)) if is_rate else None,
        strip=(
            YearPoint(2020, None, published=True, percent=Fraction(61), source="Published tables, 2020", group_percent=Fraction(53)),
            YearPoint(2021, before, breaks=("closed_2021",)),
            YearPoint(2022, value, group_percent=Fraction(50)),
        ),
    )  # fmt: skip


def _verdict(value: Value, group: GroupFigure) -> Verdict:
    if isinstance(value, Withheld):
        return Verdict.WITHHELD
    if isinstance(value, NoBase) or isinstance(group.value, NoGroup):
        return Verdict.NOT_COMPARED
    return Verdict.TOO_FEW if value.base < 5 else Verdict.IN_LINE


def _group(kind: str, measure: str) -> GroupFigure:
    if kind == "national_park":
        return GroupFigure(kind, NoGroup())
    pooled = Rate(51, 2_400_000) if measure == "upheld_per_100k" else Rate(51, 100)
    return GroupFigure(kind, pooled, pooled.count, pooled.base, members=20)


def changed(found: YearFigures, one: str, measure: str, value: Value) -> YearFigures:
    """The same figures with one of them changed."""
    own = found.authorities[one]
    figure = replace(own.figures[measure], value=value)
    return replace(
        found, authorities={**found.authorities, one: replace(own, figures={**own.figures, measure: figure})}
    )
