"""PostgreSQL: files are copied into tables of one session, which are gone with it, and counted there."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import psycopg
import pyarrow as pa
from pyarrow import csv, parquet

from upheld.statistics.engines.backends import Backend, Room, named_after, without_password
from upheld.vocabulary.problems import Problem, Refused

if TYPE_CHECKING:
    import ibis.expr.types as ir

ROWS_AT_A_TIME = 100_000
TEXTS = dict.fromkeys(("string", "large_string", "string_view", "null"), "text")
TYPES = {**TEXTS, "date32[day]": "date", "bool": "boolean", "int32": "integer", "int64": "bigint"}
AS_WRITTEN = csv.WriteOptions(include_header=False, quoting_style="needed")


@dataclass(frozen=True)
class PostgreSQL(Backend):
    """PostgreSQL reads no Parquet: rows are sent to it, some at a time."""

    connection: psycopg.Connection

    def parquet(self, files: Sequence[str], columns: Sequence[str] = ()) -> ir.Table:
        """Copy the files' rows into a table of this session."""
        name, schema = named_after(files), parquet.read_schema(files[0])
        wanted = list(columns or schema.names)
        typed = ", ".join(f'"{column}" {TYPES[str(schema.field(column).type)]}' for column in wanted)
        with self.connection.cursor() as cursor:
            cursor.execute(f'CREATE TEMPORARY TABLE IF NOT EXISTS "{name}" ({typed})')
            cursor.execute(f'TRUNCATE "{name}"')
            with cursor.copy(f'COPY "{name}" FROM STDIN (FORMAT csv)') as copy:
                for file in files:
                    for batch in parquet.ParquetFile(file).iter_batches(ROWS_AT_A_TIME, columns=wanted):
                        copy.write(_lines(batch.select(wanted)))
            cursor.execute(f'ANALYZE "{name}"')
        return self.ibis.table(name)


def _lines(batch: pa.RecordBatch) -> bytes:
    """Rows as CSV as PostgreSQL reads it: what is empty and not in quotes is null."""
    written = io.BytesIO()
    csv.write_csv(batch, written, AS_WRITTEN)
    return written.getvalue()


@contextmanager
def connected(address: str, _room: Room) -> Iterator[Backend]:
    """A session of the server, ended afterwards. Raises `Refused` where there is none or it is lost while it counts."""
    shown = without_password(address)
    try:
        with psycopg.connect(address) as connection:
            yield PostgreSQL(ibis.postgres.from_connection(connection), connection)
    except psycopg.OperationalError as error:
        told = " ".join(str(error).split())[:200]
        expected = f"a PostgreSQL server that answers to the end ({told})"
        raise Refused([Problem("--engine", value=shown, expected=expected)]) from None
