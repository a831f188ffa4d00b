"""Loads a scheme's folder, wholly checked: everything wrong in any of its files is told at once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from upheld.vocabulary import authority_files, scheme_checks, toml_files
from upheld.vocabulary.handling_code import HandlingCode
from upheld.vocabulary.import_mapping import ImportMapping
from upheld.vocabulary.problems import Problem, Refused
from upheld.vocabulary.scheme import Measure, Scheme, SchemeFile
from upheld.vocabulary.toml_files import TomlFile
from upheld.vocabulary.wording import PARTS, Wording

MAIN_FILE = "scheme.toml"
CODE_FILE = "code.toml"
FOLDERS_OF_SCHEMES = "UPHELD_SCHEMES"


def load(where: str | Path) -> Scheme:
    """The scheme of a folder, or of a name among the known ones; read once and then kept.

    A name is looked for in the folders of $UPHELD_SCHEMES, then in those that come with the product. Raises
    `Refused` with every problem of every file, each with its file, line and key (or row and column).
    """
    return _load(_folder(where).resolve())


_load = lru_cache(maxsize=32)(lambda folder: read(folder))


def known() -> list[str]:
    """The names of all schemes that can be loaded by name."""
    return sorted({path.parent.name for place in _places() for path in place.glob(f"*/{MAIN_FILE}")})


def read(folder: Path) -> Scheme:
    """The scheme of a folder, read anew. Raises `Refused`."""
    return _Reading(folder).scheme()


def _folder(where: str | Path) -> Path:
    """The folder meant. Raises `Refused` where there is none."""
    path = Path(where)
    candidates = [path, *(place / path for place in _places() if len(path.parts) == 1)]
    found = next((folder for folder in candidates if (folder / MAIN_FILE).is_file()), None)
    if found:
        return found
    if path.is_dir():
        raise Refused([Problem(f"{path.name}/{MAIN_FILE}", expected="this file; it is missing")])
    expected = f"a scheme's folder or a known scheme: {', '.join(known()) or 'none'}"
    raise Refused([Problem("scheme", value=str(where), expected=expected)])


def _places() -> Iterator[Path]:
    """The folders that hold schemes, in the order they are looked into."""
    yield from map(Path, filter(None, os.environ.get(FOLDERS_OF_SCHEMES, "").split(os.pathsep)))
    package = Path(__file__).parents[1]
    yield from (package.parents[1] / "schemes", package / "schemes")


class _Reading:
    """One scheme's folder as it is read. Nothing stops at the first problem."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.problems: list[Problem] = []

    def scheme(self) -> Scheme:
        main_file = self._read(MAIN_FILE)
        main = main_file and self._checked(main_file, SchemeFile)
        measures = [*self._measures()]
        languages = main_file.ids("languages") if main_file else []
        files = {language: self._wording_files(language) for language in languages}
        wording = {language: self._wording(language, found) for language, found in files.items()}
        mappings = dict(self._mappings())
        code = self._code(languages)
        kinds = main_file.ids("kinds") if main_file else []
        authorities = authority_files.read(
            self.folder / "authorities", f"{self.folder.name}/authorities", kinds, self.problems
        )
        if main_file:
            self.problems += scheme_checks.problems(main_file, [file for file, _ in measures], files)
        self.problems += scheme_checks.of_the_code(files, has_code=(self.folder / CODE_FILE).exists())
        self.problems += self._layout()
        if self.problems:
            raise Refused(sorted(set(self.problems)))
        assert main
        return Scheme.model_construct(
            **dict(main),
            folder=self.folder,
            measures=sorted((one for _, one in measures if one), key=lambda one: (one.order, one.id)),
            wording=wording,
            authorities=authorities,
            mappings=mappings,
            code=code,
        )

    def _read(self, name: str) -> TomlFile | None:
        return toml_files.read(self.folder / name, f"{self.folder.name}/{name}", self.problems)

    def _checked(self, file: TomlFile, model: Any, **context: Any) -> Any:
        return toml_files.checked(file, model, self.problems, context=context)

    def _measures(self) -> Iterator[tuple[TomlFile, Measure | None]]:
        paths = sorted(self.folder.glob("measures/*.toml"))
        if not paths:
            expected = "at least one measure, in a file <id>.toml"
            self.problems.append(Problem(f"{self.folder.name}/measures", expected=expected))
        for path in paths:
            if file := self._read(f"measures/{path.name}"):
                yield file, self._checked(file, Measure)

    def _wording_files(self, language: str) -> dict[str, TomlFile | None]:
        return {name: self._read(f"wording/{language}/{name}.toml") for name in PARTS}

    def _wording(self, language: str, files: dict[str, TomlFile | None]) -> Wording:
        parts: dict[str, Any] = {"language": language}
        for name, file in files.items():
            parts[name] = file and self._checked(file, PARTS[name], language=language)
        return Wording.model_construct(**parts)

    def _code(self, languages: list[str]) -> HandlingCode | None:
        """The complaint handling code; a scheme without the file has none."""
        if not (self.folder / CODE_FILE).exists():
            return None
        file = self._read(CODE_FILE)
        return self._checked(file, HandlingCode, languages=languages) if file else None

    def _mappings(self) -> Iterator[tuple[str, ImportMapping]]:
        for path in sorted(self.folder.glob("imports/*.toml")):
            if file := self._read(f"imports/{path.name}"):
                yield path.stem, self._checked(file, ImportMapping)

    def _layout(self) -> Iterator[Problem]:
        letter = self.folder / "letter"
        if letter.is_dir() and any(letter.iterdir()) and not (letter / "letter.typ").is_file():
            yield Problem(f"{self.folder.name}/letter/letter.typ", expected="this file; the folder lacks it")
