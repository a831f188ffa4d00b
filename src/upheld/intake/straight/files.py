"""The Parquet files of an extract that is counted straight: found, and judged by what their ends say of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from glob import glob, has_magic
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from upheld.intake.collecting import Collector
from upheld.intake.folder import ABOUT, about
from upheld.intake.header import match
from upheld.intake.tables import Column, Table, Type
from upheld.statistics.engines.backends import ELSEWHERE
from upheld.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    import pyarrow as pa

GLOB = "*?[]{}"
SUFFIX = ".parquet"
WHOLE = "a whole Parquet file; this one is damaged, cut off, or of another kind"
SAMPLE = b"sample"
KINDS = {
    Type.DATE: ("date32[day]",),
    Type.BOOLEAN: ("bool",),
    Type.INTEGER: ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32"),
}
TEXTS = ("string", "large_string", "string_view")
IN_WORDS = {Type.DATE: "days (DATE)", Type.BOOLEAN: "true and false (BOOLEAN)", Type.INTEGER: "whole numbers (INT32)"}


@dataclass(frozen=True)
class Source:
    """The files of one table, in the order of their names; they have the same columns. ``rows`` are of all files."""

    table: Table
    files: tuple[str, ...]
    columns: tuple[str, ...]
    rows: int
    sample: bool = False


def find(table: Table, pattern: str) -> Source:
    """The files that a pattern means: a file, a folder of files, or names with ``*``, here or in an object store.

    Raises `Refused` with everything wrong that can be seen without reading rows: no file, a file that is damaged, a
    column that is unknown, missing or of another kind, files that differ from each other.
    """
    files = _matching(pattern)
    if not files:
        raise Refused([Problem(f"--{table.name}", value=pattern, expected="at least one Parquet file; there is none")])
    problems = Collector()
    schemas = {file: found for file in files if (found := _schema(file, problems)) is not None}
    columns = [_columns(table, file, schema, problems) for file, (schema, _) in schemas.items()]
    problems.refuse()
    _refuse_differing(schemas, columns, problems)
    problems.refuse()
    sample = any(SAMPLE in (schema.metadata or {}) for schema, _ in schemas.values()) or _marked(files)
    return Source(table, tuple(files), columns[0], sum(rows for _, rows in schemas.values()), sample)


def name_of(file: str) -> str:
    """How problems name a file: with its folder, as parts of different tables are often called alike."""
    return "/".join(PurePosixPath(file).parts[-2:])


def opened(file: str) -> Any:
    """A file for pyarrow to read."""
    if ELSEWHERE not in file:
        return file
    from pyarrow import fs

    where, path = fs.FileSystem.from_uri(file)
    return where.open_input_file(path)


def tell_damaged(source: Source, problems: Collector) -> None:
    """Collect a problem for each file whose pages cannot be read, though its end can."""
    import pyarrow as pa
    from pyarrow import parquet

    for file in source.files:
        try:
            with parquet.ParquetFile(opened(file)) as found:
                for _ in found.iter_batches(columns=list(source.columns)):
                    pass
        except (pa.ArrowException, OSError):
            problems.add(name_of(file), expected=WHOLE)


def _matching(pattern: str) -> list[str]:
    if ELSEWHERE in pattern:
        return _matching_elsewhere(pattern)
    if Path(pattern).is_dir():
        pattern = f"{pattern.rstrip('/')}/*{SUFFIX}"
    found = sorted(glob(pattern, recursive=True))  # noqa: PTH207 (Path's needs a folder to begin in)
    files = [str(Path(file).absolute()) for file in found if Path(file).is_file() and not _is_aside(file)]
    if odd := [file for file in files if any(letter in file for letter in GLOB)]:
        raise Refused([Problem(odd[0], expected=f"a path with none of the characters {' '.join(GLOB)}")])
    return files


def _matching_elsewhere(pattern: str) -> list[str]:
    """Files in an object store, as addresses. Its own settings (``AWS_…``) say who asks."""
    from pyarrow import fs

    scheme = pattern.partition(ELSEWHERE)[0]
    try:
        where, path = fs.FileSystem.from_uri(pattern)
        inside = not has_magic(path) and where.get_file_info(path).type is fs.FileType.Directory
        path = f"{path.rstrip('/')}/*{SUFFIX}" if inside else path
        base = path[: min(path.index(letter) for letter in GLOB if letter in path)] if has_magic(path) else path
        selector = fs.FileSelector(base.rpartition("/")[0], recursive=True)
        found = where.get_file_info(selector)
    except (OSError, ValueError) as error:
        raise Refused([Problem(pattern, expected=f"an address that can be read ({type(error).__name__})")]) from None
    return sorted(
        f"{scheme}{ELSEWHERE}{one.path}" for one in found if fnmatch(one.path, path) and not _is_aside(one.path)
    )


def _is_aside(file: str) -> bool:
    """Files that are being written, and those that Spark and its like lay beside theirs."""
    return Path(file).name.startswith((".", "_"))


def _schema(file: str, problems: Collector) -> tuple[pa.Schema, int] | None:
    """Columns and rows by the file's end, which only a whole file has."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(opened(file)) as found:
            return found.schema_arrow, found.metadata.num_rows
    except (pa.ArrowException, OSError):
        problems.add(name_of(file), expected=WHOLE)
        return None


def _columns(table: Table, file: str, schema: pa.Schema, problems: Collector) -> tuple[str, ...]:
    name = name_of(file)
    header = match(table, schema.names, {}, name, problems)
    if header is None:
        return ()
    for field in schema:
        if field.name not in table.names:
            problems.add(name, 1, field.name, expected=f"a column of {table.name}; they are written in small letters")
        elif not _fits(table.column(field.name), str(field.type)):
            kind = IN_WORDS.get(table.column(field.name).type, "texts (STRING)")
            problems.add(name, 1, field.name, str(field.type), expected=f"a column of {kind}")
    return header.present


def _fits(column: Column, kind: str) -> bool:
    return (kind == "null" and not column.required) or kind in KINDS.get(column.type, TEXTS)


def _refuse_differing(
    schemas: dict[str, tuple[pa.Schema, int]], columns: Sequence[tuple[str, ...]], problems: Collector
) -> None:
    """All files have the columns of the first: what only some files say would be lost, or blank in the others."""
    first_file, expected = next(iter(schemas)), set(columns[0])
    for file, found in zip(schemas, columns, strict=True):
        for column in sorted(expected - set(found)):
            told = f"this column, as {name_of(first_file)} has it; the file lacks it"
            problems.add(name_of(file), 1, column, expected=told)
        for column in sorted(set(found) - expected):
            told = f"the columns of {name_of(first_file)}, which lacks this one"
            problems.add(name_of(file), 1, column, expected=told)


def _marked(files: Sequence[str]) -> bool:
    """Whether ``extract.toml``, beside the files or in the folder above, says that they are a sample."""
    return any(about(folder).sample for folder in dict.fromkeys(_folders(files)) if (folder / ABOUT).is_file())


def _folders(files: Sequence[str]) -> Iterator[Path]:
    for file in files:
        if ELSEWHERE not in file:
            yield Path(file).parent
            yield Path(file).parent.parent
