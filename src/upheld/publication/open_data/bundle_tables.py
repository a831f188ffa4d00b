"""The open tables that come from a bundle's own tables: each with the query that fills it.

Nothing can be in them that the bundle does not hold: what a scheme withholds is withheld here too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from upheld.publication.open_data.tables import Column, Table, Type

YEAR = Column("year", Type.WHOLE, key=True, unit="year")
CODE, NAME = Column("authority_code", key=True), Column("authority_name")
KIND = Column("kind", values="kinds")
COUNT = Column("count", Type.WHOLE, open=True, unit="cases")
BASE = Column("base", Type.WHOLE, open=True, unit="cases")
SHOWN = Column("shown", open=True)
RATE = Column("rate", Type.DECIMAL, open=True, unit="share")
MEASURE = Column("measure", key=True, values="measures")


@dataclass(frozen=True)
class OpenTable:
    """A table and its query, whose columns are the table's in their order. ``sheet`` is False for one whose cells
    are too long for a workbook; it has forms of its own. ``added``: a scheme need not have words for it, and where it
    has no rows it has no files."""

    table: Table
    query: str
    sheet: bool = True
    added: bool = False


AUTHORITY_YEARS = OpenTable(
    Table(
        "authority_years",
        (
            YEAR,
            CODE,
            NAME,
            KIND,
            Column("region", open=True),
            Column("county", open=True),
            Column("residents", Type.WHOLE, open=True, unit="residents"),
            Column("residents_on", Type.DAY, open=True),
            Column("decided", Type.WHOLE, open=True, unit="cases"),
            Column("received", Type.WHOLE, open=True, unit="cases"),
            Column("median_days_late", Type.DECIMAL, open=True, unit="days"),
        ),
    ),
    """
    SELECT m.year, m.code, m.name, m.kind, m.region, m.county,
           t.residents, t.residents_on, t.decided, t.received, t.median_days_late
    FROM members m LEFT JOIN totals t ON t.year = m.year AND t.authority = m.authority
    ORDER BY m.year DESC, m.code
    """,
)
MEASURES = OpenTable(
    Table(
        "measures",
        (
            YEAR,
            Column("kind", key=True, open=True, values="kinds"),
            MEASURE,
            COUNT,
            BASE,
            RATE,
            SHOWN,
            Column("members", Type.WHOLE, open=True, unit="authorities"),
        ),
    ),
    """
    SELECT year, NULL AS kind, measure, count, base, rate, shown, NULL AS members FROM national
    UNION ALL SELECT year, kind, measure, count, base, rate, shown, members FROM groups
    ORDER BY 1 DESC, 2, 3
    """,
)
COMPARISONS = OpenTable(
    Table(
        "comparisons",
        (
            YEAR,
            CODE,
            NAME,
            MEASURE,
            Column("expected", Type.DECIMAL, open=True, unit="cases"),
            Column("expected_shown", open=True),
            *(Column(name, Type.WHOLE, open=True, unit="cases") for name in ("low95", "high95", "low998", "high998")),
            Column("pooled_first", Type.WHOLE, open=True, unit="year"),
            Column("pooled_last", Type.WHOLE, open=True, unit="year"),
            Column("pooled_count", Type.WHOLE, open=True, unit="cases"),
            Column("pooled_base", Type.WHOLE, open=True, unit="cases"),
            Column("pooled_rate", Type.DECIMAL, open=True, unit="share"),
            Column("pooled_shown", open=True),
        ),
    ),
    """
    SELECT f.year, m.code, m.name, f.measure, f.expected, f.expected_shown, f.low95, f.high95, f.low998, f.high998,
           f.pooled_first, f.pooled_last, f.pooled_count, f.pooled_base, f.pooled_rate, f.pooled_shown
    FROM figures f JOIN members m ON m.year = f.year AND m.authority = f.authority
    WHERE coalesce(f.expected_shown, f.low95, f.pooled_shown) IS NOT NULL
    ORDER BY f.year DESC, m.code, f.measure
    """,
)
HISTORY = OpenTable(
    Table(
        "history",
        (
            CODE,
            NAME,
            MEASURE,
            Column("of_year", Type.WHOLE, key=True, unit="year"),
            COUNT,
            BASE,
            RATE,
            SHOWN,
            Column("published_total", Type.WHOLE),
            Column("source", open=True),
        ),
    ),
    """
    SELECT m.code, m.name, s.measure, s.point, s.count, s.base, s.rate, s.shown, s.published, s.source
    FROM strips s JOIN members m ON m.year = s.year AND m.authority = s.authority
    WHERE s.year = (SELECT max(year) FROM editions) AND s.state IS NOT NULL
    ORDER BY m.code, s.measure, s.point
    """,
)
LISTS = OpenTable(
    Table(
        "lists",
        (
            YEAR,
            CODE,
            NAME,
            Column("list", key=True),
            Column("key", key=True),
            Column("cases", Type.WHOLE, open=True, unit="cases"),
        ),
    ),
    """
    SELECT p.year, m.code, m.name, p.list, p.key, p.count
    FROM parts p JOIN members m ON m.year = p.year AND m.authority = p.authority
    WHERE p.list IN ('outcomes', 'remedies')
    ORDER BY p.year DESC, m.code, p.list, p.position
    """,
)
DECISIONS = OpenTable(
    Table(
        "decisions",
        (
            Column("reference", key=True),
            Column("authority_code", open=True),
            Column("authority_name", open=True),
            Column("title"),
            Column("subject", values="subjects"),
            Column("outcome", values="outcomes"),
            Column("decided_on", Type.DAY),
            Column("year", Type.WHOLE, unit="year"),
            Column("public_from", Type.DAY),
        ),
    ),
    """
    SELECT d.reference, a.code, a.name, d.title, d.subject, d.outcome, d.decided_on, d.year, d.public_from
    FROM decisions d LEFT JOIN authorities a ON a.id = d.authority
    ORDER BY d.decided_on DESC, d.reference
    """,
)
DECISION_TEXTS = OpenTable(
    Table("decision_texts", (Column("reference", key=True), Column("title"), Column("text"))),
    "SELECT reference, title, text FROM decisions ORDER BY rowid",
    sheet=False,
)
IMPROVEMENTS = OpenTable(
    Table(
        "improvements",
        (
            Column("authority_code"),
            Column("authority_name"),
            Column("reference", open=True),
            Column("category", values="categories"),
            Column("text"),
            Column("due_on", Type.DAY),
            Column("completed_on", Type.DAY, open=True),
            Column("state", values="states"),
            Column("more_categories", open=True),
        ),
    ),
    """
    SELECT a.code, a.name, i.reference, i.category, i.text, i.due_on, i.completed_on, i.state,
           (SELECT group_concat(category, '; ') FROM (
                SELECT m.category FROM improvement_categories m
                WHERE m.authority = i.authority AND m.position = i.position ORDER BY m.place
            )) AS more_categories
    FROM improvements i JOIN authorities a ON a.id = i.authority ORDER BY a.code, i.position
    """,
)
REPORTS = OpenTable(
    Table(
        "reports",
        (
            Column("authority_code"),
            Column("authority_name"),
            Column("title"),
            Column("published_on", Type.DAY),
            Column("answer", open=True, values="answers"),
            *(Column(name, Type.DAY, open=True) for name in ("required_by", "received_on", "considered_on")),
            Column("satisfied_on", Type.DAY, open=True),
            Column("response", open=True),
        ),
    ),
    """
    SELECT a.code, a.name, r.title, r.published_on,
           n.state, n.required_by, n.received_on, n.considered_on, n.satisfied_on, n.response
    FROM reports r JOIN authorities a ON a.id = r.authority
    LEFT JOIN report_answers n ON n.authority = r.authority AND n.position = r.position
    ORDER BY r.published_on DESC, a.code, r.position
    """,
)
ASSESSMENTS = OpenTable(
    Table(
        "assessments",
        (
            CODE,
            NAME,
            Column("section", key=True),
            Column("met", values="met"),
            Column("assessed_on", Type.DAY),
            Column("commentary", open=True),
        ),
    ),
    """
    SELECT a.code, a.name, s.section, s.met, s.assessed_on, s.commentary
    FROM assessments s JOIN authorities a ON a.id = s.authority ORDER BY a.code, s.position
    """,
)
TRAININGS = OpenTable(
    Table(
        "trainings",
        (
            Column("authority_code"),
            Column("authority_name"),
            Column("title"),
            Column("held_on", Type.DAY),
            Column("mode", values="modes"),
            Column("people", Type.WHOLE, unit="people"),
        ),
    ),
    """
    SELECT a.code, a.name, t.title, t.held_on, t.mode, t.people
    FROM trainings t JOIN authorities a ON a.id = t.authority ORDER BY a.code, t.position
    """,
)
TRAINING_YEARS = OpenTable(
    Table(
        "training_years",
        (
            YEAR,
            Column("workshops", Type.WHOLE, unit="workshops"),
            Column("everybody", Type.WHOLE, unit="people"),
            Column("from_authorities", Type.WHOLE, unit="authorities"),
        ),
    ),
    "SELECT year, workshops, people, authorities FROM training_years ORDER BY year DESC",
)
CONSIDERED = OpenTable(
    Table(
        "considered",
        (
            YEAR,
            CODE,
            NAME,
            Column("committee"),
            Column("considered_on", Type.DAY),
            Column("minutes", open=True),
        ),
    ),
    """
    SELECT c.year, m.code, m.name, c.committee, c.considered_on, c.minutes
    FROM considered c JOIN members m ON m.year = c.year AND m.authority = c.authority ORDER BY c.year DESC, m.code
    """,
)
STILL_DUE = OpenTable(
    Table(
        "still_due",
        (CODE, NAME, Column("cases", Type.WHOLE, unit="cases"), Column("overdue", Type.WHOLE, unit="cases")),
    ),
    """
    SELECT a.code, a.name, s.cases, s.overdue
    FROM still_due s JOIN authorities a ON a.id = s.authority ORDER BY a.code
    """,
)
WITHDRAWALS = OpenTable(
    Table(
        "withdrawals",
        (
            Column("reference", key=True),
            Column("authority_code", open=True),
            Column("authority_name", open=True),
            Column("withdrawn_on", Type.DAY),
            Column("reason", open=True),
        ),
    ),
    """
    SELECT w.reference, a.code, a.name, w.withdrawn_on, w.reason
    FROM withdrawals w LEFT JOIN authorities a ON a.id = w.authority ORDER BY w.withdrawn_on DESC, w.reference
    """,
)
CLAUSE = (Column("clause", key=True), Column("clause_text"))
CODE_CLAUSES = OpenTable(
    Table(
        "code_clauses",
        (
            YEAR,
            CODE,
            NAME,
            *CLAUSE,
            Column("complies", open=True),
            Column("explanation", open=True),
            *(Column(name, Type.WHOLE, open=True, unit="assessments") for name in ("times_met", "times_partly")),
            Column("times_not_met", Type.WHOLE, open=True, unit="assessments"),
            Column("beside", open=True, values="beside"),
        ),
    ),
    """
    SELECT c.year, m.code, m.name, c.clause, c.text, CASE c.complies WHEN 1 THEN 'yes' WHEN 0 THEN 'no' END,
           c.explanation, c.met, c.partly, c.not_met, c.beside
    FROM code_clauses c JOIN members m ON m.year = c.year AND m.authority = c.authority
    ORDER BY c.year DESC, m.code, c.position
    """,
    added=True,
)
CODE_STATEMENTS = OpenTable(
    Table(
        "code_statements",
        (
            YEAR,
            CODE,
            NAME,
            Column("considered_on", Type.DAY),
            Column("submitted_on", Type.DAY),
            Column("response"),
        ),
    ),
    """
    SELECT s.year, m.code, m.name, s.considered_on, s.submitted_on, s.response
    FROM code_statements s JOIN members m ON m.year = s.year AND m.authority = s.authority
    ORDER BY s.year DESC, m.code
    """,
    added=True,
)
BY_AUTHORITIES = ("assessed", "fully_met", "partly_met", "not_met", "comply", "do_not_comply")
CODE_NATIONAL = OpenTable(
    Table(
        "code_national",
        (YEAR, *CLAUSE, *(Column(name, Type.WHOLE, open=True, unit="authorities") for name in BY_AUTHORITIES)),
    ),
    """
    SELECT year, clause, text, assessed, met, partly, not_met, comply, do_not
    FROM code_national ORDER BY year DESC, position
    """,
    added=True,
)
SUCCESSIONS = OpenTable(
    Table(
        "successions",
        (
            Column("predecessor_code", key=True),
            Column("predecessor_name"),
            Column("successor_code", key=True),
            Column("successor_name"),
        ),
    ),
    """
    SELECT p.code, p.name, n.code, n.name FROM successions s
    JOIN authorities p ON p.id = s.predecessor JOIN authorities n ON n.id = s.successor ORDER BY p.code, n.code
    """,
)
EDITIONS = OpenTable(
    Table(
        "editions",
        (
            YEAR,
            Column("edition", Type.WHOLE, key=True),
            Column("released_on", Type.DAY),
            Column("released_at", open=True),
            Column("figures", open=True),
            Column("snapshot", open=True),
            Column("what", open=True),
            Column("why", open=True),
        ),
    ),
    """
    SELECT year, number, released_on, released_at, figures, snapshot, what, why
    FROM revisions ORDER BY year DESC, number DESC
    """,
)
OPEN_TABLES = (
    EDITIONS,
    AUTHORITY_YEARS,
    MEASURES,
    COMPARISONS,
    HISTORY,
    LISTS,
    DECISIONS,
    DECISION_TEXTS,
    WITHDRAWALS,
    IMPROVEMENTS,
    STILL_DUE,
    REPORTS,
    ASSESSMENTS,
    TRAININGS,
    TRAINING_YEARS,
    CONSIDERED,
    SUCCESSIONS,
    CODE_CLAUSES,
    CODE_STATEMENTS,
    CODE_NATIONAL,
)


def told(words: Iterable[str]) -> list[OpenTable]:
    """The tables that a scheme or a bundle has words for: all but those added later."""
    known = set(words)
    return [one for one in OPEN_TABLES if not one.added or one.table.name in known]
