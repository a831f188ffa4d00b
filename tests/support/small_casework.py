"""Decisions for the small year: enough to search, narrow down, page through, withdraw and follow."""

from __future__ import annotations

from datetime import date, timedelta

from upheld.publication.bundle.casework import (
    PublicCasework,
    PublicDecision,
    PublicImprovement,
    WithdrawnDecision,
)

NOISE = (
    "Mr X complained about the noise of a bakery next to his home. The Council’s officers came twice.\n\n"
    "We found fault. The Council did not measure the noise at night, and it did not answer his letters.\n\n"
    "It has agreed to apologise & to <change> how it looks into noise."
)
BINS = "Mrs Y says that her bins were not emptied for six weeks. She wrote eight times. The bins are emptied now."
STATES = ("due", "overdue", "done", "late", "not_done")
MANY = 45


def decision(reference: str, **changes: object) -> PublicDecision:
    """A decision about bins in Dartford, but for what changes."""
    facts = {
        "authority": "E07000107",
        "title": "Bins not emptied",
        "text": BINS,
        "subject": "Other",
        "outcome": "not_upheld",
        "decided_on": date(2021, 8, 1),
        "public_from": date(2021, 9, 15),
    }
    return PublicDecision(reference, **{**facts, **changes})  # type: ignore[arg-type]


NOISY = decision(
    "21 000 100",
    title="Noise from a <bakery>",
    text=NOISE,
    subject="Housing",
    outcome="upheld",
    decided_on=date(2022, 2, 3),
    public_from=date(2022, 3, 17),
)
SLASHED = decision(
    "REF/7 a", authority="E06000014", decided_on=date(2019, 5, 6), public_from=date(2019, 7, 1), text="Sŵn uchel."
)


def many() -> list[PublicDecision]:
    """Decisions about bins of all authorities, a day after the other."""
    whose = ("E07000107", "E06000014", "E06000058")
    first = date(2020, 12, 1)
    return [
        decision(
            f"20 000 {number:03d}",
            authority=whose[number % 3],
            decided_on=first + timedelta(days=number * 5),
            public_from=first + timedelta(days=number * 5 + 42),
            outcome="referred_back" if number % 2 else "not_upheld",
        )
        for number in range(MANY)
    ]


def agreed(state: str, *, dated: bool = True) -> PublicImprovement:
    """Something agreed in the decision about noise. What was done may be known without the day."""
    done = date(2022, 6, 1) if state in ("done", "late") and dated else None
    text = f"Write down how noise is measured ({state}{'' if dated else ', some day'})."
    return PublicImprovement("E07000107", NOISY.reference, "procedure_or_policy", text, date(2022, 5, 1), done, state)


CASEWORK = PublicCasework(
    decisions=(NOISY, SLASHED, *many()),
    improvements=(*(agreed(state) for state in STATES), agreed("done", dated=False), agreed("late", dated=False)),
    withdrawn=(
        WithdrawnDecision("21 000 200", "E07000107", date(2022, 5, 6), "It said who <complained>."),
        WithdrawnDecision("21 000 201", "E07000107", date(2022, 5, 7), ""),
    ),
)
ALL = len(CASEWORK.decisions)  # type: ignore[arg-type]
