"""On which line of a TOML file each key stands, so that a problem can be pointed at.

``tomllib`` reads values and keeps no positions. This scanner keeps positions and reads no values. It is for
text that ``tomllib`` has accepted, and runs only once something is wrong.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping

from upheld.vocabulary.problems import Keys

BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
DOT = re.compile(r"[ \t]*\.[ \t]*")
SCALAR = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*"{3,5}'''
    r"""|'''(?:[^']|'(?!''))*'{3,5}"""
    r"""|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^,\]}#\r\n]+""",
    re.DOTALL,
)


def lines_of(text: str) -> dict[Keys, int]:
    """The line, from 1, of every key, table and list element of a valid TOML text."""
    return _Scanner(text).scan()


def nearest_line(lines: Mapping[Keys, int], keys: Keys) -> int:
    """The line of a key; where it is not written, that of the innermost table around it that is."""
    return next((lines[keys[:n]] for n in range(len(keys), 0, -1) if keys[:n] in lines), 1)


class _Scanner:
    """Walks a text once, front to back."""

    def __init__(self, text: str):
        self.text, self.at = text, 0
        self.line_starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self.lines: dict[Keys, int] = {}
        self.tables_in: dict[Keys, int] = {}

    def scan(self) -> dict[Keys, int]:
        table: Keys = ()
        while self._skip(BLANK) < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
        return self.lines

    def _skip(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at

    def _mark(self, keys: Keys, at: int) -> None:
        for n in range(1, len(keys) + 1):
            self.lines.setdefault(keys[:n], bisect_right(self.line_starts, at))

    def _header(self) -> Keys:
        """``[a.b]`` or ``[[a.b]]``: the table that the following lines belong to."""
        start, doubled = self.at, self.text.startswith("[[", self.at)
        self.at += 1 + doubled
        table = self._inside_arrays(self._key())
        self.at += 1 + doubled
        if doubled:
            number = self.tables_in[table] = self.tables_in.get(table, -1) + 1
            table = (*table, number)
        self._mark(table, start)
        return table

    def _inside_arrays(self, keys: Keys) -> Keys:
        """Keys, each array of tables but the last key's own followed by the number of its latest table."""
        found: Keys = ()
        for key in keys[:-1]:
            found = (*found, key)
            if found in self.tables_in:
                found = (*found, self.tables_in[found])
        return (*found, keys[-1])

    def _key(self) -> Keys:
        keys: list[str] = []
        while True:
            self._skip(BLANK)
            start = self.at
            written = self.text[start : self._skip(KEY)]
            quoted = written.startswith(('"', "'"))
            keys.append(tomllib.loads(f"key = {written}")["key"] if quoted else written)
            before = self.at
            if self._skip(DOT) == before:
                self._skip(BLANK)
                return tuple(keys)

    def _pair(self, table: Keys) -> None:
        start = self.at
        keys = (*table, *self._key())
        self._mark(keys, start)
        self.at += 1  # the equals sign
        self._value(keys)

    def _value(self, keys: Keys) -> None:
        self._skip(BLANK)
        if self.text[self.at] == "[":
            self._list(keys)
        elif self.text[self.at] == "{":
            self._inline_table(keys)
        else:
            self._skip(SCALAR)

    def _list(self, keys: Keys) -> None:
        self.at += 1
        number = 0
        while self.text[self._skip(BLANK)] != "]":
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._mark((*keys, number), self.at)
            self._value((*keys, number))
            number += 1
        self.at += 1

    def _inline_table(self, keys: Keys) -> None:
        self.at += 1
        while self.text[self._skip(BLANK)] != "}":
            if self.text[self.at] == ",":
                self.at += 1
                continue
            self._pair(keys)
        self.at += 1
