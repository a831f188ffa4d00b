"""Decisions of made-up text, of any number: words as often as in real texts (Zipf's law), the same each time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from upheld.publication.bundle.casework import PublicDecision
from upheld.vocabulary.scheme import Scheme

# The commonest words of decisions, commonest first; rarer ones are made up of syllables.
COMMON = """
the to of and a in that it was for council mr he not had her on she is with this by as we his be have said at
complaint fault from which would ombudsman but an mrs i been they did because after were council’s no about
their injustice decision should any what has if agreed investigation service made before when who caused there
home care information planning application officer time letter response payment weeks housing assessment school
neighbour noise road provision remedy distress son daughter months tax evidence policy appeal panel education
plan delay costs support needs property apologise review repair bin collection parking enforcement notice
committee social worker temporary accommodation homeless benefit overpayment arrears charge finance carer
respite transport tribunal allotment damp mould leak boiler fence hedge tree pavement pothole streetlight kerb
drain flood sewage rat wasp fumes smoke barking drumming skip asbestos caravan mooring taxi licence cemetery
exhumation
""".split()  # noqa: SIM905  # a list of words reads better as words
SYLLABLES = """
ba ce di fo gu la me ni po ru sa te vi wo an er is ol un ta ke mi lo su ra be hi co du
""".split()  # noqa: SIM905  # a list of words reads better as words
ENDINGS = ("", "", "s", "ed", "ing", "er", "ers", "ment", "ly")
VOCABULARY = 30_000
NEW_STEM, RECENT = 0.4, 300  # so that most words have forms, of which some are common and some are rare
SENTENCES = 200_000
SENTENCES_IN_A_TEXT = int(os.environ.get("UPHELD_BENCH_SENTENCES", 42))  # 42 make about 5 KB
PARAGRAPH = 6
FIRST_DAY, DAYS = date(2016, 4, 1), 6 * 365
PUBLIC_AFTER = timedelta(days=42)


def vocabulary(dice: Random) -> list[str]:
    """So many words, the commonest first, each once."""
    words = dict.fromkeys(COMMON)
    stems = [word for word in COMMON[60:] if word.isalpha()]
    while len(words) < VOCABULARY:
        if dice.random() < NEW_STEM:
            stems.append("".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))))
        words[dice.choice(stems[-RECENT:]) + dice.choice(ENDINGS)] = None
    return list(words)


def sentences(dice: Random) -> list[str]:
    """Sentences of 8 to 30 words, drawn by Zipf's law."""
    words = vocabulary(dice)
    weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
    drawn = iter(dice.choices(words, cum_weights=weights, k=SENTENCES * 30))
    lengths = [dice.randint(8, 30) for _ in range(SENTENCES)]
    return [" ".join(next(drawn) for _ in range(length)).capitalize() + "." for length in lengths]


def decisions(scheme: Scheme, number: int) -> Iterator[PublicDecision]:
    """So many decisions in the order of their references."""
    dice = Random(1)
    known = sentences(dice)
    authorities = [one.id for one in scheme.authorities.living(scheme.year(2022).end)]
    outcomes = [one.id for one in scheme.outcomes]
    for place in range(number):
        own = dice.choices(known, k=SENTENCES_IN_A_TEXT)
        text = "\n\n".join(" ".join(own[at : at + PARAGRAPH]) for at in range(0, len(own), PARAGRAPH))
        decided_on = FIRST_DAY + timedelta(days=dice.randrange(DAYS))
        yield PublicDecision(
            reference=f"{place // 1_000_000 + 16:02d} {place // 1000 % 1000:03d} {place % 1000:03d}",
            authority=authorities[int(len(authorities) * dice.random() ** 2)],
            title=" ".join(dice.choice(known).split()[:6]).rstrip("."),
            text=text,
            subject=dice.choice(scheme.subjects),
            outcome=dice.choices(outcomes, weights=range(1, len(outcomes) + 1))[0],
            decided_on=decided_on,
            public_from=decided_on + PUBLIC_AFTER,
        )
