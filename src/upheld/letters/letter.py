"""Puts a letter together: to whom it goes, what it says to everybody, what it says to this authority, the figures."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.letters.content import FiguresSheet, LetterContent, Paragraph, Section
from upheld.letters.facts import Addressee
from upheld.letters.overview import overview
from upheld.letters.panels import panels
from upheld.letters.paragraphs import chosen
from upheld.letters.sentences import one_line, say
from upheld.letters.situation import Situation
from upheld.letters.years import years
from upheld.vocabulary.letter_wording import YearMessage

EVERYBODY = "everybody"
ANY_YEAR = "any"
BEFORE_ALL = ("reissued", "ended")  # rules whose paragraph the reader needs before all else


def letter(here: Situation) -> LetterContent:
    """The whole content of one authority's letter. Raises `EmptyBlank` where a sentence would have a hole."""
    occasion, words = here.occasion, here.occasion.words
    return LetterContent(
        language=occasion.language,
        year=occasion.year.ending,
        authority=here.authority.id,
        code=here.authority.code(occasion.year.end),
        title=say(words.opening.title, authority=here.name, year=occasion.year.ending),
        author=occasion.terms.ombudsman,
        sample=occasion.terms.sample if occasion.sample else "",
        sample_long=occasion.terms.sample_long if occasion.sample else "",
        letterhead=words.letterhead,
        ombudsman=occasion.terms.ombudsman,
        page=_page(here),
        sent_on=occasion.day(occasion.sent_on),
        sent_day=occasion.sent_on.isoformat(),
        delivery=words.address.by_email if _is_emailed(here) else words.address.by_post,
        address=tuple(address(here, to) for to in here.facts.addressees),
        salutation=salutation(here),
        subject=say(words.opening.subject, year=occasion.year.ending),
        sections=tuple(section for section in _sections(here) if section.paragraphs),
        closing=words.signature.closing,
        signed=_signed(here),
        office=words.signature.office,
        figures=_figures(here),
    )


def _page(here: Situation) -> tuple[str, ...]:
    """The foot of a page in pieces: what stands before, between and after the two numbers."""
    return tuple(say(here.occasion.words.page, page="\0", pages="\0").split("\0"))


def _is_emailed(here: Situation) -> bool:
    return all(to.name for to in here.facts.addressees)


def office(here: Situation, to: Addressee) -> str:
    """The office that is written to where no officer is known: by the kind of authority."""
    words = here.occasion.words.address
    return words.offices.get(here.occasion.directory[to.authority].kind, words.office)


def address(here: Situation, to: Addressee) -> tuple[str, ...]:
    """The lines of an address: name, post, authority; without a name, the office and the authority.

    The authority is called as on the day the letter is sent.
    """
    name = one_line(here.occasion.directory[to.authority].name(here.occasion.sent_on))
    person = (one_line(to.name), one_line(to.post)) if to.name else (office(here, to),)
    return (*(line for line in person if line), name)


def salutation(here: Situation) -> str:
    """How the letter greets; several addressees together."""
    words = here.occasion.words.address
    names = [one_line(to.salutation or to.name) or office(here, to) for to in here.facts.addressees]
    names = list(dict.fromkeys(names))
    if len(names) < 2:
        return say(words.salutation, name=names[0])
    return say(words.salutation_two, first=", ".join(names[:-1]), last=names[-1])


def _sections(here: Situation) -> Iterator[Section]:
    message = _message(here)
    own = chosen(here)
    before = tuple(one for one in own if one.rule in BEFORE_ALL)
    yield Section("", (*before, *_everybody(here, _opening(here))))
    yield Section(here.occasion.words.statistics.heading, tuple(_statistics(here)))
    after = tuple(one for one in own if one.rule not in BEFORE_ALL)
    yield Section(say(here.occasion.words.own_heading, body=here.body), after)
    yield Section(message.heading, tuple(_everybody(here, _to_everybody(here, message))))


def _everybody(here: Situation, texts: Iterator[str]) -> Iterator[Paragraph]:
    why = say(here.occasion.words.why.everybody, body=here.body)
    return (Paragraph(EVERYBODY, why, text) for text in texts)


def _opening(here: Situation) -> Iterator[str]:
    words, occasion = here.occasion.words.opening, here.occasion
    yield say(
        words.purpose,
        authority=here.name,
        body=here.body,
        start=occasion.start,
        end=occasion.end,
        ombudsman=occasion.terms.ombudsman,
    )
    yield _shared(here)


def _shared(here: Situation) -> str:
    """With whom the letter is shared: at an authority that ended there is nobody left."""
    words = here.occasion.words.opening
    if here.figures.ended_on and here.authority.successors and words.shared_ended:
        successors = here.names(here.authority.successors, here.occasion.sent_on)
        return say(words.shared_ended, body=here.body, successors=successors, count=len(here.authority.successors))
    return say(words.shared_kinds.get(here.authority.kind, words.shared), body=here.body)


def _statistics(here: Situation) -> Iterator[Paragraph]:
    words, occasion = here.occasion.words.statistics, here.occasion
    measures = [words.measures[one.id] for one in occasion.panel_measures]
    why = say(occasion.words.why.everybody, body=here.body)
    yield Paragraph(EVERYBODY, why, say(words.intro, body=here.body, count=len(measures)))
    for one in measures:
        yield Paragraph(EVERYBODY, why, say(one.text, body=here.body), lead=one.lead)
    compared = (
        say(words.compared, body=here.body, group=here.group) if here.group else say(words.not_compared, body=here.body)
    )
    yield Paragraph(EVERYBODY, why, compared)
    service = occasion.terms.service
    published = say(words.published, body=here.body, day=occasion.day(occasion.published_on), service=service)
    yield Paragraph(EVERYBODY, why, published)


def _message(here: Situation) -> YearMessage:
    messages = here.occasion.words.messages
    return messages.get(str(here.occasion.year.ending)) or messages[ANY_YEAR]


def _to_everybody(here: Situation, message: YearMessage) -> Iterator[str]:
    for sentence in (*message.paragraphs, *message.code):
        yield say(sentence, body=here.body)
    yield _training(here)


def _training(here: Situation) -> str:
    """Workshops held, people reached, and how many of the authority's own came."""
    words, known, written = here.occasion.words.training, here.facts.training, here.occasion.number
    if not known.held:
        return say(words.none_held, body=here.body)
    told = [say(words.held, body=here.body, count=written(known.held))]
    if known.reached:
        told.append(say(words.reached, body=here.body, count=written(known.reached)))
    came = (
        say(words.came, body=here.body, count=written(known.came))
        if known.came
        else say(words.nobody_came, body=here.body)
    )
    told.append(came)
    if known.attended and words.attended:
        told.append(say(words.attended, body=here.body, count=written(known.attended)))
    return " ".join(told)


def _signed(here: Situation) -> str:
    """The ombudsman's name; made-up data is signed by nobody."""
    words = here.occasion.words.signature
    return words.unsigned if here.occasion.sample else words.names.get(str(here.occasion.year.ending), "")


def _figures(here: Situation) -> FiguresSheet:
    words, occasion = here.occasion.words, here.occasion
    shown = panels(here)
    return FiguresSheet(
        heading=say(words.figures.heading, authority=here.name, year=occasion.year.ending),
        period=say(words.figures.period, start=occasion.start, end=occasion.end),
        note=say(words.figures.note, body=here.body, count=len(shown)) if any(one.chart for one in shown) else "",
        panels=shown,
        overview=overview(here),
        years=years(here),
        more=_more(here),
    )


def _more(here: Situation) -> Section:
    words, occasion = here.occasion.words.more, here.occasion
    blanks = {
        "day": occasion.day(occasion.published_on),
        "service": occasion.terms.service,
        "body": here.body,
        "ombudsman_short": occasion.terms.ombudsman_short,
    }
    return Section(words.heading, tuple(_everybody(here, (say(one, **blanks) for one in words.paragraphs))))
