"""One figure as a page tells it: beside its count and base, its comparison, and what that can bear."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from upheld.publication.website.charts import Bar, YearBar, bar, year_bars
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.said import Said
from upheld.statistics.series import REORGANISED
from upheld.vocabulary.values import Verdict

PERCENT = "percent"
COMPARED = ("rate", "withheld")


@dataclass(frozen=True)
class StripRow:
    """A year's row in the table below a figure."""

    label: str
    shown: str
    counted_from: str
    group: str
    breaks: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """A figure, ready to be shown. Sentences that do not apply are left out."""

    measure: str
    title: str
    shown: str
    is_rate: bool
    is_few: bool
    sentence: str
    plainly: str
    comparison: tuple[str, ...]
    verdict: str = ""
    bears: str = ""
    interval: str = ""
    expected: str = ""
    pooled: str = ""
    notes: tuple[str, ...] = ()
    own_key: str = ""
    bar: Bar | None = None
    scale_end: str = ""
    alternative: str = ""
    strip: tuple[StripRow, ...] = ()
    years: list[YearBar] = field(default_factory=list)
    years_alternative: str = ""
    years_caption: str = ""


def panels(bundle: Bundle, year: int, authority: sqlite3.Row) -> list[Panel]:
    """The panels of an authority in a year, in the measures' order."""
    of = (year, authority["id"])
    figures = bundle.rows("SELECT * FROM figures WHERE year = ? AND authority = ?", *of)
    points = bundle.rows("SELECT * FROM strips WHERE year = ? AND authority = ? ORDER BY point", *of)
    by_measure = {figure["measure"]: figure for figure in figures}
    ordered = sorted(bundle.rules["measures"], key=lambda measure: measure["order"])
    return [
        _panel(bundle.said, authority, measure, by_measure[measure["id"]], _of(points, measure))
        for measure in ordered
        if measure["id"] in by_measure
    ]


def _of(points: Sequence[sqlite3.Row], measure: dict[str, Any]) -> list[sqlite3.Row]:
    return [point for point in points if point["measure"] == measure["id"]]


def _panel(
    said: Said, authority: sqlite3.Row, measure: dict[str, Any], figure: sqlite3.Row, points: list[sqlite3.Row]
) -> Panel:
    words, name, body = said.terms.measures[measure["id"]], authority["short_name"], said.body(authority["kind"])
    page = said.site.authority
    is_share = measure["shown_as"] == PERCENT
    drawn = bar(figure, is_share=is_share)
    compared = figure["state"] in COMPARED and bool(figure["group_kind"])
    ends = {"first": points[0]["label"], "last": points[-1]["label"]} if points else {}
    return Panel(
        measure=measure["id"],
        title=words.title,
        shown=figure["shown"],
        is_rate=figure["state"] == "rate",
        is_few=compared and figure["verdict"] == Verdict.TOO_FEW,
        sentence=_sentence(said, measure, figure),
        plainly=_plainly(said, measure, figure, body),
        comparison=tuple(_comparison(said, figure)),
        verdict=_verdict(said, figure) if compared else "",
        bears=page.bears[figure["verdict"]] if compared else "",
        interval=_interval(said, figure),
        expected=_expected(said, figure),
        pooled=_pooled(said, figure, points),
        own_key=page.chart_key_own(body=body),
        bar=drawn,
        scale_end=_scale_end(said, drawn, is_share=is_share),
        alternative=_alternative(said, name, figure),
        strip=tuple(_strip_row(said, point, body) for point in points),
        years=year_bars(points, is_share=is_share),
        years_alternative=page.years_chart(measure=words.title, **ends) if points else "",
        years_caption=page.years_caption(measure=words.title, name=name),
    )


def _sentence(said: Said, measure: dict[str, Any], figure: sqlite3.Row) -> str:
    words, page = said.terms.measures[measure["id"]], said.site.authority
    if figure["state"] != "rate":
        return ""
    counted = words.counted(count=said.number(figure["count"]))
    return page.counted_of(counted=counted, base=words.base(count=said.number(figure["base"])))


def _plainly(said: Said, measure: dict[str, Any], figure: sqlite3.Row, body: str) -> str:
    words = said.site.authority.plainly.get(measure["id"])
    if words is None or figure["state"] != "rate":
        return ""
    counted = said.number(figure["count"]) if figure["count"] else said.site.authority.none_counted
    return words(body=body, count=said.number(figure["base"]), counted=counted)


def _comparison(said: Said, figure: sqlite3.Row) -> list[str]:
    page = said.site.authority
    if not figure["group_kind"]:
        return [page.no_group]
    group = said.terms.kinds[figure["group_kind"]].group
    sentences = [page.group(group=group, shown=figure["group_shown"])]
    members = said.number(figure["group_members"])
    if figure["group_state"] == "mean":
        return [*sentences, page.group_mean(members=members)]
    if figure["group_base"]:
        counts = {name: said.number(figure[f"group_{name}"]) for name in ("count", "base")}
        sentences.append(page.group_counts(**counts, members=members))
    return sentences


def _verdict(said: Said, figure: sqlite3.Row) -> str:
    group = said.terms.kinds[figure["group_kind"]].group
    return said.site.authority.verdict(group=group, verdict=said.terms.verdicts[figure["verdict"]])


def _interval(said: Said, figure: sqlite3.Row) -> str:
    if figure["lower"] is None:
        return ""
    return said.site.authority.interval(lower=figure["lower_shown"], upper=figure["upper_shown"])


def _expected(said: Said, figure: sqlite3.Row) -> str:
    """How many would be expected given the subjects, where that can be said."""
    if figure["expected"] is None or figure["count"] is None:
        return ""
    return said.site.authority.expected(expected=figure["expected_shown"], count=said.number(figure["count"]))


def _pooled(said: Said, figure: sqlite3.Row, points: list[sqlite3.Row]) -> str:
    if figure["pooled_state"] != "rate" or figure["pooled_first"] == figure["pooled_last"]:
        return ""
    labels = {point["point"]: point["label"] for point in points}
    return said.site.authority.pooled(
        first=labels.get(figure["pooled_first"], figure["pooled_first"]),
        last=labels.get(figure["pooled_last"], figure["pooled_last"]),
        shown=figure["pooled_shown"],
        count=said.number(figure["pooled_count"]),
        base=said.number(figure["pooled_base"]),
    )


def _scale_end(said: Said, drawn: Bar | None, *, is_share: bool) -> str:
    if drawn is None:
        return ""
    return said.terms.percent(number=100) if is_share else said.number(round(drawn.end))


def _alternative(said: Said, name: str, figure: sqlite3.Row) -> str:
    page = said.site.authority
    own = {
        "name": name,
        "shown": figure["shown"],
        "lower": figure["lower_shown"],
        "upper": figure["upper_shown"],
    }
    if figure["group_rate"] is None:
        return page.chart_alone(**own)
    return page.chart(**own, group=said.terms.kinds[figure["group_kind"]].group, group_shown=figure["group_shown"])


def _strip_row(said: Said, point: sqlite3.Row, body: str) -> StripRow:
    page = said.site.authority
    return StripRow(
        label=point["label"],
        shown=point["shown"] or page.not_published,
        counted_from=_counted_from(said, point),
        group=point["group_shown"] or "",
        breaks=tuple(_break(said, one, body) for one in json.loads(point["breaks"])),
    )


def _break(said: Said, one: str, body: str) -> str:
    return said.site.authority.reorganised(body=body) if one == REORGANISED else said.terms.breaks[one]


def _counted_from(said: Said, point: sqlite3.Row) -> str:
    """Count of base; a published total is marked as such."""
    mark = [said.terms.published_total] if point["published"] else []
    if point["count"] is None or not point["base"]:
        return "".join(mark)
    counts = {name: said.number(point[name]) for name in ("count", "base")}
    return ", ".join([said.site.authority.of_base(**counts), *mark])
