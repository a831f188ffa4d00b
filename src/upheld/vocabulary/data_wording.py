"""The texts of open data, the API, feeds and citing (``wording/<language>/data.toml``)."""

from __future__ import annotations

from typing import Annotated

from upheld.vocabulary.sentence import Blanks, Sentence
from upheld.vocabulary.site_wording import Column, Texts


class Api(Texts):
    """The API: its page, its description, its refusals. ``endpoints`` and ``parameters`` by name, ``problems`` by
    status."""

    name: Annotated[Sentence, Blanks("service")]
    title: str
    lead: str
    rules_title: str
    rules: list[str]
    addresses: str
    address: str
    description: str
    description_link: str
    found: str
    not_changed: str
    parameters_caption: Annotated[Sentence, Blanks("address")]
    parameter: str
    meaning: str
    example: str
    answer: str
    answer_lead: Annotated[Sentence, Blanks("address")]
    endpoints: dict[str, str]
    parameters: dict[str, str]
    problems: dict[str, str]
    not_there: str
    unknown_parameter: Annotated[Sentence, Blanks("name", "known")]
    wrong_parameter: Annotated[Sentence, Blanks("name")]
    withdrawn: Annotated[Sentence, Blanks("day", "reason")]


class OpenTable(Texts):
    """A table of the register's public casework: its name and what it holds. Its columns' words are shared."""

    title: str
    description: str


class DataPage(Texts):
    """The page of data. ``forms`` by the ending of a file's name, ``units`` and ``values`` by their identifiers."""

    title: str
    lead: str
    contents: str
    licence: str
    year: Annotated[Sentence, Blanks("year")]
    edition: Annotated[Sentence, Blanks("number", "moment")]
    edition_planned: Annotated[Sentence, Blanks("number", "moment")]
    of_the_year: Annotated[Sentence, Blanks("year")]
    casework: str
    casework_lead: str
    casework_caption: str
    table: str
    holds: str
    files: str
    form_of: Annotated[Sentence, Blanks("form", "table")]
    forms: dict[str, str]
    workbook: str
    workbook_holds: str
    bulk: str
    bulk_lead: str
    bulk_link: Annotated[Sentence, Blanks("size")]
    hash_of: Annotated[Sentence, Blanks("hash")]
    hash: str
    dictionary: str
    dictionary_lead: str
    dictionary_caption: Annotated[Sentence, Blanks("table")]
    column: str
    meaning: str
    type: str
    unit: str
    types: dict[str, str]
    units: dict[str, str]
    values: Annotated[Sentence, Blanks("count")]
    may_be_empty: str
    names_the_row: str
    revisions: str
    revisions_lead: str
    revisions_caption: Annotated[Sentence, Blanks("year")]
    revision_edition: str
    revision_moment: str
    revision_hash: str
    revision_what: str
    first_edition: str
    other_ways: str
    feed_corrections: str
    feed_reports: str
    feed_decisions: str
    rules_title: str
    rules: list[str]


class Cite(Texts):
    """How to cite a page of figures. ``sample`` stands before it where the cases are made up."""

    title: str
    text: Annotated[Sentence, Blanks("ombudsman", "title", "edition", "year", "moment", "hash", "address", "service")]
    sample: str
    hash: str


class Feeds(Texts):
    """The feeds of corrections and of public reports."""

    corrections: Annotated[Sentence, Blanks("service")]
    correction: Annotated[Sentence, Blanks("year", "number")]
    reports: Annotated[Sentence, Blanks("service")]
    report: Annotated[Sentence, Blanks("name", "title")]
    decisions: Annotated[Sentence, Blanks("service")]


class DataWording(Texts):
    """Closed and frozen; each text names the blanks that it may use. ``tables`` and ``columns`` by their names."""

    api: Api
    page: DataPage
    cite: Cite
    feeds: Feeds
    tables: dict[str, OpenTable]
    columns: dict[str, Column]
