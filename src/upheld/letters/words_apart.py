"""What differs between two texts, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from upheld.letters.by_hand import paragraphs
from upheld.letters.content import LetterContent, Paragraph

WORD = re.compile(r"\S+\s*")
SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True)
class Piece:
    """Words that stand in both texts (`same`), only in the first (`gone`) or only in the second (`new`)."""

    kind: str
    text: str


@dataclass(frozen=True)
class Compared:
    """A paragraph of two letters: its rule, how it differs, and whether it does."""

    rule: str
    pieces: tuple[Piece, ...]

    @property
    def differs(self) -> bool:
        """Whether any word does."""
        return any(one.kind != SAME for one in self.pieces)


def apart(before: str, after: str) -> tuple[Piece, ...]:
    """From one text to another: ``a b c`` and ``a x c`` give same a, gone b, new x, same c."""
    old, new = WORD.findall(before), WORD.findall(after)
    stripped = [one.strip() for one in old], [one.strip() for one in new]
    found = []
    for _, old_from, old_to, new_from, new_to in SequenceMatcher(None, *stripped, autojunk=False).get_opcodes():
        if stripped[0][old_from:old_to] == stripped[1][new_from:new_to]:
            found.append(Piece(SAME, "".join(new[new_from:new_to])))
            continue
        found += [Piece(GONE, "".join(old[old_from:old_to]))] if old_to > old_from else []
        found += [Piece(NEW, "".join(new[new_from:new_to]))] if new_to > new_from else []
    return tuple(found)


def whole(paragraph: Paragraph) -> str:
    """All that a paragraph says, as one text."""
    return " ".join(part for part in (paragraph.lead, paragraph.text, *paragraph.items, paragraph.after) if part)


def letters_apart(before: LetterContent, after: LetterContent) -> Iterator[Compared]:
    """Paragraph by paragraph: those of the same rule side by side, in the order of the second letter, then those gone.

    A rule that speaks several times is matched by where each stands among its own.
    """
    first, second = _numbered(before), _numbered(after)
    for key in [*second, *(key for key in first if key not in second)]:
        yield Compared(key[0], apart(first.get(key, ""), second.get(key, "")))


def _numbered(content: LetterContent) -> dict[tuple[str, int], str]:
    """(rule, how often it spoke before) → what it says."""
    found: dict[tuple[str, int], str] = {}
    seen: dict[str, int] = {}
    for one in (_head(content), *paragraphs(content)):
        at = seen[one.rule] = seen.get(one.rule, -1) + 1
        found[one.rule, at] = whole(one)
    return found


def _head(content: LetterContent) -> Paragraph:
    lines = [line for address in content.address for line in address]
    return Paragraph("address", "", ", ".join(lines), after=content.salutation)
