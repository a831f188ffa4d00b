"""One part drawn by DuckDB: its cases, and what was agreed, recorded and asked of them.

Every throw of the dice comes from the seed, the case's number and what it is thrown for. So a part is the same
whichever parts were drawn before it, and nothing is held but the part itself. DuckDB is given one thread: with more,
the rows of a file could come in another order each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sample_data.at_scale.living import SUBJECT_TICKETS, Lookup, tickets
from sample_data.at_scale.parts import Part, Sort
from sample_data.cases import INVESTIGATION_DAYS, OTHER_DAYS
from sample_data.enquiries import DAYS_TO_ANSWER, LATE
from sample_data.mix import mix
from sample_data.remedies import CATEGORIES, EXTENDED, WITH_REMEDIES, WITH_REMEDIES_IF_SATISFACTORY
from sample_data.reorganisations import LONGEST_REMEDY
from sample_data.writing import parquet_schema
from upheld.intake.tables import TABLES

if TYPE_CHECKING:
    from datetime import date

    import duckdb

DRAWN = ("cases", "compliance", "recommendations", "enquiries")
NAMED = 50  # one case in so many names its authority by name; the others by code
MEMORY = "384MB"  # more than a part needs; DuckDB refuses to take more
ROWS_AT_ONCE = 122_880

# Hashed twice: hashed once, throws for two things would differ by a constant, and so hang together.
MACROS = """
CREATE MACRO thrown(n, what) AS hash(hash(n, what, {seed}));
CREATE MACRO dice(n, what, faces) AS (thrown(n, what) % faces)::INTEGER;
CREATE MACRO chance(n, what) AS (thrown(n, what) % 1000000007) / 1000000007.0;
CREATE MACRO up_to(share, days) AS floor(share * days)::INTEGER;
CREATE MACRO working_day(day) AS day + CASE isodow(day) WHEN 6 THEN 2 WHEN 7 THEN 1 ELSE 0 END;
"""

TICKETS = """
CREATE TABLE tickets AS
SELECT row_number() OVER (ORDER BY who, number) - 1 AS ticket, who
FROM (SELECT who, unnest(range(tickets)) AS number FROM who)
"""

# Who, when settled, and how; of open cases only who.
SETTLED = """
CREATE TABLE settled AS
SELECT n, who.who, settled_on,
  CASE WHEN {open} THEN ''
    WHEN {earlier} THEN 'upheld'
    WHEN chance(n, 'investigated') < p_investigated
      THEN CASE WHEN chance(n, 'upheld') < p_upheld THEN 'upheld' ELSE 'not_upheld' END
    ELSE ({others})[1 + dice(n, 'other outcome', 100)] END AS outcome,
  outcome IN ('upheld', 'not_upheld') AS investigated
FROM range({start}, {stop}) AS numbers(n)
JOIN tickets ON ticket = dice(n, 'who', {tickets})
JOIN who ON who.who = tickets.who
JOIN days ON day_number = first_day + dice(n, 'day', its_days)
"""

# When received: some while before, hardly ever while the office was closed.
RECEIVED = """
CREATE TABLE received AS
SELECT *, CASE
    WHEN day BETWEEN DATE '{closed}' AND DATE '{reopened}' AND chance(n, 'while closed') * {kept} > 1
      THEN DATE '{closed}' - 1 - up_to(chance(n, 'before closing'), 75)
    ELSE day END AS received_on
FROM (SELECT *, settled_on - CASE
    WHEN {open} THEN up_to(chance(n, 'days') * chance(n, 'more days'), 200)
    WHEN investigated THEN {shortest} + up_to(chance(n, 'days') * chance(n, 'more days'), {longest} - {shortest})
    ELSE {short} + up_to(chance(n, 'days') * chance(n, 'more days'), {long} - {short}) END AS day FROM settled)
"""

# What came in before an authority began was a predecessor's, and still bears its code.
MADE = """
CREATE TABLE made AS
SELECT n, format('SAMPLE-{{:02d}}-{{:09d}}', ({year_of_receipt}) % 100, n) AS reference,
  CASE WHEN is_before THEN before.code WHEN dice(n, 'named', {named}) = 0 AND name <> '' THEN name ELSE code END
    AS authority,
  CASE WHEN is_before THEN CASE WHEN before.divided THEN code ELSE '' END
    WHEN len(successors) > 1 AND ends_on - settled_on < {longest_remedy}
      THEN successors[1 + dice(n, 'successor', len(successors))]
    ELSE '' END AS successor,
  subject, received_on, settled_on, outcome, investigated, outcome = 'upheld' AS is_upheld,
  is_upheld AND chance(n, 'satisfactory') < p_satisfactory AS satisfactory_remedy,
  satisfactory_remedy OR (is_upheld AND dice(n, 'accepted early', 5) = 0) AS fault_accepted_early,
  p_late, p_failed, tardiness
FROM (
  SELECT * REPLACE (CASE WHEN is_before THEN received_on ELSE greatest(received_on, begins_on) END AS received_on),
    predecessors[1 + dice(n, 'predecessor', greatest(len(predecessors), 1))] AS before
  FROM (SELECT *, len(predecessors) > 0 AND coalesce(received_on < begins_on, false) AS is_before
    FROM received JOIN who USING (who))
) AS whose
JOIN subjects ON subjects.kind = whose.kind AND is_upheld = (outcome = 'upheld')
  AND subject_ticket = dice(n, 'subject', {subject_tickets})
"""

AGREED = """
CREATE TABLE agreed AS
SELECT n, reference, settled_on, chance(n, 'failed') < p_failed AS failed, failed OR chance(n, 'late') < p_late AS late,
  list_sort(list_distinct(list_transform(range(1 + dice(n, 'remedies', 4)),
    lambda i: ({categories})[1 + dice(n, 'category ' || i, 100)]))) AS chosen,
  1 + dice(n, 'late one', len(chosen)) AS late_one
FROM made
WHERE is_upheld AND chance(n, 'agreed') < CASE WHEN satisfactory_remedy THEN {if_satisfactory} ELSE {agreed} END
"""

REMEDIES = """
CREATE TABLE remedies AS
SELECT n, reference, number, category, public, due_on, extended_to, deadline, told, failed, late,
  CASE WHEN number <> late_one OR NOT late
      THEN settled_on + 1 + up_to(0.35 + 0.65 * chance(throw, 'done'), deadline - settled_on - 1)
    WHEN NOT failed THEN deadline + 1 + up_to(chance(throw, 'late') * chance(throw, 'later'), 110) END AS done_on,
  CASE WHEN number <> late_one OR NOT late THEN 'on_time' WHEN failed THEN 'not_complied' ELSE 'late' END AS result
FROM (
  SELECT * EXCLUDE (chosen), working_day(
      settled_on + 7 * CASE WHEN public THEN [8, 12, 13][1 + dice(throw, 'weeks', 3)] ELSE 4 END) AS due_on,
    CASE WHEN chance(throw, 'extended') < {extended} THEN working_day(due_on + 14) END AS extended_to,
    coalesce(extended_to, due_on) AS deadline,
    texts[1 + dice(throw, 'text', len(texts))] AS told
  FROM (SELECT *, unnest(chosen) AS category, generate_subscripts(chosen, 1) AS number, 8 * n + number AS throw
    FROM agreed)
  JOIN categories USING (category)
)
"""

RECORDED = """
CREATE TABLE recorded AS
SELECT n, any_value(reference) AS reference,
  working_day(max(coalesce(done_on, deadline)) + 3 + up_to(chance(n, 'recorded'), 25)) AS recorded_on,
  CASE WHEN any_value(failed) THEN 'not_complied' WHEN any_value(late) THEN 'late' ELSE 'on_time' END AS result
FROM remedies GROUP BY n
"""

# Each table's columns by name; they are written in the order of the extract.
COLUMNS = {
    "cases": {
        "reference": "reference",
        "authority": "authority",
        "subject": "subject",
        "received_on": "received_on",
        "decided_on": "CASE WHEN outcome <> '' THEN settled_on END",
        "outcome": "outcome",
        "fault_accepted_early": "fault_accepted_early",
        "satisfactory_remedy": "satisfactory_remedy",
        "summary": "'A made-up case.'",
        "public_report_on": "NULL::DATE",
        "public_report_title": "''",
        "successor": "successor",
    },
    "compliance": {"case_reference": "reference", "recorded_on": "recorded_on", "result": "result"},
    "recommendations": {
        "case_reference": "remedies.reference",
        "number": "number::INTEGER",
        "category": "category",
        "text": "told.text",
        "public": "public",
        "due_on": "due_on",
        "extended_to": "extended_to",
        "completed_on": "CASE WHEN known THEN done_on END",
        "result": "CASE WHEN known THEN remedies.result ELSE '' END",
        "more_categories": "told.more",
    },
    "enquiries": {
        "case_reference": "reference",
        "sent_on": "sent_on",
        "due_on": "sent_on + {answer}",
        "answered_on": "CASE WHEN sent_on + wait <= settled_on THEN sent_on + wait "
        "WHEN outcome <> '' THEN settled_on END",
    },
}
FROM = {
    "cases": "made",  # in order already: it was joined to smaller tables row by row
    "compliance": "recorded WHERE recorded_on <= DATE '{until}' ORDER BY n",
    "recommendations": """(
  SELECT remedies.*, coalesce(done_on, recorded_on) <= DATE '{until}' AS known FROM remedies JOIN recorded USING (n)
) AS remedies ORDER BY n, number""",
    "enquiries": """(
  SELECT *, received_on + 10 + up_to(0.6 * chance(n, 'sent'), settled_on - received_on - 50) AS sent_on,
    CASE WHEN chance(n, 'answered late') < {late} * tardiness THEN {answer} + 1 + dice(n, 'wait', 30)
      ELSE 8 + dice(n, 'wait', 21) END AS wait
  FROM made WHERE settled_on - received_on > 65 AND chance(n, 'asked') < CASE
    WHEN investigated THEN 0.85 WHEN outcome = '' THEN 0.25 ELSE 0 END
) ORDER BY n""",
}


class Drawer:
    """Draws parts of one sample. ``recipe`` names the sample in every file, so that a later run knows it again."""

    def __init__(self, seed: int, until: date, year_of_receipt: str, recipe: str):
        self._recipe = recipe
        self._words = {
            "seed": seed,
            "until": until,
            "year_of_receipt": year_of_receipt,
            "others": tickets(mix()["not_investigated"], 100),
            "closed": mix()["closed"]["first"],
            "reopened": mix()["closed"]["last"],
            "kept": mix()["closed"]["kept"],
            "categories": tickets(dict(CATEGORIES), 100),
            "shortest": INVESTIGATION_DAYS[0],
            "longest": INVESTIGATION_DAYS[1],
            "short": OTHER_DAYS[0],
            "long": OTHER_DAYS[1],
            "named": NAMED,
            "longest_remedy": LONGEST_REMEDY,
            "subject_tickets": SUBJECT_TICKETS,
            "agreed": WITH_REMEDIES,
            "if_satisfactory": WITH_REMEDIES_IF_SATISFACTORY,
            "extended": EXTENDED,
            "answer": DAYS_TO_ANSWER,
            "late": LATE,
        }

    @contextmanager
    def drawn(self, part: Part, lookup: Lookup) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection that holds a part's tables; they are gone with it."""
        import duckdb

        words = {
            **self._words,
            "start": part.start,
            "stop": part.stop,
            "open": str(part.stretch.sort is Sort.OPEN).lower(),
            "tickets": sum(lookup["who"].column("tickets").to_pylist()),
            "earlier": str(part.stretch.sort is Sort.EARLIER).lower(),
        }
        with duckdb.connect(config={"threads": 1, "memory_limit": MEMORY, "temp_directory": ""}) as connection:
            connection.execute(
                "SET disabled_optimizers = 'join_order,build_side_probe_side'"
            )  # as written: small ones last
            for name, small in lookup.items():
                connection.register(name, small)
            connection.execute(MACROS.format_map(words))
            for table, spent in ((TICKETS, ""), (SETTLED, "tickets"), (RECEIVED, "settled"), (MADE, "received")):
                connection.execute(table.format_map(words))
                connection.execute(f"DROP TABLE IF EXISTS {spent}" if spent else "")
            for table in (AGREED, REMEDIES, RECORDED):
                connection.execute(table.format_map(words))
            yield connection

    def write(self, connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
        """One table of a part that is drawn, batch by batch, into a Parquet file that says that it is sample data.

        The file's columns are declared and not left to DuckDB, for whom a column without blanks has another type.
        """
        from pyarrow import parquet

        schema = parquet_schema(table, {"recipe": self._recipe})
        columns = ", ".join(f"{COLUMNS[table][name]} AS {name}" for name in TABLES[table].names)
        query = f"SELECT {columns} FROM {FROM[table]}".format_map(self._words)
        batches = connection.sql(query).to_arrow_reader(ROWS_AT_ONCE)
        with parquet.ParquetWriter(path, schema, compression="zstd") as file:
            for batch in batches:
                file.write_batch(batch.cast(schema))
