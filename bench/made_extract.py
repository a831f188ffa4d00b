"""An extract of made-up cases, of any size, written by DuckDB. The same size gives the same rows.

One remedy in fifty is still open.
"""

from __future__ import annotations

from pathlib import Path

FIRST_DAY = "DATE '2019-04-01'"
DAYS = 1200
SUMMARY = "The Council was late to answer, and did not say why. It agreed to put this right."
REMEDY = "Look at how the Council answers complaints, and tell its staff what it found."

# A dice of 0 to faces - 1 for a case, different for each salt.
_DICE = "CREATE MACRO dice(n, salt, faces) AS (hash(n, salt) % faces)::INTEGER"
_ROWS = f"""
CREATE TABLE made AS
SELECT n, format('{{:09d}}', n) AS reference,
  $authorities[1 + dice(n, 1, len($authorities)) * dice(n, 2, len($authorities)) // len($authorities)] AS authority,
  $subjects[1 + dice(n, 10, len($subjects))] AS subject,
  {FIRST_DAY} + dice(n, 3, {DAYS}) AS received_on,
  CASE WHEN dice(n, 4, 100) < 97 THEN {FIRST_DAY} + dice(n, 3, {DAYS}) + 1 + dice(n, 5, 12) * dice(n, 6, 25)
  END AS decided_on,
  CASE WHEN dice(n, 4, 100) < 97 THEN CASE WHEN dice(n, 7, 10) < 7 THEN $others[1 + dice(n, 8, len($others))]
    ELSE ['not_upheld', 'upheld'][1 + least(1, dice(n, 9, 10) // 4)] END ELSE '' END AS outcome,
  dice(n, 20, 50) = 0 AS is_open
FROM range($cases) AS numbers(n)
"""
_TABLES = {
    "cases": f"""
SELECT reference, authority, subject, received_on, decided_on, outcome, '' AS fault_accepted_early,
  CASE WHEN outcome = 'upheld' AND dice(n, 11, 6) = 0 THEN 'true' ELSE '' END AS satisfactory_remedy,
  CASE WHEN outcome = 'upheld' THEN '{SUMMARY}' ELSE '' END AS summary
FROM made""",
    "compliance": """
SELECT reference AS case_reference, decided_on + 30 + dice(n, 12, 200) AS recorded_on,
  ['on_time', 'late', 'not_complied'][1 + dice(n, 13, 21) // 10] AS result
FROM made WHERE outcome = 'upheld' AND NOT is_open""",
    "recommendations": f"""
SELECT reference AS case_reference, number,
  $categories[1 + dice(n, 14 + number, len($categories))] AS category, '{REMEDY}' AS text, 'true' AS public,
  decided_on + 28 AS due_on, NULL::DATE AS extended_to,
  CASE WHEN is_open THEN NULL WHEN dice(n, 13, 21) < 10 THEN decided_on + 20
    WHEN dice(n, 13, 21) < 20 THEN decided_on + 40 END AS completed_on,
  CASE WHEN NOT is_open THEN ['on_time', 'late', 'not_complied'][1 + dice(n, 13, 21) // 10] END AS result
FROM made, range(1, 3) AS numbers(number) WHERE outcome = 'upheld'""",
    "enquiries": """
SELECT reference AS case_reference, received_on + 20 AS sent_on, received_on + 48 AS due_on,
  CASE WHEN dice(n, 17, 30) > 0 THEN received_on + 20 + dice(n, 18, 40) END AS answered_on
FROM made WHERE dice(n, 19, 4) = 0""",
}


def make(folder: Path, cases: int, *, changed: int = 0, only: int = 0) -> Path:
    """Write an extract of so many cases into a folder, and return the folder.

    The first ``changed`` cases have another summary than without; with ``only`` it holds no more than the first ones.
    """
    import duckdb

    from upheld.vocabulary.scheme_loader import load

    scheme = load("local-government-england")
    folder.mkdir(parents=True)
    given = {
        "cases": only or cases,
        "authorities": [one.code(scheme.year(2020).end) for one in scheme.authorities if _lasts(one)],
        "subjects": list(scheme.subjects),
        "others": [one.id for one in scheme.outcomes if one.id not in ("upheld", "not_upheld")],
    }
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false; SET memory_limit = '2GB'; SET threads = 2")
        connection.execute(f"SET temp_directory = '{folder.parent}/.made'")
        connection.execute(_DICE)
        connection.execute(_ROWS, given)
        connection.execute("CREATE TABLE words AS SELECT $1::VARCHAR[] AS categories", [list(scheme.remedy_categories)])
        for table, query in _TABLES.items():
            query = query.replace("$categories", "(SELECT categories FROM words)")
            if table == "cases" and changed:
                other = f"CASE WHEN reference < '{changed:09d}' THEN 'Changed.' ELSE summary END"
                query = f"SELECT * REPLACE ({other} AS summary) FROM ({query})"
            connection.execute(f"COPY ({query}) TO '{folder / table}.csv' (HEADER, FORMAT csv)")
    return folder


def _lasts(authority) -> bool:  # type: ignore[no-untyped-def]
    """Whether an authority was there all the time, so that any day may be its own."""
    from datetime import date

    return not authority.end_on and not (authority.start_on and authority.start_on > date(2019, 4, 1))
