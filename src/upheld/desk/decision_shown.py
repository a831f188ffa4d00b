"""A decision's text as the desk shows it: with what was found marked, and beside the text that was there before."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from upheld.casework.statements.checking import NEUTRAL
from upheld.casework.statements.identifying import Found, Kind
from upheld.casework.statements.texts import Findings, TextNow
from upheld.letters.words_apart import GONE, NEW, SAME, Piece, apart
from upheld.register.models import PriorRow

LETTERS = "XYZBCDEFGHJKLMNPQRSTUVW"
"""Of people in decisions, in the order in which they are given; those that are words or numbers are left out."""
WORD_BY_WORD = 20_000
"""Characters of a changed passage up to which words are compared: the time grows with the square."""


@dataclass(frozen=True)
class Marked:
    """Characters of a text, with the kind of what they are where something was found."""

    text: str
    kind: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class ToSettle:
    """Something that was found and is open. ``key`` names its fields in the form."""

    key: str
    kind: Kind
    words: str
    instead: str


def marked(text: str, pieces: tuple[Found, ...], what: Findings) -> Iterator[Marked]:
    """A text cut where something was found begins and ends."""
    at = 0
    for one in pieces:
        yield Marked(text[at : one.start])
        yield Marked(one.text, one.kind, is_open=(one.kind, one.text) in what.open)
        at = one.end
    yield Marked(text[at:])


def to_settle(what: Findings, text: str = "") -> list[ToSettle]:
    """What is open, each once. Each name is offered a letter of its own that does not stand in the text."""
    letters = (letter for letter in LETTERS if not re.search(rf"\b{letter}\b", text))
    instead = {Kind.NAME: letters}
    return [
        ToSettle(_key(kind, words), kind, words, next(instead.get(kind, iter(())), NEUTRAL[kind]))
        for kind, words in what.open
    ]


def settled_by(
    given: Mapping[str, str], what: Findings
) -> tuple[dict[tuple[Kind, str], str], dict[tuple[Kind, str], str]]:
    """What a form accepts, with the reasons, and what it masks, with the replacements."""
    accept, mask = {}, {}
    for one in to_settle(what):
        chosen = given.get(f"do-{one.key}", "")
        if chosen == "accept":
            accept[one.kind, one.words] = given.get(f"why-{one.key}", "")
        elif chosen == "mask":
            mask[one.kind, one.words] = given.get(f"with-{one.key}", "")
    return accept, mask


def before(now: TextNow) -> list[Piece]:
    """What the last change did to title and text, word by word; empty where there was none."""
    rows = PriorRow.objects.filter(table="decisions", key=now.reference).order_by("-changed_at", "-pk")
    for row in rows.iterator():
        old, new = (f"{title}\n{text}" for title, text in ((row.before["title"], row.before["text"]), _both(now)))
        if old != new:
            return list(_apart(old, new))
    return []


def _both(now: TextNow) -> tuple[str, str]:
    return now.title, now.text


def _apart(old: str, new: str) -> Iterator[Piece]:
    """Line by line, and word by word within the lines that changed."""
    lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, *lines).get_opcodes():
        gone, come = "".join(lines[0][old_from:old_to]), "".join(lines[1][new_from:new_to])
        if kind == "equal":
            yield Piece(SAME, come)
        elif gone and come and len(gone) + len(come) <= WORD_BY_WORD:
            yield from apart(gone, come)
        else:
            yield from (Piece(kind, text) for kind, text in ((GONE, gone), (NEW, come)) if text)


def _key(kind: Kind, words: str) -> str:
    return hashlib.sha256(f"{kind}:{words}".encode()).hexdigest()[:12]
