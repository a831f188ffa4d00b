"""Changes by hand, within bounds: which paragraphs, what may stand in them, and how they are put into a letter. Pure.

A change belongs to what the rule said when it was made. Where the rule says something else now, perhaps another
number, the change is left out and a person decides again: no letter prints a text that was written for other figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from upheld.letters.content import Edit, LetterContent, Paragraph, Section
from upheld.letters.sentences import day, one_line, say
from upheld.vocabulary.scheme import Scheme

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
BRACES = re.compile(r"[{}]")


@dataclass(frozen=True)
class Change:
    """A paragraph's text by hand: of which rule, for what it said before, by whom and when."""

    rule: str
    before: str
    text: str
    by: str
    at: datetime


Changes = Mapping[tuple[str, str], Sequence[Change]]
"""(authority id, language) → its changes."""


def can_be_changed(scheme: Scheme, paragraph: Paragraph) -> bool:
    """Whether a paragraph's text may be changed by hand: the scheme names the rules."""
    return paragraph.rule in scheme.by_hand.rules


def paragraphs(content: LetterContent) -> Iterator[Paragraph]:
    """Every paragraph of a letter but those of the figures' page, which nobody changes."""
    return (one for section in content.sections for one in section.paragraphs)


def generated(paragraph: Paragraph) -> Paragraph:
    """A paragraph as its rule says it."""
    return replace(paragraph, text=paragraph.edit.before, edit=None) if paragraph.edit else paragraph


def changed(content: LetterContent, changes: Sequence[Change], scheme: Scheme) -> tuple[LetterContent, list[str]]:
    """A letter with just these changes, and the rules whose change fits no longer and is left out."""
    by_rule = {one.rule: one for one in changes}
    fits = {
        one.rule
        for one in map(generated, paragraphs(content))
        if one.rule in by_rule and can_be_changed(scheme, one) and one.text == by_rule[one.rule].before
    }
    put = {rule: by_rule[rule] for rule in fits}
    sections = tuple(_section(one, put, scheme, content.language) for one in content.sections)
    return replace(content, sections=sections), sorted(by_rule.keys() - fits)


def _section(section: Section, put: Mapping[str, Change], scheme: Scheme, language: str) -> Section:
    made = (generated(one) for one in section.paragraphs)
    return replace(
        section,
        paragraphs=tuple(_put(one, put[one.rule], scheme, language) if one.rule in put else one for one in made),
    )


def _put(paragraph: Paragraph, change: Change, scheme: Scheme, language: str) -> Paragraph:
    when = day(change.at.astimezone(ZoneInfo(scheme.time_zone)).date(), language)
    shown_as = say(scheme.wording[language].letter.edited, by=change.by, day=when)
    return replace(paragraph, text=change.text, edit=Edit(change.before, change.by, when, shown_as))


def as_written(text: str) -> str:
    """What somebody typed as one paragraph: its words with single spaces between them."""
    return one_line(text)


def out_of_bounds(text: str, scheme: Scheme, typeface: frozenset[str]) -> list[str]:
    """What a text may not be, a sentence each: empty, too long, with a blank, with a character that is not printed."""
    found = []
    if not text:
        found.append("A paragraph cannot be empty. Take the change back to have what the rule says.")
    if len(text) > scheme.by_hand.longest:
        found.append(f"The text has {len(text):,} characters; at most {scheme.by_hand.longest:,} fit.")
    if BRACES.search(text):
        found.append("Braces { } stand for blanks of the wording; write the text as it is to be read.")
    if missing := sorted(set(text) - typeface):
        shown = ", ".join(f"{one} (U+{ord(one):04X})" for one in missing)
        found.append(f"The letter’s typeface has no {shown}.")
    return found


def numbers_gone(before: str, after: str) -> list[str]:
    """Numbers that a rule had put in and that a changed text lacks, in their order."""
    kept = NUMBER.findall(after)
    gone = []
    for number in NUMBER.findall(before):
        if number in kept:
            kept.remove(number)
        else:
            gone.append(number)
    return gone
