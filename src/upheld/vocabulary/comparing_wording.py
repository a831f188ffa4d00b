"""The texts of comparing authorities (``wording/<language>/comparing.toml``)."""

from __future__ import annotations

from typing import Annotated

from upheld.vocabulary.sentence import Blanks, Sentence
from upheld.vocabulary.site_wording import Texts


class ComparingWording(Texts):
    """Closed and frozen; each text names the blanks that it may use."""

    link: str
    title: Annotated[Sentence, Blanks("name")]
    lead: Annotated[Sentence, Blanks("name", "year")]
    form: str
    whom: str
    group: Annotated[Sentence, Blanks("group")]
    region: Annotated[Sentence, Blanks("region")]
    nearest: str
    chosen: str
    names: str
    names_hint: str
    what: str
    year: str
    order: str
    by_name: str
    by_rate: str
    button: str
    shared: str
    rule_group: Annotated[Sentence, Blanks("count", "group")]
    rule_region: Annotated[Sentence, Blanks("count", "region")]
    rule_nearest: Annotated[Sentence, Blanks("count", "kind")]
    rule_nearest_density: Annotated[Sentence, Blanks("count", "kind")]
    rule_nearest_unknown: str
    rule_chosen: Annotated[Sentence, Blanks("count")]
    not_found: Annotated[Sentence, Blanks("names")]
    too_many: Annotated[Sentence, Blanks("count")]
    nobody: str
    choose: str
    caption: Annotated[Sentence, Blanks("measure", "year")]
    authority: str
    kind: str
    residents: str
    figure: str
    counts: str
    interval: str
    range: Annotated[Sentence, Blanks("lower", "upper")]
    average: str
    verdict: str
    this_one: str
    not_ranked: str
    caution: str
