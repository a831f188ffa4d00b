"""What of some cases may be shown on a day, by the rules by which it enters a bundle: for letters and packs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from upheld.casework.remedies import public_text
from upheld.casework.statements import publishing
from upheld.register.models import Decision
from upheld.vocabulary.scheme import Scheme


@dataclass(frozen=True)
class Shown:
    """What may be shown of cases on a day. ``days``: case → from when its decision is public, and withdrawn when."""

    as_at: date
    held: Collection[str]
    days: Mapping[str, tuple[date, date | None]]
    decisions: Mapping[tuple[str, int, str], bool]
    names: Mapping[str, frozenset[str]]

    def decision(self, reference: str) -> bool:
        """Whether a case has a decision that is public."""
        if reference in self.held or reference not in self.days:
            return False
        public_from, withdrawn_on = self.days[reference]
        return public_from <= self.as_at and (withdrawn_on is None or withdrawn_on > self.as_at)

    def improvement(self, reference: str, number: int, text: str) -> bool:
        """Whether the text of a service improvement may be shown: where the case has a decision, with that alone."""
        if reference in self.held or (reference in self.days and not self.decision(reference)):
            return False
        return public_text.may_be_shown(reference, number, text, self.decisions, self.names)


def shown(scheme: Scheme, references: Collection[str], as_at: date) -> Shown:
    """Read what may be shown of some cases on a day."""
    rows = Decision.objects.filter(case__in=references).values_list("case_id", "public_from", "withdrawn_on")
    return Shown(
        as_at,
        publishing.held_back(as_at, check=scheme.statements.check_decisions, among=references),
        {case: (public_from, withdrawn_on) for case, public_from, withdrawn_on in rows},
        public_text.decided(),
        public_text.names_of_cases(*references) if references else {},
    )
