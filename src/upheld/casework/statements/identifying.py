"""What in a text may tell who somebody is: found by rules that can be read, shown to a person who decides.

No rule decides anything. Every repetition in a pattern is bounded, so that the time grows with the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from upheld.casework.statements import identifying_words as words


class Kind(StrEnum):
    """What was found, in the words that a person is shown."""

    NAME = "name"
    ADDRESS = "address"
    POSTCODE = "postcode"
    PHONE = "phone"
    EMAIL = "e-mail"
    BIRTH = "date of birth"
    REFERENCE = "reference"
    AGE = "age"


@dataclass(frozen=True)
class Found:
    """A piece of a text: ``text[start:end]``, in characters."""

    start: int
    end: int
    kind: Kind
    text: str


@dataclass(frozen=True)
class Rule:
    """One rule: what it looks for, as a sentence, and the pattern; where it has a group, that is what is found.

    ``surname_first`` is whether the first word can only be a name, whatever else it means (Mr Lane, Mrs May).
    """

    kind: Kind
    looks_for: str
    pattern: re.Pattern[str]
    surname_first: bool = False


_CAPITAL = f"[{words.CAPITALS}]"
_WORD = (
    rf"(?:(?:{words.PARTICLES})[ \t\xa0]){{0,2}}(?:[dolDOL]['’](?={_CAPITAL}))?"
    rf"(?![A-Z]['’](?:s\b|(?!\w))){_CAPITAL}[\w\u0300-\u036f'’-]{{1,30}}"
)
_GAP = r"[ \t\xa0]{1,3}"
_TITLE = rf"\b(?:{words.TITLES})\b\.?"
_TITLED = rf"{_TITLE}(?:{_GAP}(?:and|&){_GAP}{_TITLE})?(?:{_GAP}|[ \t]?\n|(?<=\.))"
_WORDS = rf"{_WORD}(?:{_GAP}{_WORD}){{0,3}}"
_DATE = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?{_GAP}(?:of{_GAP})?(?:{words.MONTHS})\.?,?{_GAP}\d{{4}}"
    rf"|(?:{words.MONTHS}){_GAP}\d{{1,2}}(?:st|nd|rd|th)?,?{_GAP}\d{{4}}"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2}))\b"
)
_BORN = r"\b(?:born|birthday|date of birth|d\.?o\.?b\b\.?)"
_STREET = rf"(?:[A-Z][\w'’-]{{0,30}}{_GAP}){{1,3}}(?:{words.STREETS})\b"

ADDRESS_OF_MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")


def _rule(kind: Kind, looks_for: str, pattern: str, flags: int = 0) -> Rule:
    return Rule(kind, looks_for, re.compile(pattern, flags))


RULES = (
    Rule(Kind.EMAIL, "A word, an @ and a domain.", ADDRESS_OF_MAIL),
    _rule(
        Kind.REFERENCE,
        "A National Insurance number.",
        r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?: ?\d{2}){3} ?[A-D]\b",
        re.IGNORECASE,
    ),
    _rule(
        Kind.REFERENCE,
        "A word such as reference, case, account, application, NHS or UPRN, and what has a digit after it.",
        rf"\b(?i:{words.NUMBERED})(?i:[ \t](?:number|no\.?|reference|ref\.?|was|is|of)){{0,2}}[ \t:.#(]{{1,4}}"
        r"((?=[A-Z/-]{0,10}\d)[A-Z0-9][A-Z0-9/-]{2,30}(?:[ ]\d{2,6}){0,4})\b",
    ),
    _rule(
        Kind.PHONE,
        "Ten or eleven digits that begin with 0, or digits after + and a country's code.",
        r"(?<![\w+])(?:\+44(?:[ ]?\(0\))?|0044|\(?0)(?:[ ()-]{0,2}\d){9,10}(?!\d)"
        r"|(?<![\w+])\+\d{1,3}(?:[ ()-]{0,2}\d){7,12}(?!\d)",
    ),
    _rule(
        Kind.REFERENCE,
        "Digits grouped as in an NHS number (3, 3, 4), a case (2, 3, 3) or a sort code (2, 2, 2).",
        r"(?<![\w£,.-])(?:\d{3}[ -]\d{3}[ -]\d{4}|\d{2} \d{3} \d{3}|\d{2}-\d{2}-\d{2})(?![\w-])",
    ),
    _rule(Kind.REFERENCE, "A planning reference: groups with strokes, such as 21/01234/FUL.", words.PLANNING),
    _rule(Kind.REFERENCE, "A vehicle's number plate.", r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b"),
    _rule(Kind.REFERENCE, "Eight digits or more in a row.", r"(?<![\w£.,])\d{8,16}(?!\d)"),
    _rule(
        Kind.POSTCODE,
        "A postcode of the United Kingdom.",
        r"\b(?!\w{2,4} \d(?:st|nd|rd|th)\b)[A-Za-z]{1,2}\d[A-Za-z\d]?[ ]?\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}\b",
    ),
    _rule(
        Kind.ADDRESS,
        "A number and a street; a flat or a plot with its number; a named house and its street.",
        rf"\b\d{{1,4}}[A-Za-z]?,?{_GAP}{_STREET}|\b(?:Flat|Apartment|Plot|Unit|Room){_GAP}\d{{1,4}}[A-Za-z]?\b"
        rf"|\b(?:[A-Z][\w'’-]{{1,30}}{_GAP}){{1,2}}(?:Cottage|Farm|House|Lodge|Villa),{_GAP}{_STREET}",
    ),
    _rule(Kind.BIRTH, "A date soon after born, birthday or date of birth.", rf"(?i:{_BORN})[^.\n]{{0,40}}?\b({_DATE})"),
    _rule(Kind.BIRTH, "A date just before them.", rf"\b({_DATE})[^.\n\d]{{0,15}}?(?i:{_BORN})"),
    _rule(Kind.BIRTH, "A year after born in.", r"(?i:\bborn in) ((?:19|20)\d{2})\b"),
    _rule(
        Kind.AGE,
        "Aged and a number, a number of years old, in somebody's seventies; not the ages that a rule is for.",
        rf"\b(?<!children )(?<!people )(?i:aged?)[ \t]({words.NUMBER})\b(?![ ]?(?:or|and|to|–|-)\b|[ ]?[–-]\d)"
        rf"|\b(?:{words.NUMBER})[ -](?:years?|months?|weeks?)[ -]olds?\b"
        r"|\bin (?:his|her|their) (?:early |mid[ -]|late )?(?:\d0s|[a-z]{2,8}ties|teens)\b",
    ),
    Rule(
        Kind.NAME,
        "Mr, Mrs, Ms, Miss, Dr, Cllr and such, and words with a capital. A letter alone (Mr X) is no name.",
        re.compile(rf"{_TITLED}(?!Justice\b|Speaker\b)({_WORDS})"),
        surname_first=True,
    ),
    _rule(Kind.NAME, "The same with initials.", rf"{_TITLED}(?:{_CAPITAL}\.?{_GAP}){{1,3}}({_WORDS})"),
    _rule(
        Kind.NAME,
        "A common first name, and a word with a capital.",
        rf"\b((?:{words.FIRST_NAMES}){_GAP}(?:[A-Z]\.?{_GAP}){{0,2}}{_WORD})\b",
    ),
    _rule(
        Kind.NAME,
        "A word with a capital after son, daughter, mother, called and such.",
        rf"\b(?:{words.RELATIONS}),?{_GAP}({_WORD})",
    ),
)
"""Where two rules find the same characters, the longer finding stays; of the same length, that of the first rule."""


def found(text: str, known_names: Collection[str] = ()) -> tuple[Found, ...]:
    """What may tell who somebody is, in the order of the text, none over another.

    ``known_names`` are names that are known to belong to the case; they are found in whatever way they are written.
    """
    ranked = [*_by_rules(text), *_known(text, known_names)]
    ranked.sort(key=lambda one: (one.start, -one.end))
    kept: list[Found] = []
    for one in ranked:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end - one.start > kept[-1].end - kept[-1].start:
            kept[-1] = one
    return tuple(kept)


def _by_rules(text: str) -> Iterator[Found]:
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            start, end = match.span()
            if match.lastindex:
                start, end = match.span(match.lastindex)
            if rule.kind is Kind.NAME:
                end = _without_what_is_no_name(text, start, end, rule.surname_first)
            if end > start:
                yield Found(start, end, rule.kind, text[start:end])


def _without_what_is_no_name(text: str, start: int, end: int, surname_first: bool) -> int:
    """Where a name ends: before the first word that is the office's, the law's, a place's or the calendar's."""
    last = start
    for match in re.finditer(r"[^\s\xa0]+", text[start:end]):
        bare = re.sub(r"['’]s?$", "", match.group())
        if bare in words.NO_NAMES and not (surname_first and match.start() == 0):
            break
        last = start + match.start() + len(bare)
    if words.IS_A_PLACE.match(text, last):
        return start
    return last


def _known(text: str, names: Collection[str]) -> Iterator[Found]:
    """Known names by their words, whatever the case and the spaces: one walk over the text, however many names."""
    wanted = {tuple(one.casefold().split()) for one in names if one.strip()}
    lengths = sorted({len(one) for one in wanted}, reverse=True)
    if not lengths:
        return
    spans = [match.span() for match in re.finditer(r"\w+(?:['’-](?!s\b)\w+)*", text)]
    folded = [text[start:end].casefold() for start, end in spans]
    for at in range(len(spans)):
        for length in lengths:
            if len(spans) >= at + length and tuple(folded[at : at + length]) in wanted:
                start, end = spans[at][0], spans[at + length - 1][1]
                yield Found(start, end, Kind.NAME, text[start:end])
                break


def rules_page() -> str:
    """The rules as a table, for the people who check texts."""
    rows = "\n".join(f"| {rule.kind} | {rule.looks_for} |" for rule in RULES)
    return f"""# What is looked for in a decision's text

Written from the rules in `casework/statements/identifying.py`. Each finding is shown to a person, who masks it or says
why it may stay. Rules miss some and find too much at times; whoever checks a text reads it whole.

| kind | what is looked for |
|---|---|
{rows}
| {Kind.NAME} | A name that is known to belong to the case, however it is written. |
"""
