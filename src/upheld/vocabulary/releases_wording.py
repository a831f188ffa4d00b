"""The texts of the release calendar and of earlier editions (``wording/<language>/releases.toml``)."""

from __future__ import annotations

from typing import Annotated

from upheld.vocabulary.sentence import Blanks, Sentence
from upheld.vocabulary.site_wording import Texts


class Calendar(Texts):
    """The page of the calendar. ``figures`` is all that it tells of what will be published."""

    title: str
    lead: str
    figures: Annotated[Sentence, Blanks("year")]
    correction: Annotated[Sentence, Blanks("year")]
    upcoming: str
    nothing: str
    past: str
    what: str
    moment: str
    at: Annotated[Sentence, Blanks("day", "time")]
    became: str
    announced: str
    moved: Annotated[Sentence, Blanks("moment", "reason")]
    cancelled: Annotated[Sentence, Blanks("reason")]
    done: str
    done_late: Annotated[Sentence, Blanks("moment")]
    feed: Annotated[Sentence, Blanks("service")]


class EarlyReaders(Texts):
    """The page of who had a year's figures before they were public."""

    link: Annotated[Sentence, Blanks("year")]
    title: Annotated[Sentence, Blanks("year")]
    lead: Annotated[Sentence, Blanks("ombudsman")]
    who: str
    post: str
    since: str
    why: str
    letter: str
    nobody: str


class Earlier(Texts):
    """An authority's figures in an edition that a correction took the place of."""

    link: Annotated[Sentence, Blanks("number")]
    title: Annotated[Sentence, Blanks("name", "year", "number")]
    superseded: Annotated[Sentence, Blanks("number", "latest", "day", "what", "why")]
    now: str
    caption: str
    measure: str
    figure: str
    of: str
    letter: str
    letter_pdf: str


class ReleasesWording(Texts):
    """Closed and frozen; each text names the blanks that it may use."""

    calendar: Calendar
    readers: EarlyReaders
    earlier: Earlier
