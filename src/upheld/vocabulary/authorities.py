"""Authorities in jurisdiction: who they are, when they lived, what they were called, who came after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property, lru_cache
from unicodedata import normalize


@dataclass(frozen=True)
class Dated:
    """A text that holds from a day to a day, both included; None is open."""

    text: str
    from_on: date | None = None
    to_on: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it held on a day."""
        return (self.from_on is None or self.from_on <= day) and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True)
class Population:
    """Residents by an estimate for a day, published on a day."""

    residents: int
    estimate_for: date
    published_on: date
    source: str = ""


@dataclass(frozen=True)
class Authority:
    """A body in jurisdiction. ``id`` never changes; codes and names may, so each has its days."""

    id: str
    kind: str
    codes: tuple[Dated, ...]
    official_names: tuple[Dated, ...]
    short_names: tuple[Dated, ...] = ()
    other_names: tuple[Dated, ...] = ()
    region: str = ""
    county: str = ""
    start_on: date | None = None
    end_on: date | None = None
    successors: tuple[str, ...] = ()
    populations: tuple[Population, ...] = ()
    latitude: float | None = None
    longitude: float | None = None

    def lives(self, day: date) -> bool:
        """Whether it existed on a day; the last day is its own."""
        return Dated("", self.start_on, self.end_on).holds(day)

    def code(self, day: date) -> str:
        """Its code on a day."""
        return on_day(self.codes, self._own(day))

    def name(self, day: date) -> str:
        """Its full formal name on a day."""
        return on_day(self.official_names, self._own(day))

    def short_name(self, day: date) -> str:
        """Its name as said in a sentence."""
        return on_day(self.short_names or self.official_names, self._own(day))

    def population(self, day: date) -> Population | None:
        """The estimate published last before a day, or None."""
        published = [known for known in self.populations if known.published_on < day]
        return max(published, key=lambda known: (known.published_on, known.estimate_for), default=None)

    def _own(self, day: date) -> date:
        """The day itself, or the nearest day of its life."""
        if self.end_on and day > self.end_on:
            return self.end_on
        return self.start_on if self.start_on and day < self.start_on else day


def on_day(texts: Iterable[Dated], day: date) -> str:
    """The text that holds on a day; where none does, the last."""
    texts = tuple(texts)
    return next((dated.text for dated in texts if dated.holds(day)), texts[-1].text)


class UnknownAuthority(LookupError):
    """A name or code that is no authority's, with the nearest known names (looked for only when asked)."""

    def __init__(self, written: str, directory: AuthorityDirectory):
        self.written, self._directory = written, directory
        super().__init__(written)

    @property
    def suggestions(self) -> list[str]:
        """Known names that look like what was written, nearest first."""
        return self._directory.nearest(self.written)


class AuthorityDirectory:
    """All authorities of a scheme, found by id, by code, or by any known name as at a day."""

    def __init__(self, authorities: Iterable[Authority]):
        self.by_id: dict[str, Authority] = {authority.id: authority for authority in authorities}

    def __iter__(self) -> Iterator[Authority]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)

    def __getitem__(self, authority_id: str) -> Authority:
        return self.by_id[authority_id]

    def __contains__(self, authority_id: object) -> bool:
        return authority_id in self.by_id

    def living(self, day: date) -> list[Authority]:
        """Those that exist on a day, by code."""
        return sorted((one for one in self if one.lives(day)), key=lambda one: one.code(day))

    def predecessors(self, authority_id: str) -> list[Authority]:
        """Those whose successors include an authority, by code."""
        return self._predecessors.get(authority_id, [])

    def kin(self, authority_id: str) -> set[str]:
        """An authority with all that came before and after it, however many reorganisations away.

        What counts for it on some day names one of these.
        """
        found, waiting = set[str](), [authority_id]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += [before.id for before in self.predecessors(one)]
                waiting += self.by_id[one].successors if one in self.by_id else ()
        return found

    def with_changes(self, changes: Mapping[str, Authority]) -> AuthorityDirectory:
        """The same directory with some authorities added or replaced."""
        return AuthorityDirectory({**self.by_id, **changes}.values())

    @cached_property
    def _predecessors(self) -> dict[str, list[Authority]]:
        found: dict[str, list[Authority]] = {}
        for one in sorted(self, key=lambda each: each.id):
            for successor in dict.fromkeys(one.successors):
                found.setdefault(successor, []).append(one)
        return found

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {dated.text.upper(): one.id for one in self for dated in one.codes}

    @cached_property
    def _names(self) -> dict[str, list[tuple[Dated, str]]]:
        found: dict[str, list[tuple[Dated, str]]] = {}
        for one in self:
            for dated in (*one.official_names, *one.short_names, *one.other_names):
                found.setdefault(plain(dated.text), []).append((dated, one.id))
        return found

    @cached_property
    def _usual_names(self) -> dict[str, str]:
        names = (name.text for one in self for name in (*one.official_names, *one.short_names))
        return {plain(name): name for name in names}

    def find(self, written: str, day: date) -> Authority:
        """The authority meant by a code, or by a name as at a day.

        A code means its authority on any day. A name means the authority that lived and was so called on that
        day; failing that, one that lived then and was so called at another time; failing that, the only one
        that ever was. Raises `UnknownAuthority` otherwise.
        """
        by_code = self._codes.get(written.strip().upper())
        if by_code:
            return self.by_id[by_code]
        named = self._names.get(plain(written), [])
        living = [(dated, one) for dated, one in named if self.by_id[one].lives(day)]
        so_called = [(dated, one) for dated, one in living if dated.holds(day)]
        for candidates in (so_called, living, named):
            if len({one for _, one in candidates}) == 1:
                return self.by_id[candidates[0][1]]
        raise UnknownAuthority(written, self)

    def nearest(self, written: str, most: int = 3) -> list[str]:
        """Known names like what was written, nearest first.

        Where several bear it, their full names; their codes where these are the same too.
        """
        if bearers := {one for _, one in self._names.get(plain(written), [])}:
            full = {self.by_id[one].official_names[-1].text for one in bearers}
            told = full if len(full) == len(bearers) else {self.by_id[one].codes[-1].text for one in bearers}
            return sorted(told)[:most]
        close = get_close_matches(plain(written), self._usual_names, n=most, cutoff=0.6)
        return [self._usual_names[name] for name in close]


@lru_cache(maxsize=1 << 16)
def plain(name: str) -> str:
    """A name with case, accents, punctuation, '&' and the words that vary left out."""
    letters = normalize("NFKD", name).casefold().replace("&", " and ")
    spaced = "".join(char if char.isalnum() else " " for char in letters if not "\u0300" <= char <= "\u036f")
    return " ".join(spaced.replace(" s ", "s ").split())


def renamed(authority: Authority, name: str) -> Authority:
    """The same authority under a new formal name, the old ones kept as known names."""
    old = (*authority.official_names, *authority.short_names)
    return replace(authority, official_names=(Dated(name),), short_names=(), other_names=(*authority.other_names, *old))
