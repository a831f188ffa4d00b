"""Reading remedies that are followed: those of everybody, of an authority, or of a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q

from upheld.casework.remedies.lateness import Done, Lateness, by_category
from upheld.casework.remedies.models import Answer, Evidence, MoreTime
from upheld.casework.remedies.rules import Remedy, Turn, outcome_of, turn_of
from upheld.register.models import Recommendation
from upheld.statistics.responsibility import NoSingleSuccessor, NotYetBegun, responsible
from upheld.vocabulary.authorities import AuthorityDirectory

SHOWN_AFTER = timedelta(days=365)
"""How long what was settled stays on the lists, from when it was done or its case's outcome was recorded."""
OF_A_CASE = ("authority", "successor", "decided_on", "subject")
OF_A_REMEDY = ("number", "due_on", "extended_to", "completed_on", "result")
BETWEEN_CATEGORIES = "; "
ORDER = {turn: place for place, turn in enumerate(Turn)}


@dataclass(frozen=True)
class Followed:
    """A remedy with its case. ``authority`` is the id of the one that answers for it today.

    ``confirmed``: the case's compliance outcome is on record.
    """

    reference: str
    authority: str
    subject: str
    decided_on: date
    category: str
    text: str
    public: bool
    remedy: Remedy
    turn: Turn
    more: tuple[str, ...] = ()
    confirmed: bool = False

    @property
    def categories(self) -> tuple[str, ...]:
        """All that it is, the category that figures count first; each once, whatever a later extract made of that."""
        return tuple(dict.fromkeys((self.category, *self.more)))

    @property
    def number(self) -> int:
        """Its number within the case."""
        return self.remedy.number

    def days(self, today: date) -> int:
        """Days until it is due; below 0, days since."""
        return (self.remedy.due - today).days


def followed(directory: AuthorityDirectory, today: date, *, authority: str = "", reference: str = "") -> list[Followed]:
    """Remedies that are open, or of a case without an outcome, or settled within the last year: what to do next first.

    With ``authority`` (an id) those that it answers for today; with ``reference`` all of a case, however old.
    """
    rows = Recommendation.objects.exclude(case__decided_on=None)
    if reference:
        rows = rows.filter(case_id=reference)
    else:
        first = today - SHOWN_AFTER
        unsettled = Q(result="") | Q(case__compliance=None)
        rows = rows.filter(unsettled | Q(completed_on__gte=first) | Q(case__compliance__recorded_on__gte=first))
    if authority:
        rows = rows.filter(case__authority__in=[authority, *_before(directory, authority)])
    found = [*_read(directory, rows, today)]
    own = [one for one in found if not authority or one.authority == authority]
    return sorted(own, key=lambda one: (ORDER[one.turn], one.remedy.due, one.reference, one.number))


def _before(directory: AuthorityDirectory, authority: str) -> set[str]:
    """Every authority whose cases may have come to this one, however many reorganisations ago."""
    found: set[str] = set()
    left = [authority]
    while left:
        for one in directory.predecessors(left.pop()):
            if one.id not in found:
                found.add(one.id)
                left.append(one.id)
    return found


def _read(directory: AuthorityDirectory, rows: object, today: date) -> Iterator[Followed]:
    cells = (*OF_A_REMEDY, "case_id", "category", "text", "public", "more_categories")
    named = {f"of_{name}": F(f"case__{name}") for name in OF_A_CASE}
    asked = waiting()
    named["recorded_on"] = F("case__compliance__recorded_on")
    for row in rows.annotate(**named).values(*cells, *named):  # type: ignore[attr-defined]
        asks = (row["case_id"], row["number"]) in asked
        remedy = Remedy(**{name: row[name] for name in OF_A_REMEDY}, asks=asks)
        yield Followed(
            reference=row["case_id"],
            authority=whose(directory, row["of_authority"], row["of_successor"], today),
            subject=row["of_subject"],
            decided_on=row["of_decided_on"],
            category=row["category"],
            text=row["text"],
            public=row["public"],
            remedy=remedy,
            turn=turn_of(remedy, today),
            more=more_of(row["more_categories"]),
            confirmed=row["recorded_on"] is not None,
        )


def more_of(written: str) -> tuple[str, ...]:
    """The words of a cell of further categories, as the register holds them."""
    return tuple(filter(None, written.split(BETWEEN_CATEGORIES)))


def whose(directory: AuthorityDirectory, authority: str, successor: str, day: date) -> str:
    """Who answers for a case's remedies on a day; where nobody can be told, the authority that the case names."""
    try:
        return responsible(directory, authority, day, successor)
    except (NoSingleSuccessor, NotYetBegun):
        return authority


def waiting() -> set[tuple[str, int]]:
    """The remedies of which something waits for our answer: case and number."""
    asked = [model.objects.filter(state=Answer.WAITING).values_list("reference", "number") for model in KINDS]
    return {pair for pairs in asked for pair in pairs}


KINDS = (Evidence, MoreTime)


def counted(remedies: Iterable[Followed]) -> Mapping[Turn, int]:
    """How many stand where."""
    found = dict.fromkeys(Turn, 0)
    for one in remedies:
        found[one.turn] += 1
    return found


def to_confirm(remedies: Iterable[Followed]) -> set[str]:
    """Cases whose remedies, all of them given, come to an outcome that is not on record yet."""
    of_cases: dict[str, list[Remedy]] = defaultdict(list)
    for one in remedies:
        if not one.confirmed:
            of_cases[one.reference].append(one.remedy)
    return {reference for reference, held in of_cases.items() if outcome_of(held)}


def lateness(remedies: Iterable[Followed], today: date) -> list[Lateness]:
    """How late those came that were done in the last year, by category: one of several counts under each of them."""
    first = today - SHOWN_AFTER
    done = ((one, one.remedy.completed_on) for one in remedies if one.turn is Turn.DONE)
    return by_category(
        Done(category, one.remedy.due, day) for one, day in done if day and day >= first for category in one.categories
    )
