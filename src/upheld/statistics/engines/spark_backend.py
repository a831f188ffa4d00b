"""Apache Spark: a standalone cluster by its address (``spark://HOST:PORT``), or ``local[N]`` in a Java of this machine.

Spark's workers read the files themselves, so that each of them has to see them under the same path or address.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from upheld.statistics.engines.backends import Backend, Room, named_after
from upheld.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    import ibis.expr.types as ir

NAME = "upheld count"


@dataclass(frozen=True)
class Spark(Backend):
    """Spark takes several files in a way of its own, and gives rows without a detour by pandas."""

    session: SparkSession

    def parquet(self, files: Sequence[str], columns: Sequence[str] = ()) -> ir.Table:
        """Parquet files as one table, which Spark knows by a name made of theirs."""
        name = named_after(files)
        read = self.session.read.parquet(*files)
        (read.select(*columns) if columns else read).createOrReplaceTempView(name)
        return self.ibis.table(name)

    def rows(self, question: ir.Table) -> list[tuple[Any, ...]]:
        """The rows of a small table as Python values."""
        return [tuple(row) for row in self.session.sql(self.ibis.compile(question)).collect()]


@contextmanager
def connected(address: str, room: Room) -> Iterator[Backend]:
    """A session on the cluster, ended afterwards. Spark's own settings (``SPARK_CONF_DIR``) say how much it may use.

    Raises `Refused` where there is no such cluster, or a count on it fails; Spark's own log lies in the room's folder.
    """
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    log = room.folder / f"upheld-spark-{os.getpid()}.log"
    try:
        with _own_log(log):
            session = _session(address)
        try:
            yield Spark(ibis.pyspark.connect(session), session)
        finally:
            session.stop()
    except (PySparkException, Py4JError, RuntimeError) as error:
        expected = f"a Spark that counts to the end ({_first_line(error)}); its log is {log}"
        raise Refused([Problem("--engine", value=address, expected=expected)]) from error
    log.unlink(missing_ok=True)


def _session(address: str) -> SparkSession:
    return (
        SparkSession.builder.master(address)
        .appName(NAME)
        .config("spark.ui.enabled", "false")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )


@contextmanager
def _own_log(log: Path) -> Iterator[None]:
    """What Java writes goes into a file: it begins with what stands as standard error when it starts."""
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with log.open("ab") as file:
            os.dup2(file.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _first_line(error: Exception) -> str:
    """The first line of what Spark says that says anything, without the names of classes before it."""
    lines = [line for line in str(error).splitlines() if line.strip(" :")]
    told = [line for line in lines if "Exception" in line or "Error" in line] or lines or [type(error).__name__]
    return told[-1].strip()[:200]
