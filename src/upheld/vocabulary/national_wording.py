"""The texts of the national picture, a page a year (``wording/<language>/national.toml``).

``years``, ``kinds``, ``subjects``, ``changed`` and ``reports`` are headings; what begins with one of these words stands
under it. ``dot`` and what begins with ``key`` name the marks of a funnel, which other pages show too.
"""

from __future__ import annotations

from typing import Annotated

from upheld.vocabulary.sentence import Blanks, Sentence
from upheld.vocabulary.site_wording import Texts


class NationalTraining(Texts):
    """Workshops held in a year, and whom they reached."""

    heading: str
    held: Annotated[Sentence, Blanks("count")]
    reached: Annotated[Sentence, Blanks("count")]
    from_authorities: Annotated[Sentence, Blanks("count")]


class NationalConsidered(Texts):
    """How many letters of a year committees are on record as having considered."""

    heading: str
    said: Annotated[Sentence, Blanks("count", "of")]
    none: str
    link: str


class NationalWording(Texts):
    """Closed and frozen; each text names the blanks that it may use."""

    navigation: str
    title: Annotated[Sentence, Blanks("year")]
    lead: Annotated[Sentence, Blanks("ombudsman", "start", "end", "count")]
    years: str
    edition: Annotated[Sentence, Blanks("number", "day")]
    edition_planned: Annotated[Sentence, Blanks("number", "day")]
    totals: str
    totals_decided: Annotated[Sentence, Blanks("count")]
    totals_received: Annotated[Sentence, Blanks("count")]
    totals_withheld: str
    totals_caption: str
    measures_caption: str
    no_per_head: str
    kinds: str
    kinds_lead: str
    kinds_caption: str
    kind: str
    members: str
    subjects: str
    subjects_lead: str
    subjects_caption: str
    subject_rate: str
    funnel: Annotated[Sentence, Blanks("group")]
    funnel_lead: str
    funnel_kinds: str
    funnel_name: Annotated[Sentence, Blanks("measure", "group", "year", "count")]
    funnel_undrawn: Annotated[Sentence, Blanks("count")]
    funnel_no_limits: str
    funnel_nothing: str
    funnel_average: Annotated[Sentence, Blanks("group", "shown", "count", "base")]
    funnel_caption: Annotated[Sentence, Blanks("measure", "group", "year")]
    funnel_order: str
    kind_title: Annotated[Sentence, Blanks("group", "year")]
    # where there are more than a page can list; bundles of earlier versions have no such words
    listed: Annotated[Sentence, Blanks("shown", "count")] | None = None
    axes: Annotated[Sentence, Blanks("rate", "base")]
    bases: dict[str, str]
    dot: Annotated[Sentence, Blanks("name", "shown", "counts", "verdict")]
    dots: Annotated[Sentence, Blanks("count", "names", "shown", "counts", "verdict")]
    key_dot: str
    key_dots: str
    key_middle: str
    key_95: str
    key_998: str
    authority: str
    interval: str
    range: Annotated[Sentence, Blanks("lower", "upper")]
    verdict: str
    changed: Annotated[Sentence, Blanks("before")]
    changed_first: str
    changed_caption: str
    changed_rule: str
    changed_breaks: str
    change: str
    higher: str
    lower: str
    no_change: str
    not_comparable: str
    not_known: str
    reports: str
    reports_lead: Annotated[Sentence, Blanks("count")]
    reports_none: str
    report: Annotated[Sentence, Blanks("title", "day")]
    training: NationalTraining | None = None  # bundles of earlier versions have neither
    considered: NationalConsidered | None = None
