"""Sentences with named blanks, which agree in number in any language.

A sentence is one text, or a table of texts by plural category (zero, one, two, few, many, other: the
Unicode CLDR's categories, so that Welsh, with six, works as well as English). The blank that decides is
``count`` unless the sentence says otherwise.
"""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from typing import Any

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

CATEGORIES = ("zero", "one", "two", "few", "many", "other")
FORMATTER = string.Formatter()


@dataclass(frozen=True)
class Blanks:
    """The names that a sentence may leave blank, put beside its type: ``Annotated[Sentence, Blanks("count")]``."""

    names: frozenset[str]

    def __init__(self, *names: str):
        object.__setattr__(self, "names", frozenset(names))

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def check(sentence: Sentence) -> Sentence:
            unknown = sentence.blanks - self.names
            if unknown:
                allowed = ", ".join(sorted(self.names)) or "none"
                raise ValueError(f"unknown blank {{{sorted(unknown)[0]}}}; blanks of this text: {allowed}")
            return sentence

        return core_schema.no_info_after_validator_function(check, handler(source))


@dataclass(frozen=True)
class Sentence:
    """A text of the scheme, in one language, with blanks to fill."""

    forms: dict[str, str]
    language: str
    blanks: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "blanks", frozenset(name for form in self.forms.values() for name in blanks_of(form)))

    def __call__(self, **values: object) -> str:
        """The sentence with its blanks filled. With several forms, ``count`` chooses among them."""
        form = self.forms["other"]
        if len(self.forms) > 1:
            form = self.forms.get(plural_category(self.language, values["count"]), form)
        return FORMATTER.vformat(form, (), values)

    def __str__(self) -> str:
        return self()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(cls._read)

    @classmethod
    def _read(cls, written: object, info: ValidationInfo) -> Sentence:
        language = (info.context or {}).get("language", "en")
        forms = {"other": written} if isinstance(written, str) else written
        if not isinstance(forms, dict) or not all(isinstance(form, str) for form in forms.values()):
            raise ValueError("expected a text, or a table of texts by plural category")
        if strange := set(forms) - set(CATEGORIES):
            raise ValueError(f"unknown plural category {sorted(strange)[0]!r}; there are {', '.join(CATEGORIES)}")
        if "other" not in forms:
            raise ValueError("the plural category 'other' must be there")
        return cls(dict(forms), language)


def blanks_of(form: str) -> list[str]:
    """The names left blank in a text; a blank that is not a plain name is an error."""
    names = []
    for _, name, spec, conversion in FORMATTER.parse(form):
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise ValueError(f"{{{name}}} is not a plain name in braces")
        names.append(name)
    return names


def plural_category(language: str, count: object) -> str:
    """The CLDR plural category of a number in a language: English 1 → one, 2 → other."""
    from babel import Locale

    return Locale.parse(language).plural_form(int(str(count).replace(",", "")))
