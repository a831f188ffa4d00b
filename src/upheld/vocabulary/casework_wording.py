"""The texts of decisions: search, lists, a decision, withdrawn ones, feeds (``wording/<language>/casework.toml``)."""

from __future__ import annotations

from typing import Annotated

from upheld.vocabulary.sentence import Blanks, Sentence
from upheld.vocabulary.site_wording import Texts


class FacetNames(Texts):
    """What each facet is called."""

    authority: str
    subject: str
    outcome: str
    year: str
    remedy: str


class States(Texts):
    """How something agreed stands, by its state."""

    due: Annotated[Sentence, Blanks("day", "due")]
    overdue: Annotated[Sentence, Blanks("day", "due")]
    done: Annotated[Sentence, Blanks("day", "due")]
    late: Annotated[Sentence, Blanks("day", "due")]
    done_undated: Annotated[Sentence, Blanks("day", "due")]
    late_undated: Annotated[Sentence, Blanks("day", "due")]
    not_done: Annotated[Sentence, Blanks("day", "due")]


class DecisionSearch(Texts):
    """Searching decisions: the form, what narrows it down, the results."""

    title: str
    title_of: Annotated[Sentence, Blanks("name")]
    title_page: Annotated[Sentence, Blanks("page")]
    lead: Annotated[Sentence, Blanks("count")]
    label: str
    hint: str
    button: str
    authority: str
    any_authority: str
    sort: str
    by_words: str
    by_words_or_newest: str
    newest: str
    narrow: str
    facets: FacetNames
    value: Annotated[Sentence, Blanks("value", "count")]
    chosen: str
    remove: Annotated[Sentence, Blanks("value")]
    found: Annotated[Sentence, Blanks("count")]
    found_words: Annotated[Sentence, Blanks("count", "words")]
    shown: Annotated[Sentence, Blanks("first", "last", "order")]
    about: Annotated[Sentence, Blanks("name", "day", "reference")]
    pages: str
    previous: str
    next: str
    nothing: str
    nothing_words: Annotated[Sentence, Blanks("words")]
    nothing_words_alone: Annotated[Sentence, Blanks("words")]
    nothing_help: list[str]
    anywhere: Annotated[Sentence, Blanks("count")]
    each: str
    each_word: Annotated[Sentence, Blanks("word", "count")]
    all: str
    empty: str
    cut: Annotated[Sentence, Blanks("words", "letters")]
    related: str
    related_lead: Annotated[Sentence, Blanks("name")]
    feed: str
    feed_of_search: str
    small_numbers: str
    # where more fits than can be looked at by words; bundles of earlier versions have no such words
    first_of_many: Annotated[Sentence, Blanks("count")] | None = None


class OneDecision(Texts):
    """A decision."""

    found: str
    text: str
    public_from: str
    agreed: str
    agreed_lead: str
    category: str
    what: str
    state: str
    states: States
    more: str
    more_of: Annotated[Sentence, Blanks("name")]
    more_subject: Annotated[Sentence, Blanks("subject")]
    print_hint: str
    cite: str
    citation: Annotated[Sentence, Blanks("ombudsman", "title", "reference", "day", "service", "address", "hash")]


class WithdrawnPage(Texts):
    """What stands in the place of a decision that was withdrawn."""

    title: Annotated[Sentence, Blanks("reference")]
    lead: Annotated[Sentence, Blanks("day")]
    reason: str
    no_reason: str


class DecisionFeed(Texts):
    """The feed of decisions for a feed reader."""

    title: Annotated[Sentence, Blanks("service")]
    title_of: Annotated[Sentence, Blanks("service", "name")]
    entry: Annotated[Sentence, Blanks("name", "title")]


class CaseworkWording(Texts):
    """Closed and frozen; each text names the blanks that it may use."""

    decisions: str
    search: DecisionSearch
    decision: OneDecision
    withdrawn: WithdrawnPage
    feed: DecisionFeed
