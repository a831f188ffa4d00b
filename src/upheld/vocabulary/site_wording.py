"""The texts of the public site and of the files of figures (``wording/<language>/site.toml``), page by page.

Each text names the blanks that it may use. What the letter, the pages and the files share (kinds, measures,
verdicts) stands in ``terms.toml`` instead.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict

from upheld.vocabulary.sentence import Blanks, Sentence

OfBody = Annotated[Sentence, Blanks("body")]


class Texts(BaseModel):
    """The texts of one page or part: closed and frozen."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Everywhere(Texts):
    """What stands on every page. ``preview`` marks a bundle that is not yet published."""

    page_title: Annotated[Sentence, Blanks("title", "service")]
    skip: str
    breadcrumb: str
    home: str
    navigation: str
    authorities: str
    downloads: str
    method: str
    about: str
    accessibility: str
    privacy: str
    footer: str
    edition: Annotated[Sentence, Blanks("ombudsman", "year", "number")]
    preview: str


class Front(Texts):
    """The front page."""

    title: Annotated[Sentence, Blanks("ombudsman", "year")]
    lead: Annotated[Sentence, Blanks("ombudsman", "year", "start", "end")]
    contents: list[str]
    browse: str
    browse_lead: Annotated[Sentence, Blanks("count")]
    notices: str
    notice: Annotated[Sentence, Blanks("number", "day", "what", "why")]


class Search(Texts):
    """Search by name: the form and its results."""

    label: str
    hint: str
    button: str
    title: str
    asked: Annotated[Sentence, Blanks("query", "count")]
    nothing: Annotated[Sentence, Blanks("query")]
    did_you_mean: str
    empty: str
    known_as: Annotated[Sentence, Blanks("name")]
    ended: Annotated[Sentence, Blanks("day")]
    all: str


class Listing(Texts):
    """All authorities, by kind and name."""

    title: str
    lead: Annotated[Sentence, Blanks("count", "day")]
    kinds: str
    kind_count: Annotated[Sentence, Blanks("kind", "count")]


class Considered(Texts):
    """Whether a committee is on record as having considered the letter; ``pack`` says what it has to work with."""

    said: Annotated[Sentence, Blanks("committee", "day")]
    minutes: str
    none: str
    pack: OfBody | None = None


class ReportAnswers(Texts):
    """What is said of the answer to a public report: on an authority's page, and in ``short``, by state, in lists.

    ``due`` is the day by which it is due, ``as_at`` the bundle's own day.
    """

    awaited: Annotated[Sentence, Blanks("body", "due", "as_at")]
    overdue: Annotated[Sentence, Blanks("body", "due", "as_at")]
    considered: Annotated[Sentence, Blanks("body", "day")]
    received: Annotated[Sentence, Blanks("body", "day", "due")]
    received_late: Annotated[Sentence, Blanks("body", "day", "due")]
    received_some_day: Annotated[Sentence, Blanks("body", "due")]
    satisfied: Annotated[Sentence, Blanks("body", "day")]
    not_yet_satisfied: Annotated[Sentence, Blanks("body", "as_at")]
    response: OfBody
    short: dict[str, Annotated[Sentence, Blanks("due")]]


class CodeTexts(Texts):
    """What authorities say of the complaint handling code beside what cases showed. ``beside``: what both come to."""

    own: str
    lead: OfBody
    response: Annotated[Sentence, Blanks("day")]
    not_submitted: OfBody
    clause: str
    says: str
    complies: str
    does_not: str
    says_nothing: str
    met: str
    partly: str
    not_met: str
    compared: str
    beside: dict[str, str]
    national: str
    national_lead: str
    assessed: str
    comply: str
    do_not: str


class AuthorityPage(Texts):
    """An authority's page. ``bears`` says by verdict what the comparison can bear; ``plainly`` says by measure what
    was counted, in words for everybody. ``body`` is what an authority is called in a sentence, ``bodies`` by kind."""

    body: str
    bodies: dict[str, str] = {}
    title: Annotated[Sentence, Blanks("name", "year")]
    period: Annotated[Sentence, Blanks("start", "end")]
    facts: OfBody
    kind: str
    region: str
    county: str
    code: str
    residents: str
    residents_as_of: Annotated[Sentence, Blanks("count", "day")]
    on_this_page: str
    ended: Annotated[Sentence, Blanks("name", "day", "successors")]
    began: Annotated[Sentence, Blanks("name", "day", "predecessors")]
    not_in_year: Annotated[Sentence, Blanks("name", "year")]
    figures: str
    counted_of: Annotated[Sentence, Blanks("counted", "base")]
    nothing_to_count: Annotated[Sentence, Blanks("no_base")]
    group: Annotated[Sentence, Blanks("group", "shown")]
    group_counts: Annotated[Sentence, Blanks("count", "base", "members")]
    group_mean: Annotated[Sentence, Blanks("members")]
    no_group: str
    interval: Annotated[Sentence, Blanks("lower", "upper")]
    verdict: Annotated[Sentence, Blanks("group", "verdict")]
    bears: dict[str, str]
    pooled: Annotated[Sentence, Blanks("first", "last", "shown", "count", "base")]
    chart: Annotated[Sentence, Blanks("name", "shown", "lower", "upper", "group", "group_shown")]
    chart_alone: Annotated[Sentence, Blanks("name", "shown", "lower", "upper")]
    chart_key_own: OfBody
    chart_key_interval: str
    chart_key_group: str
    years: str
    years_caption: Annotated[Sentence, Blanks("measure", "name")]
    years_chart: Annotated[Sentence, Blanks("measure", "first", "last")]
    year: str
    rate: str
    from_counts: str
    of_base: Annotated[Sentence, Blanks("count", "base")]
    similar: str
    not_published: str
    reorganised: OfBody
    more_figures: str
    more_caption: OfBody
    measure: str
    overview: str
    overview_lead: Annotated[Sentence, Blanks("body", "count")]
    overview_part: str
    overview_cases: str
    overview_total: str
    subjects: str
    subjects_caption: str
    subject: str
    received: str
    investigated: str
    upheld: str
    compliance: str
    compliance_caption: OfBody
    compliance_result: str
    compliance_cases: str
    results: dict[str, str]
    median_days_late: Annotated[Sentence, Blanks("count")]
    remedies: OfBody
    remedies_caption: str
    remedy: str
    remedy_count: str
    reports: str
    report: Annotated[Sentence, Blanks("title", "day")]
    answers: ReportAnswers | None = None  # bundles of earlier versions have no such words
    improvements: str
    improvements_lead: OfBody
    improvements_more: Annotated[Sentence, Blanks("count")]
    # where more are agreed than a page can hold; bundles of earlier versions have no such words
    improvements_elsewhere: Annotated[Sentence, Blanks("shown", "count")] | None = None
    improvement_due: Annotated[Sentence, Blanks("day")]
    improvement_done: Annotated[Sentence, Blanks("day")]
    improvement_late: Annotated[Sentence, Blanks("day", "due")]
    improvement_done_undated: Annotated[Sentence, Blanks("day")]
    improvement_late_undated: Annotated[Sentence, Blanks("day")]
    improvement_overdue: Annotated[Sentence, Blanks("day")]
    improvement_not_done: Annotated[Sentence, Blanks("day")]
    none_counted: str
    improvement_of: Annotated[Sentence, Blanks("reference")]
    still_due: Annotated[Sentence, Blanks("count", "day")]
    overdue: Annotated[Sentence, Blanks("count")]
    nothing_due: Annotated[Sentence, Blanks("day")]
    other_years: str
    in_short: str
    similar_authorities: str
    beside: Annotated[Sentence, Blanks("name", "group")]
    beside_table: Annotated[Sentence, Blanks("group")]
    own_mark: Annotated[Sentence, Blanks("name")]
    no_own_mark: Annotated[Sentence, Blanks("name")]
    before_it: str
    after_it: str
    considered: Considered | None = None  # bundles of earlier versions have no such words
    plainly: dict[str, Annotated[Sentence, Blanks("body", "count", "counted")]]
    letters: str
    letter_of: Annotated[Sentence, Blanks("year")]
    letter_of_pdf: Annotated[Sentence, Blanks("year", "size")]
    corrections: str
    correction: Annotated[Sentence, Blanks("year", "number", "day", "what", "why")]
    assessments: str
    assessments_lead: Annotated[Sentence, Blanks("day")]
    assessments_as_at: Annotated[Sentence, Blanks("day")] | None = None
    of_the_code: CodeTexts | None = None
    section: str
    assessment: str
    commentary: str
    met: dict[str, str]
    trainings: str
    trainings_year: Annotated[Sentence, Blanks("body", "year", "count", "people")] | None = None
    training: str
    held_on: str
    mode: str
    modes: dict[str, str]
    people: str
    expected: Annotated[Sentence, Blanks("expected", "count")]
    decisions: str
    decisions_lead: Annotated[Sentence, Blanks("body", "count")]
    decisions_all: OfBody
    letter: str
    letter_lead: Annotated[Sentence, Blanks("body", "ombudsman")]
    letter_page: str
    letter_pdf: Annotated[Sentence, Blanks("size")]
    letter_back: Annotated[Sentence, Blanks("name")]
    total: str


class DecisionPage(Texts):
    """A public decision."""

    reference: str
    decided_on: str
    subject: str
    outcome: str
    authority: str


class MethodPage(Texts):
    """How each figure is made; ``base``, ``counted``, ``dated_by`` and ``better`` explain its words."""

    title: str
    lead: str
    measures: str
    base_label: str
    counted_label: str
    dated_label: str
    better_label: str
    base: dict[str, str]
    counted: dict[str, str]
    dated_by: dict[str, str]
    better: dict[str, str]
    outcomes: str
    outcomes_caption: str
    outcome: str
    outcome_part: str
    outcome_investigation: str
    outcome_upheld: str
    yes: str
    no: str
    similar: str
    averaging: dict[str, str]
    includes_own: str
    excludes_own: str
    no_group: Annotated[Sentence, Blanks("kinds")]
    arithmetic: str
    arithmetic_rules: list[str]
    chance: str
    chance_rules: list[str]
    verdicts: str
    verdict: str
    meaning: str
    small_numbers: str
    withholds_none: str
    withholds: Annotated[Sentence, Blanks("number")]
    reorganised: str
    reorganised_rules: list[str]
    breaks: str
    national: str
    national_caption: Annotated[Sentence, Blanks("year")]


class Section(Texts):
    """A heading and its paragraphs."""

    heading: str
    paragraphs: list[str]


class TextPage(Texts):
    """A page of text alone."""

    title: str
    lead: str
    sections: list[Section]


class ErrorPage(Texts):
    """What is said when a page can't be shown."""

    title: str
    text: str


class Errors(Texts):
    """Pages that say what went wrong."""

    not_found: ErrorPage
    gone_wrong: ErrorPage
    not_yet: ErrorPage
    home: str


class Column(Texts):
    """A column of a file of figures: what it is called and what it holds."""

    title: str
    description: str


class Table(Texts):
    """A file of figures. ``columns`` by the column's name."""

    title: str
    description: str
    columns: dict[str, Column]


class Files(Texts):
    """The files of figures: their tables, and the workbook's cover and notes."""

    title: Annotated[Sentence, Blanks("ombudsman", "year")]
    description: Annotated[Sentence, Blanks("ombudsman", "start", "end")]
    licence: str
    tables: dict[str, Table]
    cover_sheet: str
    contents_sheet: str
    notes_sheet: str
    notes_instructions: str
    note_reference: str
    note_text: str
    notes: dict[str, str]
    about: str
    sheet_label: str
    sheet_description: str
    table_instructions: str
    # of a table with more rows than a sheet can hold; bundles of earlier versions have no such words
    too_long: Annotated[Sentence, Blanks("table", "file")] | None = None


class SiteWording(Texts):
    """Every text that the site and the files of figures can show."""

    everywhere: Everywhere
    front: Front
    search: Search
    listing: Listing
    authority: AuthorityPage
    decision: DecisionPage
    method: MethodPage
    about: TextPage
    accessibility: TextPage
    privacy: TextPage
    errors: Errors
    files: Files
