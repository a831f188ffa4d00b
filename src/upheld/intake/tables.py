"""The tables of an extract, declared once. Reading, checking, writing and the reference page all follow from here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from upheld.vocabulary.scheme import Scheme
from upheld.vocabulary.words import Result, Role

FIRST_YEAR, LAST_YEAR = 1974, 2100
LONG_TEXT = 200_000
MET = ("yes", "partly", "no")
SHORT_TEXT = 20_000
LARGEST_NUMBER = 999_999_999


class Type(StrEnum):
    """What a cell holds, in the words of the reference page."""

    TEXT = "text"
    CODE = "code"
    DATE = "date"
    BOOLEAN = "true or false"
    INTEGER = "whole number"
    CHOICE = "choice"
    CHOICES = "choices"
    AUTHORITY = "authority"
    AUTHORITIES = "authorities"
    EMAIL = "e-mail address"


@dataclass(frozen=True)
class Column:
    """One column. ``longest`` counts characters; ``scheme_words`` names the list of the scheme that a choice is from.

    ``personal`` values are never repeated in a problem: a log may hold it.
    """

    name: str
    type: Type
    description: str
    example: str
    required: bool = False
    longest: int = 0
    words: tuple[str, ...] = ()
    scheme_words: str = ""
    least: int = 0
    personal: bool = False

    def choices(self, scheme: Scheme) -> tuple[str, ...]:
        """The words that a choice may be."""
        return self.words or SCHEME_WORDS[self.scheme_words](scheme)


SCHEME_WORDS = {
    "outcomes": lambda scheme: tuple(outcome.id for outcome in scheme.outcomes),
    "subjects": lambda scheme: tuple(scheme.subjects),
    "remedy categories": lambda scheme: tuple(scheme.remedy_categories),
    "kinds": lambda scheme: tuple(kind.id for kind in scheme.kinds),
}


@dataclass(frozen=True)
class Table:
    """One table: a file, or a sheet of ``extract.xlsx``. ``key`` tells its rows apart; ``model`` is the register's."""

    name: str
    title: str
    key: tuple[str, ...]
    model: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """A column by its name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in their order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that must be there."""
        return tuple(column.name for column in self.columns if column.required)

    def of_type(self, *types: Type) -> list[Column]:
        """The columns of some types."""
        return [column for column in self.columns if column.type in types]


def text(name: str, description: str, example: str, longest: int, **more: object) -> Column:
    """A column of free text."""
    return Column(name, Type.TEXT, description, example, longest=longest, **more)  # type: ignore[arg-type]


def code(name: str, description: str, example: str, longest: int = 60, **more: object) -> Column:
    """A column of short identifiers."""
    return Column(name, Type.CODE, description, example, longest=longest, **more)  # type: ignore[arg-type]


def day(name: str, description: str, example: str, required: bool = False) -> Column:
    """A column of days."""
    return Column(name, Type.DATE, description, example, required)


def boolean(name: str, description: str, required: bool = False) -> Column:
    """A column of true and false; blank is false unless it is required."""
    return Column(name, Type.BOOLEAN, description, "true", required)


def number(name: str, description: str, example: str, required: bool = False, least: int = 0) -> Column:
    """A column of whole numbers."""
    return Column(name, Type.INTEGER, description, example, required, least=least)


def choice(
    name: str, description: str, example: str, words: Sequence[str] | str, required: bool = False, longest: int = 0
) -> Column:
    """A column of words from a list: these, or one of the scheme's."""
    if isinstance(words, str):
        return Column(name, Type.CHOICE, description, example, required, longest, scheme_words=words)
    return Column(name, Type.CHOICE, description, example, required, longest, words=tuple(words))


def authority(name: str, description: str, required: bool = True) -> Column:
    """A column that names one authority by code or by any known name."""
    return Column(name, Type.AUTHORITY, description, "E07000107", required, longest=200)


CASE = code(
    "case_reference",
    "The case that it belongs to: in this extract, or in the register already.",
    "21 001 234",
    required=True,
)

CASES = Table(
    "cases",
    "One row for each case",
    ("reference",),
    "Case",
    (
        code("reference", "The case's own reference.", "21 001 234", required=True),
        authority(
            "authority",
            "Whose case it is: a code or any known name, as at the day of decision (of receipt, while it is open).",
        ),
        choice("subject", "What the complaint is about.", "Housing", "subjects", required=True),
        day("received_on", "The day the complaint was received.", "2021-05-14", required=True),
        day("decided_on", "The day it was decided; blank while it is open.", "2021-11-02"),
        choice("outcome", "How it ended; there exactly when `decided_on` is.", "upheld", "outcomes"),
        boolean(
            "fault_accepted_early", "The authority accepted the fault before the investigation. Upheld cases only."
        ),
        boolean("satisfactory_remedy", "The authority had already offered a satisfactory remedy. Upheld cases only."),
        text("summary", "A short summary. Public.", "The Council was late to answer.", SHORT_TEXT),
        day("public_report_on", "The day a public report was issued.", "2021-12-09"),
        text(
            "public_report_title",
            "The public report's title; there exactly when `public_report_on` is.",
            "Homes left in disrepair",
            500,
        ),
        authority(
            "successor",
            "Where the authority ended and has several successors: which of them takes over this case.",
            required=False,
        ),
    ),
)

COMPLIANCE = Table(
    "compliance",
    "One row for each case with a compliance outcome",
    ("case_reference",),
    "Compliance",
    (
        CASE,
        day("recorded_on", "The day the outcome was recorded.", "2022-01-20", required=True),
        choice("result", "What became of the remedies as a whole.", "on_time", list(Result), required=True),
    ),
)

RECOMMENDATIONS = Table(
    "recommendations",
    "One row for each recommendation of a case",
    ("case_reference", "number"),
    "Recommendation",
    (
        CASE,
        number("number", "Its number within the case.", "1", required=True),
        choice("category", "What kind of remedy it is.", "apology", "remedy categories", required=True),
        text("text", "What the authority agreed to do.", "Apologise in writing", SHORT_TEXT, required=True),
        boolean("public", "True for a service improvement; a personal remedy is never public.", required=True),
        day("due_on", "The day by which it is due.", "2021-12-02", required=True),
        day("extended_to", "The later day that was agreed, not before `due_on`.", "2021-12-16"),
        day("completed_on", "The day it was done.", "2021-11-30"),
        choice("result", "What became of it; blank until that is known.", "on_time", list(Result)),
        Column(
            "more_categories",
            Type.CHOICES,
            "What else it is, beside `category`: with a semicolon between them, each once.",
            "training_or_guidance; procedure_or_policy",
            longest=1000,
            scheme_words="remedy categories",
        ),
    ),
)

DECISIONS = Table(
    "decisions",
    "One row for each case whose decision is public",
    ("case_reference",),
    "Decision",
    (
        CASE,
        text("title", "The decision's title. Public.", "Dartford Borough Council (21 001 234)", 500, required=True),
        text("text", "The whole decision. Public.", "Mr X complained that …", LONG_TEXT, required=True),
        day("public_from", "The day from which it may be shown, not before the decision.", "2021-12-14", required=True),
        day("withdrawn_on", "The day it was withdrawn.", "2022-02-01"),
        text("withdrawn_reason", "Why it was withdrawn. Public.", "The person could be identified.", 500),
    ),
)

ENQUIRIES = Table(
    "enquiries",
    "One row for each enquiry sent to an authority on a case",
    ("case_reference", "sent_on"),
    "Enquiry",
    (
        CASE,
        day("sent_on", "The day it was sent.", "2021-06-21", required=True),
        day("due_on", "The day the reply was due, not before `sent_on`.", "2021-07-19", required=True),
        day("answered_on", "The day of the reply, not before `sent_on`; blank while there is none.", "2021-07-22"),
    ),
)

AUTHORITIES = Table(
    "authorities",
    "One row for each body that the scheme does not list, or lists wrongly",
    ("code",),
    "AuthorityEntry",
    (
        code("code", "Its code. A code that the scheme lists corrects that authority.", "E26000002", 40, required=True),
        text("name", "Its full formal name.", "Lake District National Park Authority", 200, required=True),
        choice("kind", "What kind of body it is.", "national_park", "kinds", required=True, longest=40),
        text("region", "The region it lies in.", "North West", 100),
        number("population", "Its residents, by the latest published estimate.", "41000", least=1),
        day("start_on", "Its first day.", "1997-04-01"),
        day("end_on", "Its last day.", "2023-03-31"),
        Column(
            "successors",
            Type.AUTHORITIES,
            "Codes or names of those that came after it, with a semicolon between them.",
            "E06000063; E06000064",
            longest=1000,
        ),
    ),
)

CONTACTS = Table(
    "contacts",
    "One row for each person in a role at an authority",
    ("authority", "role", "email"),
    "Contact",
    (
        authority("authority", "Where they are: a code or any known name, as at today."),
        choice("role", "What they are there.", "chief_officer", list(Role), required=True),
        text("name", "Their name.", "Alex Smith", 200, required=True, personal=True),
        text("salutation", "How a letter greets them.", "Ms Smith", 200, personal=True),
        text("post", "Their post.", "Chief Executive", 300, personal=True),
        Column(
            "email",
            Type.EMAIL,
            "Their address.",
            "alex.smith@council.example",
            required=True,
            longest=254,
            personal=True,
        ),
    ),
)

CONTROL_TOTALS = Table(
    "control_totals",
    "One row for each authority and year: what the casework system states, apart from the rows",
    ("authority", "year"),
    "ControlTotal",
    (
        authority("authority", "Whose totals they are: a code or any known name, as at the year's end."),
        Column(
            "year", Type.INTEGER, "The year, by the calendar year in which it ends.", "2022", True, least=FIRST_YEAR
        ),
        number("brought_forward", "Cases open when the year began.", "3", required=True),
        number("received", "Cases received in the year.", "21", required=True),
        number("decided", "Cases decided in the year.", "20", required=True),
        number(
            "carried_forward",
            "Cases open when the year ended. Brought forward + received = decided + carried forward.",
            "4",
            required=True,
        ),
    ),
)

CODE_ASSESSMENTS = Table(
    "code_assessments",
    "One row for each section of the complaint handling code, authority and day",
    ("authority", "assessed_on", "section"),
    "CodeAssessment",
    (
        authority("authority", "Who was assessed: a code or any known name, as at the day."),
        day("assessed_on", "The day of the assessment.", "2022-02-10", required=True),
        code(
            "section",
            "The section of the code; by the number of a section or clause it is linked.",
            "5.2",
            100,
            required=True,
        ),
        choice("met", "Whether it is met.", "partly", MET, required=True),
        text("commentary", "What was found.", "Stage two takes longer than the code allows.", SHORT_TEXT),
    ),
)

CASE_ASSESSMENTS = Table(
    "case_assessments",
    "One row for each clause of the complaint handling code that an investigation looked at",
    ("case_reference", "clause"),
    "CaseAssessment",
    (
        CASE,
        code("clause", "The clause of the code, by its number.", "5.2", 100, required=True),
        day("assessed_on", "The day of the assessment, not before the case's receipt.", "2022-02-10", required=True),
        choice("met", "Whether it was met in this case.", "partly", MET, required=True),
        text("evidence", "What shows it. Never public.", "The letter of 3 May.", SHORT_TEXT, personal=True),
    ),
)

SELF_ASSESSMENTS = Table(
    "self_assessments",
    "One row for each clause of the complaint handling code, authority and year: what it says of itself",
    ("authority", "year", "clause"),
    "SelfAssessment",
    (
        authority("authority", "Who says it: a code or any known name, as at the year's end."),
        Column(
            "year", Type.INTEGER, "The year, by the calendar year in which it ends.", "2022", True, least=FIRST_YEAR
        ),
        code("clause", "The clause of the code, by its number.", "5.2", 100, required=True),
        boolean("complies", "Whether it complies with the clause.", required=True),
        text("explanation", "Why not, and what is done about it; needed where it does not comply. Public.", "…", 4000),
    ),
)

SELF_ASSESSMENT_STATEMENTS = Table(
    "self_assessment_statements",
    "One row for each authority and year with a self-assessment",
    ("authority", "year"),
    "SelfAssessmentStatement",
    (
        authority("authority", "Whose it is: a code or any known name, as at the year's end."),
        Column(
            "year", Type.INTEGER, "The year, by the calendar year in which it ends.", "2022", True, least=FIRST_YEAR
        ),
        code("version", "The version of the code that it assessed itself against.", "2024", required=True),
        text("response", "What its governing body says of it. Public.", "Members noted …", SHORT_TEXT, required=True),
        day("considered_on", "The day its governing body considered it.", "2022-04-12", required=True),
        day("submitted_on", "The day it was submitted, not before `considered_on`.", "2022-04-20", required=True),
    ),
)

WORKSHOPS = Table(
    "workshops",
    "One row for each workshop held",
    ("code",),
    "Workshop",
    (
        code("code", "The workshop's own code.", "W-2021-07", required=True),
        text("title", "What it was called.", "Effective complaint handling", 300, required=True),
        day("held_on", "The day it was held.", "2021-10-05", required=True),
        choice("mode", "How it was held.", "online", ("online", "in_person"), required=True),
    ),
)

ATTENDANCES = Table(
    "attendances",
    "One row for each authority whose people came to a workshop",
    ("workshop", "authority"),
    "Attendance",
    (
        code(
            "workshop", "The workshop's code: in this extract, or in the register already.", "W-2021-07", required=True
        ),
        authority(
            "authority",
            "Where they came from, as at the day of the workshop; blank for people of no authority.",
            required=False,
        ),
        number("people", "How many came.", "4", required=True),
    ),
)

CONSIDERED = Table(
    "considered",
    "One row for each authority and year whose letter a committee has considered",
    ("authority", "year"),
    "Considered",
    (
        authority("authority", "Whose committee it is: a code or any known name, as at the year's end."),
        Column(
            "year", Type.INTEGER, "The year, by the calendar year in which it ends.", "2022", True, least=FIRST_YEAR
        ),
        text("committee", "What the committee is called. Public.", "Scrutiny Committee", 200, required=True),
        day("considered_on", "The day of its meeting, after the year's end.", "2022-09-14", required=True),
        text("minutes", "Where its minutes are. Public.", "https://council.example/minutes", 500),
    ),
)

REPORT_RESPONSES = Table(
    "report_responses",
    "One row for each public report that an authority must answer",
    ("case_reference",),
    "ReportResponse",
    (
        CASE,
        day("required_by", "The day by which the authority must answer.", "2022-03-09"),
        day("received_on", "The day on which the answer came.", "2022-02-01"),
        day("considered_on", "The day on which the authority's members considered the report.", "2022-01-18"),
        text("response", "What the authority answered. Public.", "The Council accepts the report.", SHORT_TEXT),
        day(
            "satisfied_on",
            "The day on which the ombudsman was satisfied with the answer, not before it came.",
            "2022-02-14",
        ),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        AUTHORITIES,
        CASES,
        COMPLIANCE,
        RECOMMENDATIONS,
        DECISIONS,
        ENQUIRIES,
        CONTACTS,
        CONTROL_TOTALS,
        CODE_ASSESSMENTS,
        WORKSHOPS,
        ATTENDANCES,
        CONSIDERED,
        CASE_ASSESSMENTS,
        SELF_ASSESSMENTS,
        SELF_ASSESSMENT_STATEMENTS,
        REPORT_RESPONSES,
    )
}
