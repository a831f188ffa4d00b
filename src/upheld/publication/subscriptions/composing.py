"""The two mails, as plain text. What people wrote stands on one line each, and never in a subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from upheld.publication.subscriptions.actions import UNCONFIRMED
from upheld.publication.subscriptions.addresses import on_site, our_own
from upheld.publication.subscriptions.following import Followed, What, in_words, name_of
from upheld.publication.subscriptions.items import Item
from upheld.publication.subscriptions.words import following, said_in
from upheld.publication.website.decision_asking import plain_words
from upheld.publication.website.in_use import Bundle
from upheld.publication.website.said import Said

MOST_LISTED = 60
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of what follows: with them a text could read as another one."""
LONGEST_TITLE = 300


@dataclass(frozen=True)
class Written:
    """A mail's subject and text. ``stop`` is what its headers name for stopping all at one press."""

    subject: str
    text: str
    stop: str = ""


def asking(bundle: Bundle, language: str, token: str) -> Written:
    """The mail that asks to confirm. It says nothing that a visitor wrote: what, the page behind the link says."""
    said = said_in(bundle, language)
    mails = following(said).mails
    blanks = {"service": said.terms.service, "ombudsman": said.terms.ombudsman, "days": UNCONFIRMED.days}
    paragraphs = [
        *(one(**blanks) for one in mails.ask),
        our_own("confirm", token),
        *(one(**blanks) for one in mails.ask_after),
        mails.closing,
    ]
    return _mail(bundle, said, mails.ask_subject(service=said.terms.service), paragraphs)


def telling(bundle: Bundle, language: str, items: Sequence[Item], because: Sequence[Followed], token: str) -> Written:
    """The mail that tells of what is new, grouped by nothing: in the order in which it was published."""
    said = said_in(bundle, language)
    mails, service = following(said).mails, said.terms.service
    stop = our_own("stop", token)
    lines = [f"{_line(bundle, said, one)}\n{on_site(*one.page)}" for one in items[:MOST_LISTED]]
    if len(items) > MOST_LISTED:
        lines.append(f"{mails.more(count=len(items) - MOST_LISTED)}\n{on_site('front')}")
    what = [mails.because(what=one_line(in_words(bundle, said, one))) for one in because]
    paragraphs = [
        mails.news(count=len(items), service=service),
        *lines,
        "\n".join(what),
        f"{mails.manage}\n{our_own('manage', token)}",
        f"{mails.stop}\n{stop}",
        mails.closing,
    ]
    return _mail(bundle, said, mails.news_subject(count=len(items), service=service), paragraphs, stop)


def _mail(bundle: Bundle, said: Said, subject: str, paragraphs: Sequence[str], stop: str = "") -> Written:
    """A mail about made-up cases says so, first of all."""
    if bundle.about["sample"]:
        subject, paragraphs = f"{said.terms.sample}: {subject}", [said.terms.sample_long, *paragraphs]
    return Written(one_line(subject), "\n\n".join(paragraphs) + "\n", stop)


def _line(bundle: Bundle, said: Said, item: Item) -> str:
    words = following(said)
    edition = bundle.editions.get(item.year)
    sentence = getattr(words.news, item.kind)
    told: str = sentence(
        name=one_line(name_of(bundle, item.authority)),
        title=one_line(item.title),
        year=edition["label"] if edition is not None else item.year,
        day="",
        state=words.states.get(item.state, item.state),
    )
    return told


def one_line(text: str) -> str:
    """A text as one line that is not too long, without what nobody can see."""
    line = plain_words("".join(one for one in text[:LONGEST_TITLE] if one not in TURNING))
    return f"{line} …" if len(text) > LONGEST_TITLE else line


def followed_of(told: Sequence[Sequence[str]]) -> list[Followed]:
    """What a mail's row says that it is sent for."""
    return [Followed(What(kind), value) for kind, value in told]
