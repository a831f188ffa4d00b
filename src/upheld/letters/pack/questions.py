"""The rules that choose what a committee might ask: one small function each, in one table.

A rule returns the values that its question and its reason are filled with, or None where the question does not arise.
What a scheme withholds raises no question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from upheld.letters.pack.content import Question
from upheld.letters.pack.facts import FaultFound
from upheld.letters.sentences import say
from upheld.letters.situation import Situation
from upheld.statistics.figure import Figure
from upheld.statistics.intervals import wilson
from upheld.vocabulary.scheme import Measure
from upheld.vocabulary.values import NoBase, Rate, Verdict, Withheld
from upheld.vocabulary.words import Counted, Result, ShownAs

Values = dict[str, object]
MANY_OF_ONE_SUBJECT = 3
"""So many upheld about one subject, and half of all or more, are worth asking about; fewer may be chance."""
ENOUGH_TO_ASK = 5
"""So many upheld decisions without any early remedy are worth asking about."""


@dataclass(frozen=True)
class Year:
    """A letter's situation with the faults found in its year; None where these are withheld."""

    here: Situation
    faults: Sequence[FaultFound] | None


Rule = Callable[[Year], Values | None]


def not_carried_out(of: Year) -> Values | None:
    """Something agreed was not done."""
    return _of_compliance(of, Result.NOT_COMPLIED)


def late_remedies(of: Year) -> Values | None:
    """Something agreed was done late."""
    return _of_compliance(of, Result.LATE)


def _of_compliance(of: Year, result: Result) -> Values | None:
    parts = of.here.figures.compliance
    counts = {part.key: part.count for part in parts}
    if None in counts.values() or not counts.get(result):
        return None
    return {"count": counts[result], "base": sum(one for one in counts.values() if one)}


def overdue(of: Year) -> Values | None:
    """Something agreed in the year's cases is past its day and not known to be done."""
    states = [one.state for fault in of.faults or () for one in fault.agreed]
    count = states.count("overdue")
    return {"count": count, "base": len(states)} if count else None


def upheld_more(of: Year) -> Values | None:
    """More was upheld than at similar authorities, beyond chance."""
    return _compared(of, Counted.UPHELD, (Verdict.HIGHER, Verdict.MUCH_HIGHER))


def upheld_less(of: Year) -> Values | None:
    """Less was upheld than at similar authorities, beyond chance: worth knowing why."""
    return _compared(of, Counted.UPHELD, (Verdict.LOWER, Verdict.MUCH_LOWER))


def _compared(of: Year, counted: Counted, verdicts: tuple[Verdict, ...]) -> Values | None:
    figure = of.here.figure(counted)
    if figure is None or figure.verdict not in verdicts or not isinstance(figure.value, Rate):
        return None
    measure = _measure(of, figure)
    return {
        **_counts(figure.value),
        "shown": of.here.shown(figure.value, measure),
        "average": of.here.shown(figure.group.value, measure),
        "verdict": of.here.occasion.terms.verdicts[figure.verdict.value],
    }


def more_than_before(of: Year) -> Values | None:
    """More was upheld than the year before, so that the two intervals lie apart and no break is between them."""
    figure = of.here.figure(Counted.UPHELD)
    if figure is None or not isinstance(figure.value, Rate):
        return None
    year = of.here.occasion.year.ending
    points = {one.year: one for one in figure.strip}
    now, last = points.get(year), points.get(year - 1)
    if not now or not last or now.breaks or not isinstance(last.value, Rate):
        return None
    if _lower(figure.value) <= _upper(last.value):
        return None
    measure = _measure(of, figure)
    return {
        **_counts(figure.value),
        "shown": of.here.shown(figure.value, measure),
        "before": of.here.shown(last.value, measure),
        "year": of.here.occasion.label(year - 1),
    }


def _lower(rate: Rate) -> Fraction:
    return wilson(rate).lower


def _upper(rate: Rate) -> Fraction:
    return wilson(rate).upper


def one_subject(of: Year) -> Values | None:
    """One subject has half of what was upheld, or more."""
    counts = {part.key: part.count for part in of.here.figures.upheld_by_subject}
    if not counts or None in counts.values():
        return None
    total = sum(one for one in counts.values() if one)
    subject = max(counts, key=lambda one: counts[one] or 0)
    most = counts[subject] or 0
    if most < MANY_OF_ONE_SUBJECT or 2 * most < total:
        return None
    return {"subject": of.here.occasion.terms.subjects.get(subject, subject), "count": most, "base": total}


def few_early_remedies(of: Year) -> Values | None:
    """Hardly anything had been put right before the ombudsman was asked."""
    rate, figure = of.here.rate(Counted.SATISFACTORY_REMEDY), of.here.figure(Counted.SATISFACTORY_REMEDY)
    if rate is None or figure is None:
        return None
    below = figure.verdict in (Verdict.LOWER, Verdict.MUCH_LOWER)
    return _counts(rate) if below or (not rate.count and rate.base >= ENOUGH_TO_ASK) else None


def late_replies(of: Year) -> Values | None:
    """The ombudsman waited for replies."""
    rate = of.here.rate(Counted.ANSWERED_LATE)
    return _counts(rate) if rate and rate.count else None


def public_reports(of: Year) -> Values | None:
    """A public report was issued. Not where the number of upheld cases is withheld, as in letters."""
    count, figure = len(of.here.facts.reports), of.here.figure(Counted.UPHELD)
    return {"count": count} if count and not (figure and isinstance(figure.value, Withheld)) else None


def code_not_met(of: Year) -> Values | None:
    """Sections of the complaint handling code are not met in full."""
    code = of.here.facts.code
    short = [one for one in code if one.met != "yes"]
    return {"count": len(short), "base": len(code)} if short else None


def too_few(of: Year) -> Values | None:
    """There are so few cases that only each of them can teach anything."""
    figure = of.here.figure(Counted.UPHELD)
    if figure is None or figure.verdict is not Verdict.TOO_FEW or not isinstance(figure.value, Rate):
        return None
    return _counts(figure.value)


def no_investigations(of: Year) -> Values | None:
    """Nothing was investigated."""
    figure = of.here.figure(Counted.UPHELD)
    return {} if figure and isinstance(figure.value, NoBase) else None


def every_year(_: Year) -> Values | None:
    """What is worth asking in every year."""
    return {}


RULES: tuple[Rule, ...] = (
    not_carried_out,
    overdue,
    upheld_more,
    upheld_less,
    more_than_before,
    one_subject,
    late_remedies,
    few_early_remedies,
    late_replies,
    public_reports,
    code_not_met,
    too_few,
    no_investigations,
    every_year,
)
"""In the order in which they are asked."""


def questions(of: Year) -> tuple[Question, ...]:
    """The questions that arise from a year."""
    chosen = ((rule.__name__, rule(of)) for rule in RULES)
    return tuple(_question(of, rule, values) for rule, values in chosen if values is not None)


def _question(of: Year, rule: str, values: Values) -> Question:
    words = of.here.occasion.words_of_pack.questions
    asked = getattr(words, rule)
    written = {key: _written(of, one) for key, one in values.items()} | {"body": of.here.body}
    if of.here.group:
        written["group"] = of.here.group
    return Question(rule, say(asked.text, **written), say(words.why, reason=say(asked.reason, **written)))


def _written(of: Year, value: object) -> object:
    return of.here.occasion.number(value) if isinstance(value, int) else value


def _counts(rate: Rate) -> Values:
    return {"count": rate.count, "base": rate.base}


def _measure(of: Year, figure: Figure) -> Measure:
    measure = of.here.occasion.scheme.measure(figure.measure)
    assert measure.shown_as is ShownAs.PERCENT  # as `Situation.figure` chooses it
    return measure
