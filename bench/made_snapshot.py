"""A snapshot of made-up cases, of any size, written by DuckDB. The same size gives the same rows."""

from __future__ import annotations

from pathlib import Path

from upheld.statistics.counting import SnapshotFiles

AUTHORITIES = 333
FIRST_DAY = "DATE '2019-01-01'"
DAYS = 1550
OUTCOMES = ["invalid_or_incomplete", "advice_given", "referred_back", "closed_after_initial_enquiries"]
INVESTIGATIONS = ["not_upheld", "upheld"]
SUBJECTS = 9
CATEGORIES = 9

# A dice of 0 to faces - 1 for a case, different for each salt.
_DICE = "CREATE MACRO dice(n, salt, faces) AS (hash(n, salt) % faces)::INTEGER"
# A few large authorities and many small ones, as in life.
_CASES = f"""
CREATE TABLE made AS
SELECT n, format('{{:08d}}', n) AS reference,
  'E{{:08d}}' AS form,
  (dice(n, 1, {AUTHORITIES}) * dice(n, 2, {AUTHORITIES}) // {AUTHORITIES})::INTEGER AS who,
  {FIRST_DAY} + dice(n, 3, {DAYS}) AS received_on,
  CASE WHEN dice(n, 4, 100) < 97 THEN {FIRST_DAY} + dice(n, 3, {DAYS}) + 1 + dice(n, 5, 12) * dice(n, 6, 25)
  END AS decided_on,
  CASE WHEN dice(n, 7, 10) < 7 THEN {OUTCOMES}[1 + dice(n, 8, 4)]
    ELSE {INVESTIGATIONS}[1 + least(1, dice(n, 9, 10) // 4)] END AS outcome,
  format('Subject {{:d}}', dice(n, 10, {SUBJECTS})) AS subject
FROM range($cases) AS numbers(n)
"""
_TABLES = {
    "cases": """
SELECT reference, subject, CASE WHEN decided_on IS NOT NULL THEN outcome END AS outcome,
  decided_on IS NOT NULL AND outcome = 'upheld' AND dice(n, 11, 6) = 0 AS satisfactory_remedy,
  received_on, decided_on, format(form, who) AS received_by,
  CASE WHEN decided_on IS NOT NULL THEN format(form, who) END AS decided_by
FROM made ORDER BY n""",
    "compliance": """
SELECT reference AS case_reference, decided_on + 30 + dice(n, 12, 200) AS recorded_on,
  ['on_time', 'late', 'not_complied'][1 + dice(n, 13, 21) // 10] AS result, format(form, who) AS counted_for
FROM made WHERE decided_on IS NOT NULL AND outcome = 'upheld' ORDER BY n""",
    "recommendations": f"""
SELECT reference AS case_reference, number::INTEGER AS number,
  format('category {{:d}}', dice(n, 14 + number, {CATEGORIES})) AS category, decided_on + 28 AS due_on,
  CASE WHEN dice(n, 15, 10) = 0 THEN decided_on + 56 END AS extended_to,
  decided_on + dice(n, 16 + number, 120) AS completed_on,
  ['on_time', 'late', 'not_complied'][1 + dice(n, 13, 21) // 10] AS result,
  decided_on, format(form, who) AS decided_by,
  decided_on + 30 + dice(n, 12, 200) AS recorded_on, format(form, who) AS counted_for
FROM made, range(1, 3) AS numbers(number) WHERE decided_on IS NOT NULL AND outcome = 'upheld'
ORDER BY n, number""",
    "enquiries": """
SELECT reference AS case_reference, received_on + 20 AS sent_on, received_on + 48 AS due_on,
  CASE WHEN dice(n, 17, 30) > 0 THEN received_on + 20 + dice(n, 18, 40) END AS answered_on,
  format(form, who) AS counted_for
FROM made WHERE dice(n, 19, 4) = 0 ORDER BY n""",
    # One authority in eight ends on a year's last day, one in eight on a first, some of these nobody knows into which.
    "handovers": """
SELECT reference AS case_reference, handed_on, format(form, who) AS handed_from,
  CASE WHEN who % 24 = 5 THEN '' ELSE format(form, who // 8 * 8) END AS handed_to, decided_on
FROM (SELECT *, CASE who % 8 WHEN 1 THEN DATE '2021-03-31' WHEN 5 THEN DATE '2022-04-01' END AS handed_on FROM made)
WHERE received_on < handed_on AND (decided_on IS NULL OR decided_on >= handed_on) ORDER BY n""",
}


def make(folder: Path, cases: int) -> SnapshotFiles:
    """A snapshot of so many cases in a folder; kept, and found again by the next run."""
    import duckdb

    kept = folder / f"counting-{cases}"
    if not kept.exists():
        aside = folder / f".counting-{cases}"
        aside.mkdir(parents=True, exist_ok=True)
        with duckdb.connect() as connection:
            connection.execute(_DICE)
            connection.execute(_CASES, {"cases": cases})
            for table, query in _TABLES.items():
                path = SnapshotFiles(aside).table(table)
                connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
        aside.rename(kept)
    return SnapshotFiles(kept)
