"""Where expressions are counted: DuckDB, a Spark cluster, PostgreSQL, or any other backend of Ibis.

A backend has two things of its own: how it comes to see Parquet files as a table, and how the rows of a small answer
come back. `Backend` does both as most backends of Ibis do; the others differ in one of them, each in its own module,
which is imported only when it is asked for. `docs/how-to/add-an-engine.md` shows how one more is added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any, Protocol

from upheld.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir

DUCKDB = "duckdb"
ELSEWHERE = "://"  # in the address of a file that is not on this machine


@dataclass(frozen=True)
class Backend:
    """A backend of Ibis that reads Parquet by itself and gives its answers as Arrow."""

    ibis: ibis.BaseBackend

    def parquet(self, files: Sequence[str], columns: Sequence[str] = ()) -> ir.Table:
        """One or more Parquet files as one table: all their columns, or those that are named."""
        table = self.ibis.read_parquet(files[0] if len(files) == 1 else list(files))
        return table.select(*columns) if columns else table

    def twice(self, table: ir.Table, key: Sequence[str]) -> ir.Table:
        """Keys that more than one row has, and ``n``, how many rows."""
        counts = table.group_by(*key).aggregate(n=table.count())
        return counts.filter(counts.n > 1)

    def rows(self, question: ir.Table) -> list[tuple[Any, ...]]:
        """The rows of a small table as Python values."""
        return list(zip(*question.to_pyarrow().to_pydict().values(), strict=True))

    def each(self, question: ir.Table) -> Iterator[tuple[Any, ...]]:
        """The same, one after the other; an engine that can holds few of them at a time."""
        yield from self.rows(question)


@dataclass(frozen=True)
class Room:
    """What a count may use of this machine. ``memory`` as "600MB", ``threads`` 0 for every processor.

    They bind an engine that runs in this process; a cluster and a database server have settings of their own.
    """

    memory: str = ""
    threads: int = 0
    folder: Path = Path(gettempdir())


class Connect(Protocol):
    """What a module of an engine gives: a connection for as long as it is needed."""

    def __call__(self, address: str, room: Room) -> AbstractContextManager[Backend]: ...


# By the beginning of the address: the module that has `connected`, and what has to be installed for it.
ENGINES = {
    "duckdb": ("upheld.statistics.engines.duckdb_backend", ""),
    "spark": ("upheld.statistics.engines.spark_backend", "upheld[spark]"),
    "local": ("upheld.statistics.engines.spark_backend", "upheld[spark]"),
    "postgresql": ("upheld.statistics.engines.postgresql_backend", "upheld[postgresql]"),
}
EXPECTED = "duckdb, spark://HOST:PORT (a cluster), local[N] (Spark in this process), or postgresql://USER@HOST/NAME"


@contextmanager
def connected(address: str = DUCKDB, room: Room | None = None) -> Iterator[Backend]:
    """Connect to an engine by its address. Raises `Refused` where no engine has such an address or its parts lack."""
    name = address.partition("://")[0].partition("[")[0]
    if name not in ENGINES:
        raise Refused([Problem("--engine", value=without_password(address), expected=EXPECTED)])
    module, extra = ENGINES[name]
    try:
        connect: Connect = import_module(module).connected
    except ImportError as lacking:
        what = f"an engine that is installed; this one needs {extra}, and {lacking.name} is not here"
        raise Refused([Problem("--engine", value=without_password(address), expected=what)]) from None
    with connect(address, room or Room()) as backend:
        yield backend


def without_password(address: str) -> str:
    """An address as it may be shown: what stands between a user's name and the @ is left out."""
    before, at, after = address.rpartition("@")
    scheme, slashes, user = before.partition("://")
    return f"{scheme}{slashes}{user.partition(':')[0]}{at}{after}" if at else address


def named_after(files: Sequence[str]) -> str:
    """A name for a table that some files are seen as: the same for the same files."""
    return f"files_{sha256(' '.join(files).encode()).hexdigest()[:24]}"
