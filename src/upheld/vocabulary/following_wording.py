"""The texts of following by e-mail and feed: its pages and its mails (``wording/<language>/following.toml``).

No text of a mail's subject, and none of the mail that asks to confirm, has a blank for what a visitor wrote.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upheld.vocabulary.sentence import Blanks, Sentence
from upheld.vocabulary.site_wording import Texts

InMail = Annotated[Sentence, Blanks("service", "ombudsman", "days")]
InNews = Annotated[Sentence, Blanks("name", "title", "year", "day", "state")]


class Link(Texts):
    """What the site's pages say of it."""

    authority: Annotated[Sentence, Blanks("name")]
    search: str


class Form(Texts):
    """The page where one begins. ``privacy`` says what is kept, and for how long."""

    title: str
    lead: str
    what: str
    authority: str
    choose: str
    subject: str
    search: str
    search_hint: str
    email: str
    email_hint: str
    often: str
    at_once: str
    weekly: Annotated[Sentence, Blanks("weekday", "hour")]
    language: str
    button: str
    feed: str
    feed_link: str
    privacy_title: str
    privacy: list[Annotated[Sentence, Blanks("days")]]
    problems: str
    no_email: str
    nothing_to_follow: str
    no_often: str


class Page(Texts):
    """A page with a title and some sentences; ``button`` is "" where there is none to press."""

    title: str
    lead: str
    button: str = ""


class TooMuch(Texts):
    """What is said to who follows as much as one can; ``count`` is how many things that are."""

    title: str
    lead: Annotated[Sentence, Blanks("count")]


class Manage(Texts):
    """The page of all that an address follows."""

    title: str
    lead: str
    caption: str
    what: str
    often: str
    at_once: str
    weekly: str
    to_weekly: Annotated[Sentence, Blanks("what")]
    to_at_once: Annotated[Sentence, Blanks("what")]
    stop: Annotated[Sentence, Blanks("what")]
    stop_all: str
    stop_all_lead: str
    confirmed: str
    changed: str


class Followed(Texts):
    """What is followed, in words."""

    authority: Annotated[Sentence, Blanks("name")]
    subject: Annotated[Sentence, Blanks("subject")]
    search: Annotated[Sentence, Blanks("words")]


class Mails(Texts):
    """The mails, as plain text. ``ask`` is the one that asks to confirm, which tells nothing that a visitor wrote."""

    ask_subject: Annotated[Sentence, Blanks("service")]
    ask: list[InMail]
    ask_after: list[InMail]
    news_subject: Annotated[Sentence, Blanks("count", "service")]
    news: Annotated[Sentence, Blanks("count", "service")]
    because: Annotated[Sentence, Blanks("what")]
    more: Annotated[Sentence, Blanks("count")]
    manage: str
    stop: str
    closing: str


class News(Texts):
    """One thing that is new, by its kind."""

    decision: InNews
    report: InNews
    improvement: InNews
    figures: InNews
    letter: InNews
    correction: InNews


class FollowingWording(Texts):
    """Closed and frozen; each text names the blanks that it may use. ``weekdays`` begin with Monday."""

    link: Link
    form: Form
    sent: Page
    too_often: Page
    confirm: Page
    stopping: Page
    stopped: Page
    gone: Page
    gone_wrong: Page
    too_old: Page
    manage: Manage
    followed: Followed
    mails: Mails
    news: News
    states: dict[str, str]
    weekdays: Annotated[list[str], Field(min_length=7, max_length=7)]
    stopped_before: Page | None = None  # bundles of earlier versions lack these two
    too_much: TooMuch | None = None
