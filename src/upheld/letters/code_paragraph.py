"""What a letter says of the complaint handling code: what was found, what the authority says, and where these differ.

Where small numbers are withheld, what cases showed by clause is not told: on a clause there are always few.
"""

from __future__ import annotations

from collections.abc import Sequence

from upheld.casework.code.comparing import YES, Beside, ClauseCompared
from upheld.letters.facts import CodeSection
from upheld.letters.sentences import one_line, say
from upheld.letters.situation import Situation
from upheld.vocabulary.handling_code import HandlingCode


def texts(here: Situation) -> list[str]:
    """The paragraph's sentences; none where there is nothing to tell."""
    return [*_sections(here), *_shown(here), *_said(here), *_otherwise_in_words(here)]


def told_of(here: Situation) -> int:
    """How many sections and clauses the paragraph tells of."""
    said = {one.clause for one in here.facts.own_code if one.complies is not None}
    return len({one.section for one in here.facts.code} | {one.clause for one in _seen(here)} | said)


def items(here: Situation) -> tuple[str, ...]:
    """What was not met in full: sections first, then clauses, then those of which the authority says otherwise."""
    sections = [one for one in here.facts.code if one.met != YES]
    named, otherwise = {one.section for one in sections}, _otherwise(here)
    clauses = [one for one in _seen(here) if one.shown != YES and one.clause not in named and one not in otherwise]
    return (
        *(_section(here, one) for one in sections),
        *(_section(here, CodeSection(one.clause, one.shown, here.occasion.year.end)) for one in clauses),
        *_otherwise_by_clause(here, otherwise),
    )


def _code(here: Situation) -> HandlingCode | None:
    return here.facts.the_code or here.occasion.scheme.code


def _seen(here: Situation) -> list[ClauseCompared]:
    """The clauses that assessments of the year looked at, where they may be told and there are words for them."""
    if here.occasion.scheme.small_numbers.withhold_below or here.occasion.words.details.code_shown is None:
        return []
    return [one for one in here.facts.own_code if one.shown]


def _sections(here: Situation) -> list[str]:
    sections = here.facts.code
    if not sections:
        return []
    met = sum(one.met == YES for one in sections)
    day = here.occasion.day(max(one.assessed_on for one in sections))
    written = here.occasion.words.chosen.code_assessments
    return [say(written, body=here.body, count=met, base=len(sections), day=day)]


def _shown(here: Situation) -> list[str]:
    """Of how many clauses every assessment found that they were met."""
    seen, written = _seen(here), here.occasion.words.details.code_shown
    if not seen or written is None:
        return []
    number = here.occasion.number
    met = sum(one.shown == YES for one in seen)
    return [say(written, body=here.body, count=number(met), base=number(len(seen)))]


def _said(here: Situation) -> list[str]:
    """What the authority said of itself; or that it said nothing in a year in which the code was in force."""
    details, number = here.occasion.words.details, here.occasion.number
    said = [one for one in here.facts.own_code if one.complies is not None]
    if said and details.code_said:
        comply = number(sum(bool(one.complies) for one in said))
        return [say(details.code_said, body=here.body, count=comply, base=number(len(said)))]
    code = _code(here)
    in_force = code is not None and code.in_force_from <= here.occasion.year.end
    if here.facts.own_code and not said and in_force and details.code_not_said:
        return [say(details.code_not_said, body=here.body)]
    return []


def _otherwise(here: Situation) -> list[ClauseCompared]:
    """The clauses that it says it complies with, where an assessment found otherwise."""
    return [one for one in _seen(here) if one.beside is Beside.SAID_YES_SHOWN_NOT]


def _otherwise_in_words(here: Situation) -> list[str]:
    found, written = len(_otherwise(here)), here.occasion.words.details.code_shown_otherwise
    return [say(written, body=here.body, count=here.occasion.number(found))] if found and written else []


def _otherwise_by_clause(here: Situation, otherwise: Sequence[ClauseCompared]) -> list[str]:
    details = here.occasion.words.details
    if details.code_clause_otherwise is None:
        return []
    return [
        say(details.code_clause_otherwise, clause=_called(here, one.clause), met=details.met[one.shown])
        for one in otherwise
    ]


def _section(here: Situation, one: CodeSection) -> str:
    details = here.occasion.words.details
    words = {"section": _called(here, one.section), "met": details.met[one.met]}
    if not one.commentary.strip():
        return say(details.code_section, **words)
    return say(details.code_section_said, **words, commentary=one_line(one.commentary))


def _called(here: Situation, section: str) -> str:
    code = _code(here)
    return one_line(code.called(section, here.occasion.language) if code else section)
