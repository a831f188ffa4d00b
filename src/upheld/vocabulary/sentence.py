"""Sentences with named blanks, which agree in number in any language.

A sentence is one text, or a table of texts by plural category (zero, one, two, few, many, other: the
Unicode CLDR's categories, so that Welsh, with six, works as well as English). The blank that decides is
``count`` unless the sentence says otherwise: ``by = "base"``, for "in 1 of 2 cases".
"""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

BY = "by"
CATEGORIES = ("zero", "one", "two", "few", "many", "other")
FORMATTER = string.Formatter()


@dataclass(frozen=True)
class Blanks:
    """The names a sentence may leave blank, beside its type: ``Annotated[Sentence, Blanks("count")]``."""

    names: frozenset[str]

    def __init__(self, *names: str):
        object.__setattr__(self, "names", frozenset(names))

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def check(sentence: Sentence) -> Sentence:
            unknown = sentence.blanks - self.names
            if unknown:
                allowed = ", ".join(f"{{{name}}}" for name in sorted(self.names)) or "none"
                raise ValueError(f"no blank {{{sorted(unknown)[0]}}}; this text may have {allowed}")
            return sentence

        return core_schema.no_info_after_validator_function(check, handler(source))


@dataclass(frozen=True)
class Sentence:
    """A text of the scheme, in one language, with blanks to fill."""

    forms: dict[str, str]
    language: str
    decides: str = "count"
    blanks: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        names = {name for form in self.forms.values() for name in blanks_of(form)}
        named = {self.decides} - {"count"}  # one that a sentence names is to be filled, whichever form is chosen
        object.__setattr__(self, "blanks", frozenset(names | named))

    def __call__(self, **values: object) -> str:
        """The sentence with its blanks filled. With several forms, the blank that decides chooses among them."""
        form = self.forms["other"]
        if len(self.forms) > 1:
            form = self.forms.get(plural_category(self.language, values[self.decides]), form)
        return form.format_map(values)  # blanks are plain names (`blanks_of`): no attribute or item is reached

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
            raise ValueError("a text, or a table of texts by plural category, with the name of a blank in 'by'")
        decides = forms.get(BY, "count")
        forms = {category: form for category, form in forms.items() if category != BY}
        if len(forms) > 1 and (strange := sorted(forms.keys() - set(plural_categories(language)))):
            known = ", ".join(plural_categories(language))
            raise ValueError(f"no plural category {strange[0]!r}; this language has {known}")
        if "other" not in forms:
            raise ValueError("a form for the plural category 'other'; it is missing")
        return cls(forms, language, decides)


def blanks_of(form: str) -> list[str]:
    """The names left blank in a text; a blank that is not a plain name is an error."""
    try:
        parts = [*FORMATTER.parse(form)]
    except ValueError:
        raise ValueError("every { closed by a }; a brace that is to be printed is doubled") from None
    names = []
    for _, name, spec, conversion in parts:
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise ValueError(f"a plain name in braces; {{{name}}} is none")
        names.append(name)
    return names


def plural_category(language: str, count: object) -> str:
    """The CLDR plural category of a number in a language: English 1 → one, 2 → other."""
    number = count if isinstance(count, int) else int(str(count).replace(",", ""))
    category: str = _plural_rule(language)(number)
    return category


@lru_cache
def plural_categories(language: str) -> tuple[str, ...]:
    """The categories a language has, in the usual order. Raises ValueError for an unknown language."""
    return tuple(one for one in CATEGORIES if one in _plural_rule(language).tags or one == "other")


@lru_cache
def _plural_rule(language: str) -> Any:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language).plural_form
    except UnknownLocaleError:
        raise ValueError(f"the code of a known language; {language!r} is none") from None


def is_language(language: str) -> bool:
    """Whether a code is that of a language whose plurals are known."""
    try:
        return bool(plural_categories(language))
    except ValueError:
        return False
