"""The texts of the front page: finding an authority, the map and its table (``wording/<language>/finding.toml``)."""

from __future__ import annotations

from typing import Annotated

from upheld.vocabulary.sentence import Blanks, Sentence
from upheld.vocabulary.site_wording import Texts


class MapConsidered(Texts):
    """What map and table say of letters that a committee considered. ``cell`` stands after an area's name, figure."""

    under: Annotated[Sentence, Blanks("day")]
    cell: Annotated[Sentence, Blanks("day")]
    yes: str
    no: str
    lead: str


class MapReported(Texts):
    """What map and table say of public reports issued in the year. ``told`` stands under or after an area's name."""

    told: Annotated[Sentence, Blanks("count")]
    yes: str
    no: str
    lead: str


class FindingWording(Texts):
    """Closed and frozen; each text names the blanks that it may use.

    ``tiers`` names the tiers that there are maps of, by the map's own ids, the first shown first;
    ``better`` goes by the measure's word for it, ``colours`` and ``shapes`` by those of the page's addresses.
    """

    label: str
    hint: str
    place_title: Annotated[Sentence, Blanks("postcode")]
    place_known: Annotated[Sentence, Blanks("postcode")]
    place_probably: Annotated[Sentence, Blanks("postcode")]
    place_divided: Annotated[Sentence, Blanks("postcode")]
    place_elsewhere: Annotated[Sentence, Blanks("postcode")]
    place_shared: str
    not_a_postcode: str
    tiers: dict[str, str]
    all: Annotated[Sentence, Blanks("year")]
    all_lead: str
    better: dict[str, str]
    choose: str
    measure: str
    year: str
    kind: str
    region: str
    name: str
    any: str
    show: str
    number: Annotated[Sentence, Blanks("count")]
    on_map: Annotated[Sentence, Blanks("count")]
    not_on_map: str
    on_other_map: Annotated[Sentence, Blanks("tier")]
    no_residents: Annotated[Sentence, Blanks("count", "year")]
    nothing: str
    see_all: str
    map: str
    map_name: Annotated[Sentence, Blanks("measure", "year", "tier")]
    map_help: str
    map_tier: str
    map_colour: str
    map_shape: str
    map_year: str
    colours: dict[str, str]
    shapes: dict[str, str]
    map_as_table: str
    approximate: str
    cell: Annotated[Sentence, Blanks("name", "shown", "verdict")]
    legend: str
    no_sign: str
    step: Annotated[Sentence, Blanks("lower", "upper")]
    legend_number: Annotated[Sentence, Blanks("count")]
    outside: str
    nearer: str
    farther: str
    whole: str
    table: str
    compared: Annotated[Sentence, Blanks("measure", "year")]
    compared_lead: str
    # where there are more than a page can list; bundles of earlier versions have no such words
    listed: Annotated[Sentence, Blanks("shown", "count")] | None = None
    apart: str
    too_few_link: Annotated[Sentence, Blanks("count")]
    others_link: Annotated[Sentence, Blanks("count")]
    too_few: Annotated[Sentence, Blanks("measure", "year")]
    too_few_lead: str
    others: Annotated[Sentence, Blanks("measure", "year")]
    others_lead: str
    authority: str
    figure: str
    counted_from: str
    interval: str
    verdict: str
    between: Annotated[Sentence, Blanks("lower", "upper")]
    sort_by: str
    considered: MapConsidered | None = None  # bundles of earlier versions have no such words
    reported: MapReported | None = None
