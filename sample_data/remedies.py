"""What authorities agreed to do about upheld cases, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from sample_data.cases import Case
from sample_data.days import later
from sample_data.mix import mix, rounded, table
from sample_data.reorganisations import answers_for
from sample_data.volumes import Character
from upheld.vocabulary.authorities import AuthorityDirectory
from upheld.vocabulary.year import Year

WITH_REMEDIES, WITH_REMEDIES_IF_SATISFACTORY = 0.93, 0.45
EXTENDED = 0.12


@dataclass(slots=True)
class Recommendation:
    """One thing agreed. Done ``on`` a day, or never."""

    category: str
    text: str
    public: bool
    due_on: date
    extended_to: date | None = None
    done_on: date | None = None
    result: str = ""
    more: tuple[str, ...] = ()

    @property
    def deadline(self) -> date:
        """The day by which it had to be done in the end."""
        return self.extended_to or self.due_on


@dataclass(slots=True)
class Agreement:
    """All that was agreed on one case, and the day and result of the compliance outcome."""

    case: Case
    recommendations: list[Recommendation]
    recorded_on: date
    result: str


def agree(cases: list[Case], characters: dict[str, Character], random: Random) -> list[Agreement]:
    """An agreement for most upheld cases, some kept late; nobody has failed yet."""
    return [_agreement(case, characters[case.authority.id], random) for case in cases if _has_remedies(case, random)]


def _has_remedies(case: Case, random: Random) -> bool:
    chance = WITH_REMEDIES_IF_SATISFACTORY if case.satisfactory_remedy else WITH_REMEDIES
    return case.upheld and (random.random() < chance or case.fixed)


def _agreement(case: Case, character: Character, random: Random) -> Agreement:
    late = not case.fixed and random.random() < mix()["kinds"][case.authority.kind]["late"] * character.late
    recommendations = _recommendations(case, random)
    for recommendation in recommendations:
        _keep(recommendation, case, random)
    if late:
        _be_late(random.choice(recommendations), random)
    last = max(one.done_on or one.deadline for one in recommendations)
    return Agreement(case, recommendations, later(last, 3 + int(random.random() * 25)), "late" if late else "on_time")


def _recommendations(case: Case, random: Random) -> list[Recommendation]:
    words = table("words/remedies")
    categories = [one for one, _ in CATEGORIES]
    chosen = random.choices(categories, [weight for _, weight in CATEGORIES], k=1 + int(random.random() * 4))
    chosen = sorted(dict.fromkeys(chosen), key=categories.index)
    return [_recommendation(case, category, words, random) for category in chosen]


CATEGORIES = (
    ("apology", 30),
    ("financial_distress_time_trouble", 22),
    ("financial_quantifiable_loss", 7),
    ("financial_loss_of_service", 7),
    ("new_appeal_or_review", 6),
    ("provide_service_to_person", 8),
    ("procedure_or_policy", 10),
    ("training_or_guidance", 8),
    ("provide_service_to_others", 3),
)


def _recommendation(case: Case, category: str, words: dict[str, Any], random: Random) -> Recommendation:
    public = category in words["service_improvements"]
    weeks = 4 if not public else random.choice((8, 12, 13))
    amount = random.choice(words["amounts"])
    chosen = random.choice(words["texts"][category])
    text, more = chosen.format_map({**case.words, "amount": f"{amount:,}"}), words["also"].get(chosen, ())
    due = later(case.decided_on or case.received_on, 7 * (4 if case.fixed else weeks))
    extended = later(due, 14) if not case.fixed and random.random() < EXTENDED else None
    return Recommendation(category, text, public, due, extended, more=tuple(more))


def _keep(recommendation: Recommendation, case: Case, random: Random) -> None:
    decided = case.decided_on or case.received_on
    days = (recommendation.deadline - decided).days
    done = decided + timedelta(1 + int((0.35 + 0.65 * random.random()) * (days - 1)))
    recommendation.done_on, recommendation.result = done, "on_time"


def _be_late(recommendation: Recommendation, random: Random) -> None:
    days = 1 + int(random.random() * random.random() * 110)
    recommendation.done_on, recommendation.result = recommendation.deadline + timedelta(days), "late"


def fail_some(agreements: list[Agreement], directory: AuthorityDirectory, some_year: Year, random: Random) -> None:
    """Turn some late outcomes into failures: as the mix says, and at least one in a big group."""
    groups: dict[tuple[str, int], list[Agreement]] = defaultdict(list)
    for one in agreements:
        answering = answers_for(directory, one.case.authority, one.case.successor, one.recorded_on)
        kind = directory[answering].kind if answering in directory.by_id else one.case.authority.kind
        groups[kind, some_year.year_end.year_of(one.recorded_on).ending].append(one)
    for kind, year in sorted(groups):
        _fail(groups[kind, year], mix()["kinds"][kind]["failed"], random)


def _fail(group: list[Agreement], share: float, random: Random) -> None:
    late = [one for one in group if one.result == "late"]
    wanted = max(rounded(share * len(group)), int(share > 0 and len(group) >= 100))
    for one in random.sample(late, min(wanted, len(late))):
        one.result = "not_complied"
        for recommendation in one.recommendations:
            if recommendation.result == "late":
                recommendation.done_on, recommendation.result = None, "not_complied"


def compliance_rows(agreements: list[Agreement], until: date) -> list[dict[str, Any]]:
    """The extract's ``compliance``: outcomes recorded until the extract was made."""
    return [
        {"case_reference": one.case.reference, "recorded_on": one.recorded_on, "result": one.result}
        for one in agreements
        if one.recorded_on <= until
    ]


def recommendation_rows(agreements: list[Agreement], until: date) -> list[dict[str, Any]]:
    """The extract's ``recommendations``; what is not yet done, nor known to have failed, has no result."""
    rows = []
    for agreement in agreements:
        for number, one in enumerate(agreement.recommendations, 1):
            known = (one.done_on or agreement.recorded_on) <= until
            rows.append(
                {
                    "case_reference": agreement.case.reference,
                    "number": number,
                    "category": one.category,
                    "text": one.text,
                    "public": one.public,
                    "due_on": one.due_on,
                    "extended_to": one.extended_to,
                    "completed_on": one.done_on if known else None,
                    "result": one.result if known else "",
                    "more_categories": "; ".join(one.more),
                }
            )
    return rows
