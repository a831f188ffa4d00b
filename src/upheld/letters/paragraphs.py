"""The rules that choose an authority's own paragraphs: one small function each, in one table.

A rule returns the paragraph's text (with its list, if it has one) and the count that its reason names, or None where
the paragraph does not belong in this letter. What a scheme withholds is told by no rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from upheld.letters import code_paragraph
from upheld.letters.content import Paragraph
from upheld.letters.report_answers import listed_report
from upheld.letters.sentences import one_line, say
from upheld.letters.situation import Situation
from upheld.statistics.figure import Figure
from upheld.vocabulary.sentence import Sentence
from upheld.vocabulary.values import NoBase, Rate, Value, Verdict, Withheld
from upheld.vocabulary.words import Counted


@dataclass(frozen=True)
class Choice:
    """What a rule says, and the count that it was chosen for."""

    text: str
    count: int = 0
    items: tuple[str, ...] = ()
    after: str = ""


WIDE = Fraction(1, 2)
Rule = Callable[[Situation], Choice | None]


def _say(here: Situation, rule: str, **values: object) -> str:
    sentence: Sentence = getattr(here.occasion.words.chosen, rule)
    return say(sentence, body=here.body, **values)


def _count_of(here: Situation, rule: str, count: int, base: int) -> str:
    written = here.occasion.number
    return _say(here, rule, count=written(count), base=written(base))


def took_over(here: Situation) -> Choice | None:
    """The authority took on another's cases in the year: who, and from which day."""
    before = here.figures.predecessors
    if not before:
        return None
    ended = max(here.occasion.directory[one].end_on for one in before)  # type: ignore[type-var]
    names = here.names(before, ended)  # type: ignore[arg-type]
    first_day = here.occasion.day(ended + timedelta(days=1))  # type: ignore[operator]
    text = _say(here, "took_over", authority=here.name, day=first_day, predecessors=names, count=len(before))
    return Choice(text, len(before))


def began(here: Situation) -> Choice | None:
    """The authority began in the year and took over from nobody in it."""
    if not here.figures.began_on or here.figures.predecessors or here.figures.began_on == here.occasion.year.start:
        return None
    return Choice(_say(here, "began", authority=here.name, day=here.occasion.day(here.figures.began_on)))


def ended(here: Situation) -> Choice | None:
    """The authority ended in the year: its last letter goes to whoever came after."""
    last_day, after = here.figures.ended_on, here.authority.successors
    if not last_day or not after:
        return None
    names = here.names(after, last_day + timedelta(days=1))
    day = here.occasion.day(last_day)
    return Choice(_say(here, "ended", authority=here.name, day=day, successors=names, count=len(after)), len(after))


def no_investigations(here: Situation) -> Choice | None:
    """Nothing was investigated."""
    figure = here.figure(Counted.UPHELD)
    if figure is None or not isinstance(figure.value, NoBase):
        return None
    return Choice(_say(here, "no_investigations"))


def few_investigations(here: Situation) -> Choice | None:
    """So few were investigated that chance could explain any result.

    Beside a group: not even none or all upheld would differ by more than chance. Without one: the interval is wider
    than half of all that is possible.
    """
    figure = here.figure(Counted.UPHELD)
    if figure is None or not isinstance(figure.value, Rate) or not _is_few(figure):
        return None
    count = figure.value.base
    return Choice(_say(here, "few_investigations", count=here.occasion.number(count)), count)


def _is_few(figure: Figure) -> bool:
    if figure.verdict is not Verdict.NOT_COMPARED or figure.interval is None:
        return figure.verdict is Verdict.TOO_FEW
    return figure.interval.upper - figure.interval.lower > WIDE


def early_remedies(here: Situation) -> Choice | None:
    """Praise: remedies that the authority had offered before the complaint came."""
    rate = here.rate(Counted.SATISFACTORY_REMEDY)
    if not rate or not rate.count:
        return None
    return Choice(_count_of(here, "early_remedies", rate.count, rate.base), rate.count)


def _late(here: Situation) -> int | None:
    """Compliance outcomes that were late; None where that is withheld."""
    return next((part.count for part in here.figures.compliance if part.key == "late"), 0)


def all_on_time(here: Situation) -> Choice | None:
    """Praise: every remedy that fell due was carried out, and on time."""
    rate = here.rate(Counted.COMPLIED)
    if not rate or rate.count != rate.base or _late(here) != 0:
        return None
    return Choice(_say(here, "all_on_time", count=here.occasion.number(rate.base)), rate.base)


def late_remedies(here: Situation) -> Choice | None:
    """Remedies that came late, as a count, and by how much."""
    rate, late = here.rate(Counted.COMPLIED), _late(here)
    if not rate or not late:
        return None
    return Choice(_count_of(here, "late_remedies", late, rate.base), late, after=_median_days_late(here, late))


def _median_days_late(here: Situation, late: int) -> str:
    median = here.figures.median_days_late
    if late < 2 or median is None or median < 1:
        return ""
    return say(here.occasion.words.details.median_days_late, body=here.body, count=here.occasion.number(int(median)))


def not_carried_out(here: Situation) -> Choice | None:
    """Remedies not carried out, as a count, and which: text only where it is public."""
    rate = here.rate(Counted.COMPLIED)
    if not rate or rate.count == rate.base:
        return None
    failed = rate.base - rate.count
    items = tuple(
        _not_carried_out(here, one.case, one.text, here.occasion.day(one.due_on)) for one in here.facts.not_carried_out
    )
    details = here.occasion.words.details
    text = _count_of(here, "not_carried_out", failed, rate.base)
    if items:
        text = f"{text} {say(details.not_carried_out_which, body=here.body)}"
    return Choice(text, failed, items, say(details.not_carried_out_advice, body=here.body))


def _not_carried_out(here: Situation, case: str, text: str, due: str) -> str:
    details = here.occasion.words.details
    if not text:
        return say(details.not_carried_out_personal, case=one_line(case), due=due)
    return say(details.not_carried_out_public, case=one_line(case), due=due, text=one_line(text))


def late_replies(here: Situation) -> Choice | None:
    """Replies to enquiries that were late or never came."""
    rate = here.rate(Counted.ANSWERED_LATE)
    if not rate or not rate.count:
        return None
    return Choice(_count_of(here, "late_replies", rate.count, rate.base), rate.count)


def public_reports(here: Situation) -> Choice | None:
    """Public reports issued in the year, each with what became of its answer, as far as that is told.

    Not where the number of upheld cases is withheld.
    """
    figure = here.figure(Counted.UPHELD)
    if not here.facts.reports or (figure and isinstance(figure.value, Withheld)):
        return None
    items = tuple(listed_report(here.occasion, one) for one in here.facts.reports)
    return Choice(_say(here, "public_reports", count=here.occasion.number(len(items))), len(items), items)


def code_assessments(here: Situation) -> Choice | None:
    """How the authority met the complaint handling code, and its own word beside that."""
    told = code_paragraph.texts(here)
    return Choice(" ".join(told), code_paragraph.told_of(here), code_paragraph.items(here)) if told else None


def corrections(here: Situation) -> Choice | None:
    """Figures of last year that were corrected since last year's letter."""
    notices = tuple(said for notice in here.facts.corrections if (said := one_line(notice)))
    if not notices:
        return None
    return Choice(_say(here, "corrections", year=here.occasion.year.previous().label), len(notices), notices)


def reissued(here: Situation) -> Choice | None:
    """This letter replaces an earlier one of the same year: of which day, and what is another now."""
    reissue = here.facts.reissue
    if reissue is None:
        return None
    what = (one_line(reissue.what),) if one_line(reissue.what) else ()
    figures = tuple(_was_and_is(here, measure, value) for measure, value in reissue.was)
    text = _say(here, "reissued", day=here.occasion.day(reissue.replaces))
    return Choice(text, len(figures), (*what, *figures))


def _was_and_is(here: Situation, measure_id: str, was: Value) -> str:
    measure = next(one for one in here.occasion.scheme.measures if one.id == measure_id)
    return say(
        here.occasion.words.details.reissued_figure,
        title=here.measure_words(measure).title,
        before=here.shown(was, measure),
        now=here.shown(here.figures.figures[measure_id].value, measure),
    )


RULES: dict[str, Rule] = {
    "reissued": reissued,
    "took_over": took_over,
    "began": began,
    "ended": ended,
    "no_investigations": no_investigations,
    "few_investigations": few_investigations,
    "early_remedies": early_remedies,
    "all_on_time": all_on_time,
    "late_remedies": late_remedies,
    "not_carried_out": not_carried_out,
    "late_replies": late_replies,
    "public_reports": public_reports,
    "code_assessments": code_assessments,
    "corrections": corrections,
}


def chosen(here: Situation) -> tuple[Paragraph, ...]:
    """The authority's own paragraphs, in the order of `RULES`, each with the rule that chose it and why."""
    made = ((rule, choose(here)) for rule, choose in RULES.items())
    return tuple(
        Paragraph(rule, _why(here, rule, choice.count), choice.text, items=choice.items, after=choice.after)
        for rule, choice in made
        if choice
    )


def _why(here: Situation, rule: str, count: int) -> str:
    return say(getattr(here.occasion.words.why, rule), body=here.body, count=here.occasion.number(count))
