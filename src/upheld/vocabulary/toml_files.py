"""A scheme's TOML files: read, checked against their model, with every problem at its line and key."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from upheld.vocabulary.problems import Fault, Faults, Keys, Problem, dotted
from upheld.vocabulary.toml_lines import lines_of, nearest_line

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class TomlFile:
    """A TOML file as read. ``name`` is how problems call it."""

    name: str
    text: str
    values: dict[str, Any]

    @cached_property
    def _lines(self) -> dict[Keys, int]:
        return lines_of(self.text)

    def problem(self, fault: Fault) -> Problem:
        """A fault of the file's values, at the line of its key."""
        line = nearest_line(self._lines, fault.keys)
        return Problem(self.name, line, dotted(fault.keys), fault.value, fault.expected)

    def ids(self, key: str) -> list[str]:
        """The ids in a list of tables, or the texts in a list; whatever is neither is left out."""
        found = self.values.get(key)
        parts = found if isinstance(found, list) else []
        ids = [part.get("id") if isinstance(part, dict) else part for part in parts]
        return [one for one in ids if isinstance(one, str)]


def read(path: Path, name: str, problems: list[Problem]) -> TomlFile | None:
    """A file's values; None, with the problem noted, where it is missing or no TOML."""
    try:
        text = path.read_text(encoding="utf-8")
        return TomlFile(name, text, tomllib.loads(text))
    except FileNotFoundError:
        problems.append(Problem(name, expected="this file; it is missing"))
    except OSError as error:
        problems.append(Problem(name, expected=f"a file that can be read ({error.strerror})"))
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        problems.append(Problem(name, line, expected="text in UTF-8"))
    except tomllib.TOMLDecodeError as error:
        problems.append(_not_toml(name, text, str(error)))
    return None


def _not_toml(name: str, text: str, said: str) -> Problem:
    what, _, where = said.partition(" (at ")
    line = where.removeprefix("line ").partition(",")[0]
    number = int(line) if line.isdigit() else max(1, len(text.splitlines()))
    return Problem(name, number, expected=f"TOML ({what[:1].lower()}{what[1:]})")


def checked(
    file: TomlFile, model: type[Model], problems: list[Problem], *, context: dict[str, Any] | None = None
) -> Model | None:
    """A file's values as its model has them; None, with all problems noted, where they do not fit."""
    try:
        return model.model_validate(file.values, context=context)
    except ValidationError as error:
        faults = [fault for detail in error.errors(include_url=False) for fault in _faults(detail, model)]
        problems += map(file.problem, faults)
    return None


def _faults(detail: ErrorDetails, model: type[BaseModel]) -> Iterator[Fault]:
    keys: Keys = tuple(key for key in detail["loc"] if key != "[key]")
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, Faults):
        yield from (Fault((*keys, *fault.keys), fault.expected, fault.value) for fault in cause.faults)
        return
    told = EXPECTED.get(detail["type"])
    value = None if detail["type"] in WITHOUT_VALUE else _value(detail["input"])
    yield Fault(keys, told(detail, keys, model) if told else detail["msg"], value)


def _value(found: object) -> str | None:
    """A value as it is written; None for what is too long to be told."""
    if isinstance(found, bool):
        return str(found).lower()
    return str(found) if isinstance(found, str | int | float) else None


def _unknown_key(_: ErrorDetails, keys: Keys, model: type[BaseModel]) -> str:
    known = _keys_of(model, keys[:-1])
    return f"no such key{nearest(str(keys[-1]), known)}"


def _keys_of(model: type[BaseModel], keys: Keys) -> list[str]:
    """The keys that the table at the end of ``keys`` may have; none where that cannot be told."""
    found: Any = model
    for key in keys:
        table = found.model_fields if _is_table(found) else {}
        # A list or a table by id: its type's last argument is the type of what it holds.
        found = table[key].annotation if key in table else next(iter(get_args(found)[-1:]), None)
    return list(found.model_fields) if _is_table(found) else []


def _is_table(found: object) -> bool:
    return isinstance(found, type) and issubclass(found, BaseModel)


def nearest(written: str, known: Iterable[str]) -> str:
    """``; is 'kinds' meant?`` where something known looks like what was written, else nothing."""
    close = get_close_matches(written, list(known), n=1, cutoff=0.6)
    return f"; is {close[0]!r} meant?" if close else ""


def _said(detail: ErrorDetails, *_: object) -> str:
    return str(detail.get("ctx", {}).get("error", detail["msg"]))


def _constant(expected: str) -> Callable[..., str]:
    return lambda *_: expected


WITHOUT_VALUE = ("missing", "extra_forbidden", "value_error")
EXPECTED: dict[str, Callable[[ErrorDetails, Keys, type[BaseModel]], str]] = {
    "missing": _constant("this key; it is missing"),
    "extra_forbidden": _unknown_key,
    "value_error": _said,
    "enum": lambda detail, *_: str(detail["ctx"]["expected"]),
    "string_type": _constant("a text"),
    "string_pattern_mismatch": _constant("an id: small letters, digits and underscores, a letter first"),
    "int_type": _constant("a whole number"),
    "int_parsing": _constant("a whole number"),
    "int_from_float": _constant("a whole number"),
    "bool_type": _constant("true or false"),
    "bool_parsing": _constant("true or false"),
    "list_type": _constant("a list"),
    "dict_type": _constant("a table"),
    "model_type": _constant("a table"),
    "too_short": _constant("at least one"),
    "greater_than_equal": lambda detail, *_: f"{detail['ctx']['ge']} or more",
    "less_than_equal": lambda detail, *_: f"{detail['ctx']['le']} or less",
}
