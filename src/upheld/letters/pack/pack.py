"""Puts a pack together from a letter's content, the year's figures and the faults found in it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from upheld.letters.content import LetterContent
from upheld.letters.pack.content import (
    ExplainedPanel,
    Fault,
    FaultsPart,
    FiguresPart,
    Finding,
    LetterPart,
    OfficerPart,
    PackContent,
    QuestionsPart,
    Table,
)
from upheld.letters.pack.facts import Agreed, FaultFound
from upheld.letters.pack.questions import Year, questions
from upheld.letters.sentences import one_line, say
from upheld.letters.situation import Situation
from upheld.statistics.figure import AuthorityFigures
from upheld.vocabulary.pack_wording import PackWording
from upheld.vocabulary.scheme import Measure
from upheld.vocabulary.values import NoGroup, Rate, Verdict, Withheld


@dataclass(frozen=True)
class Told:
    """What a pack is made of. ``day`` is the day that cases are told of; ``draft``: the letter has not gone yet."""

    here: Situation
    letter: LetterContent
    faults: Sequence[FaultFound]
    day: date
    draft: bool = False

    @property
    def words(self) -> PackWording:
        """The pack's sentences."""
        return self.here.occasion.words_of_pack


def pack(told: Told) -> PackContent:
    """The whole content of one authority's pack. Raises `EmptyBlank` where a sentence would have a hole."""
    here, words, letter = told.here, told.words, told.letter
    occasion, hidden = here.occasion, withholds(here.figures)
    return PackContent(
        language=occasion.language,
        year=occasion.year.ending,
        authority=here.authority.id,
        code=letter.code,
        title=say(words.title, authority=here.name, year=occasion.year.ending),
        author=occasion.terms.ombudsman,
        sample=letter.sample,
        sample_long=letter.sample_long,
        ombudsman=occasion.terms.ombudsman,
        page=letter.page,
        day=told.day.isoformat(),
        as_at=say(words.as_at, day=occasion.day(told.day)),
        draft=words.draft if told.draft else "",
        lead=say(
            words.lead,
            authority=here.name,
            body=here.body,
            ombudsman=occasion.terms.ombudsman,
            start=occasion.start,
            end=occasion.end,
        ),
        contents=words.contents,
        letter=_letter(told),
        figures=_figures(told),
        questions=QuestionsPart(
            words.questions.heading,
            say(words.questions.lead, body=here.body),
            questions(Year(here, None if hidden else told.faults)),
        ),
        faults=_faults(told, hidden=hidden),
        officer=_officer(told, hidden=hidden),
    )


def withholds(figures: AuthorityFigures) -> bool:
    """Whether anything of an authority's year is withheld: then a list of its cases would give it back."""
    parts = (*figures.overview, *figures.outcomes, *figures.upheld_by_subject, *figures.compliance, *figures.remedies)
    return (
        figures.decided is None
        or any(part.count is None for part in parts)
        or any(isinstance(one.value, Withheld) for one in figures.figures.values())
    )


def _letter(told: Told) -> LetterPart:
    words, letter = told.words.letter, told.letter
    return LetterPart(
        heading=words.heading,
        lead=say(words.lead_of_draft if told.draft else words.lead, body=told.here.body),
        **{name: getattr(letter, name) for name in LetterPart.__dataclass_fields__ if name not in ("heading", "lead")},
    )


def _figures(told: Told) -> FiguresPart:
    words, held = told.words.figures, told.letter.figures
    means = told.here.occasion.words.statistics.measures
    return FiguresPart(
        heading=words.heading,
        lead=say(words.lead, body=told.here.body),
        period=held.period,
        table=_table(told),
        panels=tuple(
            ExplainedPanel(one, f"{words.means} {say(means[one.measure].text, body=told.here.body)}")
            for one in held.panels
        ),
        overview=held.overview,
        years=held.years,
    )


def _table(told: Told) -> Table:
    """Every measure in a row, also those that have no panel."""
    words, scheme = told.words.figures, told.here.occasion.scheme
    columns = (words.measure, words.figure, words.counted, words.similar, words.verdict)
    return Table(words.table, columns, tuple(_row(told.here, one) for one in scheme.measures))


def _row(here: Situation, measure: Measure) -> tuple[str, ...]:
    figure, terms = here.figures.figures[measure.id], here.occasion.terms
    spoken, written = terms.measures[measure.id], here.occasion.number
    counted = ""
    if isinstance(figure.value, Rate):
        counts = (
            say(spoken.counted, count=written(figure.value.count)),
            say(spoken.base, count=written(figure.value.base)),
        )
        counted = "; ".join(counts)
    alone = isinstance(figure.group.value, NoGroup)
    average = terms.no_group if alone else here.shown(figure.group.value, measure)
    verdict = "" if figure.verdict is Verdict.NOT_COMPARED else terms.verdicts[figure.verdict.value]
    return spoken.title, here.shown(figure.value, measure), counted, average, verdict


def _faults(told: Told, *, hidden: bool) -> FaultsPart:
    words, body = told.words.faults, told.here.body
    if hidden:
        return FaultsPart(words.heading, say(words.withheld, body=body), ())
    if not told.faults:
        return FaultsPart(words.heading, say(words.none, body=body), ())
    return FaultsPart(words.heading, say(words.lead, body=body), tuple(_fault(told, one) for one in told.faults))


def _fault(told: Told, one: FaultFound) -> Fault:
    words, day = told.words.faults, told.here.occasion.day
    heading = say(words.case, reference=one.reference, subject=_subject(told, one))
    if not one.stands:
        return Fault(heading, (say(words.corrected, body=told.here.body),), "", ())
    decided = words.decided if one.is_public else words.decided_unpublished
    texts = [say(decided, day=day(one.decided_on))]
    texts += [one_line(text) for text in (one.title, one.summary) if text]
    if one.report_title and one.report_on:
        texts.append(say(words.report, title=one_line(one.report_title), day=day(one.report_on)))
    agreed = words.agreed if one.agreed else words.nothing_agreed
    return Fault(heading, tuple(texts), agreed, tuple(_remedy(told, each) for each in one.agreed))


def _subject(told: Told, one: FaultFound) -> str:
    return told.here.occasion.terms.subjects.get(one.subject, one.subject)


def _remedy(told: Told, one: Agreed) -> str:
    """What was agreed, and how it stands: ``Apology, for the person who complained (Done by 2 March 2022)``."""
    occasion = told.here.occasion
    states = occasion.scheme.wording[occasion.language].casework.decision.states
    done, due = one.completed_on, occasion.day(one.due_on)
    undated = one.state in ("done", "late") and not done
    sentence = getattr(states, f"{one.state}_undated" if undated else one.state)
    state = say(sentence, day=occasion.day(done) if done else due, due=due)
    category = occasion.terms.remedy_categories.get(one.category, one.category)
    what = one_line(one.text) if one.text else say(told.words.faults.personal, category=category)
    return say(told.words.faults.remedy, what=what, state=state)


def _officer(told: Told, *, hidden: bool) -> OfficerPart | None:
    words, body = told.words.officer, told.here.body
    if words is None:
        return None
    texts = [say(one, body=body) for one in words.duty]
    if hidden:
        texts.append(say(words.withheld, body=body))
    elif not any(one.stands for one in told.faults):
        texts = [say(words.none, body=body)]
    findings = () if hidden else tuple(_findings(told))
    closing = tuple(words.closing) if hidden or findings else ()
    return OfficerPart(words.heading, tuple(texts), findings, words.blank, closing)


def _findings(told: Told) -> Iterator[Finding]:
    words, here = told.words.officer, told.here
    assert words
    for one, fault in ((one, _fault(told, one)) for one in told.faults if one.stands):
        found = say(
            words.finding,
            ombudsman=here.occasion.terms.ombudsman,
            authority=here.name,
            reference=one.reference,
            subject=_subject(told, one),
            day=here.occasion.day(one.decided_on),
        )
        agreed = words.agreed if one.agreed else words.nothing_agreed
        yield Finding(fault.heading, (found, *fault.texts[1:]), agreed, fault.remedies, tuple(words.blanks))
