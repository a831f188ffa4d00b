"""What must hold between the cells of a row, and between a row and its case. Each rule is one line of a table.

A condition is SQL over the row ``t`` (and its case ``c``, as it will be once the extract is taken); where it holds,
the row is refused. Nulls make it hold for nothing, so a cell that is wrong in itself is told once only.

Only what cannot be is refused. What is odd but possible (a remedy without the day it was done) is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from upheld.intake.cells import listed
from upheld.intake.layout import FLAW, UNREAD
from upheld.intake.tables import TABLES
from upheld.intake.workspace import quoted
from upheld.vocabulary.scheme import Scheme

LATEST_DUE = "coalesce(t.extended_to, t.due_on)"
PLAIN_CODE = "[A-Za-z0-9][A-Za-z0-9_-]*"
WEB_ADDRESS = r"https://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(:[0-9]+)?(/[^\s<>]*)?"
ALL_DAYS_READ = f"NOT t.{UNREAD}"  # a day that is null because it is wrong has been told; only a blank one is missing


@dataclass(frozen=True)
class Rule:
    """``wrong`` refuses the cell in ``column``; ``{}`` in ``expected`` is filled with what ``detail`` gives."""

    table: str
    column: str
    wrong: str
    expected: str
    detail: str = "''"


@dataclass(frozen=True)
class CaseRule(Rule):
    """A rule about a row and its case ``c``; ``case_column`` and ``case_expected`` tell it of a case that changed."""

    case_column: str = ""
    case_expected: str = ""


def row_rules(scheme: Scheme) -> Iterator[Rule]:
    """The rules within a row."""
    yield from _case_rules(scheme)
    yield from _recommendation_rules()
    yield Rule("enquiries", "due_on", "t.due_on < t.sent_on", "a day on or after sent_on, {}", "t.sent_on")
    yield Rule("enquiries", "answered_on", "t.answered_on < t.sent_on", "a day on or after sent_on, {}", "t.sent_on")
    reason = "t.withdrawn_reason <> '' AND t.withdrawn_on IS NULL AND " + ALL_DAYS_READ
    yield Rule("decisions", "withdrawn_on", reason, "the day of withdrawal, as there is a reason")
    odd = f"t.code <> '' AND NOT regexp_full_match(t.code, '{PLAIN_CODE}')"
    yield Rule("authorities", "code", odd, "letters, digits, - and _ only, as files and addresses are named by it")
    yield Rule("authorities", "end_on", "t.end_on < t.start_on", "a day on or after start_on, {}", "t.start_on")
    unexplained = f"NOT t.complies AND t.explanation = '' AND NOT t.{FLAW}"  # a blank is told already
    yield Rule("self_assessments", "explanation", unexplained, "an explanation, as it does not comply")
    early = "t.submitted_on < t.considered_on"
    expected = "a day on or after considered_on, {}"
    yield Rule("self_assessment_statements", "submitted_on", early, expected, "t.considered_on")
    yield Rule(
        "control_totals",
        "carried_forward",
        "t.brought_forward::BIGINT + t.received <> t.decided::BIGINT + t.carried_forward",
        "{}, which is brought_forward + received - decided",
        "t.brought_forward::BIGINT + t.received - t.decided",
    )
    yield from _considered_rules(scheme)
    early = "t.satisfied_on < t.received_on"
    expected = "a day on or after the answer came, {}"
    yield Rule("report_responses", "satisfied_on", early, expected, "t.received_on")


def _considered_rules(scheme: Scheme) -> Iterator[Rule]:
    year_end = f"make_date(t.year, {scheme.last_day.month}, {scheme.last_day.day})"
    early = f"t.considered_on <= {year_end}"
    yield Rule("considered", "considered_on", early, "a day after the year's end, {}", year_end)
    odd = f"t.minutes <> '' AND NOT regexp_full_match(t.minutes, '{WEB_ADDRESS}')"
    yield Rule("considered", "minutes", odd, "an address that begins with https://, or a blank")


def _case_rules(scheme: Scheme) -> Iterator[Rule]:
    not_upheld = f"t.outcome IN ({_not_upheld(scheme)})"
    words = " or ".join(sorted(scheme.upheld_outcomes))
    yield Rule(
        "cases", "decided_on", "t.decided_on < t.received_on", "a day on or after received_on, {}", "t.received_on"
    )
    yield Rule("cases", "outcome", "t.outcome = '' AND t.decided_on IS NOT NULL", "an outcome, as the case was decided")
    undecided = f"t.outcome <> '' AND t.decided_on IS NULL AND {ALL_DAYS_READ}"
    yield Rule("cases", "decided_on", undecided, "the day of decision, as there is an outcome")
    for column in ("fault_accepted_early", "satisfactory_remedy"):
        yield Rule(
            "cases", column, f"t.{column} AND {not_upheld}", f"false: this is for cases with the outcome {words} only"
        )
    early = "t.public_report_on < t.received_on"
    yield Rule("cases", "public_report_on", early, "a day on or after received_on, {}", "t.received_on")
    titled = "t.public_report_title <> '' AND t.public_report_on IS NULL AND " + ALL_DAYS_READ
    yield Rule("cases", "public_report_on", titled, "the day of the public report, as it has a title")
    untitled = "t.public_report_title = '' AND t.public_report_on IS NOT NULL"
    yield Rule("cases", "public_report_title", untitled, "the public report's title, as it has a day")


def _recommendation_rules() -> Iterator[Rule]:
    yield Rule("recommendations", "extended_to", "t.extended_to < t.due_on", "a day on or after due_on, {}", "t.due_on")
    yield Rule(
        "recommendations",
        "result",
        f"t.result = 'on_time' AND t.completed_on > {LATEST_DUE}",
        "late, as it was due by {} and completed after that",
        LATEST_DUE,
    )
    yield Rule(
        "recommendations",
        "result",
        "t.result = 'late' AND t.completed_on <= t.due_on",
        "on_time, as it was completed by the day it was due, {}",
        "t.due_on",
    )
    again = f"t.category <> '' AND list_contains({listed('t.more_categories')}, t.category)"
    yield Rule("recommendations", "more_categories", again, "words other than category, {}", "t.category")


def case_rules(scheme: Scheme) -> Iterator[CaseRule]:
    """The rules between a row and its case."""
    words = " or ".join(sorted(scheme.upheld_outcomes))
    yield CaseRule(
        "compliance",
        "case_reference",
        f"c.outcome IN ({_not_upheld(scheme)})",
        f"a case with the outcome {words}; this one has {{}}",
        "CASE c.outcome WHEN '' THEN 'none' ELSE c.outcome END",
        case_column="outcome",
        case_expected=f"{words}, as the register holds a compliance outcome for this case",
    )
    yield CaseRule(
        "compliance",
        "recorded_on",
        "t.recorded_on < c.decided_on",
        "a day on or after the case's decision, {}",
        "c.decided_on",
        case_column="decided_on",
        case_expected="a day on or before {}, when the compliance outcome in the register was recorded",
    )
    yield CaseRule(
        "decisions",
        "public_from",
        "t.public_from < c.decided_on",
        "a day on or after the case's decision, {}",
        "c.decided_on",
        case_column="decided_on",
        case_expected="a day on or before {}, from which the decision in the register is public",
    )
    yield CaseRule(
        "decisions",
        "case_reference",
        "c.outcome = '' AND c.decided_on IS NULL",
        "a case that has been decided",
        case_column="decided_on",
        case_expected="the day of decision, as the register holds a public decision of this case",
    )
    yield CaseRule(
        "enquiries",
        "sent_on",
        "t.sent_on < c.received_on",
        "a day on or after the case's receipt, {}",
        "c.received_on",
        case_column="received_on",
        case_expected="a day on or before {}, when an enquiry in the register was sent",
    )
    yield CaseRule(
        "case_assessments",
        "assessed_on",
        "t.assessed_on < c.received_on",
        "a day on or after the case's receipt, {}",
        "c.received_on",
        case_column="received_on",
        case_expected="a day on or before {}, when a clause of the code was assessed in this case",
    )
    yield from _response_rules()


@dataclass(frozen=True)
class Oddity:
    """What is possible but odd: told as a warning, ``{}`` being how many rows it holds for."""

    table: str
    odd: str
    warning: str
    with_case: bool = False


ODDITIES = (
    Oddity(
        "recommendations",
        "t.result IN ('on_time', 'late') AND t.completed_on IS NULL",
        "recommendations: {} with a result on_time or late but no completed_on, from which days late are counted.",
    ),
    Oddity(
        "recommendations",
        "t.completed_on < c.decided_on",
        "recommendations: {} completed before the case was decided.",
        with_case=True,
    ),
    Oddity(
        "recommendations",
        f"t.completed_on > {LATEST_DUE} AND t.result = ''",
        "recommendations: {} completed after the due day but without a result.",
    ),
)


def _not_upheld(scheme: Scheme) -> str:
    """The outcomes that are not upheld, and none at all, as a list in SQL; an unknown outcome is told elsewhere."""
    others = [outcome.id for outcome in scheme.outcomes if not outcome.upheld]
    return ", ".join(quoted(word) for word in ("", *others))


CASE_TABLES = tuple(table.name for table in TABLES.values() if "case_reference" in table.names)


def _response_rules() -> Iterator[CaseRule]:
    """An answer belongs to a public report, and nothing of it comes before the report."""
    yield CaseRule(
        "report_responses",
        "case_reference",
        "c.received_on IS NOT NULL AND c.public_report_on IS NULL",
        "a case with a public report",
        case_column="public_report_on",
        case_expected="the day of the public report, as the register holds an answer to it",
    )
    for column in ("required_by", "received_on", "considered_on", "satisfied_on"):
        yield CaseRule(
            "report_responses",
            column,
            f"t.{column} < c.public_report_on",
            "a day on or after the public report, {}",
            "c.public_report_on",
            case_column="public_report_on",
            case_expected=f"a day on or before {{}}, the {column} of the answer in the register",
        )
