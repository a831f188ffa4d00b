"""The API, declared once: routes, what is read from a request, the OpenAPI document and its page follow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from upheld.vocabulary.data_wording import Api

Schema = dict[str, Any]

ROOT = "/api/v1/"
PAGE_SIZE, LARGEST_PAGE, LAST_PAGE = 50, 200, 100_000
TEXT: Schema = {"type": "string"}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d$"}
WHOLE: Schema = {"type": "integer"}
NUMBER: Schema = {"type": "number"}
LINK: Schema = {"type": "string", "format": "uri-reference"}
SHORT: Schema = {"type": "string", "minLength": 1, "maxLength": 100}


@dataclass(frozen=True)
class Parameter:
    """What a client may say. Its words stand in the scheme's wording, by its name."""

    name: str
    schema: Schema
    in_path: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it is a whole number."""
        return self.schema["type"] == "integer"


CODE = Parameter("code", {"type": "string", "pattern": "^[A-Za-z0-9]{1,40}$"}, in_path=True)
REFERENCE = Parameter("reference", SHORT, in_path=True)
YEAR_OF_PATH = Parameter("year", {"type": "integer", "minimum": 1000, "maximum": 9999}, in_path=True)
YEAR = Parameter("year", {"type": "integer", "minimum": 1000, "maximum": 9999})
PAGES = (
    Parameter("page", {"type": "integer", "minimum": 1, "maximum": LAST_PAGE, "default": 1}),
    Parameter("size", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}),
)


def text_parameter(name: str) -> Parameter:
    """A parameter that is a short text."""
    return Parameter(name, SHORT)


def described(required: dict[str, Schema], **optional: Schema) -> Schema:
    """An object with these fields and no others."""
    fields = {**required, **optional}
    return {"type": "object", "properties": fields, "required": list(required), "additionalProperties": False}


def more_of(schema: Schema, required: dict[str, Schema], **optional: Schema) -> Schema:
    """The same object with more fields."""
    own = {name: field for name, field in schema["properties"].items() if name in schema["required"]}
    others = {name: field for name, field in schema["properties"].items() if name not in own}
    return described({**own, **required}, **others, **optional)


def listed(schema: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": schema}


IMPROVEMENT_STATES = ("due", "overdue", "done", "late", "not_done")
STATES = ("rate", "mean", "no_base", "withheld", "no_group")
VALUE = described({"state": {"enum": list(STATES)}, "shown": TEXT}, count=WHOLE, base=WHOLE, rate=NUMBER)
COUNT = described({"state": {"enum": ["count", "withheld"]}, "shown": TEXT}, count=WHOLE)
NAMED = described({"id": TEXT, "name": TEXT})
EDITION = described(
    {"year": WHOLE, "label": TEXT, "start": DAY, "end": DAY, "number": WHOLE, "released_on": DAY},
    released_at=MOMENT,
    snapshot=TEXT,
    figures=TEXT,
)
AUTHORITY = described(
    {"code": TEXT, "name": TEXT, "kind": NAMED, "href": LINK},
    short_name=TEXT,
    region=TEXT,
    county=TEXT,
)
AUTHORITY_WHOLE = more_of(
    AUTHORITY,
    {
        "years": listed(described({"year": WHOLE, "figures": LINK, "strips": LINK})),
        "predecessors": listed(LINK),
        "successors": listed(LINK),
    },
    start_on=DAY,
    end_on=DAY,
)
FIGURE = described(
    {
        "measure": NAMED,
        "value": VALUE,
        "group": described({"value": VALUE}, kind=TEXT, members=WHOLE),
        "verdict": NAMED,
    },
    interval=described({"lower": NUMBER, "upper": NUMBER, "lower_shown": TEXT, "upper_shown": TEXT}),
    expected=described({"shown": TEXT}, number=NUMBER),
    pooled=described({"value": VALUE, "first_year": WHOLE, "last_year": WHOLE}),
)
PART = described({"id": TEXT, "name": TEXT, "cases": COUNT}, base=COUNT)
FIGURES = described(
    {
        "authority": AUTHORITY,
        "year": WHOLE,
        "decided": COUNT,
        "received": COUNT,
        "figures": listed(FIGURE),
        "lists": {"type": "object", "additionalProperties": listed(PART)},
    },
    residents=WHOLE,
    residents_on=DAY,
    letter=LINK,
)
POINT = described(
    {"year": WHOLE, "label": TEXT, "published_total": {"type": "boolean"}, "breaks": listed(TEXT)},
    value=described({"state": {"enum": list(STATES)}, "shown": TEXT}, count=WHOLE, base=WHOLE, rate=NUMBER),
    group=described({"rate": NUMBER, "shown": TEXT}),
    source=TEXT,
)
CODE_CLAUSE = described(
    {
        "clause": TEXT,
        "text": TEXT,
        "shown": described({"met": COUNT, "partly": COUNT, "not_met": COUNT}),
    },
    complies={"type": "boolean"},
    explanation=TEXT,
    beside=NAMED,
)
OWN_CODE = described(
    {"authority": AUTHORITY, "year": WHOLE, "clauses": listed(CODE_CLAUSE)},
    response=TEXT,
    considered_on=DAY,
    submitted_on=DAY,
)
CODE_NATIONALLY = listed(
    described(
        {
            "clause": TEXT,
            "text": TEXT,
            **dict.fromkeys(("assessed", "met", "partly", "not_met", "comply", "do_not"), COUNT),
        }
    )
)
STRIPS = listed(described({"measure": NAMED, "points": listed(POINT)}))
NATIONAL = listed(described({"measure": NAMED, "value": VALUE}))
DECISION = described(
    {
        "reference": TEXT,
        "title": TEXT,
        "authority": LINK,
        "subject": NAMED,
        "outcome": NAMED,
        "decided_on": DAY,
        "year": WHOLE,
        "public_from": DAY,
        "href": LINK,
        "page": LINK,
    }
)
DECISION_WHOLE = more_of(DECISION, {"text": TEXT})
ANSWER_STATES = ("awaited", "overdue", "answered", "satisfied")
REPORT = described(
    {"authority": LINK, "name": TEXT, "title": TEXT, "published_on": DAY},
    answer=described(
        {"state": {"enum": list(ANSWER_STATES)}, "required_by": DAY},
        received_on=DAY,
        considered_on=DAY,
        response=TEXT,
        satisfied_on=DAY,
    ),
)
IMPROVEMENT = described(
    {
        "authority": LINK,
        "category": NAMED,
        "text": TEXT,
        "due_on": DAY,
        "state": {"enum": list(IMPROVEMENT_STATES)},
    },
    completed_on=DAY,
    decision=LINK,
    more_categories=listed(NAMED),
)
REVISION = described(
    {"year": WHOLE, "number": WHOLE, "released_on": DAY, "shown": {"type": "boolean"}},
    released_at=MOMENT,
    snapshot=TEXT,
    figures=TEXT,
    what=TEXT,
    why=TEXT,
)
NOTICE = described({"year": WHOLE, "number": WHOLE, "published_on": DAY, "what": TEXT, "why": TEXT})


@dataclass(frozen=True)
class Endpoint:
    """An address of the API. Its words stand in the scheme's wording, by its name, which is its view's too.

    ``added``: a scheme need not have words for it, and where there are none it is not described.
    """

    name: str
    path: str
    data: Schema
    parameters: tuple[Parameter, ...] = ()
    paged: bool = field(default=False)
    added: bool = field(default=False)

    @property
    def every(self) -> tuple[Parameter, ...]:
        """Its parameters, with those of paging."""
        return (*self.parameters, *(PAGES if self.paged else ()))

    @property
    def asked(self) -> dict[str, Parameter]:
        """The parameters of its query."""
        return {one.name: one for one in self.every if not one.in_path}


OF_AUTHORITIES = (YEAR, text_parameter("kind"), text_parameter("region"), text_parameter("county"))
OF_DECISIONS = (text_parameter("authority"), text_parameter("subject"), text_parameter("outcome"), YEAR)
OF_IMPROVEMENTS = (
    text_parameter("authority"),
    Parameter("state", {"type": "string", "enum": list(IMPROVEMENT_STATES)}),
)
OF_YEAR = (CODE, YEAR_OF_PATH)
ENDPOINTS = (
    Endpoint("years", "years", listed(EDITION)),
    Endpoint("authorities", "authorities", listed(AUTHORITY), OF_AUTHORITIES, paged=True),
    Endpoint("authority", "authorities/{code}", AUTHORITY_WHOLE, (CODE,)),
    Endpoint("figures", "authorities/{code}/years/{year}/figures", FIGURES, OF_YEAR),
    Endpoint("strips", "authorities/{code}/years/{year}/strips", STRIPS, OF_YEAR),
    Endpoint("national", "national/{year}", NATIONAL, (YEAR_OF_PATH,)),
    Endpoint("decisions", "decisions", listed(DECISION), OF_DECISIONS, paged=True),
    Endpoint("decision", "decisions/{reference}", DECISION_WHOLE, (REFERENCE,)),
    Endpoint("reports", "reports", listed(REPORT), (text_parameter("authority"),), paged=True),
    Endpoint("improvements", "improvements", listed(IMPROVEMENT), OF_IMPROVEMENTS, paged=True),
    Endpoint("revisions", "revisions", listed(REVISION)),
    Endpoint("corrections", "corrections", listed(NOTICE)),
    Endpoint("own_code", "authorities/{code}/years/{year}/code", OWN_CODE, OF_YEAR, added=True),
    Endpoint("code_nationally", "national/{year}/code", CODE_NATIONALLY, (YEAR_OF_PATH,), added=True),
)


def described_to(words: Api) -> list[Endpoint]:
    """The addresses that a scheme or a bundle has words for: all but those added later."""
    return [one for one in ENDPOINTS if not one.added or one.name in words.endpoints]
