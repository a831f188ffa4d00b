"""What must hold between a scheme's files: every id has its words in every language, no word is for nothing.

These checks look at what was read from TOML, not at the checked models: so what is wrong between files is
told in the same pass as what is wrong inside them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from upheld.vocabulary.problems import Fault, Keys, Problem
from upheld.vocabulary.toml_files import TomlFile, nearest
from upheld.vocabulary.values import Verdict
from upheld.vocabulary.words import Averaging, Base, Better, Counted, DatedBy, Result

ANY_YEAR = "any"
MET = ("yes", "partly", "no")
MODES = ("online", "in_person")
BESIDE = ("agree", "said_yes_shown_not", "said_no_shown_met", "not_shown", "not_said", "nothing")
WordingFiles = Mapping[str, Mapping[str, TomlFile | None]]


@dataclass(frozen=True)
class Keyed:
    """A table of texts whose keys are ids: in which file, where, ids of what. ``whole``: each needs one."""

    file: str
    keys: Keys
    ids: str
    whole: bool = True


KEYED = (
    *(Keyed("terms", (what,), what) for what in ("kinds", "outcomes", "overview", "subjects")),
    *(Keyed("terms", (what,), what) for what in ("remedy_categories", "measures", "verdicts", "breaks")),
    Keyed("letter", ("address", "offices"), "kinds", whole=False),
    Keyed("letter", ("address", "bodies"), "kinds", whole=False),
    Keyed("letter", ("opening", "shared_kinds"), "kinds", whole=False),
    Keyed("letter", ("statistics", "measures"), "letter_measures"),
    Keyed("letter", ("figures", "panels"), "letter_measures"),
    Keyed("letter", ("figures", "verdicts"), "verdict_names", whole=False),
    Keyed("letter", ("overview", "explained"), "overview"),
    Keyed("letter", ("details", "met"), "met"),
    Keyed("site", ("authority", "bodies"), "kinds", whole=False),
    Keyed("site", ("authority", "bears"), "verdicts"),
    Keyed("site", ("authority", "results"), "results"),
    Keyed("site", ("authority", "plainly"), "measures", whole=False),
    Keyed("site", ("authority", "met"), "met"),
    Keyed("site", ("authority", "modes"), "modes"),
    Keyed("site", ("authority", "of_the_code", "beside"), "beside"),
    Keyed("site", ("method", "base"), "bases"),
    Keyed("national", ("bases",), "bases"),
    Keyed("site", ("method", "counted"), "counted"),
    Keyed("site", ("method", "dated_by"), "dated_by"),
    Keyed("site", ("method", "better"), "better"),
    Keyed("site", ("method", "averaging"), "averaging"),
    Keyed("remedies", ("escalation",), "escalation"),
)
BY_YEAR = (("letter", ("messages",), True), ("letter", ("signature", "names"), False))
"""Tables by year. Where one is whole, ``any`` speaks for a year that it lacks."""
NEVER_EMPTY = {"kinds", "outcomes", "overview", "subjects", "measures"}
"""Where none of these could be read, that is told once, and not once more for each text."""
WITHOUT_DIGITS = (
    ("terms", ("measures",), "no_base"),
    ("letter", ("figures", "panels"), "no_base"),
)
"""What says that there is nothing to count from must not look like a number to a program or a reader."""


OF_THE_CODE = (
    *(("letter", ("details", f"code_{name}")) for name in ("shown", "said", "not_said")),
    *(("letter", ("details", f"code_{name}")) for name in ("shown_otherwise", "clause_otherwise")),
    ("site", ("authority", "of_the_code")),
    *(("data", ("tables", f"code_{name}")) for name in ("clauses", "statements", "national")),
    *(("data", ("api", "endpoints", name)) for name in ("own_code", "code_nationally")),
)
"""Words that a scheme with a complaint handling code needs, and one without it has no use for."""
COLUMNS_OF_THE_CODE = (
    *("clause", "clause_text", "complies", "explanation", "times_met", "times_partly", "times_not_met", "beside"),
    "submitted_on",
    *("assessed", "fully_met", "partly_met", "not_met", "comply", "do_not_comply"),
)
"""Columns of its tables, which other tables may share."""


def of_the_code(wording: WordingFiles, *, has_code: bool) -> Iterator[Problem]:
    """Words about the complaint handling code that are missing; where there is no code, those that are there."""
    columns = [("data", ("columns", name)) for name in COLUMNS_OF_THE_CODE] if has_code else []
    for files in wording.values():
        for name, keys in (*OF_THE_CODE, *columns):
            file = files.get(name)
            is_there = file is not None and _at(file.values, keys) is not None
            if file and has_code and not is_there:
                yield file.problem(Fault(keys, "words for it, as the scheme has a complaint handling code"))
            if file and is_there and not has_code:
                yield file.problem(Fault(keys, "no words for a complaint handling code, as there is no code.toml"))


def problems(main: TomlFile, measures: list[TomlFile], wording: WordingFiles) -> Iterator[Problem]:
    """Everything wrong between a scheme's files."""
    for measure in measures:
        yield from _misnamed(measure)
    ids = _ids(main, measures)
    for files in wording.values():
        for name, file in files.items():
            if file:
                yield from _keyed(name, file, ids)
                yield from _with_digits(name, file)
                yield from _by_year(name, file)


def _misnamed(measure: TomlFile) -> Iterator[Problem]:
    found, name = measure.values.get("id"), PurePath(measure.name).stem
    if isinstance(found, str) and found != name:
        yield measure.problem(Fault(("id",), f"{name!r}, as the file is called", found))


def _ids(main: TomlFile, measures: list[TomlFile]) -> dict[str, list[str]]:
    """The ids that texts may be for, by what they are ids of."""
    own = ("kinds", "outcomes", "overview", "subjects", "remedy_categories", "breaks")
    words = {"results": Result, "bases": Base, "counted": Counted, "dated_by": DatedBy, "better": Better}
    closed = {**words, "averaging": Averaging, "verdicts": Verdict}
    in_letter = [file for file in measures if file.values.get("in_letter") is True]
    return {
        **{what: main.ids(what) for what in own},
        **{what: [word.value for word in enumeration] for what, enumeration in closed.items()},
        "escalation": _escalation(main),
        "measures": [PurePath(file.name).stem for file in measures],
        "letter_measures": [PurePath(file.name).stem for file in in_letter],
        "met": list(MET),
        "modes": list(MODES),
        "beside": list(BESIDE),
        "verdict_names": [verdict.name.lower() for verdict in Verdict],
    }


def _escalation(main: TomlFile) -> list[str]:
    found = _at(main.values, ("remedies", "escalation"))
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _keyed(name: str, file: TomlFile, ids: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    for keyed in KEYED:
        table, known = _at(file.values, keyed.keys), ids[keyed.ids]
        if keyed.file != name or not isinstance(table, dict):
            continue
        if not known and keyed.ids in NEVER_EMPTY:
            continue
        for one in known:
            if keyed.whole and one not in table:
                yield file.problem(Fault((*keyed.keys, one), "words for it; they are missing"))
        for one in table:
            if one not in known:
                expected = f"one of {', '.join(known) or 'none'}{nearest(one, known)}"
                yield file.problem(Fault((*keyed.keys, one), expected, one))


def _with_digits(name: str, file: TomlFile) -> Iterator[Problem]:
    for of_file, keys, key in WITHOUT_DIGITS:
        table = _at(file.values, keys) if of_file == name else None
        for one, words in (table if isinstance(table, dict) else {}).items():
            text = words.get(key) if isinstance(words, dict) else None
            if isinstance(text, str) and any(char.isdigit() for char in text):
                yield file.problem(Fault((*keys, one, key), "words without digits", text))


def _by_year(name: str, file: TomlFile) -> Iterator[Problem]:
    for of_file, keys, whole in BY_YEAR:
        table = _at(file.values, keys) if of_file == name else None
        if not isinstance(table, dict):
            continue
        if whole and ANY_YEAR not in table:
            yield file.problem(Fault((*keys, ANY_YEAR), "words for a year that has none of its own; they are missing"))
        for year in table:
            if year != ANY_YEAR and not (len(year) == 4 and year.isdecimal()):
                yield file.problem(Fault((*keys, year), f"a year such as 2022, or {ANY_YEAR!r}", year))


def _at(values: Any, keys: Keys) -> Any:
    for key in keys:
        values = values.get(key) if isinstance(values, dict) else None
    return values
