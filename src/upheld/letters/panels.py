"""The panels of the figures page: one measure each, with its sentence, base, average, interval, verdict and chart."""

from __future__ import annotations

from upheld.letters.content import Chart, Panel
from upheld.letters.sentences import say
from upheld.letters.situation import Situation
from upheld.statistics.figure import Figure, GroupFigure
from upheld.vocabulary.letter_wording import PanelWords
from upheld.vocabulary.scheme import Measure
from upheld.vocabulary.values import MeanRate, NoBase, NoGroup, Rate, Verdict, Withheld
from upheld.vocabulary.words import ShownAs


def panels(here: Situation) -> tuple[Panel, ...]:
    """The panels of all measures that the scheme puts in its letter."""
    return tuple(panel(here, measure) for measure in here.occasion.panel_measures)


def panel(here: Situation, measure: Measure) -> Panel:
    """One measure's panel. Without a rate it holds no percentage and no chart, and still the group's average."""
    figure = here.figures.figures[measure.id]
    words = here.occasion.words.figures.panels[measure.id]
    rate = figure.value if isinstance(figure.value, Rate) else None
    return Panel(
        measure=measure.id,
        title=words.title,
        shown=here.shown(figure.value, measure),
        statement=_statement(here, figure, measure, words),
        basis=_basis(here, rate, measure, words) if rate else "",
        average=average(here, figure.group, measure),
        interval=_interval(here, figure, measure),
        verdict=_verdict(here, figure),
        pooled=_pooled(here, figure, measure),
        failures=_failures(here, rate, words) if rate else "",
        chart=_chart(here, figure, measure, words.title) if measure.shown_as is ShownAs.PERCENT else None,
        count=rate.count if rate else None,
        base=rate.base if rate else None,
    )


def _statement(here: Situation, figure: Figure, measure: Measure, words: PanelWords) -> str:
    match figure.value:
        case NoBase():
            return say(words.no_base, body=here.body)
        case Withheld():
            return say(words.withheld, body=here.body)
        case Rate():
            return say(words.statement, body=here.body, shown=here.shown(figure.value, measure))


def _basis(here: Situation, rate: Rate, measure: Measure, words: PanelWords) -> str:
    """The count and base in words that agree in number: "1 upheld decision out of 2 investigations"."""
    spoken, written = here.measure_words(measure), here.occasion.number
    counted = say(spoken.counted, count=written(rate.count))
    base = say(spoken.base, count=written(rate.base))
    return say(words.basis, counted=counted, base=base, start=here.occasion.start, end=here.occasion.end)


def average(here: Situation, group: GroupFigure, measure: Measure) -> str:
    """The average of similar authorities as a sentence, or why there is none."""
    words = here.occasion.words.figures
    match group.value:
        case NoGroup():
            return say(words.no_group, body=here.body)
        case NoBase():
            return say(words.average_none, group=here.group)
        case Withheld():
            return say(words.average_withheld, group=here.group)
    sentence = words.average_own if group.includes_own else words.average
    return say(sentence, group=here.group, shown=here.shown(group.value, measure))


def _interval(here: Situation, figure: Figure, measure: Measure) -> str:
    if figure.interval is None:
        return ""
    lower, upper = (here.shown_rate(end, measure) for end in (figure.interval.lower, figure.interval.upper))
    return say(here.occasion.words.figures.interval, lower=lower, upper=upper)


def _verdict(here: Situation, figure: Figure) -> str:
    if figure.verdict in (Verdict.NOT_COMPARED, Verdict.WITHHELD):
        return ""
    words = here.occasion.words.figures
    return say(words.verdict, verdict=words.verdicts[figure.verdict.name.lower()])


def _pooled(here: Situation, figure: Figure, measure: Measure) -> str:
    pooled = figure.pooled
    if pooled is None or not isinstance(pooled.value, Rate):
        return ""
    return say(
        here.occasion.words.figures.pooled,
        first=here.occasion.label(pooled.first_year),
        last=here.occasion.label(pooled.last_year),
        shown=here.shown(pooled.value, measure),
        count=here.occasion.number(pooled.value.count),
        base=here.occasion.number(pooled.value.base),
    )


def _failures(here: Situation, rate: Rate, words: PanelWords) -> str:
    """What is missing, as a count: a failure to comply is never told as a percentage alone."""
    failed = rate.base - rate.count
    if words.failures is None or not failed:
        return ""
    written = here.occasion.number
    return say(words.failures, body=here.body, count=written(failed), base=written(rate.base))


def group_rate(group: GroupFigure) -> Rate | MeanRate | None:
    """The average of similar authorities, where there is one."""
    return group.value if isinstance(group.value, Rate | MeanRate) else None


def _chart(here: Situation, figure: Figure, measure: Measure, title: str) -> Chart | None:
    if not isinstance(figure.value, Rate) or figure.interval is None:
        return None
    words, around = here.occasion.words.figures, group_rate(figure.group)
    return Chart(
        alt=_alt(here, figure, measure, title),
        rate=place(figure.value.fraction),
        lower=place(figure.interval.lower),
        upper=place(figure.interval.upper),
        group=place(around.fraction) if around else None,
        ticks=ticks(here, 4),
        key_own=say(words.key_own, body=here.body),
        key_interval=words.key_interval,
        key_group=words.key_group if around else "",
        group_shown=here.shown(around, measure) if around else "",
    )


def ticks(here: Situation, parts: int) -> tuple[tuple[float, str], ...]:
    """The marks of an axis from 0 to 1 in so many parts."""
    percent = here.occasion.terms.percent
    return tuple((part / parts, percent(number=100 * part // parts)) for part in range(parts + 1))


def _alt(here: Situation, figure: Figure, measure: Measure, title: str) -> str:
    """The chart in words: everything that it shows."""
    words, around = here.occasion.words.figures, group_rate(figure.group)
    told = {
        "title": title,
        "shown": here.shown(figure.value, measure),
        "lower": here.shown_rate(figure.interval.lower, measure),  # type: ignore[union-attr]
        "upper": here.shown_rate(figure.interval.upper, measure),  # type: ignore[union-attr]
    }
    return say(words.alt, **told, group=here.shown(around, measure)) if around else say(words.alt_alone, **told)


def place(fraction: object) -> float:
    """Where on an axis from 0 to 1 a fraction lies, to a millionth."""
    return round(float(fraction), 6)  # type: ignore[arg-type]
